import { describe, expect, test } from 'vitest';
import { nearNames } from '../../queries/reader/near-names.ts';
import { readSavedQuery } from '../../queries/reader/saved-queries.ts';
import { QUERIES } from './small-lake.ts';

describe('the nearest names of a query that does not exist', () => {
  test.each([
    ['service level', 'service-level'],
    ['service-levl', 'service-level'],
    ['abandonmant', 'abandonment-by-queue-and-day'],
    ['resoluton-time', 'resolution-time-by-queue'],
    ['servicelevel', 'service-level'],
    ['sla', 'service-level'],
    ['volume', 'volume-by-interval'],
    ['interval', 'volume-by-interval'],
    ['half-hour', 'agent-time-by-half-hour'],
    ['abandon', 'abandonment-by-queue-and-day'],
    ['abandoned', 'abandonment-by-queue-and-day'],
    ['abandonment-rate', 'abandonment-by-queue-and-day'],
    ['heatmap', 'intraday-heat-map'],
    ['heat_map', 'intraday-heat-map'],
    ['contacts-by-day', 'contacts-by-day-and-channel'],
    ['contact by day', 'contacts-by-day-and-channel'],
    ['agents', 'agent-adherence'],
    ['occupancy', 'agent-occupancy'],
    ['status', 'agent-time-by-status-and-day'],
    ['missed', 'agent-offers'],
    ['Agent Summary', 'agent-summary'],
    ['aht', 'handle-time-by-agent'],
    ['handle-time', 'handle-time-by-agent'],
    ['asa', 'speed-of-answer-by-queue-and-day'],
    ['acw', 'after-contact-work-by-agent'],
    ['answered', 'speed-of-answer-by-queue-and-day'],
    ['callbacks', 'callback-outcomes'],
    ['transfers', 'transfers-by-queue'],
    ['hold', 'holds-by-queue'],
    ['percentiles', 'queue-wait-percentiles'],
    ['concurrency', 'agent-concurrency, peak-concurrency'],
    ['peak', 'peak-concurrency'],
    ['csat', 'attribute-breakdown'],
    ['attributes', 'attribute-breakdown'],
    ['longest-wait', 'longest-waits'],
    ['jurneys', 'journeys'],
    ['emails', 'contacts-by-day-and-channel'],
  ])('%s: first of all %s', (name, nearest) => {
    expect(told(name)).toMatch(
      new RegExp(`^There is no saved query "${name}"; the nearest names? (is|are) ${nearest}\\b`),
    );
  });

  test('are at most three, and a name with the word excludes names that only sound alike', () => {
    expect(told('agents')).toMatch(/are agent-adherence, agent-concurrency, agent-occupancy$/);
    expect(told('wait')).toMatch(/are queue-wait-percentiles, longest-waits$/);
  });

  test('are none if no name is near', () => {
    expect(told('zzzz')).toBe('There is no saved query "zzzz"; the verb `queries` lists them');
  });
});

describe('near names', () => {
  const names = ['time_zone', 'from_day', 'to_day', 'service_level_seconds'].map((name) => ({
    name,
  }));

  test.each([
    ['timezone', ['time_zone']],
    ['zone', ['time_zone']],
    ['day', ['from_day', 'to_day']],
    ['service_level', ['service_level_seconds']],
    ['servce_level_secnds', ['service_level_seconds']],
    ['from_date', ['from_day']],
    ['toString', []],
    ['', []],
  ])('of %s: %j', (asked, near) => {
    expect(nearNames(asked, names)).toEqual(near);
  });
});

function told(name: string): string {
  try {
    readSavedQuery(QUERIES, name);
    return 'it is there';
  } catch (error) {
    return (error as Error).message;
  }
}
