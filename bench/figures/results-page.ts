import { SIZES, type Sizes } from '../suites/sizes.ts';
import { GOALS, type Goal, type Outcome } from './goals.ts';
import type { Report } from './report.ts';
import { tableText } from './table.ts';

/**
 * The text of RESULTS.md: a row for each goal, and the whole table below.
 * @param longRuns reports of suites that take hours, or engines. They count in place of the report's own
 */
export function resultsPage(report: Report, longRuns: readonly Report[] = []): string {
  const { size, rounds, suites } = report;
  const isLong = (suite: string) => longRuns.some((run) => Object.hasOwn(run.suites, suite));
  const usual = report.figures.filter(({ suite }) => !isLong(suite));
  return [
    '# Goals, and what was measured',
    '',
    'Written by `npm run bench:results`; see [the README](README.md). Times depend on the machine; ratios of CPU hardly do.',
    '',
    `Measured ${measuring(report)}, size \`${size}\`, rounds: ${rounds}.`,
    'On a busy machine, times and ratios of wall time mean little. A load of 0 before a run is a quiet machine.',
    ...longRuns.map(
      (run) =>
        `The suite \`${Object.keys(run.suites)}\` was measured ${measuring(run)}, in a run of its own.`,
    ),
    '',
    '| goal | measured | met | command |',
    '| --- | --- | --- | --- |',
    ...GOALS.map((goal) =>
      row(goal, longRuns.find(({ suites }) => Object.hasOwn(suites, goal.suite)) ?? report),
    ),
    '',
    'A goal that is met at a smaller size only is `not known`.',
    '',
    '```',
    tableText(usual, (suite) => suites[suite]!.about),
    ...longRuns.flatMap((run) => ['', tableText(run.figures, (suite) => run.suites[suite]!.about)]),
    '```',
    '',
    ...Object.values(suites).flatMap(({ left_out }) => left_out),
    '',
  ].join('\n');
}

function row(goal: Goal, report: Report): string {
  const outcome = goal.outcome(report);
  const measured = outcome?.measured ?? `not measured: ${goal.not_measured}`;
  const command = `\`npm run bench -- --size ${report.size} --only ${goal.suite}${moreOptions(goal, report)}\``;
  return `| ${goal.goal} | ${measured} | ${verdictOf(outcome)} | ${command} |`;
}

/** The options that give a suite another size than usual. */
function moreOptions({ suite }: Goal, { size, sizes }: Report): string {
  const usual: Sizes = SIZES[size];
  const { watch_minutes, memory_json_bytes } = sizes;
  if (suite === 'watch' && watch_minutes !== usual.watch_minutes) {
    return ` --watch-minutes ${watch_minutes}`;
  }
  if (suite === 'memory' && memory_json_bytes.length > usual.memory_json_bytes.length) {
    return ` --memory-gigabytes ${memory_json_bytes.at(-1)! / 1e9}`;
  }
  return '';
}

function measuring({ day, machine, load_before }: Report): string {
  return `on ${day} on ${machine}, after a load of ${load_before.toFixed(1)}`;
}

function verdictOf(outcome: Outcome | null): string {
  if (outcome === null) return 'not measured';
  if (outcome.isMet === null) return 'not known';
  return outcome.isMet ? 'met' : '**unmet**';
}
