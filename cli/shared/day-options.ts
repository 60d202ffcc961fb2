import { type Command, InvalidArgumentError, Option } from 'commander';
import { isDay } from '../../queries/reader/days.ts';

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
      new Option('--last <span>', 'the last days, weeks or months: 7d, 4w, 2m')
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

function parseSpan(text: string): Span {
  const [, count, unit] = /^([1-9]\d{0,3})([dwm])$/.exec(text) ?? [];
  if (unit !== undefined) return { count: Number(count), unit: unit as Span['unit'] };
  throw new InvalidArgumentError(
    `found ${text}, expected days, weeks or months such as 7d, 4w or 2m`,
  );
}

/** @throws InvalidArgumentError unless the text is a day such as 2026-01-31 */
export function parseDay(text: string): string {
  if (isDay(text)) return text;
  throw new InvalidArgumentError(`found ${text}, expected a day such as 2026-01-31`);
}
