import { addDays, isoWeekday, WEEKDAYS } from '../days.ts';
import { fieldFormat, withLatinDates, withLatinDigits } from './language.ts';

/** The days that a field takes: `2026-10-15`. */
export interface DaysTaken {
  readonly first: string;
  readonly last: string;
  /** The day that `today` means. */
  readonly today: string;
  /** The day that `yesterday` means; unless given, the day before today. */
  readonly yesterday?: string | undefined;
}

/** The day that was read, or a sentence without a full stop that says what was found and what is expected. */
export type DayRead = { readonly day: string } | { readonly problem: string };

/**
 * Parses a day that a reader typed or pasted: `2026-10-29`, `20261029`, `2026-10-29T10:00`, `Thu 29 Oct`,
 * `29.10.2026`, `29/10/2026` or `10/29/2026` as their language has it, `2026年10月29日`, `yesterday`. A day without a
 * year gets a year in which the page has it.
 * @param language of the reader, BCP 47
 */
export function readDay(text: string, given: string, taken: DaysTaken): DayRead {
  const language = withLatinDates(given);
  const found = plain(text).replace(BASIC_DAY, '$1-$2-$3');
  const back = relativeDays(language).indexOf(found);
  if (back >= 0) {
    const { today, yesterday = addDays(today, -1) } = taken;
    return { day: back % 2 === 0 ? today : yesterday };
  }
  const own = writtenDay(found, language, taken);
  if (own !== null) return { day: own };
  const words = wordsIn(found.replace(TIME_OF_DAY, '$1'), language);
  const refused = (why: string, expected = `a day such as ${taken.last}`) => ({
    problem: `Found ${shortened(text.trim())}${why}, expected ${expected}`,
  });
  if (DAY_AND_TIME.test(found) && !TIME_OF_DAY.test(found)) {
    return refused(', which has no such time of day');
  }
  const weekday = weekdayOf(words[0] ?? '', language);
  const after = weekday === null ? null : readingsOf(words.slice(1), found, language, taken);
  const readings = after?.some((days) => days.length > 0)
    ? after
    : readingsOf(words, found, language, taken);
  if (readings === null) {
    return isMonth(words, language)
      ? refused(', which is a month', `a whole date such as ${taken.last}`)
      : refused('');
  }
  const possible = readings.filter((one) => one.length > 0);
  if (possible.length === 0) return refused(', which is not in the calendar');
  const wanted = readings === after ? weekday : null;
  const fitting = possible.flatMap((days) => {
    const some = days.filter((day) => wanted === null || isoWeekday(day) === wanted);
    return inside(some, taken) ?? [];
  });
  const meant = [...new Set(fitting)];
  if (meant.length > 1) {
    const last = meant.pop();
    return refused(`, which may be ${meant.join(', ')} or ${last}`, 'one of these');
  }
  if (meant[0] !== undefined) return { day: meant[0] };
  const nearest = inside(possible[0]!, taken)!;
  const name = (weekdayAt: number) => WEEKDAYS[weekdayAt - 1]!;
  return refused(
    `, but ${nearest} is a ${name(isoWeekday(nearest))}`,
    `a date that is a ${name(wanted!)}`,
  );
}

/** The day that a field takes and that is written so, in the page's way or by the language's own calendar. */
function writtenDay(found: string, language: string, { first, last }: DaysTaken): string | null {
  const plainly = new Intl.Locale(language).baseName;
  const byOwn = new Intl.DateTimeFormat(plainly, { timeZone: 'UTC' });
  const formats = [fieldFormat(language)];
  if (byOwn.resolvedOptions().calendar !== 'gregory') formats.push(fieldFormat(plainly), byOwn);
  for (let day = first; day <= last; day = addDays(day, 1)) {
    if (formats.some((format) => plain(format.format(Date.parse(day))) === found)) return day;
  }
  return null;
}

/** The text in the form in which it is compared: in small letters, with Latin digits and straight apostrophes. */
function plain(text: string): string {
  return withLatinDigits(text).trim().toLowerCase().replaceAll('’', "'").replace(MARKS, '');
}

/** ISO's basic format. */
const BASIC_DAY = /^(\d{4})(\d\d)(\d\d)$/;

/** Arabic and Persian write marks of direction into a date. */
const MARKS = /\p{Bidi_Control}/gu;

/** The time of an ISO date-time, with its offset: the day stays as it is written. */
const TIME_OF_DAY =
  /^(\d{4}-\d\d-\d\d)[t ]([01]\d|2[0-3]):[0-5]\d(:([0-5]\d|60)([.,]\d+)?)?( ?(z|[+-]\d\d(:?\d\d)?))?$/;
const DAY_AND_TIME = /^\d{4}-\d\d-\d\d[t ]\d/;
const MOST_CHARACTERS = 30;

function shortened(text: string): string {
  if (text === '') return 'nothing';
  return `“${text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text}”`;
}

/** `today` and `yesterday` by turns, in English and in the reader's language. */
function relativeDays(language: string): string[] {
  return ['en', language].flatMap((of) => {
    const format = new Intl.RelativeTimeFormat(of, { numeric: 'auto' });
    return [0, -1].map((days) => plain(format.format(days, 'day')));
  });
}

/** The numbers and words of a text, without words such as the Spanish “de” that only join them. */
function wordsIn(text: string, language: string): string[] {
  const joining = new Set([
    'the',
    'of',
    'st',
    'nd',
    'rd',
    'th',
    'er',
    ...'年月日',
    ...joiningWords(language),
  ]);
  const words = text.match(/\d+|\p{L}[\p{L}\p{M}]*/gu) ?? [];
  return words.filter((word) => !joining.has(word));
}

function joiningWords(language: string): string[] {
  const styles = ['full', 'long', 'medium'] as const;
  return styles.flatMap((dateStyle) =>
    new Intl.DateTimeFormat(language, { dateStyle })
      .formatToParts(0)
      // Korean names its months by numbers: 11월.
      .filter(({ type, value }) => type === 'literal' || (type === 'month' && /\d/.test(value)))
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
  // Numbers of three or of five digits are typing errors, and a leading sign means a year before Christ.
  if (words.some((word) => /^\d{3}$|^\d{5}/.test(word)) || /^[-+]\d/.test(text)) return null;
  if (words.length === 2 && words.some((word) => /^\d{4}$/.test(word))) return null;
  return ordersOf(words, named, text, language).map((order) => {
    const at = (name: Part) => numbers[order.indexOf(name)];
    const year = at('year');
    const years = year === undefined ? yearsOf(first, last) : [year < 100 ? 2000 + year : year];
    return years.flatMap((of) => calendarDay(of, at('month')!, at('day')!) ?? []);
  });
}

/** Whether the words are only a month and a year. */
function isMonth(words: readonly string[], language: string): boolean {
  const [month, ...more] = words.filter((word) => !/^\d{4}$/.test(word));
  if (month === undefined || more.length > 0 || words.length !== 2) return false;
  return isNumber(month) ? /^(0?[1-9]|1[0-2])$/.test(month) : monthOf(month, language) !== null;
}

/**
 * Finds which number is the day, the month and the year: by a leading year, by a month's name, by dots, or else by
 * the order of the language.
 */
function ordersOf(
  words: readonly string[],
  named: number,
  text: string,
  language: string,
): Part[][] {
  if (/^\d{4}$/.test(words[0]!)) {
    return [named === 2 ? ['year', 'day', 'month'] : ['year', 'month', 'day']];
  }
  if (named === 0) return [['month', 'day', 'year']];
  if (named > 0) return [['day', 'month', 'year']];
  const written = new Intl.DateTimeFormat(language).formatToParts(0).map(({ type }) => type);
  const order = written.filter((type): type is Part => /^(day|month|year)$/.test(type));
  const isYearLast = /^\d{4}$/.test(words[2] ?? '');
  const isYearFirst = order[0] === 'year' && !isYearLast;
  const first: Part[][] =
    words.length === 3 && !isYearLast && mayBeYearFirst(text, language)
      ? [['year', 'month', 'day']]
      : [];
  if (/\d\.\s*\d/.test(text) && !isYearFirst) return [...first, ['day', 'month', 'year']];
  const short: Part[] = [...order.filter((part) => part !== 'year'), 'year'];
  const own = words.length < 3 || (order[0] === 'year' && isYearLast) ? short : order;
  const turned = own.map((part) => (part === 'day' ? 'month' : part === 'month' ? 'day' : part));
  return isDecided(words, own, language) ? [...first, own] : [...first, own, turned];
}

/** Whether a year of two digits may be first: with ISO's hyphens, and wherever the language does not decide. */
function mayBeYearFirst(text: string, language: string): boolean {
  return isEnglishAlone(language) || /^\d+-\d+-\d+$/.test(text);
}

/** Whether the language decides which number is the day. English does not: it is written in both orders. */
function isDecided(words: readonly string[], order: readonly Part[], language: string): boolean {
  const month = Number(words[order.indexOf('month')]);
  return month <= 12 && !isEnglishAlone(language);
}

function isEnglishAlone(language: string): boolean {
  return new Intl.Locale(language).baseName === 'en';
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
