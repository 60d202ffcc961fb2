import type { ContactReader, ObservedContact } from '../../contact-events/event-side.ts';
import {
  CENTRE_TIME_ZONE,
  DAY_SECONDS,
  dayText,
  localDay,
  MINUTE_SECONDS,
  sqlTimestamp,
} from '../../generator/clock.ts';
import type { Contact } from '../../generator/contact.ts';
import type { Period } from '../../generator/world.ts';
import { momentsIn } from '../agents/agent-moments.ts';
import { sortRows, type Value } from '../answer.ts';
import type { ContactEventAnswers, EventTable } from '../contact-event-answers.ts';
import { AnsweredWaits } from './answered-waits.ts';
import { BusyAgents } from './busy-agents.ts';
import { type KnownContact, knownContact, waitOf } from './known-contact.ts';
import { QueueWaits } from './queue-waits.ts';

const QUARTER_SECONDS = 15 * MINUTE_SECONDS;

/** The record of a contact's end, of which the event arrived or did not. */
interface RecordedEnd {
  readonly time: number;
  readonly isDelivered: boolean;
}

/** Gathers the right figures about contacts while they last. */
export class EventGatherer implements ContactReader {
  readonly #start: number;
  readonly #waits: ReadonlyMap<number, QueueWaits>;
  readonly #busy: ReadonlyMap<number, BusyAgents>;
  /** The starts of the quarters of an hour of one day. */
  readonly #quarters: ReadonlyMap<number, QueueWaits>;
  readonly #backlogDay: number;
  /** Contacts that still waited at a start of a quarter when they were last heard of. */
  readonly #overdue: KnownContact[] = [];
  readonly #answered = [new AnsweredWaits('UTC'), new AnsweredWaits(CENTRE_TIME_ZONE)];
  /** The ends of the first day, some of which may lie before the first event. */
  readonly #early: RecordedEnd[] = [];
  readonly #coverage = new Map<string, { records: number; withEnd: number }>();
  #firstEvent = Number.POSITIVE_INFINITY;
  #lastEvent = Number.NEGATIVE_INFINITY;

  /** @param period in which events are delivered and contacts begin */
  constructor(period: Period) {
    const moments = momentsIn(period);
    this.#start = period.start;
    this.#waits = new Map(moments.map((moment) => [moment, new QueueWaits(moment)]));
    this.#busy = new Map(moments.map((moment) => [moment, new BusyAgents(moment)]));
    this.#backlogDay = Math.floor(moments[1]! / DAY_SECONDS);
    const midnight = this.#backlogDay * DAY_SECONDS;
    this.#quarters = new Map(
      Array.from({ length: DAY_SECONDS / QUARTER_SECONDS }, (_, place) => {
        const quarter = midnight + place * QUARTER_SECONDS;
        return [quarter, new QueueWaits(quarter)];
      }),
    );
  }

  addContact(contact: ObservedContact): void {
    const known = knownContact(contact);
    for (const { time } of contact.arrived) this.#firstEvent = Math.min(this.#firstEvent, time);
    this.#lastEvent = Math.max(this.#lastEvent, known.lastEvent);
    for (const busy of this.#busy.values()) busy.add(known);
    for (const answered of this.#answered) answered.add(known);
    this.#addWait(known);
  }

  addRecord({ disconnected }: Contact, isDelivered: boolean): void {
    const end = { time: disconnected!, isDelivered };
    if (end.time < this.#start) return;
    if (end.time < this.#start + DAY_SECONDS) this.#early.push(end);
    else this.#addEnd(end);
  }

  /** @param eventsDelivered with repetitions */
  finish(eventsDelivered: number): ContactEventAnswers {
    const hasEvents = this.#lastEvent >= this.#firstEvent;
    for (const known of this.#overdue) this.#addBacklog(known, this.#lastEvent + 1);
    for (const end of this.#early) if (end.time >= this.#firstEvent) this.#addEnd(end);
    return {
      events_delivered: eventsDelivered,
      last_event_utc: hasEvents ? sqlTimestamp(this.#lastEvent) : null,
      tables: hasEvents ? this.#tables() : [],
    };
  }

  #addWait(known: KnownContact): void {
    const wait = waitOf(known);
    if (wait === null) return;
    for (const [moment, waits] of this.#waits)
      if (wait.from <= moment && moment < wait.to) waits.add(known.contact);
    if (known.leftQueue === null) this.#overdue.push(known);
    else this.#addBacklog(known, wait.to);
  }

  #addBacklog(known: KnownContact, until: number): void {
    const { from, to } = waitOf(known)!;
    const first = Math.ceil(from / QUARTER_SECONDS) * QUARTER_SECONDS;
    for (let quarter = first; quarter < Math.min(to, until); quarter += QUARTER_SECONDS)
      this.#quarters.get(quarter)?.add(known.contact);
  }

  #addEnd({ time, isDelivered }: RecordedEnd): void {
    const day = dayText(localDay('UTC', time));
    const counts = this.#coverage.get(day) ?? { records: 0, withEnd: 0 };
    this.#coverage.set(day, counts);
    counts.records++;
    if (isDelivered) counts.withEnd++;
  }

  #tables(): EventTable[] {
    const atMoments = (
      query: string,
      columns: string[],
      of: ReadonlyMap<number, { rows(): Value[][] }>,
    ) =>
      [...of].map(([moment, rows]) => ({
        query,
        parameters: { moment: sqlTimestamp(moment) },
        columns,
        rows: rows.rows(),
      }));
    const day = dayText(this.#backlogDay);
    return [
      ...atMoments('queue-at-a-moment', QUEUE_COLUMNS, this.#waits),
      ...atMoments('busy-agents-at-a-moment', BUSY_COLUMNS, this.#busy),
      {
        query: 'backlog-by-quarter-hour',
        parameters: { from_day: day, to_day: day },
        columns: BACKLOG_COLUMNS,
        rows: [...this.#quarters].flatMap(([quarter, waits]) =>
          waits
            .rows()
            .map(([queue, kind, contacts, , , longest]) => [
              sqlTimestamp(quarter),
              queue!,
              kind!,
              contacts!,
              longest!,
            ]),
        ),
      },
      ...this.#answered.map((answered) => ({
        query: 'seconds-to-answer-by-queue',
        parameters: { time_zone: answered.zone },
        columns: ANSWER_COLUMNS,
        rows: answered.rows(),
      })),
      {
        query: 'contact-event-coverage',
        parameters: {},
        columns: COVERAGE_COLUMNS,
        rows: sortRows(
          [...this.#coverage].map(([date, { records, withEnd }]) => [date, records, withEnd]),
          1,
        ),
      },
    ];
  }
}

const QUEUE_COLUMNS = [
  'queue',
  'queue_kind',
  'contacts_waiting',
  'oldest_contact_id',
  'oldest_enqueued_at_local',
  'longest_wait_seconds',
];
const BUSY_COLUMNS = [
  'agent',
  'activity',
  'contacts_connected',
  'contacts_after_work',
  'busy_since_local',
  'busy_seconds',
];
const BACKLOG_COLUMNS = [
  'quarter_start_utc',
  'queue',
  'queue_kind',
  'contacts_waiting',
  'longest_wait_seconds',
];
const ANSWER_COLUMNS = [
  'day',
  'queue',
  'queue_kind',
  'contacts_answered',
  'answer_seconds_sum',
  'longest_answer_seconds',
];
const COVERAGE_COLUMNS = ['day', 'contacts_with_record', 'contacts_with_event'];
