import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isNamed } from '../../page/browser/queue-picker.ts';
import { readDay } from '../../page/browser/read-day.ts';
import { addDays } from '../../page/days.ts';

const TAKEN = { first: '2026-10-15', last: '2026-10-29' };

describe('a day that a reader types', () => {
  test.each([
    ['2026-10-26', 'en-GB'],
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
  ])('%s in %s', (text, language) => {
    expect(readDay(text, language, TAKEN)).toBe('2026-10-26');
  });

  test.each(['', 'soon', '30/02/2026', '2026-13-01', '1/2/3/4', '26'])('%s is none', (text) => {
    expect(readDay(text, 'en-GB', TAKEN)).toBeNull();
  });

  test('outside of the page it is still the day that was typed', () => {
    expect(readDay('1 Jan 2020', 'en-GB', TAKEN)).toBe('2020-01-01');
  });

  test('of two years the page has, it is the one in which the page has the day', () => {
    const wide = { first: '2025-11-20', last: '2026-02-01' };
    expect(readDay('24 Dec', 'en-GB', wide)).toBe('2025-12-24');
    expect(readDay('3 Jan', 'en-GB', wide)).toBe('2026-01-03');
  });

  test('what a language writes, it reads', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 20_000 }),
        fc.constantFrom('en-GB', 'en-US', 'de', 'fr', 'es', 'sv', 'nl'),
        fc.constantFrom('short' as const, 'medium' as const, 'long' as const),
        (days, language, dateStyle) => {
          const day = addDays('2001-01-01', days);
          const year = Number(day.slice(0, 4));
          // Two digits of a year are of this century.
          fc.pre(dateStyle !== 'short' || year < 2100);
          const text = new Intl.DateTimeFormat(language, { dateStyle, timeZone: 'UTC' }).format(
            Date.parse(day),
          );
          expect(readDay(text, language, TAKEN), `${text} in ${language}`).toBe(day);
        },
      ),
    );
  });
});

test('a name is found by its words’ beginnings, by letters within, and by its first letters', () => {
  expect(isNamed('Claims Night Line', 'night')).toBe(true);
  expect(isNamed('Claims Night Line', 'cl li')).toBe(true);
  expect(isNamed('Claims Night Line', 'cnl')).toBe(true);
  expect(isNamed('Claims Night Line', 'aims')).toBe(true);
  expect(isNamed('Claims Night Line', '')).toBe(true);
  expect(isNamed('Claims Night Line', 'day')).toBe(false);
});
