import { openLake } from '../../local/lake/lake-folder.ts';
import { type Journey, readJourney, type Segment } from '../../local/query/journey.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { jsonOf, visibleInLine } from '../../terminal/control-characters.ts';
import type { Json, Row } from '../../terminal/row.ts';
import { countOf, formatSeconds } from '../../terminal/wording.ts';
import { breaker } from '../shared/hanging.ts';
import { detailLines, isKnown, type Line } from './contact-details.ts';

export interface ContactDetailOptions {
  readonly lake: string;
  readonly attributes?: true;
  readonly json?: true;
}

/** Prints the journey of the contact whose id begins with the given text. */
export async function showContact(beginning: string, options: ContactDetailOptions): Promise<void> {
  const lake = await openLake(options.lake);
  const { timeZone } = lake.settings;
  const journey = await readJourney(lake, dataset, beginning);
  const hanging = await breaker();
  const text = options.json
    ? jsonOf({ ...journey, time_zone: timeZone, segments: journey.segments.map(asJson(options)) })
    : drawn(journey, timeZone, options)
        .flatMap(([start, line]) => hanging(visibleInLine(start), visibleInLine(line)))
        .join('\n');
  process.stdout.write(`${text}\n`);
}

/** Only the names of attributes are printed, unless their values are asked for. */
function asJson({ attributes: isAsked }: ContactDetailOptions) {
  return ({ record, attributes, details: { analysis, ...details } }: Segment) => ({
    ...record,
    attributes: isAsked ? attributes : Object.keys(attributes),
    ...details,
    ...(analysis && {
      analysis: {
        ...analysis.measures,
        categories: analysis.categories,
        issues: analysis.issues,
      },
    }),
  });
}

function drawn(journey: Journey, timeZone: string, options: ContactDetailOptions): Line[] {
  const { contact_id: wanted, segments } = journey;
  const day = String(segments[0]!.record.began_local).slice(0, 10);
  return [
    ['', `Contact ${wanted}`],
    ['', `${countOf(segments.length, 'segment')}, begun on ${day}; times of ${timeZone}`],
    ...segments.flatMap((segment, at): Line[] => [
      ['', ''],
      ...drawnSegment(segment, at + 1, wanted, day, options),
    ]),
  ];
}

function drawnSegment(
  { record, attributes, details }: Segment,
  number: number,
  wanted: string,
  day: string,
  { attributes: isAsked }: ContactDetailOptions,
): Line[] {
  const { contact_id: id, channel, initiation_method: method } = record;
  const mark = id === wanted ? '  ← asked for' : '';
  const names = Object.keys(attributes);
  const lines: Line[] = [
    ...eventsOf(record, details.events ?? []).map(
      ([at, what]): Line => [`${timeOf(at, day)}  `, what],
    ),
    ...(isAsked
      ? Object.entries(attributes).map(([name, value]): Line => [`${name}: `, value])
      : [names.length > 0 ? (['attributes: ', names.join(', ')] as const) : NO_ATTRIBUTES]),
    ...detailLines(details, (at) => timeOf(at, day), hasLeftInFlow(record)),
  ];
  return [
    [`${number}  `, `${id}${mark}  ${[channel, method].filter(isKnown).join(' ')}`],
    ...lines.map(([start, text]): Line => [`   ${start}`, text]),
  ];
}

/** Whether it is over, and entered no queue and reached no agent. */
function hasLeftInFlow({ ended_local: ended, is_queued, is_handled }: Row): boolean {
  return isKnown(ended) && !is_queued && !is_handled;
}

const NO_ATTRIBUTES: Line = ['', 'no attributes'];

type Event = readonly [at: Json | undefined, what: string];

/** What happened, in order: of the record, and of contact events of kinds that leave nothing in it. */
function eventsOf(segment: Row, others: readonly Row[]): Event[] {
  const { began_local, enqueued_local, connected_local, transferred_local, ended_local } = segment;
  const events: (Event | false)[] = [
    [began_local, 'began'],
    isKnown(enqueued_local) && [enqueued_local, `entered ${queueOf(segment)}${waitOf(segment)}`],
    isKnown(connected_local) && [
      connected_local,
      `${segment.agent ?? 'an agent'}: ${workOf(segment)}`,
    ],
    isKnown(transferred_local) && [transferred_local, 'transferred'],
    isKnown(ended_local) && [ended_local, endOf(segment)],
  ];
  const known: Event[] = [
    ...events.filter((event) => event !== false),
    ...(isKnown(ended_local) ? [] : [[null, 'no end is recorded'] as const]),
  ];
  return others.reduce(withEvent, known);
}

/** The events with one more, before those that are later. */
function withEvent(events: readonly Event[], { at_local: at, event_type: type }: Row): Event[] {
  const next = events.findIndex(([other]) => !isKnown(other) || String(other) > String(at));
  const place = next < 0 ? events.length : next;
  const what = String(type).toLowerCase().replaceAll('_', ' ');
  return events.toSpliced(place, 0, [at, what]);
}

function queueOf({ queue, queue_kind: kind }: Row): string {
  return kind === 'standard' ? `the queue ${queue}` : String(queue);
}

function waitOf({ wait_seconds: wait }: Row): string {
  return isKnown(wait) ? `, waited ${clock(wait)}` : ', wait not known';
}

function workOf(segment: Row): string {
  const { interaction_seconds, hold_seconds, holds, after_contact_work_seconds, pause_seconds } =
    segment;
  const parts = [
    isKnown(interaction_seconds) && `talk ${clock(interaction_seconds)}`,
    isKnown(hold_seconds) &&
      Number(hold_seconds) > 0 &&
      `hold ${clock(hold_seconds)}${isKnown(holds) ? ` (${countOf(Number(holds), 'hold')})` : ''}`,
    isKnown(pause_seconds) && `pause ${clock(pause_seconds)}`,
    isKnown(after_contact_work_seconds) &&
      `after-contact work ${clock(after_contact_work_seconds)}`,
  ].filter((part) => part !== false);
  return parts.length > 0 ? parts.join(', ') : 'times not known';
}

function endOf({ ended, disconnect_reason: reason }: Row): string {
  return `ended: ${ended}${isKnown(reason) ? `, ${reason}` : ''}`;
}

/** `10:04:05`, preceded by the day if it is not the journey's first. A dash padded to the same width without a time. */
function timeOf(at: Json | undefined, day: string): string {
  if (at === null || at === undefined) return '–'.padEnd(8);
  const text = String(at).slice(0, 19);
  return text.startsWith(day) ? text.slice(11) : text;
}

/** `0:29`, `1:07:51` */
function clock(seconds: unknown): string {
  return formatSeconds(Number(seconds));
}
