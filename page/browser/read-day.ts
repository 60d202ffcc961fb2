import { addDays } from '../days.ts';

/** The days that a field takes: `2026-10-15`. */
export interface DaysTaken {
  readonly first: string;
  readonly last: string;
}

/**
 * The day that a reader typed: `2026-10-29`, `29/10/2026` or `10/29/2026` as their language has it, `29.10.`,
 * `29 Oct`. A day without a year is of a year in which the page has it.
 * @returns null if the text is no day of the calendar
 */
export function readDay(text: string, language: string, { first, last }: DaysTaken): string | null {
  const months = monthNames(language);
  const parts = text.toLowerCase().match(/\d+|\p{L}[\p{L}\p{M}]*/gu) ?? [];
  const numbers = parts.map((part) => (/^\d/.test(part) ? Number(part) : months(part)));
  const known = numbers.filter((number) => number !== null);
  const order = orderOf(parts, language, (part) => !/^\d/.test(part) && months(part) !== null);
  const at = (name: 'day' | 'month' | 'year') => known[order.indexOf(name)];
  const [day, month] = [at('day'), at('month')];
  if (day === undefined || month === undefined || known.length > 3) return null;
  const given = at('year');
  const years = given === undefined ? yearsOf(first, last) : [given < 100 ? 2000 + given : given];
  const days = years.flatMap((year) => calendarDay(year, month, day) ?? []);
  return days.find((one) => first <= one && one <= last) ?? days[0] ?? null;
}

type Part = 'day' | 'month' | 'year';

/** Which number is what: by the year if it is first, by a month's name, else as the language writes it. */
function orderOf(
  parts: readonly string[],
  language: string,
  isMonth: (part: string) => boolean,
): Part[] {
  if (/^\d{4}$/.test(parts[0] ?? '')) return ['year', 'month', 'day'];
  const named = parts.findIndex(isMonth);
  if (named === 0) return ['month', 'day', 'year'];
  if (named === 1) return ['day', 'month', 'year'];
  const written = new Intl.DateTimeFormat(language).formatToParts(0).map(({ type }) => type);
  const order = written.filter((type): type is Part => /^(day|month|year)$/.test(type));
  return parts.length < 3 ? [...order.filter((part) => part !== 'year'), 'year'] : order;
}

/** The number of a month by the beginning of its name, in the reader's language or in English. */
function monthNames(language: string): (word: string) => number | null {
  const names = [language, 'en'].map((of) => {
    const format = new Intl.DateTimeFormat(of, { month: 'long', timeZone: 'UTC' });
    return Array.from({ length: 12 }, (_, month) =>
      format.format(Date.UTC(2026, month, 1)).toLowerCase(),
    );
  });
  return (word) => {
    if (word.length < 3) return null;
    for (const months of names) {
      const at = months.findIndex((name) => name.startsWith(word));
      if (at >= 0) return at + 1;
    }
    return null;
  };
}

function yearsOf(first: string, last: string): number[] {
  const from = Number(last.slice(0, 4));
  return Array.from({ length: from - Number(first.slice(0, 4)) + 1 }, (_, back) => from - back);
}

function calendarDay(year: number, month: number, day: number): string | null {
  const pad = (number: number, size: number) => String(number).padStart(size, '0');
  const text = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
  // A day that the calendar does not have, such as 30 February, comes back as another, or not at all.
  return Number.isNaN(Date.parse(text)) || addDays(text, 0) !== text ? null : text;
}
