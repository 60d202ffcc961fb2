import { targetOf } from '../../queries/targets.ts';
import { dayAt, type OpenPage } from '../open-page.ts';
import { daysOfDatasets } from './dataset-days.ts';
import { type Child, h } from './dom.ts';
import { channelLabel, count, dayLabel, inSentence, moment, queueLabel } from './format.ts';
import { type Context, sectionFrame } from './section.ts';
import { targetText } from './wording.ts';

/** The records behind the figures. They do not change with the filters. */
export function coverage({ page }: Context): HTMLElement {
  const { element, body } = sectionFrame('coverage', 'What this page covers', null);
  body.append(
    h(
      'dl',
      { class: 'coverage' },
      entries(page).map(([term, ...meaning]) =>
        h('div', {}, h('dt', {}, term), h('dd', {}, ...meaning)),
      ),
    ),
  );
  return element;
}

function entries(page: OpenPage): [string, ...Child[]][] {
  const { coverage: covered, settings, instances } = page;
  const quarantine =
    covered.quarantined === 0
      ? 'none: every record received could be read'
      : `${count(covered.quarantined)} could not be read and are in no figure`;
  return [
    [
      'Period',
      covered.firstDisconnectedLocal && moment(covered.firstDisconnectedLocal),
      ' to ',
      covered.lastDisconnectedLocal && moment(covered.lastDisconnectedLocal),
    ],
    ['Time zone', settings.timeZone],
    [
      'Contact records',
      `${count(covered.contacts)}, the latest version of each`,
      covered.contactsNotDisconnected > 0 &&
        `; ${count(covered.contactsNotDisconnected)} not yet disconnected are in no figure`,
      covered.contactsOnOtherDays > 0 &&
        `; ${count(covered.contactsOnOtherDays)} dated years away from the rest are in no figure`,
    ],
    ...daysOfDatasets(page),
    [instances.length === 1 ? 'Instance' : 'Instances', instances.join(', ')],
    ['Quarantined records', quarantine],
    ['Contacts listed', listedText(page)],
    [
      'Last update of a record',
      covered.lastUpdatedLocal && moment(covered.lastUpdatedLocal),
      covered.lastUpdatedUtc && ` (${moment(covered.lastUpdatedUtc)} UTC)`,
    ],
    [
      'Service level',
      `target ${targetWords(page)}; short abandon: under ${settings.shortAbandonSeconds} s`,
    ],
    [
      'A contact',
      'is one contact record, that is one segment: a transfer makes another. Counted on the day ' +
        'it disconnects, except volume and the week (time of enqueue), callbacks and repeats (initiation).',
    ],
  ];
}

/** `80 % in 20 s (Voice), 90 % in 1 h (Claims in Email)`; queues are named where their target is another. */
function targetWords({ settings, promises, queues, channels }: OpenPage): string {
  const kinds = new Map<string, string[]>();
  for (const { queue, channel, target } of promises) {
    const name = queues[queue]!.name;
    const usual = targetOf(settings, null, channels[channel]!);
    const isUsual = usual?.share === target.share && usual.seconds === target.seconds;
    const where = [
      !isUsual && name !== null && `${inSentence(queueLabel(queues[queue]!))} in`,
      channelLabel(channels[channel]!),
    ];
    const text = targetText(target);
    kinds.set(text, [...(kinds.get(text) ?? []), where.filter(Boolean).join(' ')]);
  }
  if (kinds.size === 0) return 'none for these queues and channels';
  return [...kinds]
    .map(([text, where]) => `${text} (${[...new Set(where)].join(', ')})`)
    .join(', ');
}

/** A sentence about the days whose contacts can be opened one by one. */
function listedText(page: OpenPage): string {
  const { listed } = page;
  if (listed === null) return 'none: the page holds sums alone';
  const since =
    listed.fromDay === 0 ? 'all' : `those from ${dayLabel(dayAt(page, listed.fromDay), 'year')} on`;
  return `${since}, ${count(listed.contacts)}: id, times, queue, agent and outcome; no address and no attribute`;
}
