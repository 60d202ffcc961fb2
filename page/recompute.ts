import { type Comparison, comparedWith, usualComparison } from './comparison.ts';
import { isoWeekday } from './days.ts';
import { HALF_HOURS } from './half-hours.ts';
import { type Histogram, histogram } from './histogram.ts';
import { lazily } from './lazily.ts';
import { dayAt, type OpenPage } from './open-page.ts';
import { record } from './packed-table.ts';
import {
  type AgentSums,
  type CallbackSums,
  type ContactSums,
  type IntervalSums,
  OUTCOMES,
  type Outcome,
  type RepeatSums,
} from './page-types.ts';
import { CONTACT_SUM_NAMES, INTERVAL_SUM_NAMES } from './promises.ts';
import * as SUMS from './sum-names.ts';
import { groupSums, merge, type Selection, selectedRows, sumOf, total, zeros } from './sums.ts';

/** Every sum and count of a selection; `rates.ts` makes rates of them. */
export interface Figures {
  readonly selection: Selection;
  readonly totals: ContactSums;
  /** The period before, for comparison; null if there is none, or the data does not reach back so far. */
  readonly previous: PreviousFigures | null;
  /** One entry for each selected day. */
  readonly byDay: readonly ContactSums[];
  /** Queues with any contact, in the page's order. */
  readonly byQueue: readonly QueueFigures[];
  /** Half-hours with any contact, in the order of time. */
  readonly intervals: readonly IntervalFigures[];
  /** By half-hour of the day, 0..47, over all selected days. */
  readonly byHalfHour: readonly IntervalSums[];
  /** By weekday (0 is Monday) and half-hour. */
  readonly heat: readonly (readonly IntervalSums[])[];
  /** How many selected days are a Monday, a Tuesday, … */
  readonly weekdayDays: readonly number[];
  readonly agents: readonly AgentFigures[];
  /** Queue waits in seconds. */
  readonly waits: Readonly<Record<Outcome, Histogram>>;
  readonly callbacks: CallbackSums;
  readonly repeats: RepeatSums;
}

export interface PreviousFigures {
  readonly selection: Selection;
  /**
   * The index of the newest day, if it is selected. It may be in progress, so it and its counterpart are left out of
   * the comparison. Null if nothing is left out.
   */
  readonly leftOut: number | null;
  /** The totals of the selected days that are compared. */
  readonly compared: ContactSums;
  readonly totals: ContactSums;
  readonly byDay: readonly ContactSums[];
  readonly repeats: RepeatSums;
}

export interface QueueFigures {
  readonly queue: number;
  readonly sums: ContactSums;
  /** Seconds, abandoned contacts included; null where no wait is known. */
  readonly longestWaitSeconds: number | null;
}

export interface IntervalFigures {
  readonly day: number;
  /** 0 is 00:00, 47 is 23:30, local. */
  readonly halfHour: number;
  readonly utcOffsetMinutes: number;
  readonly sums: IntervalSums;
}

export interface AgentFigures {
  readonly agent: number;
  readonly total: AgentSums;
  readonly byQueue: ReadonlyMap<number, AgentSums>;
}

const WEEKDAYS = 7;

/** The figures of a selection; each is computed when it is first read. */
export function recompute(
  page: OpenPage,
  selection: Selection,
  comparison: Comparison = usualComparison(selection),
): Figures {
  const shared = lazily({
    waits: () => waitCounts(page, selection),
    halfHours: () => intervalFigures(page, selection),
  });
  const figures: Figures = lazily<Figures>({
    selection: () => selection,
    totals: () => total(figures.byDay, CONTACT_SUM_NAMES),
    previous: () => previousFigures(page, figures, comparison),
    byDay: () => sumByDay(page, selection),
    byQueue: () => byQueue(page, selection, shared.waits.longestByQueue),
    intervals: () => shared.halfHours.intervals,
    byHalfHour: () => shared.halfHours.byHalfHour,
    heat: () => shared.halfHours.heat,
    weekdayDays: () => weekdayDays(page, selection),
    agents: () => agentFigures(page, selection),
    waits: () =>
      record(OUTCOMES, (outcome) => histogram(shared.waits.counts[OUTCOMES.indexOf(outcome)]!)),
    callbacks: () =>
      sumOf(page.callbacks, selectedRows(page.callbacks, page, selection), SUMS.CALLBACKS),
    repeats: () => repeatSums(page, selection),
  });
  return figures;
}

/** Whether only the newest day is selected: a day in progress is not compared with a complete one. */
export function isNewestDayAlone({ dayCount }: OpenPage, { fromDay, toDay }: Selection): boolean {
  return fromDay === toDay && toDay === dayCount - 1 && dayCount > 1;
}

function previousFigures(
  page: OpenPage,
  { selection, byDay: days }: Figures,
  comparison: Comparison,
): PreviousFigures | null {
  const wholeSpan = comparedWith(selection, comparison);
  if (!wholeSpan || isNewestDayAlone(page, selection)) return null;
  const isNewestIn = selection.toDay === page.dayCount - 1;
  const before = isNewestIn ? { ...wholeSpan, toDay: wholeSpan.toDay - 1 } : wholeSpan;
  const byDay = sumByDay(page, before);
  return {
    selection: before,
    leftOut: isNewestIn ? selection.toDay : null,
    compared: total(isNewestIn ? days.slice(0, -1) : days, CONTACT_SUM_NAMES),
    totals: total(byDay, CONTACT_SUM_NAMES),
    byDay,
    repeats: repeatSums(page, before),
  };
}

/** For one instance, the windows of repeats end at its own last contact, as in a lake of its own. */
function repeatSums(page: OpenPage, selection: Selection): RepeatSums {
  const sums = sumOf(page.repeats, selectedRows(page.repeats, page, selection), SUMS.REPEATS);
  if (selection.instances?.length !== 1) return sums;
  const { repeated_alone: repeated, resolved_alone: resolved, unknown_alone: unknown } = sums;
  return { ...sums, repeated, resolved, unknown };
}

function sumByDay(page: OpenPage, selection: Selection): ContactSums[] {
  const { contacts } = page;
  const rows = selectedRows(contacts, page, selection);
  const sums = groupSums(contacts, rows, (row) => contacts.index.day[row]!, CONTACT_SUM_NAMES);
  const days = selection.toDay - selection.fromDay + 1;
  return Array.from(
    { length: days },
    (_, at) => sums.get(selection.fromDay + at) ?? zeros(CONTACT_SUM_NAMES),
  );
}

function byQueue(
  page: OpenPage,
  selection: Selection,
  longest: ReadonlyMap<number, number>,
): QueueFigures[] {
  const { contacts } = page;
  const rows = selectedRows(contacts, page, selection);
  const sums = groupSums(contacts, rows, (row) => contacts.index.queue[row]!, CONTACT_SUM_NAMES);
  return [...sums.entries()]
    .sort(([one], [other]) => one - other)
    .map(([queue, of]) => ({ queue, sums: of, longestWaitSeconds: longest.get(queue) ?? null }));
}

function intervalFigures(page: OpenPage, selection: Selection) {
  const { intervals: table, utcOffsets } = page;
  const { day, half_hour: halfHours, utc_offset_minutes: offset } = table.index;
  const sums = groupSums(
    table,
    selectedRows(table, page, selection),
    (row) => (day[row]! * HALF_HOURS + halfHours[row]!) * utcOffsets.length + offset[row]!,
    INTERVAL_SUM_NAMES,
  );
  const intervals = [...sums.entries()].map(([place, of]) => {
    const halfHourPlace = Math.floor(place / utcOffsets.length);
    return {
      day: Math.floor(halfHourPlace / HALF_HOURS),
      halfHour: halfHourPlace % HALF_HOURS,
      utcOffsetMinutes: utcOffsets[place % utcOffsets.length]!,
      sums: of,
    };
  });
  intervals.sort((one, other) => startMinutes(one) - startMinutes(other));
  return { intervals, ...byTimeOfDay(page, intervals) };
}

/** Minutes since midnight UTC of the page's day 0. */
export function startMinutes(interval: Omit<IntervalFigures, 'sums'>): number {
  return (interval.day * HALF_HOURS + interval.halfHour) * 30 - interval.utcOffsetMinutes;
}

function byTimeOfDay(page: OpenPage, intervals: readonly IntervalFigures[]) {
  const byHalfHour = Array.from({ length: HALF_HOURS }, () => zeros(INTERVAL_SUM_NAMES));
  const heat = Array.from({ length: WEEKDAYS }, () =>
    byHalfHour.map(() => zeros(INTERVAL_SUM_NAMES)),
  );
  const firstWeekday = weekdayAt(page, 0);
  for (const { day, halfHour, sums } of intervals) {
    merge(byHalfHour[halfHour]!, sums, INTERVAL_SUM_NAMES);
    merge(heat[(firstWeekday + day) % WEEKDAYS]![halfHour]!, sums, INTERVAL_SUM_NAMES);
  }
  return { byHalfHour, heat };
}

/** 0 is Monday. */
function weekdayAt(page: OpenPage, day: number): number {
  return isoWeekday(dayAt(page, day)) - 1;
}

function weekdayDays(page: OpenPage, { fromDay, toDay }: Selection): number[] {
  const days = Array.from({ length: WEEKDAYS }, () => 0);
  for (let day = fromDay; day <= toDay; day++) days[weekdayAt(page, day)]!++;
  return days;
}

function agentFigures(page: OpenPage, selection: Selection): AgentFigures[] {
  const { agentWork: table, queues } = page;
  const { agent: agentOf, queue } = table.index;
  const sums = groupSums(
    table,
    selectedRows(table, page, selection),
    (row) => agentOf[row]! * queues.length + queue[row]!,
    SUMS.AGENTS,
  );
  const agents = new Map<number, Map<number, AgentSums>>();
  for (const [cell, of] of sums) {
    const agent = Math.floor(cell / queues.length);
    if (!agents.has(agent)) agents.set(agent, new Map());
    agents.get(agent)!.set(cell % queues.length, of);
  }
  return [...agents.entries()]
    .sort(([one], [other]) => one - other)
    .map(([agent, byQueue]) => ({
      agent,
      total: total([...byQueue.values()], SUMS.AGENTS),
      byQueue,
    }));
}

function waitCounts(page: OpenPage, selection: Selection) {
  const { waits: table } = page;
  const { outcome, queue, wait_seconds: seconds } = table.index;
  const counts = OUTCOMES.map(() => new Map<number, number>());
  const longestByQueue = new Map<number, number>();
  for (const row of selectedRows(table, page, selection)) {
    const wait = page.waitSeconds[seconds[row]!]!;
    const of = counts[outcome[row]!]!;
    of.set(wait, (of.get(wait) ?? 0) + table.sums.contacts[row]!);
    longestByQueue.set(queue[row]!, Math.max(wait, longestByQueue.get(queue[row]!) ?? 0));
  }
  return { counts, longestByQueue };
}
