import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dayNumber,
  dayText,
  isoTimestamp,
  isoWeekday,
  sqlTimestamp,
  wallClock,
} from '../../sample-data/generator/clock.ts';

const london = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

function byIntl(time: number): string {
  const parts = Object.fromEntries(
    london.formatToParts(time * 1_000).map(({ type, value }) => [type, value]),
  );
  return `${parts.year}-${parts.month}-${parts.day} ${parts.hour}:${parts.minute}:${parts.second}`;
}

const times = fc.integer({
  min: Date.UTC(2000, 0, 1) / 1_000,
  max: Date.UTC(2040, 0, 1) / 1_000,
});

describe('the clock', () => {
  it('gives the time in London as Intl does', () => {
    fc.assert(
      fc.property(times, (time) => {
        expect(sqlTimestamp(wallClock('Europe/London', time))).toBe(byIntl(time));
      }),
      { numRuns: 500 },
    );
  });

  it('gives it so in each second around the end of summer time in 2026', () => {
    const change = Date.UTC(2026, 9, 25, 1) / 1_000;
    for (let time = change - 5; time <= change + 5; time++)
      expect(sqlTimestamp(wallClock('Europe/London', time))).toBe(byIntl(time));
  });

  it('writes timestamps as Date does', () => {
    fc.assert(
      fc.property(times, (time) => {
        const expected = new Date(time * 1_000).toISOString().replace('.000', '');
        expect(isoTimestamp(time)).toBe(expected);
      }),
    );
  });

  it('counts days and weekdays', () => {
    expect(dayText(dayNumber('2026-10-25'))).toBe('2026-10-25');
    expect(isoWeekday(dayNumber('2026-10-25'))).toBe(7);
    expect(isoWeekday(dayNumber('2026-10-26'))).toBe(1);
  });
});
