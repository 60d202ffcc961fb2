/**
 * How a day goes so far, against its targets and the same weekdays before. All is by time of enqueue, and of
 * the half-hours that are over: a contact that is still going on is in no figure.
 */

import { CONTACT_RATES, type ContactSum, type ServiceLevel } from '../queries/metrics.ts';
import type { Target } from '../queries/targets.ts';
import { HALF_HOURS } from './half-hours.ts';
import type { OpenPage } from './open-page.ts';
import type { IntervalSums } from './page-types.ts';
import { INTERVAL_SUM_NAMES, promisedPart, targetsIn } from './promises.ts';
import { serviceLevel, targetShare } from './rates.ts';
import { groupSums, merge, type Selection, selectedRows, total, zeros } from './sums.ts';

const WEEK = 7;
const WEEKDAYS_BEFORE = 4;
/** A single half-hour below target happens by chance; two in a row are a stretch. */
const LEAST_IN_A_ROW = 2;

/** The filters, and the day: an index of the page's days. */
export type TodaySelection = Pick<Selection, 'instances' | 'queues' | 'channels'> & {
  readonly day: number;
};

export interface Today {
  readonly day: number;
  /** How many half-hours have ended, 0..48; the figures cover only these. */
  readonly until: number;
  /** The half-hour in which the data ends, 0..47; null if the day is over. */
  readonly unfinished: number | null;
  /** The same weekdays before, the latest first, at most four: indices of days. */
  readonly weekdays: readonly number[];
  /** The selected channels with contacts on the day or the weekdays before; those with a target first, by contacts. */
  readonly channels: readonly ChannelToday[];
  /** The selected queues with contacts on the day: the one that is most short of its targets first. */
  readonly queues: readonly QueueToday[];
  /** Whole contacts that should have been served in time, and were not: the sum of the queues'. */
  readonly short: number;
}

interface SoFar {
  /** The sums of the day until now. */
  readonly sums: IntervalSums;
  /**
   * The sums of the same weekday a week before, until the same half-hour; null if the data does not reach back so
   * far.
   */
  readonly weekBefore: IntervalSums | null;
  /** The share that would reach every target exactly; null if nothing is promised. */
  readonly target: number | null;
  /**
   * Whole contacts short of the targets. Each queue and channel counts by itself: one ahead does not make up for
   * another.
   */
  readonly short: number;
  /** The stretch below target in which most contacts were missed; null if there was none. */
  readonly below: Stretch | null;
}

export interface ChannelToday extends SoFar {
  /** An index of the page's channels. */
  readonly channel: number;
  /** The distinct targets of its queues. */
  readonly targets: readonly Target[];
  /** By half-hour of the day, 0..47, the unfinished one included. */
  readonly halfHours: readonly IntervalSums[];
  /** The sums of each of the same weekdays before, until the same half-hour, in the order of `weekdays`. */
  readonly before: readonly IntervalSums[];
  /** The same weekdays before by half-hour, whole days. */
  readonly halfHoursBefore: readonly (readonly IntervalSums[])[];
}

export interface QueueToday extends SoFar {
  /** An index of the page's queues. */
  readonly queue: number;
}

/** Half-hours in a row below target; half-hours without a contact that has a target are skipped. */
export interface Stretch {
  /** The first half-hour, 0..47. */
  readonly from: number;
  /** The last half-hour. */
  readonly to: number;
  /** Whether the stretch lasts: the day is in progress, and no later half-hour was at target. */
  readonly isLasting: boolean;
}

/** The day's figures. @param variant the meaning of the service level */
export function today(page: OpenPage, selection: TodaySelection, variant: ServiceLevel): Today {
  const { day } = selection;
  const unfinished = unfinishedHalfHour(page, day);
  const until = unfinished ?? HALF_HOURS;
  const weekdays = Array.from({ length: WEEKDAYS_BEFORE }, (_, at) => day - (at + 1) * WEEK).filter(
    (before) => before >= 0,
  );
  const cells = new Cells(page, selection, [day, ...weekdays]);
  const soFar = (place: Place): SoFar => {
    const sums = cells.until(day, until, place);
    return {
      sums,
      weekBefore: weekdays[0] === undefined ? null : cells.until(weekdays[0], until, place),
      target: targetShare(sums),
      short: shortIn(page, cells, day, until, place, variant),
      below: worstBelow(cells.halfHours(day, place).slice(0, until), variant, unfinished === null),
    };
  };
  const queues = cells
    .places('queue', [day])
    .map((queue) => ({ queue, ...soFar({ queue }) }))
    .filter(({ sums }) => sums.queued > 0)
    .sort(byNeed(page, variant));
  return {
    day,
    until,
    unfinished,
    weekdays,
    channels: cells
      .places('channel', [day, ...weekdays])
      .map((channel) => ({
        channel,
        ...soFar({ channel }),
        targets: targetsIn(page.promises, { ...selection, channels: [channel] }),
        halfHours: cells.halfHours(day, { channel }),
        before: weekdays.map((before) => cells.until(before, until, { channel })),
        halfHoursBefore: weekdays.map((before) => cells.halfHours(before, { channel })),
      }))
      .sort(byPromiseAndSize),
    queues,
    short: queues.reduce((sum, { short }) => sum + short, 0),
  };
}

export interface LevelBefore {
  /** The mean over the same weekdays, 0..1. */
  readonly mean: number;
  readonly least: number;
  readonly most: number;
}

/** The service level of the same weekdays before, up to the same half-hour; null if none had any. */
export function levelBefore({ before }: ChannelToday, variant: ServiceLevel): LevelBefore | null {
  const levels = before.flatMap((sums) => serviceLevel(sums, variant).value ?? []);
  const mean = serviceLevel(total(before, INTERVAL_SUM_NAMES), variant).value;
  if (mean === null) return null;
  return { mean, least: Math.min(...levels), most: Math.max(...levels) };
}

/**
 * The half-hour of the day in which the data ends; null for days before the newest, which are over.
 */
function unfinishedHalfHour(
  { dayCount, coverage }: Pick<OpenPage, 'dayCount' | 'coverage'>,
  day: number,
): number | null {
  const end = coverage.lastDisconnectedLocal;
  if (day < dayCount - 1 || end === null) return null;
  return Number(end.slice(11, 13)) * 2 + (Number(end.slice(14, 16)) >= 30 ? 1 : 0);
}

interface Place {
  readonly queue?: number;
  readonly channel?: number;
}

type Cell = Required<Place> & { readonly halfHour: number; readonly sums: IntervalSums };

/** The sums of some days by half-hour, queue and channel. */
class Cells {
  /** By day, because a large centre has tens of thousands of cells, and every queue reads them. */
  readonly #cells: ReadonlyMap<number, Cell[]>;

  constructor(page: OpenPage, selection: TodaySelection, days: readonly number[]) {
    const { intervals: table, queues, channels } = page;
    const { day, half_hour: halfHour, queue, channel } = table.index;
    const taken = { ...selection, fromDay: Math.min(...days), toDay: Math.max(...days) };
    const rows = selectedRows(table, page, taken).filter((row) => days.includes(day[row]!));
    const sums = groupSums(
      table,
      rows,
      (row) =>
        ((day[row]! * HALF_HOURS + halfHour[row]!) * queues.length + queue[row]!) *
          channels.length +
        channel[row]!,
      INTERVAL_SUM_NAMES,
    );
    const cells = new Map(days.map((day) => [day, [] as Cell[]]));
    for (const [number, of] of sums) {
      const pair = number % (queues.length * channels.length);
      const time = Math.floor(number / (queues.length * channels.length));
      cells.get(Math.floor(time / HALF_HOURS))!.push({
        halfHour: time % HALF_HOURS,
        queue: Math.floor(pair / channels.length),
        channel: pair % channels.length,
        sums: of,
      });
    }
    this.#cells = cells;
  }

  until(day: number, until: number, place: Place): IntervalSums {
    const cells = this.#at(day, place).filter(({ halfHour }) => halfHour < until);
    return total(
      cells.map(({ sums }) => sums),
      INTERVAL_SUM_NAMES,
    );
  }

  halfHours(day: number, place: Place): IntervalSums[] {
    const sums = Array.from({ length: HALF_HOURS }, () => zeros(INTERVAL_SUM_NAMES));
    for (const cell of this.#at(day, place)) {
      merge(sums[cell.halfHour]!, cell.sums, INTERVAL_SUM_NAMES);
    }
    return sums;
  }

  places(kind: 'queue' | 'channel', days: readonly number[]): number[] {
    const cells = days.flatMap((day) => this.#cells.get(day)!);
    return [...new Set(cells.map((cell) => cell[kind]))].sort((one, other) => one - other);
  }

  #at(day: number, { queue, channel }: Place) {
    return this.#cells
      .get(day)!
      .filter(
        (cell) =>
          (queue === undefined || cell.queue === queue) &&
          (channel === undefined || cell.channel === channel),
      );
  }
}

/** Contacts short of the targets, each queue and channel of the place by itself. */
function shortIn(
  { promises }: OpenPage,
  cells: Cells,
  day: number,
  until: number,
  { queue, channel }: Place,
  variant: ServiceLevel,
): number {
  return promises
    .filter(
      (pair) =>
        (queue === undefined || pair.queue === queue) &&
        (channel === undefined || pair.channel === channel),
    )
    .reduce((sum, pair) => {
      const sums = cells.until(day, until, { queue: pair.queue, channel: pair.channel });
      return sum + contactsShort(promisedPart(sums), pair.target.share, variant);
    }, 0);
}

/**
 * Contacts more that would have had to be served in time to reach the share; 0 if it is reached.
 * @param promised counts of contacts that all have this target; a missing one counts 0
 */
export function contactsShort(
  promised: Readonly<Partial<Record<ContactSum, number>>>,
  share: number,
  variant: ServiceLevel,
): number {
  const rate = CONTACT_RATES[variant];
  const { numerator, denominator } = rate;
  const less: readonly ContactSum[] = 'less' in rate ? rate.less : [];
  const together = (names: readonly ContactSum[]) =>
    names.reduce((sum, name) => sum + (promised[name] ?? 0), 0);
  const short = share * (together(denominator) - together(less)) - (promised[numerator] ?? 0);
  // A part of a contact is one more that has to be served in time; 1e-9 is an error of rounding.
  return Math.max(0, Math.ceil(short - 1e-9));
}

/**
 * The stretch of at least two half-hours in a row below target in which most contacts were missed: the latest may
 * be a handful of contacts at the end of a bad day. Of equal ones the first.
 */
function worstBelow(
  halfHours: readonly IntervalSums[],
  variant: ServiceLevel,
  isOver: boolean,
): Stretch | null {
  const known = halfHours.flatMap((sums, halfHour) => {
    const level = serviceLevel(sums, variant).value;
    const target = targetShare(sums);
    return level === null || target === null ? [] : [{ halfHour, sums, isBelow: level < target }];
  });
  let worst: { readonly stretch: Stretch; readonly missed: number } | null = null;
  for (let start = 0; start < known.length; start++) {
    const above = known.findIndex(({ isBelow }, at) => at >= start && !isBelow);
    const end = above < 0 ? known.length : above;
    if (end - start >= LEAST_IN_A_ROW) {
      const missed = missedIn(
        known.slice(start, end).map(({ sums }) => sums),
        variant,
      );
      if (worst === null || missed > worst.missed) {
        const [from, to] = [known[start]!.halfHour, known[end - 1]!.halfHour];
        worst = { stretch: { from, to, isLasting: above < 0 && !isOver }, missed };
      }
    }
    start = end;
  }
  return worst?.stretch ?? null;
}

/** Whole contacts that half-hours together are short of their targets. */
function missedIn(halfHours: readonly IntervalSums[], variant: ServiceLevel): number {
  const sums = total(halfHours, INTERVAL_SUM_NAMES);
  return contactsShort(promisedPart(sums), targetShare(sums) ?? 0, variant);
}

/**
 * The queues most short of target come first; then the lowest service level, the most contacts, and the name, so that the order
 * stays if nothing has changed.
 */
function byNeed(page: OpenPage, variant: ServiceLevel) {
  const levelOf = ({ sums }: QueueToday) => serviceLevel(sums, variant).value ?? Infinity;
  const nameOf = ({ queue }: QueueToday) => page.queues[queue]!.name ?? '';
  return (one: QueueToday, other: QueueToday) =>
    other.short - one.short ||
    ascending(levelOf(one), levelOf(other)) ||
    other.sums.queued - one.sums.queued ||
    nameOf(one).localeCompare(nameOf(other), 'en');
}

/** Equal infinities are compared first, because their difference is NaN. */
function ascending(one: number, other: number): number {
  return one === other ? 0 : one - other;
}

function byPromiseAndSize(one: ChannelToday, other: ChannelToday): number {
  const isPromised = ({ targets }: ChannelToday) => Number(targets.length > 0);
  const usually = ({ before }: ChannelToday) => before.reduce((sum, { queued }) => sum + queued, 0);
  return (
    isPromised(other) - isPromised(one) ||
    other.sums.queued - one.sums.queued ||
    usually(other) - usually(one)
  );
}
