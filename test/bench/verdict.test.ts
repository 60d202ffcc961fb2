/** What the bench concludes from costs: medians, ratios, losses, and goals that are met or unmet. */
import { describe, expect, test } from 'vitest';
import { type Figure, figuresOf, median } from '../../bench/figures/figures.ts';
import { GOALS } from '../../bench/figures/goals.ts';
import type { Report } from '../../bench/figures/report.ts';
import { resultsPage } from '../../bench/figures/results-page.ts';
import { runSuite } from '../../bench/figures/run-suite.ts';
import { tableText } from '../../bench/figures/table.ts';
import { losses, ratiosToKeep } from '../../bench/figures/verdict.ts';
import type { Cost } from '../../bench/measure/cost.ts';
import { memoryName } from '../../bench/suites/memory.ts';
import { SIZES } from '../../bench/suites/sizes.ts';
import type { Suite } from '../../bench/suites/suite.ts';
import { NEARLY_ALL, QUARTERS } from '../../bench/suites/watch.ts';

const SUITE: Suite = {
  about: 'two programs',
  json_bytes: null,
  contenders: [],
  lines: [
    { contender: 'ours', measure: 'cpu_seconds', against: null, better: null },
    { contender: 'peer', measure: 'cpu_seconds', against: 'ours', better: 'higher' },
    { contender: 'ours', measure: 'read_bytes', against: null, better: null },
  ],
  left_out: [],
};

function cost(cpu_seconds: number): Cost {
  return { wall_seconds: 0, cpu_seconds, peak_bytes: null, read_bytes: null };
}

function figure(change: Partial<Figure>): Figure {
  return {
    suite: 'normalise',
    contender: 'peer',
    measure: 'cpu_seconds',
    against: 'ours',
    better: 'higher',
    values: [4],
    median: 4,
    spread: 0,
    ratio: 2,
    ...change,
  };
}

test('the median of an even number of values is between the two in the middle', () => {
  expect([median([3, 1, 2]), median([4, 1, 3, 2])]).toEqual([2, 2.5]);
});

describe('figures of a suite', () => {
  const rounds = new Map([
    ['ours', [cost(1), cost(2), cost(1)]],
    ['peer', [cost(3), cost(10), cost(4)]],
  ]);
  const figures = figuresOf('two', SUITE, rounds);

  test('compare within each round, so that a round on a busy machine changes no ratio', () => {
    expect(figures.map(({ median, ratio }) => [median, ratio])).toEqual([
      [1, null],
      [4, 4],
    ]);
  });

  test('have the range of the values as a share of the median', () => {
    expect(figures[1]!.spread).toBe(7 / 4);
  });

  test('leave out what the system does not measure', () => {
    expect(figures.map(({ measure }) => measure)).toEqual(['cpu_seconds', 'cpu_seconds']);
  });

  test('of a contender that does not exist are refused', () => {
    expect(() => figuresOf('two', SUITE, new Map())).toThrow('found no contender ours');
  });
});

test('a suite runs its contenders in turn, and does not count the first round', async () => {
  const runs: string[] = [];
  const contender = (name: string) => ({
    name,
    prepare: () => runs.push(`prepare ${name}`),
    run: () => {
      runs.push(name);
      return cost(runs.length);
    },
  });
  const suite = { ...SUITE, contenders: [contender('a'), contender('b')] };
  const rounds = await runSuite(suite, 1, () => {});
  const round = ['prepare a', 'a', 'prepare b', 'b'];
  expect(runs).toEqual([...round, ...round]);
  expect(rounds.get('a')!.map(({ cpu_seconds }) => cpu_seconds)).toEqual([6]);
});

describe('a check against the ratios kept', () => {
  const kept = (ratio: number) => ({
    size: 'small' as const,
    ratios: { 'normalise: peer: cpu_seconds': ratio },
  });

  test('passes with a loss of 15 %, and with a gain', () => {
    expect(losses([figure({ ratio: 2 })], kept(2.3))).toEqual([]);
    expect(losses([figure({ ratio: 9 })], kept(2))).toEqual([]);
    expect(losses([figure({ ratio: 2.3, better: 'lower' })], kept(2))).toEqual([]);
    expect(losses([figure({ ratio: 0.1, better: 'lower' })], kept(2))).toEqual([]);
  });

  test('fails if a peer comes closer by more', () => {
    const [loss] = losses([figure({ ratio: 2 })], kept(2.4));
    expect(loss?.sentence).toBe(
      'normalise: peer: cpu_seconds lost 20 %: found the ratio 2.00, expected about 2.40',
    );
  });

  test('fails if our own share grows by more', () => {
    expect(losses([figure({ ratio: 2.4, better: 'lower' })], kept(2))).toHaveLength(1);
  });

  test('does not judge figures that were not kept or that say nothing about contact-lake', () => {
    expect(losses([figure({ contender: 'other', ratio: 0.1 })], kept(2))).toEqual([]);
    expect(losses([figure({ better: null, ratio: 0.1 })], kept(2))).toEqual([]);
  });

  test('is made of the ratios that say something about contact-lake', () => {
    const figures = [
      figure({ ratio: 2.3456 }),
      figure({ contender: 'bound', better: null }),
      figure({ contender: 'ours', ratio: null }),
    ];
    expect(ratiosToKeep('small', figures)).toEqual(kept(2.35));
  });
});

test('the table aligns numbers and names each suite once', () => {
  const figures = [
    figure({ contender: 'ours', against: null, ratio: null, median: 1.5 }),
    figure({ median: 12.25, spread: 0.1, ratio: 8.1667 }),
    figure({
      suite: 'memory',
      contender: 'ours',
      measure: 'peak_bytes',
      ratio: null,
      against: null,
      median: 256e6,
    }),
  ];
  expect(tableText(figures, (suite) => `about ${suite}`)).toBe(
    [
      '  measured  unit        median  spread   ratio  to',
      '',
      'normalise: about normalise',
      '  ours      CPU s         1.50     0 %',
      '  peer      CPU s        12.25    10 %  8.17 ×  ours',
      '',
      'memory: about memory',
      '  ours      MB at peak     256     0 %',
    ].join('\n'),
  );
});

describe('the page of results', () => {
  const report = (figures: Figure[]): Report => ({
    day: '2026-11-26',
    machine: 'a machine',
    load_before: 0,
    size: 'small',
    sizes: SIZES.small,
    rounds: 3,
    suites: {
      start: { about: 'start', json_bytes: null, left_out: [] },
      normalise: { about: 'normalise', json_bytes: 27e6, left_out: [] },
      memory: { about: 'memory', json_bytes: 1e8, left_out: [] },
    },
    figures,
  });
  const help = (median: number) =>
    figure({
      suite: 'start',
      contender: 'contact-lake --help',
      ratio: null,
      against: null,
      median,
    });
  const rowOf = (figures: Figure[], goal: string) =>
    resultsPage(report(figures))
      .split('\n')
      .find((line) => line.includes(goal));

  test('has a row for every goal, whatever was measured', () => {
    const rows = resultsPage(report([]))
      .split('\n')
      .filter((line) => line.includes('not measured'));
    expect(rows).toHaveLength(GOALS.length);
  });

  test('says whether a goal is met', () => {
    expect(rowOf([help(0.12)], 'the command line starts')).toContain(
      '| 0.12 CPU s for `--help` | met |',
    );
    expect(rowOf([help(0.16)], 'the command line starts')).toContain('| **unmet** |');
  });

  test('calls a goal unknown that is met at a smaller size only', () => {
    const peaks = (last: number) =>
      SIZES.small.memory_json_bytes.map((size, i, { length }) =>
        figure({
          suite: 'memory',
          contender: memoryName('normalise', size),
          measure: 'peak_bytes',
          median: i === length - 1 ? last : 120e6,
        }),
      );
    expect(rowOf(peaks(170e6), 'memory of normalise')).toContain('| not known |');
    expect(rowOf(peaks(300e6), 'memory of normalise')).toContain('| **unmet** |');
  });

  test('the page shows the long run of a suite, with the options that made it long', () => {
    const fed = (minutes: number, seconds: number): Report => {
      const ofWatch = { suite: 'watch', ratio: 1, against: null };
      return {
        ...report([
          figure({ ...ofWatch, contender: NEARLY_ALL, measure: 'wall_seconds', median: seconds }),
          figure({ ...ofWatch, contender: QUARTERS[3]!, measure: 'peak_bytes', median: 200e6 }),
        ]),
        suites: { watch: { about: 'a watch', json_bytes: null, left_out: [] } },
        sizes: { ...SIZES.small, watch_minutes: minutes },
      };
    };
    const lines = resultsPage(fed(1, 2), [fed(60, 4)]).split('\n');
    const [row] = lines.filter((line) => line.includes('| `run --watch`'));
    expect(row).toContain('| 4.00 s; memory of the last quarter 1.00 × of the first, in 60 min');
    expect(row).toContain(
      '| met | `npm run bench -- --size small --only watch --watch-minutes 60` |',
    );
    expect(lines.filter((line) => line.startsWith('watch: '))).toHaveLength(1);
  });
});
