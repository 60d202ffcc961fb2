import { dayIn } from '../../queries/reader/days.ts';
import { dayAt, type OpenPage } from '../open-page.ts';
import type { DaysTaken } from './read-day.ts';

/**
 * The days of the page. Today is the clock's day where the centre is; if the data ends earlier, its newest day stands
 * for today, as for `--today`.
 */
export function daysTaken(page: OpenPage, now = new Date()): DaysTaken {
  const [first, last] = [dayAt(page, 0), dayAt(page, page.dayCount - 1)];
  const clock = dayIn(page.settings.timeZone, now);
  return { first, last, today: clock < last ? clock : last };
}
