/**
 * The form takes the schedules that AWS Glue takes (developer guide, "Time-based schedules for jobs
 * and crawlers"), as far as a pattern can say: what Glue refuses fails half of a launch.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SCHEDULE_PATTERN } from '../../infra/schedule-pattern.ts';

const isTaken = (schedule: string) => new RegExp(SCHEDULE_PATTERN).test(schedule);

describe('a schedule that the form takes', () => {
  it.each([
    ['every hour', '0 * * * ? *'],
    ['every hour, with ? for the day of the month', '0 * ? * * *'],
    ['every quarter', '0/15 * * * ? *'],
    ['every five minutes, the least', '*/5 * * * ? *'],
    ['every ten minutes of working days', '0/10 * ? * MON-FRI *'],
    ['every five minutes of working hours', '0/5 8-17 ? * MON-FRI *'],
    ['twice an hour, beside the full hour', '7,37 * * * ? *'],
    ['a minute with a zero before it', '05 06 * * ? *'],
    ['the last minutes of an hour', '45-59/5 * * * ? *'],
    ['daily', '0 10 * * ? *'],
    ['every second hour', '0 */2 * * ? *'],
    ['at some hours', '15 6,12,18-22 * * ? *'],
    ['the first of a month', '0 8 1 * ? *'],
    ['the last day of a month', '0 8 L * ? *'],
    ['the working day nearest the third', '0 8 3W * ? *'],
    ['the last day of the week', '0 8 ? * L *'],
    ['a week by numbers', '0 8 ? * 2-6 *'],
    ['days of the week', '0 8 ? * MON,WED,FRI *'],
    ['some months by name', '0 8 1 JAN,APR,JUL,OCT ? *'],
    ['every third month', '0 8 1 1/3 ? *'],
    ['some days', '0 8 1,15 1-6 ? *'],
    ['a day that most months have', '0 8 31 * ? *'],
    ['a day that a leap year has', '0 8 29 FEB ? *'],
    ['a day that one of the months has', '0 8 31 2-3 ? *'],
    ['the last day of February', '0 8 L FEB ? *'],
  ])('%s: %s', (_, fields) => {
    expect(isTaken(`cron(${fields})`)).toBe(true);
  });
});

describe('a schedule that the form refuses', () => {
  it.each([
    ['no day is ?', '0 * * * * *'],
    ['both days are ?', '0 * ? * ? *'],
    ['both days are given', '0 8 1 * MON *'],
    ['five fields, as in Unix', '0 * * * *'],
    ['five fields with a ?', '0 * * * ?'],
    ['a field of seconds', '0 0 * * * ? *'],
    ['a ? elsewhere', '? * * * ? *'],
    ['every minute', '* * * * ? *'],
    ['every minute, as a step', '*/1 * * * ? *'],
    ['every four minutes', '0/4 * * * ? *'],
    ['a step that leaves four minutes between 56 and 60', '0/7 * * * ? *'],
    ['each minute of a range', '0-30 * * * ? *'],
    ['two minutes that are too close', '0,3 * * * ? *'],
    ['two minutes that are too close, in the other order', '58,0 * * * ? *'],
    ['a minute beyond the hour', '60 * * * ? *'],
    ['an hour beyond the day', '0 24 * * ? *'],
    ['no step', '0/ * * * ? *'],
    ['a step of nothing', '0 0/0 * * ? *'],
    ['a day beyond the month', '0 8 32 * ? *'],
    ['no day', '0 8 0 * ? *'],
    ['a month beyond the year', '0 8 1 13 ? *'],
    ['an unknown month', '0 8 1 MAI ? *'],
    ['the eighth day of a week', '0 8 ? * 8 *'],
    ['Unix’ Sunday', '0 8 ? * 0 *'],
    ['a day in full', '0 8 ? * MONDAY *'],
    ['small letters', '0 8 ? * mon-fri *'],
    ['the third Monday, which EventBridge has and Glue has not', '0 8 ? * 2#3 *'],
    ['a working day of the week', '0 8 ? * 2W *'],
    ['the last of the month for a year', '0 8 1 * ? L'],
    ['a year that is past', '0 8 1 * ? 2020'],
    ['a year that will pass', '0 8 1 * ? 2099'],
    ['some years', '0 8 1 * ? 2026-2030'],
    ['every second year', '0 8 1 * ? */2'],
    ['30 February', '0 8 30 FEB ? *'],
    ['30 February in numbers', '0 8 30 02 ? *'],
    ['30 and 31 February', '0 8 30,31 2 ? *'],
    ['30 to 31 February', '0 8 30-31 FEB ? *'],
    ['every second day from 31 February on', '0 8 31/2 FEB ? *'],
    ['the working day nearest 30 February', '0 8 30W FEB ? *'],
    ['31 April', '0 8 31 4 ? *'],
    ['31 June and 31 November', '0 8 31 JUN,11 ? *'],
    ['the working day nearest 31 September', '0 8 31W SEP ? *'],
    ['a list that ends in a comma', '0 8, * * ? *'],
    ['a range that has no end', '0 8- * * ? *'],
    ['two spaces', '0  8 * * ? *'],
    ['a space before', ' 0 8 * * ? *'],
    ['words', 'every hour at five past *'],
    ['nothing', ''],
  ])('%s: %s', (_, fields) => {
    expect(isTaken(`cron(${fields})`)).toBe(false);
  });

  it.each([
    ['no schedule at all', ''],
    ['a rate, which EventBridge has and Glue has not', 'rate(1 hour)'],
    ['the fields alone', '0 * * * ? *'],
    ['a bracket too few', 'cron(0 * * * ? *'],
    ['more than one', 'cron(0 * * * ? *)cron(0 * * * ? *)'],
    ['capital letters', 'CRON(0 * * * ? *)'],
    ['spaces around it', ' cron(0 * * * ? *) '],
  ])('%s: %s', (_, schedule) => {
    expect(isTaken(schedule)).toBe(false);
  });
});

describe('days of months that the form takes', () => {
  const NAMES = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
  const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  const days = fc.uniqueArray(fc.oneof(fc.integer({ min: 1, max: 31 }), fc.constantFrom(30, 31)), {
    minLength: 1,
    maxLength: 3,
  });
  const months = fc.uniqueArray(fc.oneof(fc.nat(11), fc.constantFrom(1, 3, 5, 8, 10)), {
    minLength: 1,
    maxLength: 3,
  });
  const spelled = (month: number, how: number) =>
    [NAMES[month]!, String(month + 1), String(month + 1).padStart(2, '0')][how]!;

  it('are days that exist in some year', () => {
    fc.assert(
      fc.property(days, months, fc.nat(2), (days, months, how) => {
        const comes = days.some((day) => months.some((month) => day <= DAYS[month]!));
        const field = months.map((month) => spelled(month, how)).join(',');
        expect(isTaken(`cron(0 8 ${days.join(',')} ${field} ? *)`)).toBe(comes);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('minutes that the form takes', () => {
  /** The minutes of an hour at which such a field runs. */
  function minutesOf(field: string): number[] {
    return field.split(',').flatMap((item) => {
      const [span = '', step] = item.split('/');
      const [first = '', last = step ? '59' : first] = span === '*' ? ['0', '59'] : span.split('-');
      const every = Number(step ?? 1);
      const count = Math.floor((Number(last) - Number(first)) / every) + 1;
      return Array.from({ length: Math.max(count, 0) }, (_, i) => Number(first) + i * every);
    });
  }

  const minute = fc.nat(59).map(String);
  const span = fc.oneof(
    minute,
    fc.constant('*'),
    fc.tuple(minute, minute).map((ends) => ends.join('-')),
  );
  const item = fc.oneof(
    span,
    fc
      .tuple(span, fc.constantFrom(1, 4, 5, 6, 7, 10, 15, 20, 29, 30, 59))
      .map((of) => of.join('/')),
  );
  const field = fc.oneof(
    item,
    fc.array(item, { minLength: 2, maxLength: 4 }).map((items) => items.join(',')),
    // Lists that may be taken: minutes of one remainder.
    fc
      .tuple(fc.nat(4), fc.uniqueArray(fc.nat(11), { minLength: 1 }))
      .map(([rest, fives]) => fives.map((five) => five * 5 + rest).join(',')),
  );

  it('are never closer than five, neither in an hour nor across two', () => {
    let taken = 0;
    fc.assert(
      fc.property(field, (minutes) => {
        if (!isTaken(`cron(${minutes} * * * ? *)`)) return;
        taken += 1;
        const hour = [...new Set(minutesOf(minutes))].sort((a, b) => a - b);
        const two = [...hour, ...hour.map((at) => at + 60)];
        for (const [i, at] of two.entries())
          if (i > 0) expect(at - two[i - 1]!, minutes).toBeGreaterThanOrEqual(5);
      }),
      { numRuns: 2000 },
    );
    expect(taken).toBeGreaterThan(200);
  });
});
