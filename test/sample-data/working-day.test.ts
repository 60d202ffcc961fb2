import { expect, it } from 'vitest';
import { mostDays, newestWorkingDay, possibleLastDays } from '../../sample-data/working-day.ts';

const HOUR = 14;

it.each([
  ['Thursday, before the hour', '2026-11-26T13:59:59Z', '2026-11-25'],
  ['Thursday, from the hour on', '2026-11-26T14:00:00Z', '2026-11-26'],
  ['Saturday', '2026-11-28T23:00:00Z', '2026-11-27'],
  ['Sunday', '2026-11-29T20:00:00Z', '2026-11-27'],
  ['Monday, before the hour', '2026-11-30T09:00:00Z', '2026-11-27'],
  ['Monday, from the hour on', '2026-11-30T14:00:00Z', '2026-11-30'],
  ['the hour by the clock of summer', '2026-07-01T13:00:00Z', '2026-07-01'],
  ['midnight by that clock, the day before in UTC', '2026-07-01T23:30:00Z', '2026-07-01'],
])('%s', (_, now, day) => {
  expect(newestWorkingDay(new Date(now), HOUR)).toBe(day);
});

it('a simulation has all its days from 1996 to 2999', () => {
  expect(possibleLastDays(1)).toEqual({ first: '1996-01-01', last: '2999-12-31' });
  expect(possibleLastDays(36)).toEqual({ first: '1996-02-05', last: '2999-12-31' });
  expect(mostDays('1996-02-05')).toBe(36);
  // From 15 October 2026 on.
  expect(mostDays()).toBe(78 + 973 * 365 + 236);
});
