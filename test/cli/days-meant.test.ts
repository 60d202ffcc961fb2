/** Days in words, against the clock and the newest day of the lake. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parseComingDay, parseDay } from '../../cli/shared/day-options.ts';
import { type Clock, daysMeant } from '../../cli/shared/days-meant.ts';
import { addDays } from '../../page/days.ts';
import { dayIn, isDay, monthsBefore } from '../../queries/reader/days.ts';

const LIVE: Clock = { today: '2026-03-10', newest: '2026-03-10' };
const OF_YESTERDAY: Clock = { today: '2026-03-10', newest: '2026-03-09' };
const OLD: Clock = { today: '2026-11-26', newest: '2026-10-28' };
const UNKNOWN: Clock = { today: '2026-03-10', newest: null };

describe('today and yesterday', () => {
  test.for<[string, Clock, object, string]>([
    ['are the clock’s', LIVE, { today: true }, '2026-03-10'],
    ['are the clock’s', LIVE, { yesterday: true }, '2026-03-09'],
    ['are the clock’s if the newest day is not known', UNKNOWN, { today: true }, '2026-03-10'],
    [
      'yesterday is the clock’s although today has no contact yet',
      OF_YESTERDAY,
      { yesterday: true },
      '2026-03-09',
    ],
    ['the newest day stands for today', OF_YESTERDAY, { today: true }, '2026-03-09'],
    ['the newest day stands for today', OLD, { today: true }, '2026-10-28'],
    ['the day before it for yesterday', OLD, { yesterday: true }, '2026-10-27'],
  ])('%s', ([, clock, words, day]) => {
    expect(daysMeant(words, clock)).toMatchObject({ from: day, to: day });
  });

  test('whatever stands for another day is said', () => {
    expect(daysMeant({ today: true }, LIVE).said).toBe('today, 2026-03-10');
    expect(daysMeant({ today: true }, OLD).said).toBe(
      '2026-10-28, the newest day in the data, as there is nothing for today (2026-11-26)',
    );
  });
});

describe('the last days', () => {
  test.for<[Clock, number, 'd' | 'w' | 'm', string, string]>([
    [LIVE, 1, 'd', '2026-03-10', '2026-03-10'],
    [LIVE, 7, 'd', '2026-03-04', '2026-03-10'],
    [LIVE, 4, 'w', '2026-02-11', '2026-03-10'],
    [LIVE, 1, 'm', '2026-02-11', '2026-03-10'],
    [{ today: '2026-03-31', newest: '2026-03-31' }, 1, 'm', '2026-03-01', '2026-03-31'],
    [OLD, 7, 'd', '2026-10-22', '2026-10-28'],
    // A wrong date in a record does not move them into the future.
    [{ today: '2026-03-10', newest: '2999-01-01' }, 1, 'd', '2026-03-10', '2026-03-10'],
  ])('%o: %d%s', ([clock, count, unit, from, to]) => {
    expect(daysMeant({ last: { count, unit } }, clock)).toEqual({
      from,
      to,
      said: from === to ? from : `${from} to ${to}`,
    });
  });
});

test('without words there is no bound, and one bound is enough', () => {
  expect(daysMeant({}, OLD)).toEqual({ from: null, to: null, said: 'all days' });
  expect(daysMeant({ from: '2026-10-01' }, OLD).said).toBe('all days from 2026-10-01');
  expect(() => daysMeant({ from: '2026-10-02', to: '2026-10-01' }, OLD)).toThrow('2026-10-02');
});

test('days are those of the calendar, in any zone', () => {
  const days = fc.date({
    min: new Date('1970-02-01'),
    max: new Date('2200-01-01'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(days, fc.integer({ min: 0, max: 400 }), (date, count) => {
      const day = date.toISOString().slice(0, 10);
      expect(isDay(day)).toBe(true);
      expect(addDays(addDays(day, count), -count)).toBe(day);
      const before = monthsBefore(day, count % 12);
      expect(isDay(before)).toBe(true);
      expect(before <= day).toBe(true);
    }),
  );
  expect(isDay('2026-02-30')).toBe(false);
  expect(monthsBefore('2026-03-31', 1)).toBe('2026-02-28');
  expect(dayIn('Pacific/Auckland', new Date('2026-03-10T12:00:00Z'))).toBe('2026-03-11');
});

describe('a day that is typed', () => {
  beforeAll(() => void vi.useFakeTimers({ now: new Date('2026-11-27T12:00:00Z') }));
  afterAll(() => void vi.useRealTimers());

  test.each([
    ['2026-11-20', '2026-11-20'],
    ['20261120', '2026-11-20'],
    ['2026-11-20T10:00:00+01:00', '2026-11-20'],
    ['25.12.2026', '2026-12-25'],
    ['31/12/2026', '2026-12-31'],
    ['12/31/2026', '2026-12-31'],
    ['Fri, 20 November 2026', '2026-11-20'],
    ['Mon 30 Nov', '2026-11-30'],
    ['20 Nov', '2026-11-20'],
  ])('%s is %s', (text, day) => {
    expect(parseDay(text)).toBe(day);
    expect(parseComingDay(text)).toBe(day);
  });

  test('without its year is past, or near where it may be to come', () => {
    expect(parseDay('24 Dec')).toBe('2025-12-24');
    expect(parseComingDay('24 Dec')).toBe('2026-12-24');
  });

  test.each([
    ['', 'found nothing, expected a day such as 2026-11-27'],
    [' ', 'found nothing, expected a day such as 2026-11-27'],
    ['soon', 'found soon, expected a day such as 2026-11-27'],
    // Whose yesterday is not known before the lake is; there is --yesterday.
    ['yesterday', 'found yesterday, expected a day such as 2026-11-27'],
    ['30', 'found 30, expected a day such as 2026-11-27'],
    [
      '2026-02-30',
      'found 2026-02-30, which is not in the calendar, expected a day such as 2026-11-27',
    ],
    [
      '11/10/2026',
      'found 11/10/2026, which may be 2026-11-10 or 2026-10-11, expected one of these',
    ],
    [
      'Tue 30 Nov 2026',
      'found Tue 30 Nov 2026, but 2026-11-30 is a Monday, expected a date that is a Tuesday',
    ],
  ])('“%s” is refused: %s', (text, said) => {
    expect(() => parseDay(text)).toThrow(said);
  });
});
