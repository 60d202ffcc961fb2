import {
  CENTRE_TIME_ZONE,
  DAY_SECONDS,
  dayText,
  HOUR_SECONDS,
  isoWeekday,
  wallClock,
} from './generator/clock.ts';

const FRIDAY = 5;

/**
 * The newest day, from Monday to Friday, of which an hour has passed by the centre's clock: one that a
 * simulation may stop in without telling the future.
 * @param hour 0 to 23
 * @returns `yyyy-mm-dd`
 */
export function newestWorkingDay(now: Date, hour: number): string {
  const local = wallClock(CENTRE_TIME_ZONE, now.getTime() / 1_000);
  let day = Math.floor((local - hour * HOUR_SECONDS) / DAY_SECONDS);
  while (isoWeekday(day) > FRIDAY) day--;
  return dayText(day);
}
