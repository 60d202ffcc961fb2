import { GOALS, type Goal, type Outcome } from './goals.ts';
import type { Report } from './report.ts';
import { tableText } from './table.ts';

/** The text of RESULTS.md: a row for each goal, and the whole table below. */
export function resultsPage(report: Report): string {
  const { day, machine, load_before, size, rounds, suites, figures } = report;
  return [
    '# Goals, and what was measured',
    '',
    'Written by `npm run bench:results`; see [the README](README.md). Times depend on the machine; ratios of CPU hardly do.',
    '',
    `Measured on ${day}, size \`${size}\`, rounds: ${rounds}, on ${machine}.`,
    `The machine's load before the run was ${load_before.toFixed(1)}; on a busy machine, times and ratios of wall time mean little.`,
    '',
    '| goal | measured | met | command |',
    '| --- | --- | --- | --- |',
    ...GOALS.map((goal) => row(goal, report)),
    '',
    'A goal that is met at a smaller size only is `not known`.',
    '',
    '```',
    tableText(figures, (suite) => suites[suite]!.about),
    '```',
    '',
    ...Object.values(suites).flatMap(({ left_out }) => left_out),
    '',
  ].join('\n');
}

function row(goal: Goal, report: Report): string {
  const outcome = goal.outcome(report);
  const measured = outcome?.measured ?? `not measured: ${goal.not_measured}`;
  const command = goal.suite
    ? `\`npm run bench -- --size ${report.size} --only ${goal.suite}\``
    : '';
  return `| ${goal.goal} | ${measured} | ${verdictOf(outcome)} | ${command} |`;
}

function verdictOf(outcome: Outcome | null): string {
  if (outcome === null) return 'not measured';
  if (outcome.isMet === null) return 'not known';
  return outcome.isMet ? 'met' : '**unmet**';
}
