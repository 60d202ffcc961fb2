import { describe, expect, test } from 'vitest';
import { SCHEDULE_HEAD, scheduleFault } from '../../pipeline/schedules.ts';

const FROM = '2026-11-23T09:00:00Z';
const TO = '2026-11-23T17:00:00Z';

describe('a line of a schedule', () => {
  test.each([
    `all,ann,Available,${FROM},${TO}`,
    `one,"ann","Lunch, long",${FROM},"${TO}"`,
    `one,ann,"the ""late"" shift",${FROM},${TO}`,
    // A leap day, and exactly a hundred days.
    'one,ann,Available,2028-02-29T00:00:00Z,2028-06-08T00:00:00Z',
    '',
  ])('%s is sound', (line) => {
    expect(scheduleFault(line, 2)).toBeNull();
  });

  test.each([
    [`all,ann,Available,${FROM}`, '4 columns'],
    [`all,ann,Available,${FROM},${TO},`, '6 columns'],
    ['ann', '1 column'],
    [`all,"ann,Available,${FROM},${TO}`, 'a quote that is not closed or doubled'],
    [`all,an"n,Available,${FROM},${TO}`, 'a quote that is not closed or doubled'],
    [`all,,Available,${FROM},${TO}`, 'nothing in agent'],
    [`"",ann,Available,${FROM},${TO}`, 'nothing in instance'],
    [`all,ann,,${FROM},${TO}`, 'nothing in status'],
    [`all,ann,Available,2026-11-23 09:00:00,${TO}`, 'no time in starts_at'],
    [`all,ann,Available,2026-11-23T09:00:00,${TO}`, 'no time in starts_at'],
    [`all,ann,Available,2026-11-23T09:00:00+01:00,${TO}`, 'no time in starts_at'],
    [`all,ann,Available,${FROM},2026-11-31T09:00:00Z`, 'no time in ends_at'],
    [`all,ann,Available,${FROM},2026-11-23T24:00:00Z`, 'no time in ends_at'],
    [`all,ann,Available,${FROM},${FROM}`, 'an end that is not behind its start'],
    [
      'all,ann,Available,2028-02-29T00:00:00Z,2028-06-08T00:00:01Z',
      'more than 100 days in one status',
    ],
  ])('%s has %s', (line, found) => {
    expect(scheduleFault(line, 2)?.found).toBe(found);
  });

  test('is the head if it is the first', () => {
    expect(scheduleFault(SCHEDULE_HEAD, 1)).toBeNull();
    expect(scheduleFault(SCHEDULE_HEAD, 2)?.found).toBe('no time in starts_at');
    expect(scheduleFault(`all,ann,Available,${FROM},${TO}`, 1)?.found).toBe('another head');
    expect(scheduleFault('', 1)?.found).toBe('another head');
  });
});
