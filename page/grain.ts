import { GRAINS, type Grain } from '../queries/grains.ts';
import { addDays, daysBetween, isoWeekday } from './days.ts';
import { HALF_HOURS } from './half-hours.ts';
import { dayAt, type OpenPage } from './open-page.ts';
import type { ContactSums, IntervalSums } from './page-types.ts';
import { CONTACT_SUM_NAMES, INTERVAL_SUM_NAMES } from './promises.ts';
import { type Figures, type IntervalFigures, startMinutes } from './recompute.ts';
import { merge, zeros } from './sums.ts';

/** More marks than these are hair. */
const MOST_MARKS = 400;

/** A thinner bar is not seen, in pixels. */
const THINNEST_BAR = 1.5;

/** The finest grain of at most 400 marks. @param days how many the chart shows */
export function usualGrain(days: number): Grain {
  return GRAINS.find((grain) => marksOf(grain, days) <= MOST_MARKS) ?? 'month';
}

/** The grains that a reader can choose for a period: those that give more than one mark and at most 400. */
export function grainsFor(days: number): Grain[] {
  return GRAINS.filter((grain) => {
    const marks = marksOf(grain, days);
    return marks <= MOST_MARKS && (marks > 1 || grain === usualGrain(days));
  });
}

/** The grain, or the finest coarser one whose bars can be seen. @param width of all bars, in pixels */
export function grainWithin(grain: Grain, days: number, width: number): Grain {
  const coarser = GRAINS.slice(GRAINS.indexOf(grain));
  return coarser.find((one) => width / marksOf(one, days) >= THINNEST_BAR) ?? 'month';
}

/** The most days that a chart by a grain has room for. */
export function mostDays(grain: Grain): number {
  return Math.floor(MOST_MARKS / marksOf(grain, 1));
}

function marksOf(grain: Grain, days: number): number {
  const perDay = { 'half-hour': HALF_HOURS, hour: 24, day: 1, week: 1 / 7, month: 12 / 365 }[grain];
  return days * perDay;
}

/** Whether a mark is within a day; its sums are then by time of enqueue. */
export function isWithinDay(grain: Grain): boolean {
  return grain === 'half-hour' || grain === 'hour';
}

/** The sums of one mark. Places are in half-hours from the midnight of the page's first day. */
export interface Mark<Sums> {
  readonly x: number;
  readonly x2: number;
  /** The first day of the mark, or the day that it is in. */
  readonly day: number;
  /** The last day of the mark that is selected. */
  readonly lastDay: number;
  /** The half-hour with which the mark begins, 0..47. */
  readonly halfHour: number;
  readonly utcOffsetMinutes: number;
  readonly sums: Sums;
}

/** Contacts by time of enqueue. Marks without a contact are left out. */
export function marksByEnqueue(
  page: OpenPage,
  { intervals }: Pick<Figures, 'intervals'>,
  grain: Grain,
): Mark<IntervalSums>[] {
  const marks = new Map<string, Mark<IntervalSums>>();
  for (const interval of intervals) {
    const place = isWithinDay(grain)
      ? placeInDay(interval, grain)
      : { ...placeOfDay(page, interval.day, grain), halfHour: 0, utcOffsetMinutes: 0 };
    const mark = marks.get(`${place.x}`) ?? {
      ...place,
      day: interval.day,
      sums: zeros(INTERVAL_SUM_NAMES),
    };
    merge(mark.sums, interval.sums, INTERVAL_SUM_NAMES);
    marks.set(`${place.x}`, { ...mark, lastDay: interval.day });
  }
  return [...marks.values()];
}

/** Contacts by day of disconnect: a mark for each selected day, week or month. */
export function marksByDisconnect(
  page: OpenPage,
  { byDay, selection }: Pick<Figures, 'byDay' | 'selection'>,
  grain: Grain,
): Mark<ContactSums>[] {
  const marks = new Map<number, Mark<ContactSums>>();
  for (const [at, sums] of byDay.entries()) {
    const day = selection.fromDay + at;
    const place = placeOfDay(page, day, grain);
    const mark = marks.get(place.x) ?? {
      ...place,
      day,
      halfHour: 0,
      utcOffsetMinutes: 0,
      sums: zeros(CONTACT_SUM_NAMES),
    };
    merge(mark.sums, sums, CONTACT_SUM_NAMES);
    marks.set(place.x, { ...mark, lastDay: day });
  }
  return [...marks.values()];
}

function placeInDay({ day, halfHour, utcOffsetMinutes }: IntervalFigures, grain: Grain) {
  const start = grain === 'hour' ? halfHour - (halfHour % 2) : halfHour;
  const x = startMinutes({ day, halfHour: start, utcOffsetMinutes }) / 30;
  return { x, x2: x + (grain === 'hour' ? 2 : 1), lastDay: day, halfHour: start, utcOffsetMinutes };
}

/** Weeks begin on Monday. */
function placeOfDay(page: OpenPage, day: number, grain: Grain) {
  const date = dayAt(page, day);
  const first =
    grain === 'week'
      ? addDays(date, 1 - isoWeekday(date))
      : grain === 'month'
        ? `${date.slice(0, 8)}01`
        : date;
  const next =
    grain === 'week'
      ? addDays(first, 7)
      : grain === 'month'
        ? `${addDays(first, 31).slice(0, 8)}01`
        : addDays(first, 1);
  const place = (of: string) => daysBetween(dayAt(page, 0), of) * HALF_HOURS;
  return { x: place(first), x2: place(next), lastDay: day };
}
