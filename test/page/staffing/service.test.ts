import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  agentsNeeded,
  expectedService,
  type Goal,
  withShrinkage,
} from '../../../page/staffing/agents-needed.ts';
import { erlangB } from '../../../page/staffing/erlang-b.ts';
import type { Demand } from '../../../page/staffing/service.ts';
import { SERVICE_LEVELS } from '../../../queries/metrics.ts';
import { solvedChain } from './birth-death.ts';
import { exponentialArrivals, randomOf, served } from './simulated.ts';

const goal: Goal = {
  meaning: 'service_level_connect',
  withinSeconds: 20,
  shortAbandonSeconds: 5,
  share: 0.8,
  mostOccupancy: 0.85,
  contactsAtOnce: 1,
};

const calls = (
  contacts: number,
  intervalSeconds: number,
  handleSeconds: number,
  patienceSeconds: number | null = null,
): Demand => ({ contacts, intervalSeconds, handleSeconds, patienceSeconds });

const anyDemand = fc.record({
  contacts: fc.double({ min: 0.01, max: 3_000, noNaN: true }),
  intervalSeconds: fc.constant(1800),
  handleSeconds: fc.double({ min: 1, max: 1_200, noNaN: true }),
  patienceSeconds: fc.double({ min: 1, max: 3_600, noNaN: true }),
});

describe('Erlang B', () => {
  // The textbook sum, for loads at which its factorials are still numbers.
  test.each([
    [0.5, 1],
    [10, 14],
    [20, 20],
    [60, 70],
  ])('%d erlangs on %d servers are as the sum of the textbook', (load, servers) => {
    let term = 1;
    let sum = 1;
    for (let i = 1; i <= servers; i++) sum += term *= load / i;
    expect(erlangB(load, servers)).toBeCloseTo(term / sum, 12);
  });

  test('is exact to the last digits for thousands of servers', () => {
    // The integral form: 1 / B is the mean of (1 + u / a)^n over an exponential u.
    const [load, servers] = [5_000, 5_100];
    let inverse = 0;
    for (let u = 0; u < 6_000; u += 0.02) {
      const middle = u + 0.01;
      inverse += 0.02 * Math.exp(servers * Math.log1p(middle / load) - middle);
    }
    expect(erlangB(load, servers) * inverse).toBeCloseTo(1, 6);
  });
});

describe('without abandons (Erlang C)', () => {
  // R's package ErlangC, and pyworkforce, give these.
  test('100 calls in half an hour of 180 s need 14 agents for 80/20', () => {
    const demand = calls(100, 1800, 180);
    const service = expectedService(demand, 14, goal);
    expect(agentsNeeded(demand, goal)).toBe(14);
    expect(withShrinkage(14, 0.3)).toBe(20);
    expect(service.serviceLevel! * 100).toBeCloseTo(88.835, 3);
    expect(service.speedOfAnswerSeconds).toBeCloseTo(7.836, 2);
    expect(service.occupancy! * 100).toBeCloseTo(71.43, 2);
  });

  // The package call-center-tools gives these; the occupancy decides, and not the service level.
  test('1,000 calls an hour of 120 s need 40 agents, 58 with 30 % shrinkage', () => {
    const demand = calls(1000, 3600, 120);
    const service = expectedService(demand, 40, goal);
    expect(agentsNeeded(demand, goal)).toBe(40);
    expect(withShrinkage(40, 0.3)).toBe(58);
    expect(service.serviceLevel! * 100).toBeCloseTo(93.72, 2);
    expect(service.speedOfAnswerSeconds).toBeCloseTo(3.43, 2);
    expect(service.occupancy! * 100).toBeCloseTo(83.33, 2);
  });

  // An often printed example: 0.2 calls/s of 240 s on 55 agents.
  test('48 erlangs on 55 agents: 23.87 % wait, 8.18 s on average, 84.59 % within 15 s', () => {
    const service = expectedService(calls(0.2, 1, 240), 55, { ...goal, withinSeconds: 15 });
    expect(service.waitShare).toBeCloseTo(0.2387, 4);
    expect(service.speedOfAnswerSeconds).toBeCloseTo(8.184, 3);
    expect(service.serviceLevel).toBeCloseTo(0.8459, 4);
  });

  test('a load that the agents cannot do has no speed of answer', () => {
    expect(expectedService(calls(100, 1800, 180), 10, goal)).toEqual({
      waitShare: 1,
      serviceLevel: 0,
      speedOfAnswerSeconds: null,
      abandonedShare: 0,
      occupancy: 1,
    });
  });
});

describe('with abandons (Erlang A)', () => {
  // Garnett, Mandelbaum and Reiman 2002 compare the two models on 50 agents, 48 calls a minute, 1 minute
  // of handling and 2 minutes of patience: 3.1 % abandon, the speed of answer falls from 20.8 s to 3.7 s,
  // and the agents are 93 % busy where they were 96 %.
  test('gives the published figures of 50 agents and 48 calls a minute', () => {
    const patient = expectedService(calls(48, 60, 60), 50, goal);
    const impatient = expectedService(calls(48, 60, 60, 120), 50, goal);
    expect(patient.speedOfAnswerSeconds).toBeCloseTo(20.8, 1);
    expect(patient.occupancy).toBeCloseTo(0.96, 2);
    expect(impatient.abandonedShare).toBeCloseTo(0.031, 3);
    expect(impatient.speedOfAnswerSeconds).toBeCloseTo(3.7, 0);
    expect(impatient.occupancy).toBeCloseTo(0.93, 2);
  });

  test('is the exact solution of the chain, in every meaning of the service level', () => {
    const small = fc.record({
      contacts: fc.double({ min: 1, max: 150, noNaN: true }),
      intervalSeconds: fc.constant(1800),
      handleSeconds: fc.double({ min: 20, max: 400, noNaN: true }),
      patienceSeconds: fc.double({ min: 10, max: 400, noNaN: true }),
    });
    fc.assert(
      fc.property(
        small,
        fc.integer({ min: 1, max: 25 }),
        fc.constantFrom(...SERVICE_LEVELS),
        fc.double({ min: 1, max: 90, noNaN: true }),
        (demand, servers, meaning, withinSeconds) => {
          const counting = { ...goal, meaning, withinSeconds };
          const found = expectedService(demand, servers, counting);
          const exact = solvedChain(demand, servers, counting, 130);
          for (const figure of Object.keys(exact) as (keyof typeof exact)[]) {
            expect(found[figure], figure).toBeCloseTo(exact[figure]!, 8);
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  test('with endless patience is Erlang C, and with none Erlang B', () => {
    const patient = expectedService(calls(100, 1800, 180), 14, goal);
    const nearly = expectedService(calls(100, 1800, 180, 1e8), 14, goal);
    expect(nearly.serviceLevel).toBeCloseTo(patient.serviceLevel!, 6);
    expect(nearly.speedOfAnswerSeconds).toBeCloseTo(patient.speedOfAnswerSeconds!, 4);
    const impatient = expectedService(calls(100, 1800, 180, 1e-6), 14, goal);
    expect(impatient.abandonedShare).toBeCloseTo(erlangB(10, 14), 6);
  });

  test('balances: those who give up are those who wait, divided by the patience (Little)', () => {
    fc.assert(
      fc.property(anyDemand, fc.integer({ min: 1, max: 900 }), (demand, agents) => {
        const { abandonedShare, occupancy } = expectedService(demand, agents, goal);
        const load = (demand.contacts / 1800) * demand.handleSeconds;
        expect(occupancy! * agents).toBeCloseTo(load * (1 - abandonedShare!), 6);
      }),
    );
  });

  test('stays finite when a hundred times too many contacts come', () => {
    const service = expectedService(calls(1e6, 1800, 300, 1_000), 100, goal);
    expect(service.waitShare).toBeCloseTo(1, 9);
    expect(service.abandonedShare).toBeCloseTo(1 - 100 / (1e6 / 6), 6);
    expect(service.occupancy).toBeCloseTo(1, 6);
    expect(service.speedOfAnswerSeconds).toBeGreaterThan(1_000);
  });
});

describe('both models', () => {
  const either = fc
    .tuple(anyDemand, fc.boolean())
    .map(([demand, hasPatience]) => (hasPatience ? demand : { ...demand, patienceSeconds: null }));

  test('one agent more never makes a figure worse', () => {
    fc.assert(
      fc.property(
        either,
        fc.integer({ min: 1, max: 900 }),
        fc.constantFrom(...SERVICE_LEVELS),
        (demand, agents, meaning) => {
          const few = expectedService(demand, agents, { ...goal, meaning });
          const more = expectedService(demand, agents + 1, { ...goal, meaning });
          const little = 1e-9;
          expect(more.serviceLevel!).toBeGreaterThanOrEqual(few.serviceLevel! - little);
          expect(more.waitShare!).toBeLessThanOrEqual(few.waitShare! + little);
          expect(more.abandonedShare!).toBeLessThanOrEqual(few.abandonedShare! + little);
          expect(more.occupancy!).toBeLessThanOrEqual(few.occupancy! + little);
          const slowest = few.speedOfAnswerSeconds ?? Number.POSITIVE_INFINITY;
          expect(more.speedOfAnswerSeconds ?? slowest).toBeLessThanOrEqual(slowest + 1e-6);
        },
      ),
    );
  });

  test('the agents needed are enough, and one fewer is not', () => {
    fc.assert(
      fc.property(
        either,
        fc.constantFrom(...SERVICE_LEVELS),
        fc.integer({ min: 1, max: 4 }),
        fc.double({ min: 0.5, max: 0.99, noNaN: true }),
        fc.double({ min: 0.5, max: 1, noNaN: true }),
        (demand, meaning, contactsAtOnce, share, mostOccupancy) => {
          const asked = { ...goal, meaning, contactsAtOnce, share, mostOccupancy };
          const isEnough = (agents: number) => {
            const { serviceLevel, occupancy } = expectedService(demand, agents, asked);
            return serviceLevel! >= share && (occupancy ?? 1) <= mostOccupancy + 1e-9;
          };
          const agents = agentsNeeded(demand, asked);
          expect(isEnough(agents)).toBe(true);
          expect(isEnough(agents - 1)).toBe(false);
        },
      ),
    );
  });

  test.each([null, 120])(
    'without contacts nobody is needed, and nothing is claimed (patience %s)',
    (patience) => {
      expect(agentsNeeded(calls(0, 1800, 180, patience), goal)).toBe(0);
      expect(expectedService(calls(0, 1800, 180, patience), 3, goal)).toEqual({
        waitShare: null,
        serviceLevel: null,
        speedOfAnswerSeconds: null,
        abandonedShare: null,
        occupancy: 0,
      });
      expect(expectedService(calls(0, 1800, 180, patience), 0, goal).occupancy).toBeNull();
    },
  );

  test.each([null, 120])('contacts that take no time need one agent (patience %s)', (patience) => {
    const demand = calls(100, 1800, 0, patience);
    expect(agentsNeeded(demand, goal)).toBe(1);
    expect(expectedService(demand, 1, goal)).toMatchObject({ serviceLevel: 1, occupancy: 0 });
    expect(expectedService(demand, 0, goal)).toMatchObject({ occupancy: null });
  });

  test.each([null, 120])('nobody is served without agents (patience %s)', (patience) => {
    const service = expectedService(calls(100, 1800, 180, patience), 0, {
      ...goal,
      meaning: 'service_level_answered',
    });
    expect(service).toMatchObject({ waitShare: 1, speedOfAnswerSeconds: null, occupancy: null });
    expect(service.serviceLevel).toBeCloseTo(0, 12);
  });

  test.each([
    [1e-9, null],
    [1e-9, 120],
    [6e4, null],
    [6e4, 120],
  ])('%d contacts of 300 s with patience %s are planned', (contacts, patience) => {
    const demand = calls(contacts, 1800, 300, patience);
    const agents = agentsNeeded(demand, goal);
    const load = contacts / 6;
    expect(agents).toBeGreaterThanOrEqual(1);
    expect(agents).toBeLessThanOrEqual(Math.ceil(load / 0.85) + 1);
    expect(expectedService(demand, agents, goal).serviceLevel).toBeGreaterThanOrEqual(0.8);
  });

  // A chat agent with three places is three servers.
  test('contacts handled at the same time are further servers', () => {
    const demand = calls(100, 1800, 540);
    expect(expectedService(demand, 12, { ...goal, contactsAtOnce: 3 })).toEqual(
      expectedService(demand, 36, goal),
    );
  });
});

/** @param margin the most that the two may differ by */
function expectNear(found: number, expected: number, margin: number): void {
  expect(Math.abs(found - expected), `${found} for ${expected}`).toBeLessThan(margin);
}

describe('a simulated queue', () => {
  // 150,000 contacts: a share has a standard error of about 0.3 points where waits go together, so 1
  // point is three of them; a mean wait is within 5 %.
  test.each([
    ['14 agents, patient', calls(100, 1800, 180), 14],
    ['12 agents, patient', calls(100, 1800, 180), 12],
    ['10 agents, patience of 2 min', calls(100, 1800, 180, 120), 10],
    ['35 agents, patience of 3 min', calls(1000, 3600, 120, 180), 35],
    ['30 agents where 33 are busy, patience of 1 min', calls(1000, 3600, 120, 60), 30],
  ])('serves as the formulas say: %s', (_, demand, agents) => {
    const { contacts, intervalSeconds, handleSeconds, patienceSeconds } = demand;
    const arrivals = exponentialArrivals(
      150_000,
      intervalSeconds / contacts,
      handleSeconds,
      patienceSeconds,
      randomOf(7),
    );
    const outcomes = served(arrivals, () => agents);
    const answered = outcomes.filter(({ isAnswered }) => isAnswered);
    const within = outcomes.filter(({ waitSeconds }) => waitSeconds < 20);
    const answeredWithin = answered.filter(({ waitSeconds }) => waitSeconds < 20);
    const waits = answered.reduce((sum, { waitSeconds }) => sum + waitSeconds, 0);
    const connect = expectedService(demand, agents, goal);
    const meaning = 'service_level_answered';
    expectNear(within.length / outcomes.length, connect.serviceLevel!, 0.01);
    expectNear(
      answeredWithin.length / outcomes.length,
      expectedService(demand, agents, { ...goal, meaning }).serviceLevel!,
      0.01,
    );
    expectNear(1 - answered.length / outcomes.length, connect.abandonedShare!, 0.005);
    expectNear(
      waits / answered.length,
      connect.speedOfAnswerSeconds!,
      0.05 * connect.speedOfAnswerSeconds!,
    );
  });
});
