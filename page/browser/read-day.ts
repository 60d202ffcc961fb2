import { addDays, isoWeekday, WEEKDAYS } from '../days.ts';

/** The days that a field takes: `2026-10-15`. */
export interface DaysTaken {
  readonly first: string;
  readonly last: string;
  /** What a reader means by today. */
  readonly today: string;
  /** What a reader means by yesterday; without it the day before today. */
  readonly yesterday?: string | undefined;
}

/** The day that was read, or a sentence without a full stop that says what was found and what is expected. */
export type DayRead = { readonly day: string } | { readonly problem: string };

/**
 * The day that a reader typed or pasted: `2026-10-29`, `20261029`, `2026-10-29T10:00`, `Thu 29 Oct`, `29.10.2026`,
 * `29/10/2026` or `10/29/2026` as their language has it, `yesterday`. A day without a year is of a year in which
 * the page has it.
 * @param language of the reader, BCP 47
 */
export function readDay(text: string, language: string, taken: DaysTaken): DayRead {
  const found = text.trim().toLowerCase().replace(BASIC_DAY, '$1-$2-$3');
  const back = relativeDays(language).indexOf(found);
  if (back >= 0) {
    const { today, yesterday = addDays(today, -1) } = taken;
    return { day: back % 2 === 0 ? today : yesterday };
  }
  const words = wordsIn(found.replace(TIME_OF_DAY, '$1'), language);
  const refused = (why: string, expected = `a day such as ${taken.last}`) => ({
    problem: `Found “${shortened(text.trim())}”${why}, expected ${expected}`,
  });
  const weekday = weekdayOf(words[0] ?? '', language);
  const after = weekday === null ? null : readingsOf(words.slice(1), found, language, taken);
  const readings = after?.some((days) => days.length > 0)
    ? after
    : readingsOf(words, found, language, taken);
  if (readings === null) return refused('');
  const [days, others] = readings.filter((one) => one.length > 0);
  if (!days) return refused(', which is not in the calendar');
  const wanted = readings === after ? weekday : null;
  const fitting = (some: readonly string[]) =>
    some.filter((day) => wanted === null || isoWeekday(day) === wanted);
  const day = inside(fitting(days), taken);
  const other = others && inside(fitting(others), taken);
  if (day && other && day !== other) {
    return refused(`, which may be ${day} or ${other}`, 'one of these');
  }
  const meant = day ?? other;
  if (meant) return { day: meant };
  const nearest = inside(days, taken)!;
  const name = (weekdayAt: number) => WEEKDAYS[weekdayAt - 1]!;
  return refused(
    `, but ${nearest} is a ${name(isoWeekday(nearest))}`,
    `a date that is a ${name(wanted!)}`,
  );
}

/** ISO's basic format. */
const BASIC_DAY = /^(\d{4})(\d\d)(\d\d)$/;

/** The time of an ISO date-time, with its offset: the day stays as it is written. */
const TIME_OF_DAY = /^(\d{4}-\d\d-\d\d)[t ]\d\d:\d\d(:\d\d([.,]\d+)?)?( ?(z|[+-]\d\d(:?\d\d)?))?$/;
const MOST_CHARACTERS = 30;

function shortened(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}

/** `today` and `yesterday` by turns, in English and in the reader's language. */
function relativeDays(language: string): string[] {
  return ['en', language].flatMap((of) => {
    const format = new Intl.RelativeTimeFormat(of, { numeric: 'auto' });
    return [0, -1].map((days) => format.format(days, 'day').toLowerCase());
  });
}

/** The numbers and words of a text, without words such as the Spanish “de” that only join them. */
function wordsIn(text: string, language: string): string[] {
  const joining = new Set(['the', 'of', 'st', 'nd', 'rd', 'th', 'er', ...joiningWords(language)]);
  const words = text.match(/\d+|\p{L}[\p{L}\p{M}]*/gu) ?? [];
  return words.filter((word) => !joining.has(word));
}

function joiningWords(language: string): string[] {
  const styles = ['full', 'long', 'medium'] as const;
  return styles.flatMap((dateStyle) =>
    new Intl.DateTimeFormat(language, { dateStyle })
      .formatToParts(0)
      .filter(({ type }) => type === 'literal')
      .flatMap(({ value }) => value.toLowerCase().match(/\p{L}+/gu) ?? []),
  );
}

type Part = 'day' | 'month' | 'year';

/**
 * The days that numbers and a month's name may mean, one list for each order of day and month that is possible, the
 * likelier first; each list has a day for each year.
 * @returns null if they are not a day, month and perhaps a year at all
 */
function readingsOf(
  words: readonly string[],
  text: string,
  language: string,
  { first, last }: DaysTaken,
): string[][] | null {
  const months = words.map((word) => (isNumber(word) ? null : monthOf(word, language)));
  const numbers = words.map((word, at) => (isNumber(word) ? Number(word) : months[at]!));
  const named = months.findIndex((month) => month !== null);
  const isWhole = numbers.every((number) => number !== null);
  const isTwice = months.filter((month) => month !== null).length > 1;
  if (!isWhole || isTwice || words.length < 2 || words.length > 3) return null;
  return ordersOf(words, named, text, language).map((order) => {
    const at = (name: Part) => numbers[order.indexOf(name)];
    const year = at('year');
    const years = year === undefined ? yearsOf(first, last) : [year < 100 ? 2000 + year : year];
    return years.flatMap((of) => calendarDay(of, at('month')!, at('day')!) ?? []);
  });
}

/** Which number is what: by the year if it is first, by a month's name, by dots, else as the language writes it. */
function ordersOf(
  words: readonly string[],
  named: number,
  text: string,
  language: string,
): Part[][] {
  if (/^\d{4}$/.test(words[0]!)) return [['year', 'month', 'day']];
  if (named === 0) return [['month', 'day', 'year']];
  if (named > 0) return [['day', 'month', 'year']];
  if (/\d\.\s*\d/.test(text)) return [['day', 'month', 'year']];
  const written = new Intl.DateTimeFormat(language).formatToParts(0).map(({ type }) => type);
  const order = written.filter((type): type is Part => /^(day|month|year)$/.test(type));
  const short: Part[] = [...order.filter((part) => part !== 'year'), 'year'];
  const own = words.length < 3 ? short : order;
  const turned = own.map((part) => (part === 'day' ? 'month' : part === 'month' ? 'day' : part));
  return isDecided(words, own, language) ? [own] : [own, turned];
}

/** Whether the language says which number is the day. English alone does not: it is written in both orders. */
function isDecided(words: readonly string[], order: readonly Part[], language: string): boolean {
  const month = Number(words[order.indexOf('month')]);
  return month <= 12 && language.toLowerCase() !== 'en';
}

function isNumber(word: string): boolean {
  return /^\d/.test(word);
}

/** The number of a month by its name or the beginning of it, in the reader's language or in English. */
function monthOf(word: string, language: string): number | null {
  return placeOf(word, 3, language, 'month', (at) => Date.UTC(2026, at, 1), 12);
}

/** ISO: 1 is Monday. 1 June 2026 was one. */
function weekdayOf(word: string, language: string): number | null {
  return placeOf(word, 2, language, 'weekday', (at) => Date.UTC(2026, 5, 1 + at), 7);
}

function placeOf(
  word: string,
  leastLetters: number,
  language: string,
  part: 'month' | 'weekday',
  momentAt: (at: number) => number,
  size: number,
): number | null {
  if (word.length < leastLetters) return null;
  const formats = [language, 'en'].flatMap((of) =>
    (['long', 'short'] as const).flatMap((style) => [
      new Intl.DateTimeFormat(of, { [part]: style, timeZone: 'UTC' }),
      // Some languages bend the name of a month beside a day.
      new Intl.DateTimeFormat(of, { [part]: style, day: 'numeric', timeZone: 'UTC' }),
    ]),
  );
  for (const format of formats) {
    for (let at = 0; at < size; at++) {
      const name = format.formatToParts(momentAt(at)).find(({ type }) => type === part)?.value;
      if (name?.toLowerCase().startsWith(word)) return at + 1;
    }
  }
  return null;
}

/** The first of the days that a field takes, else the first. */
function inside(days: readonly string[], { first, last }: DaysTaken): string | undefined {
  return days.find((day) => first <= day && day <= last) ?? days[0];
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
