import {
  CENTRE_TIME_ZONE,
  DAY_SECONDS,
  dayNumber,
  dayText,
  HOUR_SECONDS,
  isoWeekday,
  wallClock,
} from './generator/clock.ts';
import { FEWEST_DAYS, FIRST_DAY } from './generator/simulation.ts';

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

/**
 * The days that a simulation can have. Before 1996, London changed its clocks on other days than the simulation
 * does; after 2999, saved queries count nothing unless they are asked for later days.
 */
const POSSIBLE = { first: dayNumber('1996-01-01'), last: dayNumber('2999-12-31') };

/** The last days that a simulation of this length can have: `yyyy-mm-dd`, both inclusive. */
export function possibleLastDays(days = FEWEST_DAYS): { first: string; last: string } {
  return { first: dayText(POSSIBLE.first + days - 1), last: dayText(POSSIBLE.last) };
}

/** How many days a simulation can have at most. @param lastDay `yyyy-mm-dd`; unless given, it begins on its usual day */
export function mostDays(lastDay?: string): number {
  const last = lastDay === undefined ? POSSIBLE.last : dayNumber(lastDay);
  return last - (lastDay === undefined ? FIRST_DAY : POSSIBLE.first) + 1;
}
