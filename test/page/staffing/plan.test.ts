import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agentsNeeded, expectedService } from '../../../page/staffing/agents-needed.ts';
import { meanPatienceSeconds } from '../../../page/staffing/patience.ts';
import { type Assumptions, lastOfWeekday, planDay } from '../../../page/staffing/plan.ts';
import { exponentialArrivals, randomOf, served } from './simulated.ts';

const assumptions: Assumptions = {
  meaning: 'service_level_connect',
  withinSeconds: 20,
  shortAbandonSeconds: 5,
  share: 0.8,
  mostOccupancy: 0.85,
  contactsAtOnce: 1,
  growth: 1,
  patienceSeconds: null,
  shrinkage: 0.3,
};

/** A row of history: `queued` contacts of `handleSeconds` each. */
const row = (day: string, half_hour: number, queued: number, handleSeconds: number | null) => ({
  day,
  half_hour,
  queued,
  handle_contacts: handleSeconds === null ? 0 : queued,
  handle_seconds_sum: handleSeconds === null ? 0 : queued * handleSeconds,
});

describe('the days that a plan is made from', () => {
  // 2 November 2026 is a Monday.
  test('are the last of the weekday, newest first', () => {
    const span = { first: '2026-10-01', last: '2026-11-04' };
    expect(lastOfWeekday(span, 1, 3)).toEqual(['2026-11-02', '2026-10-26', '2026-10-19']);
    expect(lastOfWeekday(span, 3, 2)).toEqual(['2026-11-04', '2026-10-28']);
    expect(lastOfWeekday(span, 4, 1)).toEqual(['2026-10-29']);
  });

  test('are fewer than asked for where the data begin later, and none outside them', () => {
    const span = { first: '2026-10-26', last: '2026-11-04' };
    expect(lastOfWeekday(span, 1, 8)).toEqual(['2026-11-02', '2026-10-26']);
    expect(lastOfWeekday({ first: '2026-11-03', last: '2026-11-04' }, 1, 8)).toEqual([]);
  });
});

describe('a plan', () => {
  test('has the mean of the days, a day without a row counted as none, times the growth', () => {
    const history = [row('2026-11-02', 20, 90, 180), row('2026-10-26', 20, 30, 180)];
    const days = ['2026-11-02', '2026-10-26', '2026-10-19'];
    const plan = planDay(history, days, { ...assumptions, growth: 1.1 });
    expect(plan).toHaveLength(48);
    expect(plan[20]!.contacts).toBeCloseTo(44, 9);
    expect(plan[21]!.contacts).toBe(0);
  });

  test('adds the rows of a half-hour, and leaves other days out', () => {
    const history = [row('d', 20, 60, 180), row('d', 20, 40, 180), row('e', 20, 900, 180)];
    const [, , planned] = planDay(history, ['d'], assumptions).slice(18);
    expect(planned).toMatchObject({ contacts: 100, handleSeconds: 180, agents: 14, staff: 20 });
    expect(planned!.service!.serviceLevel! * 100).toBeCloseTo(88.835, 3);
  });

  test('draws the handle time of few contacts towards that of the day', () => {
    const history = [row('d', 20, 980, 100), row('d', 21, 20, 200)];
    const plan = planDay(history, ['d'], assumptions);
    // The day's mean is 102 s, and 20 contacts weigh as much as it does.
    expect(plan[21]!.handleSeconds).toBeCloseTo((20 * 200 + 20 * 102) / 40, 9);
    expect(plan[20]!.handleSeconds).toBeCloseTo((980 * 100 + 20 * 102) / 1000, 9);
    expect(plan[0]!.handleSeconds).toBeCloseTo(102, 9);
  });

  test('claims nothing where no handle time is known', () => {
    const plan = planDay([row('d', 20, 10, null)], ['d'], assumptions);
    expect(plan[20]).toEqual({
      halfHour: 20,
      contacts: 10,
      handleSeconds: null,
      agents: null,
      staff: null,
      service: null,
    });
    expect(plan[21]).toMatchObject({ contacts: 0, agents: 0, staff: 0 });
  });

  test('of no days is empty', () => {
    expect(planDay([row('d', 20, 10, 100)], [], assumptions)).toEqual([]);
  });
});

describe('patience', () => {
  test('is unknown if nobody gave up, or nobody waited', () => {
    expect(meanPatienceSeconds({ waitSecondsSum: 1000, abandoned: 0 })).toBeNull();
    expect(meanPatienceSeconds({ waitSecondsSum: 0, abandoned: 3 })).toBeNull();
  });

  // 5,000 abandons and more: the estimate's standard error is 1.4 %, and 5 % is three of them.
  test.each([30, 120, 600])('of %d s is found in simulated waits within 5 %%', (seconds) => {
    const arrivals = exponentialArrivals(150_000, 18, 180, seconds, randomOf(11));
    const outcomes = served(arrivals, () => 9);
    const estimate = meanPatienceSeconds({
      waitSecondsSum: outcomes.reduce((sum, { waitSeconds }) => sum + waitSeconds, 0),
      abandoned: outcomes.filter(({ isAnswered }) => !isAnswered).length,
    });
    expect(Math.abs(estimate! / seconds - 1)).toBeLessThan(0.05);
  });
});

describe('a day staffed as planned', () => {
  test('any half-hour of a plan is what the formulas give for its contacts', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 10, max: 900 }),
        fc.option(fc.integer({ min: 20, max: 600 })),
        (queued, handleSeconds, patienceSeconds) => {
          const asked = { ...assumptions, patienceSeconds };
          const planned = planDay([row('d', 7, queued, handleSeconds)], ['d'], asked)[7]!;
          const demand = {
            contacts: queued,
            intervalSeconds: 1800,
            handleSeconds,
            patienceSeconds,
          };
          expect(planned.agents).toBe(agentsNeeded(demand, asked));
          expect(planned.service).toEqual(expectedService(demand, planned.agents!, asked));
        },
      ),
    );
  });
});
