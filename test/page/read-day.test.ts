import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fieldFormat, withLatinDates } from '../../page/browser/language.ts';
import { isMeantBy } from '../../page/browser/queue-picker.ts';
import { readDay } from '../../page/browser/read-day.ts';
import { addDays } from '../../page/days.ts';

const YEAR = { first: '2026-01-01', last: '2026-12-31', today: '2026-12-31' };
/** One of each script, calendar, order and kind of digits that browsers have. */
const LANGUAGES = [
  ...[
    'en-GB',
    'en-US',
    'en-CA',
    'de',
    'fr',
    'fr-CA',
    'es',
    'ca',
    'pt-BR',
    'it',
    'nl',
    'sv',
    'fi',
    'pl',
    'cs',
  ],
  ...[
    'hu',
    'lt',
    'lv',
    'bg',
    'ru',
    'uk',
    'el',
    'tr',
    'eu',
    'mn',
    'vi',
    'id',
    'sw',
    'am',
    'he',
    'ar',
    'ar-EG',
  ],
  ...[
    'ar-SA',
    'fa-IR',
    'ur',
    'hi',
    'bn',
    'mr',
    'ne',
    'ta',
    'te',
    'kn',
    'ml',
    'gu',
    'pa',
    'my',
    'km',
    'lo',
  ],
  ...['th-TH', 'ko-KR', 'ja-JP', 'zh-CN', 'zh-TW'],
];

const TAKEN = { first: '2026-10-15', last: '2026-10-29', today: '2026-10-27' };

describe('a day that a reader types', () => {
  test.each([
    ['2026-10-26', 'en-GB'],
    ['20261026', 'en-US'],
    ['26/10/2026', 'en-GB'],
    ['10/26/2026', 'en-US'],
    ['26.10.2026', 'de'],
    ['26.10.', 'de'],
    ['26/10/26', 'en-GB'],
    ['26 Oct', 'en-GB'],
    ['Oct 26, 2026', 'en-US'],
    ['26. Oktober 2026', 'de'],
    ['26 octobre', 'fr'],
    ['2026/10/26', 'ja'],
    // A weekday before it.
    ['Mon 26 Oct', 'en-GB'],
    ['Monday, 26 October 2026', 'en-US'],
    ['Mo., 26.10.2026', 'de'],
    ['lundi 26 octobre 2026', 'fr'],
    ['Mon 2026-10-26', 'en-GB'],
    // With dots the day is first, wherever the reader is.
    ['26.10.2026', 'en-US'],
    // Where the language's order has no such month, the other order is meant.
    ['10/26/2026', 'en-GB'],
    ['26/10/2026', 'en-US'],
    ['26/10/2026', 'en'],
    // The day of a moment, as it is written.
    ['2026-10-26T10:00', 'en-GB'],
    ['2026-10-26T23:59:59.123Z', 'en-GB'],
    ['2026-10-26 00:30:00+02:00', 'en-GB'],
    // Words.
    ['Yesterday', 'en-GB'],
    ['gestern', 'de'],
    ['the 26th of October', 'en-GB'],
    ['26 de octubre de 2026', 'es'],
    // Digits and calendars of other scripts.
    ['２０２６年１０月２６日', 'en-GB'],
    ['26/10/2569', 'th-TH'],
    ['٢٦ أكتوبر ٢٠٢٦', 'ar-EG'],
    ['26. 10. 26.', 'ko-KR'],
  ])('%s in %s', (text, language) => {
    expect(readDay(text, language, TAKEN)).toEqual({ day: '2026-10-26' });
  });

  test('today is the day that the page means by it', () => {
    expect(readDay('today', 'en-GB', TAKEN)).toEqual({ day: '2026-10-27' });
    expect(readDay("aujourd'hui", 'fr', TAKEN)).toEqual({ day: '2026-10-27' });
    expect(readDay('aujourd’hui', 'fr', TAKEN)).toEqual({ day: '2026-10-27' });
    expect(readDay(' Today ', 'fr', TAKEN)).toEqual({ day: '2026-10-27' });
  });

  test('the order of day and month is the language’s', () => {
    expect(readDay('3/4/2026', 'en-GB', TAKEN)).toEqual({ day: '2026-04-03' });
    expect(readDay('3/4/2026', 'en-US', TAKEN)).toEqual({ day: '2026-03-04' });
    expect(readDay('3/3/2026', 'en', TAKEN)).toEqual({ day: '2026-03-03' });
    expect(readDay('Fri 3/4/2026', 'en', TAKEN)).toEqual({ day: '2026-04-03' });
  });

  test('a weekday chooses the year', () => {
    const years = { first: '2024-01-01', last: '2026-12-31', today: '2026-10-27' };
    expect(readDay('Sat 26 Oct', 'en-GB', years)).toEqual({ day: '2024-10-26' });
    expect(readDay('26 Oct', 'en-GB', years)).toEqual({ day: '2026-10-26' });
  });

  const EXPECTED = 'expected a day such as 2026-10-29';
  test.each([
    ['', 'en-GB', `Found nothing, ${EXPECTED}`],
    ['soon', 'en-GB', `Found “soon”, ${EXPECTED}`],
    ['soon 26 Oct', 'en-GB', `Found “soon 26 Oct”, ${EXPECTED}`],
    ['1/2/3/4', 'en-GB', `Found “1/2/3/4”, ${EXPECTED}`],
    ['26', 'en-GB', `Found “26”, ${EXPECTED}`],
    ['Mon', 'en-GB', `Found “Mon”, ${EXPECTED}`],
    ['30/02/2026', 'en-GB', `Found “30/02/2026”, which is not in the calendar, ${EXPECTED}`],
    ['2026-13-01', 'en-GB', `Found “2026-13-01”, which is not in the calendar, ${EXPECTED}`],
    ['20261301', 'en-GB', `Found “20261301”, which is not in the calendar, ${EXPECTED}`],
    ['-000001-01-01', 'en', `Found “-000001-01-01”, ${EXPECTED}`],
    ['026-10-26', 'en', `Found “026-10-26”, ${EXPECTED}`],
    [
      '2026-10-26T25:99',
      'en',
      `Found “2026-10-26T25:99”, which has no such time of day, ${EXPECTED}`,
    ],
    [
      'October 2026',
      'en-GB',
      'Found “October 2026”, which is a month, expected a whole date such as 2026-10-29',
    ],
    ...['26-11-01', '26/11/01', '26.11.01'].map((text): [string, string, string] => [
      text,
      'en',
      `Found “${text}”, which may be 2026-11-01 or 2001-11-26, expected one of these`,
    ]),
    [
      '26-11-01',
      'de',
      'Found “26-11-01”, which may be 2026-11-01 or 2001-11-26, expected one of these',
    ],
    ['10.26.2026', 'en-US', `Found “10.26.2026”, which is not in the calendar, ${EXPECTED}`],
    [
      'Tue 26 Oct',
      'en-GB',
      'Found “Tue 26 Oct”, but 2026-10-26 is a Monday, expected a date that is a Tuesday',
    ],
    [
      '3/4/2026',
      'en',
      'Found “3/4/2026”, which may be 2026-03-04 or 2026-04-03, expected one of these',
    ],
  ])('%s in %s is refused with a sentence', (text, language, problem) => {
    expect(readDay(text, language, TAKEN)).toEqual({ problem });
  });

  test('outside of the page it is still the day that was typed', () => {
    expect(readDay('1 Jan 2020', 'en-GB', TAKEN)).toEqual({ day: '2020-01-01' });
  });

  test('of two years the page has, it is the one in which the page has the day', () => {
    const wide = { first: '2025-11-20', last: '2026-02-01', today: '2026-02-01' };
    expect(readDay('24 Dec', 'en-GB', wide)).toEqual({ day: '2025-12-24' });
    expect(readDay('3 Jan', 'en-GB', wide)).toEqual({ day: '2026-01-03' });
  });

  test.each(LANGUAGES)(
    'what the field writes in %s, and what the language does by itself, it reads',
    (language) => {
      for (const page of [language, withLatinDates(language)]) {
        for (let day = YEAR.first; day <= YEAR.last; day = addDays(day, 5)) {
          const text = fieldFormat(page).format(Date.parse(day));
          expect(readDay(text, withLatinDates(language), YEAR), text).toEqual({ day });
        }
      }
    },
  );

  test('what a language writes, it reads', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 20_000 }),
        fc.constantFrom('en-GB', 'en-US', 'de', 'fr', 'es', 'sv', 'nl'),
        fc.constantFrom('short' as const, 'medium' as const, 'long' as const, 'full' as const),
        (days, language, dateStyle) => {
          const day = addDays('2001-01-01', days);
          const year = Number(day.slice(0, 4));
          // Two digits of a year are of this century.
          fc.pre(dateStyle !== 'short' || year < 2100);
          const text = new Intl.DateTimeFormat(language, { dateStyle, timeZone: 'UTC' }).format(
            Date.parse(day),
          );
          expect(readDay(text, language, TAKEN), `${text} in ${language}`).toEqual({ day });
        },
      ),
    );
  });
});

test('a name is found by its words’ beginnings, by letters within, and by its first letters', () => {
  expect(isMeantBy('Claims Night Line', 'night')).toBe(true);
  expect(isMeantBy('Claims Night Line', 'cl li')).toBe(true);
  expect(isMeantBy('Claims Night Line', 'cnl')).toBe(true);
  expect(isMeantBy('Claims Night Line', 'aims')).toBe(true);
  expect(isMeantBy('Claims Night Line', '')).toBe(true);
  expect(isMeantBy('Claims Night Line', 'day')).toBe(false);
});
