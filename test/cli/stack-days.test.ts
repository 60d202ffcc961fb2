/** Days in words on a deployed stack: those of its time zone. */
import { describe, expect, test } from 'vitest';
import { readyFor } from '../../cli/actions/query-athena.ts';
import type { DayOptions } from '../../cli/shared/day-options.ts';
import { withParameters } from '../../queries/reader/parameters.ts';
import { readSavedQuery } from '../../queries/reader/saved-queries.ts';
import { QUERIES } from '../../terminal/package-files.ts';

/** Ten in the evening in London is the next day in Tokyo. */
const NOW = new Date('2026-11-23T22:00:00Z');
const QUERY = readSavedQuery(QUERIES, 'contacts-by-day-and-channel');

function ready(timeZone: string, days: DayOptions, param: Record<string, string> = {}) {
  const words = { days, contacts: {}, param };
  return readyFor({ query: QUERY, words, isLive: false }, timeZone, NOW);
}

describe('on a stack, the words for days and the days of the query are of', () => {
  test.for([
    ['Europe/London', { today: true }, '2026-11-23', '2026-11-23'],
    ['Asia/Tokyo', { today: true }, '2026-11-24', '2026-11-24'],
    ['Asia/Tokyo', { last: { count: 7, unit: 'd' } }, '2026-11-18', '2026-11-24'],
  ] as const)('its own zone: %s, %j', ([timeZone, days, from, to]) => {
    const { sql, about } = ready(timeZone, days);
    const values = { time_zone: timeZone, from_day: from, to_day: to };
    expect(sql).toBe(withParameters(QUERY, values));
    expect(about).toContain(timeZone);
  });

  test('the zone that the user gives, if one is given', () => {
    const { sql, about } = ready('Asia/Tokyo', { today: true }, { time_zone: 'Europe/London' });
    const day = '2026-11-23';
    const values = { time_zone: 'Europe/London', from_day: day, to_day: day };
    expect(sql).toBe(withParameters(QUERY, values));
    expect(about).toMatch(/^Europe\/London · today, 2026-11-23/);
  });
});
