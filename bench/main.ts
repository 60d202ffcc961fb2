/** Measures contact-lake beside other programs in one run, and prints one table. See README.md. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, loadavg, type } from 'node:os';
import { join } from 'node:path';
import { type Figure, figuresOf } from './figures/figures.ts';
import type { Report, SuiteFacts } from './figures/report.ts';
import { resultsPage } from './figures/results-page.ts';
import { runSuite } from './figures/run-suite.ts';
import { tableText } from './figures/table.ts';
import { comparison, type KeptRatios, losses, ratiosToKeep } from './figures/verdict.ts';
import { Workplace } from './inputs/workplace.ts';
import { ROOT } from './measure/child.ts';
import { type Options, readOptions } from './options.ts';
import { SIZES, type SizeName, type Sizes } from './suites/sizes.ts';
import { SUITES } from './suites/suites.ts';

const KEPT_RATIOS = join(ROOT, 'bench/kept-ratios.json');
/** Reports of suites that take hours, or engines: a file for each. */
const LONG_RUNS = join(ROOT, 'bench/long-runs');
const RESULTS = join(ROOT, 'bench/RESULTS.md');

try {
  await main(readOptions(process.argv.slice(2)));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

async function main(options: Options): Promise<void> {
  const kept = options.check ? readKept() : null;
  const size = options.size ?? kept?.size ?? 'small';
  if (kept && kept.size !== size) {
    throw new Error(
      `--check: found the size ${size}, expected ${kept.size}, the size of the ratios kept`,
    );
  }
  const workplace = new Workplace();
  process.once('exit', () => workplace.remove());
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  const sizes = sizesOf(size, options);
  const measure = (suites: readonly string[]) =>
    measured(suites, workplace, { size, sizes, rounds: options.rounds });

  const report = await measure(options.suites);
  const { suites, figures } = report;
  console.log(tableText(figures, (suite) => suites[suite]!.about));
  for (const { left_out } of Object.values(suites)) {
    for (const sentence of left_out) console.log(sentence);
  }
  writeFileSync(options.json, jsonText(report));
  if (options.long) keepLong(report);
  if (options.results) writeFileSync(RESULTS, resultsPage(report, longRuns()));
  if (options.keep) writeFileSync(KEPT_RATIOS, jsonText(withOthers(ratiosToKeep(size, figures))));
  if (kept) await check(figures, kept, measure);
}

function sizesOf(size: SizeName, { watchMinutes, memoryGigabytes }: Options): Sizes {
  const sizes: Sizes = SIZES[size];
  const { watch_minutes, memory_json_bytes } = sizes;
  return {
    ...sizes,
    watch_minutes: watchMinutes ?? watch_minutes,
    memory_json_bytes:
      memoryGigabytes === null ? memory_json_bytes : [...memory_json_bytes, memoryGigabytes * 1e9],
  };
}

/**
 * Suites with a loss are measured once more, because a busy machine loses now this and now that.
 * @throws Error if a figure has lost twice
 */
async function check(
  figures: readonly Figure[],
  kept: KeptRatios,
  measure: (suites: readonly string[]) => Promise<Report>,
): Promise<void> {
  const { compared, without } = comparison(figures, kept);
  if (without.length > 0) console.log(`Not compared, as no ratio is kept: ${without.join(', ')}`);
  const first = losses(figures, kept);
  const suites = new Set(first.map(({ suite }) => suite));
  const second = suites.size === 0 ? [] : losses((await measure([...suites])).figures, kept);
  const names = new Set(first.map(({ name }) => name));
  const lost = second.filter(({ name }) => names.has(name));
  if (lost.length > 0) throw new Error(`${lost.map(({ sentence }) => sentence).join('; ')}.`);
  if (compared.length === 0)
    throw new Error('--check: no ratio that was measured is among those kept');
  console.log(`None of ${compared.length} ratios has lost more than 15 %.`);
}

async function measured(
  names: readonly string[],
  workplace: Workplace,
  { size, sizes, rounds }: Pick<Report, 'size' | 'sizes' | 'rounds'>,
): Promise<Report> {
  const suites: Record<string, SuiteFacts> = {};
  const figures: Figure[] = [];
  const [load_before = 0] = loadavg();
  for (const name of names) {
    const outcome = await outcomeOf(name, workplace, sizes, rounds);
    suites[name] = outcome.facts;
    figures.push(...outcome.figures);
  }
  return {
    day: new Date().toISOString().slice(0, 10),
    machine: machine(),
    load_before,
    size,
    sizes,
    rounds,
    suites,
    figures,
  };
}

async function outcomeOf(name: string, workplace: Workplace, sizes: Sizes, rounds: number) {
  progress(`${name}: making its input`);
  const suite = await SUITES[name]!(workplace, sizes);
  const costs = await runSuite(suite, rounds, (round, contender) =>
    progress(`${name}: ${round === 0 ? 'warm-up' : `round ${round} of ${rounds}`}: ${contender}`),
  );
  const { about, json_bytes, left_out } = suite;
  const facts: SuiteFacts = { about, json_bytes, left_out };
  return { facts, figures: figuresOf(name, suite, costs) };
}

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`${text}\n`);
}

function keepLong(report: Report): void {
  for (const [suite, facts] of Object.entries(report.suites)) {
    const figures = report.figures.filter((figure) => figure.suite === suite);
    const alone: Report = { ...report, suites: { [suite]: facts }, figures };
    mkdirSync(LONG_RUNS, { recursive: true });
    writeFileSync(join(LONG_RUNS, `${suite}.json`), jsonText(alone));
  }
}

function longRuns(): Report[] {
  if (!existsSync(LONG_RUNS)) return [];
  return readdirSync(LONG_RUNS)
    .sort()
    .map((file) => JSON.parse(readFileSync(join(LONG_RUNS, file), 'utf8')));
}

/** The new ratios, together with the kept ratios of other suites at the same size. */
function withOthers(fresh: KeptRatios): KeptRatios {
  const kept = existsSync(KEPT_RATIOS) ? readKept() : null;
  if (kept?.size !== fresh.size) return fresh;
  return { ...fresh, ratios: { ...kept.ratios, ...fresh.ratios } };
}

function readKept(): KeptRatios {
  try {
    return JSON.parse(readFileSync(KEPT_RATIOS, 'utf8'));
  } catch {
    throw new Error(
      `found no ratios in ${KEPT_RATIOS}, expected those of \`npm run bench -- --keep\``,
    );
  }
}

function machine(): string {
  const [first] = cpus();
  const cores = `${cpus().length} × ${first?.model.trim()}`;
  return `${cores}, ${type()} ${arch()}, Node.js ${process.version}`;
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
