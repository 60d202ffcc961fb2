/**
 * Puts small faults into the sources of pipeline/ and into the views, one at a time, and tells
 * which of them no test notices. See README.md.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CLOSEST_TESTS, closestTests } from './closest-tests.ts';
import { judge } from './judge.ts';
import { type Judged, judgeAll } from './judges.ts';
import { described, type Mutant, sample } from './mutant.ts';
import { sqlMutants } from './sql-mutants.ts';
import { typescriptMutants } from './typescript-mutants.ts';

const SURVIVES = 'survives: ';
const REPORT = 'dist/mutation/report.json';

if (process.argv[2] === 'judge') {
  const [isOfViews, names = '', ...tests] = process.argv.slice(3);
  await judge(tests, new RegExp(names), isOfViews === 'true');
} else {
  const { values, positionals } = parseArgs({
    options: {
      share: { type: 'string', default: '1' },
      seed: { type: 'string', default: '1' },
      again: { type: 'string' },
      list: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const share = Number(values.share);
  const seed = Number(values.seed);
  const outcome = values.again ? readFileSync(values.again, 'utf8').split('\n') : null;
  const mutants = sourcesAmong(positionals)
    .flatMap((path) => sample(mutantsOf(path), share, seed))
    .filter((mutant) => outcome?.includes(SURVIVES + described(mutant)) ?? true);
  if (values.list) for (const mutant of mutants) console.log(described(mutant));
  else await judgeByTests(mutants);
}

/** The files that begin with one of the paths; all where none is given. */
function sourcesAmong(beginnings: readonly string[]): string[] {
  return readdirSync('pipeline', { recursive: true, encoding: 'utf8' })
    .map((path) => join('pipeline', path))
    .filter((path) => /\.(ts|sql)$/.test(path))
    .filter(
      (path) =>
        beginnings.length === 0 || beginnings.some((beginning) => path.startsWith(beginning)),
    )
    .sort();
}

function mutantsOf(path: string): Mutant[] {
  const text = readFileSync(path, 'utf8');
  return path.endsWith('.sql') ? sqlMutants(path, text) : typescriptMutants(path, text);
}

async function judgeByTests(mutants: readonly Mutant[]): Promise<void> {
  const report: Judged[] = [];
  for (const group of CLOSEST_TESTS) {
    const own = mutants.filter(({ path }) => closestTests(path) === group);
    const order = await judgeAll(process.argv[1]!, group, own, (judged) => {
      report.push(judged);
      // Whoever ends a long run keeps what it has found.
      if (report.length % 20 === 0) writeReport(report);
      if (judged.killedBy === null) console.log(SURVIVES + described(judged.mutant));
    });
    for (const name of order?.failing ?? []) console.log(`fails as it is run here: ${name}`);
    for (const name of order?.leftOut ?? []) console.log(`too long for this: ${name}`);
  }
  writeReport(report);
  for (const line of summary(report)) console.log(line);
}

function writeReport(report: readonly Judged[]): void {
  mkdirSync('dist/mutation', { recursive: true });
  writeFileSync(REPORT, JSON.stringify(report, null, 1));
}

/** A row of a Markdown table for each file. */
function summary(report: readonly Judged[]): string[] {
  const paths = [...new Set(report.map(({ mutant }) => mutant.path))];
  return [
    '| file | faults | noticed | not noticed |',
    '| --- | ---: | ---: | ---: |',
    ...paths.map((path) => {
      const own = report.filter(({ mutant }) => mutant.path === path);
      const noticed = own.filter(({ killedBy }) => killedBy !== null).length;
      return `| ${path} | ${own.length} | ${noticed} | ${own.length - noticed} |`;
    }),
  ];
}
