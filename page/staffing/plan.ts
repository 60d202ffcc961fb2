/** How many agents each half-hour of a day needs, from what came in on earlier days of its weekday. */

import { addDays, isoWeekday } from '../days.ts';
import { HALF_HOURS } from '../half-hours.ts';
import { agentsNeeded, expectedService, type Goal, withShrinkage } from './agents-needed.ts';
import type { Service } from './service.ts';

/** Sums of the contacts that entered the queue in one half-hour of a day; parts of them may have rows of their own. */
export interface HalfHourSums {
  /** Local, `2026-11-23`. */
  readonly day: string;
  /** Local, 0 (00:00) to 47 (23:30). */
  readonly half_hour: number;
  readonly queued: number;
  /** Contacts with a handle time. */
  readonly handle_contacts: number;
  readonly handle_seconds_sum: number;
}

/** The assumptions of the planner. */
export interface Assumptions extends Goal {
  /** Expected contacts as a multiple of those on the earlier days: 1.1 is a tenth more. */
  readonly growth: number;
  /** Mean seconds until a waiting customer gives up; null for Erlang C. */
  readonly patienceSeconds: number | null;
  /** Share of paid time that agents spend otherwise (breaks, training, absence), from 0 to below 1. */
  readonly shrinkage: number;
}

export interface HalfHourPlan {
  /** 0 (00:00) to 47 (23:30). */
  readonly halfHour: number;
  /** Expected, a mean over the days. */
  readonly contacts: number;
  /** Mean; null if no contact of these days has a handle time. */
  readonly handleSeconds: number | null;
  /** On contacts; null if the handle time is. */
  readonly agents: number | null;
  /** To be scheduled, with shrinkage. */
  readonly staff: number | null;
  /** With these agents. */
  readonly service: Service | null;
}

const HALF_HOUR_SECONDS = 1800;

/** With this many contacts a half-hour's own handle time weighs as much as the day's. */
const CONTACTS_OF_EQUAL_WEIGHT = 20;

/**
 * The last days of a weekday, newest first.
 * @param days first and last day with data, both inclusive
 * @param weekday ISO: 1 is Monday, 7 is Sunday
 * @param count how many at most
 */
export function lastOfWeekday(
  { first, last }: { readonly first: string; readonly last: string },
  weekday: number,
  count: number,
): string[] {
  const days: string[] = [];
  let day = addDays(last, -((isoWeekday(last) - weekday + 7) % 7));
  while (days.length < count && day >= first) {
    days.push(day);
    day = addDays(day, -7);
  }
  return days;
}

/**
 * The plan of a day, half-hour by half-hour.
 * @param history rows of any days; only those of `days` count
 * @param days the earlier days to take the mean of; a day without a row had no contacts
 * @returns 48 half-hours, or none if there are no days
 */
export function planDay(
  history: Iterable<HalfHourSums>,
  days: readonly string[],
  assumptions: Assumptions,
): HalfHourPlan[] {
  if (days.length === 0) return [];
  const sums = byHalfHour(history, new Set(days));
  const dayHandle = meanHandle(sums.reduce(added, NOTHING), null);
  return sums.map((sum, halfHour) => {
    const contacts = (sum.queued / days.length) * assumptions.growth;
    return planned(halfHour, contacts, meanHandle(sum, dayHandle), assumptions);
  });
}

function planned(
  halfHour: number,
  contacts: number,
  handleSeconds: number | null,
  assumptions: Assumptions,
): HalfHourPlan {
  const { patienceSeconds, shrinkage } = assumptions;
  if (handleSeconds === null && contacts > 0) {
    return { halfHour, contacts, handleSeconds, agents: null, staff: null, service: null };
  }
  const demand = {
    contacts,
    intervalSeconds: HALF_HOUR_SECONDS,
    handleSeconds: handleSeconds ?? 0,
    patienceSeconds,
  };
  const agents = agentsNeeded(demand, assumptions);
  return {
    halfHour,
    contacts,
    handleSeconds,
    agents,
    staff: withShrinkage(agents, shrinkage),
    service: expectedService(demand, agents, assumptions),
  };
}

type Sums = Omit<HalfHourSums, 'day' | 'half_hour'>;

const NOTHING: Sums = { queued: 0, handle_contacts: 0, handle_seconds_sum: 0 };

function added(one: Sums, other: Sums): Sums {
  return {
    queued: one.queued + other.queued,
    handle_contacts: one.handle_contacts + other.handle_contacts,
    handle_seconds_sum: one.handle_seconds_sum + other.handle_seconds_sum,
  };
}

function byHalfHour(history: Iterable<HalfHourSums>, days: ReadonlySet<string>): Sums[] {
  const sums = Array.from({ length: HALF_HOURS }, () => NOTHING);
  for (const row of history) {
    if (days.has(row.day)) sums[row.half_hour] = added(sums[row.half_hour]!, row);
  }
  return sums;
}

/** Seconds, drawn towards the day's mean where the half-hour has few contacts; null if nothing is known. */
function meanHandle(sums: Sums, dayMean: number | null): number | null {
  const weight = dayMean === null ? 0 : CONTACTS_OF_EQUAL_WEIGHT;
  const contacts = sums.handle_contacts + weight;
  return contacts === 0 ? null : (sums.handle_seconds_sum + weight * (dayMean ?? 0)) / contacts;
}
