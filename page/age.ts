/** How old the data is, in words, for the page and the command line. */

import { clockIn } from '../queries/reader/days.ts';
import type { PageData } from './page-types.ts';

/** The tolerated difference of clocks. Data further in the future has a wrong time, or this clock is wrong. */
const MOST_MINUTES_AHEAD = 5;

/**
 * Whether the data is so far ahead of the reader's clock that nobody can say how old it is.
 * @param minutes its age, negative if it is ahead
 */
export function isAhead(minutes: number): boolean {
  return minutes < -MOST_MINUTES_AHEAD;
}

/**
 * Whether the data is older than allowed, or has an age that cannot be true.
 * @param minutes its age, negative if it is ahead
 */
export function isStale(minutes: number, staleMinutes: number): boolean {
  return minutes > staleMinutes || isAhead(minutes);
}

/** `12 minutes old`, or `5 hours ahead of this clock`. @param minutes negative if the data is ahead */
export function freshness(minutes: number): string {
  return isAhead(minutes)
    ? `${ageText(-minutes)} ahead of this clock`
    : `${ageText(Math.max(0, minutes))} old`;
}

/** `12 minutes`, `5 hours`, `1,234 days` */
export function ageText(minutes: number): string {
  const [size, unit] =
    minutes < 120 ? [1, 'minute'] : minutes < 48 * 60 ? [60, 'hour'] : [24 * 60, 'day'];
  const count = Math.round(minutes / size);
  return `${count.toLocaleString('en-GB')} ${unit}${count === 1 ? '' : 's'}`;
}

const MINUTE_MS = 60_000;

/** How long ago the newest contact was disconnected, in minutes; negative if it is to come; null without one. */
export function ageMinutes(
  { coverage, settings }: Pick<PageData, 'coverage' | 'settings'>,
  now: Date,
): number | null {
  const newest = coverage.lastDisconnectedLocal;
  if (newest === null) return null;
  const local = clockIn(settings.timeZone, now);
  const between =
    Date.parse(`${local.replace(' ', 'T')}Z`) - Date.parse(`${newest.replace(' ', 'T')}Z`);
  return Math.round(between / MINUTE_MS);
}
