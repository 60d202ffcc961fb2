import type { Measure } from '../measure/cost.ts';
import { memoryName } from '../suites/memory.ts';
import { filterOf, loadOf, PAGES, slowFilterOf } from '../suites/page-in-browser.ts';
import { HOUR_OF_SPARK, MANY_OF_SPARK } from '../suites/spark.ts';
import { NEARLY_ALL, QUARTERS } from '../suites/watch.ts';
import type { Figure } from './figures.ts';
import type { Report } from './report.ts';
import { ratioText, valueText } from './table.ts';

/** Whether a run meets a goal. */
export interface Outcome {
  /** The figures, in words. */
  readonly measured: string;
  /** Null if this run cannot show it, for example because it was too small. */
  readonly isMet: boolean | null;
}

/** A goal, and how it is read from a report. */
export interface Goal {
  readonly goal: string;
  /** The suite that measures it. */
  readonly suite: string;
  /** Null if the suite was not run, or this system does not measure what the goal needs. */
  readonly outcome: (report: Report) => Outcome | null;
  readonly not_measured: string;
}

const MB = 1e6;
const ON_ONE_CORE = 'contact-lake normalise, on one core';
const BYTES_ALONE = 'bound: the same bytes inflated, compressed, hashed and written';
const FIRST = 'contact-lake run, first load';

/** The goals of speed and memory, in the order of the data's way. */
export const GOALS: readonly Goal[] = [
  atLeast(
    'normalise, whole stage, takes 1/20 of the time of the original design’s Python, per core',
    {
      suite: 'normalise',
      contenders: ["original design's Python", "original design's Python, gzip level 1"],
      bound: BYTES_ALONE,
      ratio: 20,
    },
  ),
  atLeast('normalise, whole stage, takes 1/8 of the time of the JSON.parse route, per core', {
    suite: 'normalise',
    contenders: ['JSON.parse route', 'JSON.parse route, gzip level 1'],
    bound: BYTES_ALONE,
    ratio: 8,
  }),
  atLeast('normalise is 1.8 times as fast on two cores as on one', {
    suite: 'normalise',
    contenders: [ON_ONE_CORE],
    measure: 'wall_seconds',
    ratio: 1.8,
  }),
  {
    goal: 'normalise on 4 and on 8 cores, from what two cores give',
    suite: 'normalise',
    not_measured: 'the suite was not run, or taskset is missing',
    outcome: (report) => {
      const figure = find(report, 'normalise', ON_ONE_CORE, 'wall_seconds');
      if (!figure) return null;
      const [four, eight] = [4, 8].map((cores) => ratioText(onCores(figure.ratio!, cores)));
      const measured = `${four} on 4 and ${eight} on 8 by Amdahl’s law; measured on 2 alone`;
      return { measured, isMet: null };
    },
  },
  {
    goal: 'one million objects of 2 kB cost at most 3 times their bytes in one object',
    suite: 'tiny-objects',
    not_measured: 'the suite was not run',
    outcome: (report) => {
      const figure = find(report, 'tiny-objects', 'an object for each record', 'cpu_seconds');
      if (!figure) return null;
      const objects = report.sizes.tiny_objects;
      const measured = `${ratioText(figure.ratio!)} for ${objects} objects; a million is not measured`;
      return { measured, isMet: figure.ratio! <= 3 ? null : false };
    },
  },
  atMost('raw objects to the table, first load: 1.5 times the wall time of DuckDB straight', {
    suite: 'first-load',
    contender: FIRST,
    ratio: 1.5,
  }),
  atMost('everything delivered again: half the time of the first load', {
    suite: 'first-load',
    contender: 'contact-lake run, everything delivered again',
    ratio: 0.5,
  }),
  {
    goal: 'an hourly batch into a table of 1, 10, 100 or 1,000 days costs the same (at most 1.15 times)',
    suite: 'hourly-batch',
    not_measured: 'the suite was not run',
    outcome: ({ figures, sizes }) => {
      const found = figures.filter(
        ({ suite, ratio }) => suite === 'hourly-batch' && ratio !== null,
      );
      if (found.length === 0) return null;
      const measured = found.map(({ contender, ratio }) => `${contender} ${ratioText(ratio!)}`);
      const isFlat = found.every(({ ratio }) => ratio! <= 1.15);
      const isWhole = sizes.table_days.includes(1_000);
      return { measured: measured.join(', '), isMet: isFlat && !isWhole ? null : isFlat };
    },
  },
  {
    goal: 'every saved query over five million contacts takes at most 2 s on two cores',
    suite: 'year-of-questions',
    not_measured: 'the suite was not run',
    outcome: (report) => {
      const figures = report.figures.filter(({ suite }) => suite === 'year-of-questions');
      const [slowest] = figures.toSorted((a, b) => b.median - a.median);
      if (!slowest) return null;
      const slow = figures.filter(({ median }) => median > 2).length;
      const measured =
        `the slowest, ${slowest.contender}, takes ${valueText(slowest.median, 'wall_seconds')} with the ` +
        `start of the process; ${slow} take more than 2 s`;
      const isWhole = report.sizes.year_copies * report.sizes.load_contacts >= 200_000;
      return { measured, isMet: slow > 0 ? false : isWhole ? true : null };
    },
  },
  {
    goal: '`calls per agent, last day` reads at most 1 % of the JSON’s bytes',
    suite: 'questions',
    not_measured: 'the suite was not run, or the system counts no bytes read',
    outcome: (report) => {
      const read = find(report, 'questions', 'calls per agent, last day', 'read_bytes');
      const other = find(report, 'questions', 'SELECT 1, on a lake of one day', 'read_bytes');
      const json_bytes = report.suites.questions?.json_bytes;
      if (!read || !other || !json_bytes) return null;
      const share = Math.max(0, read.median - other.median) / json_bytes;
      const measured =
        `${(100 * share).toFixed(2)} % of ${(json_bytes / MB).toFixed(0)} MB, ` +
        'beyond what `SELECT 1` reads on a lake of one day';
      return { measured, isMet: share <= 0.01 };
    },
  },
  {
    goal: 'the page’s sums for a year of 100,000 contacts take at most 3 s',
    suite: 'page',
    not_measured: 'the suite was not run',
    outcome: (report) => {
      const figure = find(report, 'page', 'dashboard of a year', 'wall_seconds');
      if (!figure) return null;
      const contacts = report.sizes.page_contacts;
      const measured = `${valueText(figure.median, 'wall_seconds')} for the whole dashboard of ${contacts} contacts`;
      return { measured, isMet: figure.median > 3 ? false : contacts >= 100_000 ? true : null };
    },
  },
  {
    goal: 'the page of a year is written again in at most 1 s where its days have not changed',
    suite: 'page',
    not_measured: 'the suite was not run',
    outcome: (report) => ofYear(report, 'page', 'dashboard of a year, again', 'wall_seconds', 1),
  },
  inBrowser('the scripts and style of the page take at most 240 kB', loadOf('no contacts'), {
    measure: 'read_bytes',
    most: 240_000,
  }),
  inBrowser('the page of a year takes at most 3.5 MB', loadOf('a year'), {
    measure: 'read_bytes',
    most: 3.5 * MB,
  }),
  ...PAGES.slice(0, 2).flatMap((page) => [
    inBrowser(`the page of ${page} opens in at most 1 s`, loadOf(page), {
      measure: 'wall_seconds',
      most: 1,
    }),
    inBrowser(
      `a filter of the page of ${page} draws the figures in sight in at most 0.1 s`,
      filterOf(page),
      { measure: 'wall_seconds', most: 0.1 },
    ),
    inBrowser(
      `a filter of the page of ${page} draws them in at most 0.3 s on a processor 4 times slowed`,
      slowFilterOf(page),
      { measure: 'wall_seconds', most: 0.3 },
    ),
  ]),
  peakAtMost('normalise', 256 * MB, '256 MB'),
  peakAtMost('convert', 1_500 * MB, '1.5 GB'),
  {
    goal: 'the command line starts in at most 0.15 s of CPU',
    suite: 'start',
    not_measured: 'the suite was not run',
    outcome: (report) => {
      const figure = find(report, 'start', 'contact-lake --help', 'cpu_seconds');
      if (!figure) return null;
      const measured = `${valueText(figure.median, 'cpu_seconds')} for \`--help\``;
      return { measured, isMet: figure.median <= 0.15 };
    },
  },
  {
    goal: 'Spark job: a batch of an hour takes at most 3 times as long as an empty run',
    suite: 'spark',
    not_measured:
      'the suite was not run: it takes the engines of the tests, and runs when it is named',
    outcome: (report) => {
      const figure = find(report, 'spark', HOUR_OF_SPARK, 'wall_seconds');
      return figure && { measured: ratioText(figure.ratio!), isMet: figure.ratio! <= 3 };
    },
  },
  {
    goal: 'Spark job: a million contacts take at most 4 minutes on two cores',
    suite: 'spark',
    not_measured:
      'the suite was not run: it takes the engines of the tests, and runs when it is named',
    outcome: (report) => {
      const figure = find(report, 'spark', MANY_OF_SPARK, 'wall_seconds');
      if (!figure) return null;
      const contacts = report.sizes.spark_contacts;
      const measured = `${valueText(figure.median, 'wall_seconds')} for ${contacts} contacts`;
      return { measured, isMet: figure.median > 240 ? false : contacts >= 1_000_000 ? true : null };
    },
  },
  {
    goal: 'Lambda: the deployed function has 0.7 times the bytes a second of this bench, on arm64',
    suite: 'lambda',
    not_measured: 'the suite was not run',
    outcome: (report) => {
      const figure = find(report, 'lambda', ON_ONE_CORE, 'cpu_seconds');
      if (!figure) return null;
      const measured =
        `${ratioText(figure.ratio!)} by CPU, starts included: ${report.suites.lambda!.about}; ` +
        'only an account can show arm64 and the way to S3';
      return { measured, isMet: figure.ratio! >= 0.7 };
    },
  },
  {
    goal: 'Lambda: a cold start takes at most 250 ms',
    suite: 'lambda',
    not_measured: 'the suite was not run',
    outcome: (report) => {
      const figure = find(
        report,
        'lambda',
        'the function, loaded in a new process',
        'wall_seconds',
      );
      if (!figure) return null;
      const measured =
        `${(1000 * figure.median).toFixed(0)} ms from the start of Node.js to the loaded function with ` +
        'the SDK; only an account can show what the machine below takes before that';
      return { measured, isMet: figure.median <= 0.25 };
    },
  },
  {
    goal: '`run --watch` with 100 contacts a second for an hour: p99 of freshness at most 10 s, memory flat (at most 1.15 times)',
    suite: 'watch',
    not_measured: 'the suite was not run, or the system does not show the memory of processes',
    outcome: (report) => {
      const waited = find(report, 'watch', NEARLY_ALL, 'wall_seconds');
      const last = find(report, 'watch', QUARTERS.at(-1)!, 'peak_bytes');
      if (!waited || !last) return null;
      const minutes = report.sizes.watch_minutes;
      const measured =
        `${valueText(waited.median, 'wall_seconds')}; memory of the last quarter ${ratioText(last.ratio!)} ` +
        `of the first, in ${minutes} min${minutes < 60 ? '; an hour takes `--watch-minutes 60`' : ''}`;
      const isFresh = waited.median <= 10;
      const isFlat = last.ratio! <= 1.15;
      // At first a watch only begins to fill its memory.
      if (minutes < 60) return { measured, isMet: isFresh ? null : false };
      return { measured, isMet: isFresh && isFlat };
    },
  },
];

/**
 * How many times as fast as one core the given number of cores is, by Amdahl's law.
 * @param onTwo the same for two
 */
function onCores(onTwo: number, cores: number): number {
  const alone = Math.min(1, Math.max(0, 2 / onTwo - 1));
  return 1 / (alone + (1 - alone) / cores);
}

/**
 * A goal that every one of these peers takes at least `ratio` times as long. `bound` is a contender
 * that does only what no program can leave out, so the peers' ratios to it are the most that is possible.
 */
function atLeast(
  goal: string,
  of: {
    suite: string;
    contenders: readonly string[];
    bound?: string;
    measure?: Measure;
    ratio: number;
  },
): Goal {
  const { suite, contenders, bound, measure = 'cpu_seconds', ratio } = of;
  return {
    goal,
    suite,
    not_measured: 'the suite was not run, or a program for it is missing',
    outcome: (report) => {
      const figures = contenders.map((name) => find(report, suite, name, measure));
      if (!figures.every((figure) => figure !== null)) return null;
      const measured = figures.map((one) => `${ratioText(one.ratio!)} (${one.contender})`);
      const least = bound === undefined ? null : find(report, suite, bound, measure);
      if (least) measured.push(mostPossible(figures, least));
      return { measured: measured.join(', '), isMet: figures.every((one) => one.ratio! >= ratio) };
    },
  };
}

function mostPossible(figures: readonly Figure[], bound: Figure): string {
  const most = figures.map((one) => ratioText(one.ratio! / bound.ratio!)).join(' and ');
  return `where ${most} would be possible if only the bytes were inflated, compressed, hashed and written`;
}

function atMost(goal: string, of: { suite: string; contender: string; ratio: number }): Goal {
  return {
    goal,
    suite: of.suite,
    not_measured: 'the suite was not run',
    outcome: (report) => {
      const figure = find(report, of.suite, of.contender, 'wall_seconds');
      return figure && { measured: ratioText(figure.ratio!), isMet: figure.ratio! <= of.ratio };
    },
  };
}

/** Memory from little JSON to much: beyond the limit the goal is unmet, within it 20 GB decide. */
function peakAtMost(stage: 'normalise' | 'convert', bytes: number, limit: string): Goal {
  return {
    goal: `memory of ${stage}, from 1 MB to 20 GB of raw JSON: at most ${limit}`,
    suite: 'memory',
    not_measured: 'the suite was not run',
    outcome: (report) => {
      const sizes = report.sizes.memory_json_bytes;
      const figures = sizes.map((size) =>
        find(report, 'memory', memoryName(stage, size), 'peak_bytes'),
      );
      if (!figures.every((figure) => figure !== null)) return null;
      const measured = figures.map(
        (one) => `${valueText(one.median, 'peak_bytes')} (${one.contender})`,
      );
      const isWithin = figures.every(({ median }) => median <= bytes);
      const isWhole = sizes.some((size) => size >= 20e9);
      return { measured: measured.join(', '), isMet: isWithin && !isWhole ? null : isWithin };
    },
  };
}

function find(report: Report, suite: string, contender: string, measure: Measure): Figure | null {
  const found = report.figures.find(
    (one) => one.suite === suite && one.contender === contender && one.measure === measure,
  );
  return found ?? null;
}

/** A goal of the page in a browser, in seconds or bytes. */
function inBrowser(
  goal: string,
  contender: string,
  { measure, most }: { measure: Measure; most: number },
): Goal {
  return {
    goal,
    suite: 'page-in-browser',
    not_measured: 'the suite was not run',
    outcome: (report) => ofYear(report, 'page-in-browser', contender, measure, most),
  };
}

/** A figure that is to be at most so much with 100,000 contacts; fewer contacts can only fail. */
function ofYear(
  report: Report,
  suite: string,
  contender: string,
  measure: Measure,
  most: number,
): Outcome | null {
  const figure = find(report, suite, contender, measure);
  if (!figure) return null;
  const contacts = report.sizes.page_contacts;
  const measured = `${valueText(figure.median, measure)} with ${contacts} contacts`;
  return { measured, isMet: figure.median > most ? false : contacts >= 100_000 ? true : null };
}
