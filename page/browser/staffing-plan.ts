import type { ServiceLevel } from '../../queries/metrics.ts';
import { isDay } from '../../queries/reader/days.ts';
import { type Target, targetOf } from '../../queries/targets.ts';
import { addDays, daysBetween, isoWeekday } from '../days.ts';
import type { Days } from '../days-together.ts';
import { dayAt, type OpenPage } from '../open-page.ts';
import { meanPatienceSeconds } from '../staffing/patience.ts';
import { type HalfHourPlan, type HalfHourSums, lastOfWeekday, planDay } from '../staffing/plan.ts';
import { type Selection, selectedRows } from '../sums.ts';
import { daysTaken } from './days-taken.ts';
import type { DaysTaken } from './read-day.ts';
import type { Choices } from './state.ts';

/** A number that the reader sets with a slider; the address has it under its name. */
export interface Knob {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  readonly least: number;
  readonly most: number;
  readonly usual: number;
}

export const KNOBS = {
  weeks: knob('weeks', 'Mean of the last', 'weeks', 1, 12, 4),
  growth: knob('growth', 'Growth', '%', -50, 100, 0),
  share: knob('share', 'Target', '%', 50, 99, 80),
  seconds: knob('seconds', 'within', 's', 5, 300, 20),
  occupancy: knob('occupancy', 'Occupancy at most', '%', 50, 100, 85),
  shrinkage: knob('shrinkage', 'Shrinkage', '%', 0, 60, 30),
  atOnce: knob('atOnce', 'Contacts at once', '', 1, 8, 1),
} as const;
export type KnobName = keyof typeof KNOBS;

function knob(
  name: string,
  title: string,
  unit: string,
  least: number,
  most: number,
  usual: number,
): Knob {
  return { name, title, unit, least, most, usual };
}

/** The numbers that a slider can be set to. */
export interface Scale {
  readonly least: number;
  readonly most: number;
  readonly step: number;
}

/** Steps of a slider of times, in seconds, the longest first. */
const STEPS = [3600, 900, 300, 60, 1] as const;
const FEWEST_STEPS = 8;

/**
 * The scale of a slider. If a target time is beyond the usual scale, the scale reaches twice the target, in round
 * steps. Otherwise an e-mail's target of four hours could not be set again once the slider had been moved.
 */
export function scaleOf(name: KnobName, target: Target | null): Scale {
  const { least, most } = KNOBS[name];
  if (name !== 'seconds' || target === null || target.seconds <= most) {
    return {
      least: Math.min(least, (name === 'seconds' && target?.seconds) || least),
      most,
      step: 1,
    };
  }
  const { seconds } = target;
  const step = STEPS.find((of) => seconds % of === 0 && seconds / of >= FEWEST_STEPS) ?? 1;
  return { least: step, most: 2 * seconds, step };
}

export type Knobs = Readonly<Record<KnobName, number>>;

export interface StaffingPlan {
  readonly channel: number;
  /** The day that is planned, `2026-11-30`. */
  readonly day: string;
  /** The days that the contacts are a mean of, newest first. */
  readonly days: readonly string[];
  readonly knobs: Knobs;
  /** The target of the planned contacts; null if they have none. */
  readonly target: Target | null;
  readonly model: 'c' | 'a';
  /** Null if nobody has given up. */
  readonly patienceSeconds: number | null;
  readonly plan: readonly HalfHourPlan[];
}

/** The plan by the numbers in the address, for the selected queues in one channel. */
export function staffingPlan(
  page: OpenPage,
  selection: Selection,
  choices: Choices,
  meaning: ServiceLevel,
): StaffingPlan {
  const channel = plannedChannel(page, selection);
  const target = targetFor(page, selection, channel);
  const knobs = knobsOf(choices, target);
  const day = dayMeant(page, choices);
  const queued = daysQueued(page);
  // The newest day may not be over.
  const last = addDays(day < queued.last ? day : queued.last, -1);
  const days = lastOfWeekday({ first: queued.first, last }, isoWeekday(day), knobs.weeks);
  const since = days.at(-1) ? daysBetween(dayAt(page, 0), days.at(-1)!) : 0;
  const rows = selectedRows(page.intervals, page, {
    ...selection,
    fromDay: since,
    toDay: page.dayCount - 1,
    channels: [channel],
  });
  const patienceSeconds = patienceOf(page, rows);
  const model = choices.model === 'a' && patienceSeconds !== null ? 'a' : 'c';
  return {
    ...{ channel, day, days, knobs, target, model, patienceSeconds },
    plan: planDay(historyOf(page, rows, new Set(days)), days, {
      meaning,
      withinSeconds: knobs.seconds,
      shortAbandonSeconds: page.settings.shortAbandonSeconds,
      share: knobs.share / 100,
      mostOccupancy: knobs.occupancy / 100,
      contactsAtOnce: knobs.atOnce,
      growth: 1 + knobs.growth / 100,
      shrinkage: knobs.shrinkage / 100,
      patienceSeconds: model === 'a' ? patienceSeconds : null,
    }),
  };
}

/** The names in the address of a day to plan, and of a weekday: one of them at most is there. */
export const PLANNED = { day: 'planned', weekday: 'weekday' } as const;

/** A year of whole weeks: further ahead, nobody plans by half-hours. */
const MOST_DAYS_AHEAD = 364;

/** The days that can be planned: to come, or past ones with a same weekday before them. */
export function plannable(page: OpenPage): DaysTaken {
  const { first, last } = daysQueued(page);
  const { today, yesterday } = daysTaken(page);
  return { first: addDays(first, 7), last: addDays(last, MOST_DAYS_AHEAD), today, yesterday };
}

/** The first and the last day on which a contact entered a queue: a plan is made of nothing else. */
function daysQueued(page: OpenPage): Days {
  const { day } = page.intervals.index;
  const first = day.reduce((least, at) => Math.min(least, at), page.dayCount - 1);
  const last = day.reduce((most, at) => Math.max(most, at), 0);
  return { first: dayAt(page, first), last: dayAt(page, last) };
}

/** The day that the address names, else the next one of its weekday, else the day after the newest. */
function dayMeant(page: OpenPage, choices: Choices): string {
  const chosen = choices[PLANNED.day] ?? '';
  const { first, last } = plannable(page);
  if (isDay(chosen) && first <= chosen && chosen <= last) return chosen;
  const next = addDays(daysQueued(page).last, 1);
  const weekday = Number(choices[PLANNED.weekday]);
  const isWeekday = Number.isInteger(weekday) && weekday >= 1 && weekday <= 7;
  return isWeekday ? addDays(next, (weekday - isoWeekday(next) + 7) % 7) : next;
}

/** The planned channel: calls if they are selected, else the first selected channel. */
export function plannedChannel(page: OpenPage, { channels }: Selection): number {
  const calls = page.channels.indexOf('VOICE');
  const isPlanned = calls >= 0 && (channels?.includes(calls) ?? true);
  return isPlanned ? calls : (channels?.[0] ?? 0);
}

function targetFor(page: OpenPage, { queues }: Selection, channel: number): Target | null {
  const queue = queues?.length === 1 ? (page.queues[queues[0]!]?.name ?? null) : null;
  return targetOf(page.settings, queue, page.channels[channel] ?? null);
}

function knobsOf(choices: Choices, target: Target | null): Knobs {
  const usual: Partial<Record<KnobName, number>> = target
    ? { share: Math.round(target.share * 100), seconds: target.seconds }
    : {};
  const entries = (Object.keys(KNOBS) as KnobName[]).map((name) => {
    const { usual: always } = KNOBS[name];
    const { least, most } = scaleOf(name, target);
    const text = Object.hasOwn(choices, name) ? choices[name]! : '';
    const isNumber = /^-?\d{1,7}$/.test(text);
    const value = isNumber ? Number(text) : (usual[name] ?? always);
    // A share of the settings may be beyond the slider.
    return [name, isNumber ? Math.min(most, Math.max(least, value)) : value];
  });
  return Object.fromEntries(entries) as Knobs;
}

function historyOf(page: OpenPage, rows: readonly number[], days: ReadonlySet<string>) {
  const { index, sums } = page.intervals;
  const history: HalfHourSums[] = [];
  for (const row of rows) {
    const day = dayAt(page, index.day[row]!);
    if (!days.has(day)) continue;
    history.push({
      day,
      half_hour: index.half_hour[row]!,
      queued: sums.queued[row]!,
      handle_contacts: sums.handle_contacts[row]!,
      handle_seconds_sum: sums.handle_seconds_sum[row]!,
    });
  }
  return history;
}

function patienceOf({ intervals }: OpenPage, rows: readonly number[]): number | null {
  let waitSecondsSum = 0;
  let abandoned = 0;
  for (const row of rows) {
    waitSecondsSum += intervals.sums.wait_seconds_sum[row]!;
    abandoned += intervals.sums.abandoned_with_wait[row]!;
  }
  return meanPatienceSeconds({ waitSecondsSum, abandoned });
}

/** The half-hours from the first to the last that expect contacts. */
export function openHours(plan: readonly HalfHourPlan[]): readonly HalfHourPlan[] {
  const isOpen = ({ contacts }: HalfHourPlan) => contacts > 0;
  return plan.slice(Math.max(0, plan.findIndex(isOpen)), plan.findLastIndex(isOpen) + 1);
}
