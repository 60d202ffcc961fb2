import type { DaysHeld } from '../../local/query/chosen.ts';
import { addDays, relativeDay } from '../../page/days.ts';
import { dayIn, monthsBefore } from '../../queries/reader/days.ts';
import { UsageError } from '../../terminal/user-error.ts';
import type { DayOptions, Span } from './day-options.ts';
import { formatOf, type OutputOptions } from './output-options.ts';

/** The days that were chosen. */
export interface DaysMeant {
  /** The first day; null if there is no bound. */
  readonly from: string | null;
  /** The last day, inclusive; null if there is no bound. */
  readonly to: string | null;
  /** The days in words: `2026-10-22 to 2026-10-28`. */
  readonly said: string;
  /** Whether the newest day stands for the one that was asked for. */
  readonly isOther?: true;
}

/** Against what `today` is understood. */
export interface Clock {
  /** The clock's day in the centre's time zone. */
  readonly today: string;
  /** The newest day that has contacts; null if there is none, or if it is not known. */
  readonly newest: string | null;
}

/** The clock's day in the time zone, before the newest day is known. */
export function clockOfToday(timeZone: string, now = new Date()): Clock {
  return { today: dayIn(timeZone, now), newest: null };
}

/** Whether the options choose days at all. */
export function areChosen({ last, today, yesterday, from, to }: DayOptions): boolean {
  return [last, today, yesterday, from, to].some((one) => one !== undefined);
}

/**
 * Says, without a full stop, that the chosen days lie outside the data, and which days the data covers. Null if
 * they overlap, or if no days were chosen.
 * @param held the days of the data; null if it has none
 */
export function outsideOf({ from, to }: DaysMeant, { today }: Clock, held: DaysHeld | null) {
  if (from === null && to === null) return null;
  if (held === null) return 'No contacts: none has ended yet';
  const { first, newest } = held;
  const isInside = (from === null || from <= newest) && (to === null || to >= first);
  if (isInside) return null;
  const ahead = newest > today ? ', ahead of this clock' : '';
  return `No contacts: the data has ${span(first, newest)}${ahead}`;
}

/**
 * The days that the options choose; without any, all days.
 *
 * Today is the clock's day. If the data ends earlier, its newest day stands for today, so that a lake
 * of last month has answers; `said` then says so.
 * @throws UsageError if the first day is after the last
 */
export function daysMeant(options: DayOptions, clock: Clock): DaysMeant {
  const { last, today, yesterday, from = null, to = null } = options;
  if (today) return one(clock, 0, 'today');
  if (yesterday) return one(clock, 1, 'yesterday');
  if (last) {
    const end = clock.newest !== null && clock.newest < clock.today ? clock.newest : clock.today;
    const begin = beginOf(last, end);
    return { from: begin, to: end, said: span(begin, end) };
  }
  if (from !== null && to !== null && from > to) {
    throw new UsageError(`Found --from ${from} after --to ${to}, expected the earlier day first`);
  }
  return { from, to, said: span(from, to) };
}

function one({ today, newest }: Clock, back: number, word: string): DaysMeant {
  const meant = addDays(today, -back);
  const day = newest === null ? meant : relativeDay(back, today, newest);
  if (day === meant) return { from: day, to: day, said: `${word}, ${day}` };
  const which = back === 0 ? 'the newest day' : 'the day before the newest';
  return {
    from: day,
    to: day,
    said: `${day}, ${which} in the data, as there is nothing for ${word} (${meant})`,
    isOther: true,
  };
}

function beginOf({ count, unit }: Span, end: string): string {
  if (unit === 'm') return addDays(monthsBefore(end, count), 1);
  return addDays(end, 1 - count * (unit === 'w' ? 7 : 1));
}

function span(from: string | null, to: string | null): string {
  if (from === null) return to === null ? 'all days' : `all days to ${to}`;
  if (to === null) return `all days from ${from}`;
  return from === to ? from : `${from} to ${to}`;
}

/**
 * Prints the days to standard error, for CSV, JSON and files: only a table on the screen has a last line to name
 * them. Prints nothing unless the newest day stands in for `today`, or the data has none of the days.
 * @param outside as `outsideOf` gives it
 */
export function printDays(
  options: OutputOptions,
  { said, isOther }: DaysMeant,
  outside: string | null,
): void {
  if (options.out === undefined && formatOf(options) === 'table') return;
  if (isOther) process.stderr.write(`The day is ${said}.\n`);
  if (outside !== null) process.stderr.write(`${outside}.\n`);
}
