import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Workplace } from '../inputs/workplace.ts';
import { ROOT } from '../measure/child.ts';
import { waited } from '../measure/cost.ts';
import type { MakeSuite } from './suite.ts';

const EMPTY = 'a run that finds nothing, without its early end';
export const HOUR_OF_SPARK = 'a run that finds an hour’s batch of 2,000 contacts';
export const MANY_OF_SPARK = 'a first run over all contacts';

/**
 * The job on a Spark of this machine, with an emulator of S3 and Glue. The tests of the job measure it,
 * because they have the engines, and compare what it has written with the laptop's table.
 */
export const spark: MakeSuite = (workplace, { spark_contacts: contacts }) => {
  // One test measures both runs; the second contender returns what it has measured.
  let hour: { batch: number[]; empty: number[] };
  return {
    about: `the script as on Glue, each run a process of its own; ${contacts} contacts in one run of the job`,
    json_bytes: null,
    isRunOnce: true,
    contenders: [
      {
        name: EMPTY,
        run: async () => {
          hour = await figuresOf(workplace, ['growth.test.ts', '-t', 'finds nothing'], {
            GROWTH: '1',
          });
          return waited(middleOf(hour.empty));
        },
      },
      { name: HOUR_OF_SPARK, run: () => waited(middleOf(hour.batch)) },
      {
        name: MANY_OF_SPARK,
        run: async () => {
          const MILLION = String(contacts);
          const { seconds } = await figuresOf(workplace, ['million.test.ts'], { MILLION });
          return waited(seconds);
        },
      },
    ],
    lines: [
      { contender: EMPTY, measure: 'wall_seconds', against: null, better: null },
      { contender: HOUR_OF_SPARK, measure: 'wall_seconds', against: EMPTY, better: null },
      { contender: MANY_OF_SPARK, measure: 'wall_seconds', against: null, better: null },
    ],
    left_out: [],
  };
};

/** Runs a test of the job that notes its figures, and returns them. */
async function figuresOf(
  workplace: Workplace,
  [file, ...options]: readonly [string, ...string[]],
  variables: Readonly<Record<string, string>>,
) {
  const FIGURES = workplace.newPath();
  const test = [`test/glue-scripts/${file}`, ...options];
  await promisify(execFile)('npx', ['vitest', 'run', '--project', 'whole', ...test], {
    cwd: ROOT,
    env: { ...process.env, ...variables, FIGURES },
    maxBuffer: 1 << 28,
  });
  return JSON.parse(readFileSync(FIGURES, 'utf8'));
}

function middleOf(seconds: readonly number[]): number {
  return [...seconds].sort((a, b) => a - b)[Math.floor(seconds.length / 2)]!;
}
