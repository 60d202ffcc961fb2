import { DAY_MILLISECONDS } from '../pipeline/units-of-time.ts';

/** In the order of ISO 8601, from Monday on. */
export const WEEKDAYS = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
];

/** The day `count` days after `day` (`2026-11-23`), before it if negative. */
export function addDays(day: string, count: number): string {
  return new Date(Date.parse(day) + count * DAY_MILLISECONDS).toISOString().slice(0, 10);
}

/** Days from one day to another: 1 from a day to the next. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MILLISECONDS);
}

/** ISO weekday: 1 is Monday, 7 is Sunday. */
export function isoWeekday(day: string): number {
  return new Date(Date.parse(day)).getUTCDay() || 7;
}

/**
 * Today (`back` is 0) or yesterday (1) by the clock. If the data ends before that day, its newest day stands for
 * today, so that old data has answers.
 */
export function relativeDay(back: number, today: string, newest: string): string {
  const meant = addDays(today, -back);
  return newest >= meant ? meant : addDays(newest, -back);
}
