import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Comparison, compare, type GroupSums, type PartSums } from '../../page/peers.ts';

/** A repeatable source of numbers in 0..1 (mulberry32). */
function chance(seed: number) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function normal(random: () => number) {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

type Cells = Map<number, PartSums>;

/** Agents with some contacts in each of three queues, whose values `draw` gives. */
function team(
  agents: number,
  random: () => number,
  draw: (group: number, agent: number) => number,
) {
  const groups = new Map<number, GroupSums>();
  const cells: Cells[] = Array.from({ length: agents }, (_, agent) => {
    const own: Cells = new Map();
    for (const group of [0, 1, 2]) {
      // Some work almost in one queue alone.
      const contacts = 10 + Math.floor(120 * random() ** 2);
      const values = Array.from({ length: contacts }, () => draw(group, agent));
      const sum = values.reduce((all, value) => all + value, 0);
      own.set(group, { contacts, sum });
      const before = groups.get(group) ?? { contacts: 0, sum: 0, squares: 0 };
      groups.set(group, {
        contacts: before.contacts + contacts,
        sum: before.sum + sum,
        squares: before.squares + values.reduce((all, value) => all + value * value, 0),
      });
    }
    return own;
  });
  return { cells, groups };
}

function shareMarked(comparisons: readonly Comparison[]): number {
  return comparisons.filter(({ verdict }) => verdict === 'look_at').length / comparisons.length;
}

const MEAN_LOGS = [5, 5.6, 6.4];

describe('among agents who are all equal', () => {
  test('one in twenty is told apart by their times', () => {
    const random = chance(1);
    const time = (group: number) => Math.exp(MEAN_LOGS[group]! + 0.7 * normal(random));
    const { cells, groups } = team(3_000, random, time);
    const marked = shareMarked(cells.map((own) => compare(own, groups, false)));
    expect(marked).toBeGreaterThan(0.04);
    expect(marked).toBeLessThan(0.06);
  });

  test('not more than one in twenty by how many of their contacts something is true', () => {
    const random = chance(2);
    const happens = (group: number) => Number(random() < [0.05, 0.1, 0.3][group]!);
    const { cells, groups } = team(3_000, random, happens);
    const marked = shareMarked(cells.map((own) => compare(own, groups, true)));
    expect(marked).toBeGreaterThan(0.02);
    expect(marked).toBeLessThan(0.06);
  });
});

test('one who takes a third longer is told apart, and one who works in the slow queue is not', () => {
  const random = chance(3);
  const time = (group: number, agent: number) =>
    Math.exp(MEAN_LOGS[group]! + 0.5 * normal(random)) * (agent === 0 ? 1.33 : 1);
  const { cells, groups } = team(60, random, time);
  expect(compare(cells[0]!, groups, false)).toMatchObject({ verdict: 'look_at' });
  expect(compare(cells[0]!, groups, false).deviations).toBeGreaterThan(0);
  const slowQueue = new Map([
    [2, { contacts: 100, sum: (100 * groups.get(2)!.sum) / groups.get(2)!.contacts }],
  ]);
  const found = compare(slowQueue, groups, false);
  expect(found.verdict).toBe('as_expected');
  expect(found.actual).toBeCloseTo(found.expected!, 9);
});

test('over all agents, expected and actual are the same', () => {
  const part = fc.record({ contacts: fc.integer({ min: 1, max: 50 }), sum: fc.nat(5_000) });
  const cell = fc.tuple(fc.nat(3), part);
  fc.assert(
    fc.property(fc.array(fc.array(cell, { maxLength: 4 }), { maxLength: 10 }), (agents) => {
      const cells: Cells[] = agents.map((own) => new Map(own));
      const groups = new Map<number, GroupSums>();
      for (const [group, { contacts, sum }] of cells.flatMap((own) => [...own])) {
        const before = groups.get(group) ?? { contacts: 0, sum: 0, squares: 0 };
        groups.set(group, {
          contacts: before.contacts + contacts,
          sum: before.sum + sum,
          squares: 0,
        });
      }
      const found = cells.map((own) => compare(own, groups, false));
      const total = (name: 'actual' | 'expected') =>
        found.reduce((all, of) => all + of.contacts * (of[name] ?? 0), 0);
      expect(total('actual')).toBeCloseTo(total('expected'), 6);
    }),
  );
});

describe('nothing is said', () => {
  const groups = new Map([[0, { contacts: 1_000, sum: 300_000, squares: 120_000_000 }]]);

  test('nothing is said of fewer than 30 contacts', () => {
    const own = new Map([[0, { contacts: 29, sum: 29_000 }]]);
    expect(compare(own, groups, false).verdict).toBe('few_contacts');
    expect(compare(new Map([[0, { contacts: 30, sum: 30_000 }]]), groups, false).verdict).toBe(
      'look_at',
    );
  });

  test('nothing is said of an agent who works alone in their queues', () => {
    const own = new Map([[0, { contacts: 1_000, sum: 300_000 }]]);
    expect(compare(own, groups, false)).toEqual({
      contacts: 1_000,
      actual: 300,
      expected: 300,
      deviations: null,
      verdict: 'no_peers',
    });
  });

  test('nothing is said of an agent without contacts', () => {
    expect(compare(new Map(), groups, false)).toMatchObject({ actual: null, expected: null });
  });
});

test('the difference is as many standard deviations as worked out by hand', () => {
  // Two agents with two contacts each: 1 and 3, 5 and 7. The mean is 4, the variance 20/3, and that of
  // the first one's sum 2 x (1 - 2/4) x 20/3 = 20/3. They have 4 where 8 were to be expected.
  const groups = new Map([[0, { contacts: 4, sum: 16, squares: 84 }]]);
  const found = compare(new Map([[0, { contacts: 2, sum: 4 }]]), groups, false);
  expect(found.deviations).toBeCloseTo(-4 / Math.sqrt(20 / 3), 12);
  expect(found).toMatchObject({ actual: 2, expected: 4 });
});
