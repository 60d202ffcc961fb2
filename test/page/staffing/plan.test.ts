import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agentsNeeded, expectedService } from '../../../page/staffing/agents-needed.ts';
import { meanPatienceSeconds } from '../../../page/staffing/patience.ts';
import {
  type Assumptions,
  type HalfHourPlan,
  lastOfWeekday,
  planDay,
} from '../../../page/staffing/plan.ts';
import { generate } from '../../../sample-data/generate.ts';
import {
  CENTRE_TIME_ZONE,
  DAY_SECONDS,
  isoWeekday,
  wallClock,
} from '../../../sample-data/generator/clock.ts';
import { type Arrival, exponentialArrivals, randomOf, served } from './simulated.ts';

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

describe('any half-hour of a plan', () => {
  test('is what the formulas give for its contacts', () => {
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

/** A call of the simulated contact centre that entered a queue. */
interface Call {
  /** Local seconds since 1970. */
  readonly at: number;
  readonly handleSeconds: number | null;
}

const calls = simulatedCalls(60_000);

/** The calls of the product's own simulation, whose handle times are log-normal, and not exponential. */
function simulatedCalls(contacts: number): Call[] {
  const found: Call[] = [];
  const reader = {
    addContact({
      contact,
      handleSeconds,
    }: {
      contact: { channel: string; enqueued: number | null };
      handleSeconds: number | null;
    }) {
      if (contact.channel !== 'VOICE' || contact.enqueued === null) return;
      found.push({ at: wallClock(CENTRE_TIME_ZONE, contact.enqueued), handleSeconds });
    },
  };
  const objects = generate({ contacts, seed: 5 }, [reader]);
  while (!objects.next().done);
  return found.sort((one, other) => one.at - other.at);
}

const dayOf = (at: number) => new Date(at * 1000).toISOString().slice(0, 10);
const halfHourOf = (at: number) => Math.floor((at % DAY_SECONDS) / 1800);

describe('the simulated contact centre, staffed as its own weekdays ask', () => {
  const history = calls.map(({ at, handleSeconds }) => ({
    day: dayOf(at),
    half_hour: halfHourOf(at),
    queued: 1,
    handle_contacts: handleSeconds === null ? 0 : 1,
    handle_seconds_sum: handleSeconds ?? 0,
  }));

  // A day differs from the mean of its weekday, and handle times are not exponential: over two
  // days 5 points are allowed. One agent fewer in each half-hour loses more than that.
  test.each([
    ['Tuesday, patient', 2, null],
    ['Thursday, patient', 4, null],
    ['Friday, patience of 2 min', 5, 120],
  ])('serves as the plan says: %s', (_, weekday, patienceSeconds) => {
    const days = [...new Set(calls.map(({ at }) => dayOf(at)))].filter(
      (day) => isoWeekday(Date.parse(day) / (DAY_SECONDS * 1000)) === weekday,
    );
    const asked = { ...assumptions, mostOccupancy: 1, patienceSeconds };
    const plan = planDay(history, days, asked);
    const { found, expected } = levels(plan, days, patienceSeconds, 0);
    const { found: withFewer } = levels(plan, days, patienceSeconds, 1);
    expect(Math.abs(found - expected)).toBeLessThan(0.05);
    expect(withFewer).toBeLessThan(found - 0.05);
  });
});

/** The service level of these days if `fewer` agents than planned are there, and the plan's own. */
function levels(
  plan: readonly HalfHourPlan[],
  days: readonly string[],
  patienceSeconds: number | null,
  fewer: number,
) {
  const random = randomOf(3);
  const exponential = (mean: number) => -mean * Math.log(1 - random());
  const arrivals = calls
    .filter(({ at }) => days.includes(dayOf(at)))
    .map(({ at, handleSeconds }): Arrival => {
      const mean = plan[halfHourOf(at)]!.handleSeconds!;
      return {
        at,
        handleSeconds: handleSeconds ?? exponential(mean),
        patienceSeconds:
          patienceSeconds === null ? Number.POSITIVE_INFINITY : exponential(patienceSeconds),
      };
    });
  const outcomes = served(arrivals, (at) => Math.max(0, plan[halfHourOf(at)]!.agents! - fewer));
  const within = outcomes.filter(({ waitSeconds }) => waitSeconds < 20).length;
  const contacts = plan.reduce((sum, half) => sum + half.contacts, 0);
  const expected = plan.reduce(
    (sum, half) => sum + half.contacts * (half.service!.serviceLevel ?? 0),
    0,
  );
  return { found: within / outcomes.length, expected: expected / contacts };
}
