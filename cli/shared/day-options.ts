import { type Command, InvalidArgumentError, Option } from 'commander';
import { readDay } from '../../page/browser/read-day.ts';
import { addDays } from '../../page/days.ts';
import { dayIn, isDay } from '../../queries/reader/days.ts';
import { counted } from './counted.ts';
import { refused } from './options.ts';

/** A span of days: `7d`, `4w`, `2m`. */
export interface Span {
  readonly count: number;
  readonly unit: 'd' | 'w' | 'm';
}

/** The options that choose days. At most one of `last`, `today`, `yesterday` and the pair of days is there. */
export interface DayOptions {
  readonly last?: Span;
  readonly today?: true;
  readonly yesterday?: true;
  /** `2026-01-31`, inclusive. */
  readonly from?: string;
  /** `2026-01-31`, inclusive. */
  readonly to?: string;
}

const NAMES = ['last', 'today', 'yesterday', 'from', 'to'];

/** Adds the options that choose days; `daysMeant` reads them. */
export function addDayOptions(command: Command): Command {
  const others = (...own: string[]) => NAMES.filter((name) => !own.includes(name));
  return command
    .addOption(new Option('--today', 'today only').conflicts(others('today')))
    .addOption(new Option('--yesterday', 'yesterday only').conflicts(others('yesterday')))
    .addOption(
      new Option('--last <span>', 'the last days, weeks, months or years: 7d, 4w, 2m, 1y')
        .argParser(parseSpan)
        .conflicts(others('last')),
    )
    .addOption(
      new Option('--from <day>', 'the first day, such as 2026-01-31')
        .argParser(parseDay)
        .conflicts(others('from', 'to')),
    )
    .addOption(
      new Option('--to <day>', 'the last day, inclusive')
        .argParser(parseDay)
        .conflicts(others('from', 'to')),
    );
}

const SPANS = {
  d: { word: 'day', most: 9999 },
  w: { word: 'week', most: 9999 },
  m: { word: 'month', most: 9999 },
  y: { word: 'year', most: 833 },
};

function parseSpan(text: string): Span {
  const expected = 'days, weeks, months or years such as 7d, 4w, 2m or 1y';
  const { count, unit } = counted(text, SPANS, expected);
  return unit === 'y' ? { count: count * 12, unit: 'm' } : { count, unit };
}

/**
 * Parses a day as people and spreadsheets write it. Without a year it is a day of the last twelve months. English is
 * written in both orders, so `11/10/2026` is refused, and `31/12/2026` is not.
 * @returns `2026-01-31`
 * @throws InvalidArgumentError if the text is no day, or may be two
 */
export function parseDay(text: string): string {
  return dayTyped(text, 0);
}

/** The same for a day that may be to come: without its year, it is the one nearest to today. */
export function parseComingDay(text: string): string {
  return dayTyped(text, YEAR_DAYS / 2);
}

const YEAR_DAYS = 364;

function dayTyped(text: string, daysToCome: number): string {
  if (isDay(text)) return text;
  const today = dayIn('UTC', new Date());
  // Which day `yesterday` is depends on the zone of a lake that is not open yet; there are options for it.
  if (/^\p{L}*$/u.test(text.trim())) throw refused(text, `a day such as ${today}`);
  const last = addDays(today, daysToCome);
  const read = readDay(text, 'en', { first: addDays(last, -YEAR_DAYS), last, today });
  if ('day' in read) return read.day;
  throw new InvalidArgumentError(read.problem.replace(/^Found “(.*?)”/s, 'found $1'));
}
