import {
  DAY_SECONDS,
  dayNumber,
  dayText,
  HALF_HOUR_SECONDS,
  HOUR_SECONDS,
  isoWeekday,
  MINUTE_SECONDS,
  sqlTimestamp,
  timeOfDayText,
  wallClock,
} from '../generator/clock.ts';
import { type Answer, type AnswerEntry, ratio, Scope, type ScopeParameters } from './answer.ts';
import type { Facts } from './facts.ts';
import { GroupedAnswer } from './grouped.ts';
import { Histogram, Mean } from './measures.ts';
import { type Rate, tally } from './tally.ts';
import { abandoned, queued } from './volumes.ts';

interface ServiceLevelParameters extends ScopeParameters {
  readonly service_level_seconds?: number;
  readonly short_abandon_seconds?: number;
  readonly abandon_seconds?: number;
  readonly inclusive?: boolean;
}

type Within = (facts: Facts) => boolean;

function within(seconds: number, inclusive = false): Within {
  return ({ wait }) => wait !== null && (inclusive ? wait <= seconds : wait < seconds);
}

/** The counts of waits within and not within the service level. */
function countsWithin(parameters: ServiceLevelParameters) {
  const isWithin = within(parameters.service_level_seconds ?? 20, parameters.inclusive);
  const isShort = within(parameters.short_abandon_seconds ?? 5, parameters.inclusive);
  return {
    removed_within: isWithin,
    answered_within: (facts: Facts) => facts.isAnswered && isWithin(facts),
    abandoned_within_short: (facts: Facts) => facts.isAbandoned && isShort(facts),
    abandoned_at_or_after: (facts: Facts) =>
      facts.isAbandoned && facts.wait !== null && !isWithin(facts),
  };
}

/** The four meanings of the service level. */
const SERVICE_LEVELS = {
  service_level_connect: rate((sum) => [sum.removed_within!, sum.contacts_queued!]),
  service_level_answered: rate((sum) => [sum.answered_within!, sum.contacts_queued!]),
  service_level_excl_short_abandons: rate((sum) => [
    sum.answered_within!,
    sum.contacts_queued! - sum.abandoned_within_short!,
  ]),
  service_level_excl_abandons_in_x: rate((sum) => [
    sum.answered_within!,
    sum.contacts_answered! + sum.abandoned_at_or_after!,
  ]),
};

function rate(parts: (sum: Readonly<Record<string, number>>) => [number, number]): Rate {
  return { from: (sum) => ratio(...parts(sum)) };
}

/** service-level-by-queue-and-day */
export function serviceLevelByQueueAndDay(parameters: ServiceLevelParameters = {}): Answer {
  return new GroupedAnswer(
    { query: 'service-level-by-queue-and-day', parameters },
    tally(
      ['day', 'queue', 'queue_kind'],
      (facts, day) => (facts.isQueued ? [dayText(day), facts.queue, facts.queueKind] : null),
      {
        contacts_queued: queued,
        contacts_answered: (facts) => facts.isAnswered,
        ...countsWithin(parameters),
        ...SERVICE_LEVELS,
      },
    ),
  );
}

type Grain = 'half-hour' | 'hour' | 'day' | 'week' | 'month';

/** service-level */
export function serviceLevel(
  parameters: ServiceLevelParameters & { readonly grain?: Grain } = {},
): Answer {
  const { time_zone: zone = 'UTC', grain = 'day' } = parameters;
  const query = tally(
    ['period_start_local', 'utc_offset_minutes', 'queue', 'queue_kind'],
    (facts) => {
      const local = wallClock(zone, facts.contact.disconnected!);
      const offset = (facts.contact.disconnected! - local) / MINUTE_SECONDS;
      // Ordered by the negative offset, because the summer's hour comes before the winter's.
      const shown = grain === 'half-hour' || grain === 'hour' ? offset : null;
      return facts.isQueued
        ? [sqlTimestamp(periodStart(grain, local)), shown, facts.queue, facts.queueKind]
        : null;
    },
    {
      contacts_queued: queued,
      contacts_answered: (facts) => facts.isAnswered,
      contacts_abandoned: abandoned,
      ...countsWithin(parameters),
      answer_wait_seconds_sum: (facts) => (facts.isAnswered ? facts.wait : 0),
      ...SERVICE_LEVELS,
      abandonment_rate: rate((sum) => [sum.contacts_abandoned!, sum.contacts_queued!]),
      average_speed_of_answer_seconds: rate((sum) => [
        sum.answer_wait_seconds_sum!,
        sum.contacts_answered!,
      ]),
    },
  );
  const answer = new GroupedAnswer({ query: 'service-level', parameters }, query);
  return {
    addContact: (facts) => answer.addContact(facts),
    finish: () => {
      const entry = answer.finish();
      const rows = entry.rows.map(([start, offset, ...others]) => [
        start!,
        offset === null ? null : 0 - (offset as number),
        ...others,
      ]);
      return { ...entry, rows };
    },
  };
}

/** The start of the period that a local time lies in; a week starts on Monday. */
function periodStart(grain: Grain, local: number): number {
  const day = Math.floor(local / DAY_SECONDS);
  switch (grain) {
    case 'half-hour':
      return Math.floor(local / HALF_HOUR_SECONDS) * HALF_HOUR_SECONDS;
    case 'hour':
      return Math.floor(local / HOUR_SECONDS) * HOUR_SECONDS;
    case 'day':
      return day * DAY_SECONDS;
    case 'week':
      return (day - (isoWeekday(day) - 1)) * DAY_SECONDS;
    case 'month':
      return dayNumber(`${dayText(day).slice(0, 8)}01`) * DAY_SECONDS;
  }
}

/** abandonment-by-queue-and-day */
export function abandonmentByQueueAndDay(parameters: ServiceLevelParameters = {}): Answer {
  const isWithin = within(parameters.abandon_seconds ?? 20, parameters.inclusive);
  return new GroupedAnswer(
    { query: 'abandonment-by-queue-and-day', parameters },
    tally(
      ['day', 'queue', 'queue_kind'],
      (facts, day) => (facts.isQueued ? [dayText(day), facts.queue, facts.queueKind] : null),
      {
        contacts_queued: queued,
        contacts_abandoned: abandoned,
        abandonment_rate: { from: (sum) => ratio(sum.contacts_abandoned!, sum.contacts_queued!) },
        abandoned_within: (facts) => facts.isAbandoned && isWithin(facts),
        abandon_wait_seconds_sum: (facts) => (facts.isAbandoned ? facts.wait : 0),
        abandoned_with_wait: (facts) => facts.isAbandoned && facts.wait !== null,
        average_abandon_seconds: {
          from: (sum) => ratio(sum.abandon_wait_seconds_sum!, sum.abandoned_with_wait!),
        },
      },
    ),
  );
}

/** speed-of-answer-by-queue-and-day */
export function speedOfAnswerByQueueAndDay(parameters: ScopeParameters = {}): Answer {
  return new GroupedAnswer(
    { query: 'speed-of-answer-by-queue-and-day', parameters },
    {
      keyColumns: ['day', 'queue', 'queue_kind'],
      valueColumns: [
        'contacts_answered',
        'answer_wait_seconds_sum',
        'average_speed_of_answer_seconds',
        'longest_answer_wait_seconds',
      ],
      key: (facts, day) => (facts.isAnswered ? [dayText(day), facts.queue, facts.queueKind] : null),
      begin: () => new Mean(),
      add: (group, facts) => group.add(facts.wait!),
      values: (group) => [group.count, group.sum, group.average, group.largest],
    },
  );
}

/** queue-wait-percentiles */
export function queueWaitPercentiles(parameters: ScopeParameters = {}): Answer {
  return new GroupedAnswer(
    { query: 'queue-wait-percentiles', parameters },
    {
      keyColumns: ['queue', 'queue_kind', 'outcome'],
      valueColumns: [
        'contacts',
        'wait_seconds_sum',
        'average_wait_seconds',
        'p50_seconds',
        'p80_seconds',
        'p90_seconds',
        'p95_seconds',
        'longest_wait_seconds',
      ],
      key: (facts) => {
        const outcome = outcomeOf(facts);
        return facts.wait === null || outcome === 'left queue otherwise'
          ? null
          : [facts.queue, facts.queueKind, outcome];
      },
      begin: () => new Histogram(),
      add: (group, facts) => group.add(facts.wait!),
      values: (group) => [
        group.count,
        group.sum,
        group.average,
        ...group.percentiles([50, 80, 90, 95, 100]),
      ],
    },
  );
}

function outcomeOf(facts: Facts): 'answered' | 'abandoned' | 'left queue otherwise' {
  if (facts.isAnswered) return 'answered';
  return facts.isAbandoned ? 'abandoned' : 'left queue otherwise';
}

/** intraday-heat-map: attributed to the time of entering the queue. */
export function intradayHeatMap(parameters: ServiceLevelParameters = {}): Answer {
  const zone = parameters.time_zone ?? 'UTC';
  const isWithin = within(parameters.service_level_seconds ?? 20, parameters.inclusive);
  return new GroupedAnswer(
    { query: 'intraday-heat-map', parameters },
    tally(
      ['weekday', 'interval_start'],
      (facts) => {
        const local = wallClock(zone, facts.contact.enqueued!);
        const interval = Math.floor(local / HALF_HOUR_SECONDS) * HALF_HOUR_SECONDS;
        const weekday = isoWeekday(Math.floor(local / DAY_SECONDS));
        return [weekday, timeOfDayText(interval).slice(0, 5)];
      },
      {
        contacts_queued: queued,
        contacts_answered: (facts) => facts.isAnswered,
        contacts_abandoned: abandoned,
        answered_within: (facts) => facts.isAnswered && isWithin(facts),
        wait_seconds_sum: (facts) => facts.wait,
      },
      (facts) => facts.contact.enqueued,
    ),
  );
}

/** longest-waits */
export class LongestWaits implements Answer {
  readonly #parameters: ScopeParameters & { readonly rows_shown?: number };
  readonly #scope: Scope;
  readonly #shown: number;
  #longest: Facts[] = [];

  constructor(parameters: ScopeParameters & { readonly rows_shown?: number } = {}) {
    this.#parameters = parameters;
    this.#scope = new Scope(parameters);
    this.#shown = parameters.rows_shown ?? 20;
  }

  addContact(facts: Facts): void {
    if (facts.wait === null || this.#scope.day(facts.contact.disconnected) === null) return;
    const last = this.#longest[this.#shown - 1];
    if (last !== undefined && byWait(facts, last) > 0) return;
    this.#longest = [...this.#longest, facts].sort(byWait).slice(0, this.#shown);
  }

  finish(): AnswerEntry {
    return {
      query: 'longest-waits',
      parameters: { ...this.#parameters },
      columns: [
        'contact_id',
        'queue',
        'queue_kind',
        'channel',
        'enqueued_at_utc',
        'wait_seconds',
        'outcome',
      ],
      rows: this.#longest.map((facts) => [
        facts.contact.id,
        facts.queue,
        facts.queueKind,
        facts.contact.channel,
        sqlTimestamp(facts.contact.enqueued!),
        facts.wait,
        outcomeOf(facts),
      ]),
    };
  }
}

function byWait(left: Facts, right: Facts): number {
  return right.wait! - left.wait! || (left.contact.id < right.contact.id ? -1 : 1);
}
