import { dayIn } from '../../queries/reader/days.ts';
import { relativeDay } from '../days.ts';
import { dayAt, type OpenPage } from '../open-page.ts';
import type { DaysTaken } from './read-day.ts';

/**
 * The days that the reader may choose. Today and yesterday mean the same as `--today` and `--yesterday`, in the
 * centre's time zone.
 */
export function daysTaken(page: OpenPage, now = new Date()): DaysTaken {
  const [first, last] = [dayAt(page, 0), dayAt(page, page.dayCount - 1)];
  const clock = dayIn(page.settings.timeZone, now);
  const [today, yesterday] = [relativeDay(0, clock, last), relativeDay(1, clock, last)];
  return { first, last, today, yesterday };
}
