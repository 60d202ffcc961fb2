import type { Measure } from '../measure/cost.ts';
import type { Figure } from './figures.ts';
import type { Report } from './report.ts';
import { ratioText, valueText } from './table.ts';

/** What a run says about a goal. */
export interface Outcome {
  /** The figures, in words. */
  readonly measured: string;
  /** Null if this run cannot tell, for example because it was too small. */
  readonly isMet: boolean | null;
}

/** A goal, and how it is read from a report; or the reason why this bench does not measure it. */
export interface Goal {
  readonly goal: string;
  /** The suite that measures it; null if none does. */
  readonly suite: string | null;
  /** Null if the suite was not run, or this system does not measure what the goal needs. */
  readonly outcome: (report: Report) => Outcome | null;
  readonly not_measured: string;
}

const MB = 1e6;
const OURS = 'contact-lake normalise';
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
    contenders: ['contact-lake normalise, on one core'],
    measure: 'wall_seconds',
    ratio: 1.8,
  }),
  notMeasured('normalise on 4 and on 8 cores', 'the bench has no more cores than its machine'),
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
    suite: 'questions',
    not_measured: 'the suite was not run',
    outcome: (report) => {
      const figure = find(report, 'questions', 'the slowest saved query', 'wall_seconds');
      if (!figure) return null;
      const measured =
        `the slowest takes ${valueText(figure.median, 'wall_seconds')}, with the start of the ` +
        `process, over ${report.sizes.load_contacts} contacts; five million are not measured`;
      return { measured, isMet: figure.median <= 2 ? null : false };
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
  peakAtMost('memory of normalise, from 1 MB to 20 GB of raw objects: at most 256 MB', {
    suite: 'normalise',
    contender: OURS,
    bytes: 256 * MB,
  }),
  peakAtMost('memory of convert, from 1 MB to 20 GB of raw objects: at most 1.5 GB', {
    suite: 'first-load',
    contender: 'contact-lake convert, first load',
    bytes: 1_500 * MB,
  }),
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
  notMeasured(
    'Spark job: a batch of an hour takes at most 3 times as long as an empty run',
    'the bench starts no Spark',
  ),
  notMeasured(
    'Spark job: a million contacts take at most 4 minutes on two cores',
    'the bench starts no Spark; `MILLION=1 npx vitest run test/glue-scripts/million.test.ts` does',
  ),
  notMeasured(
    'Lambda: the deployed function has 0.7 times the bytes a second of this bench, on arm64',
    'it needs an AWS account; the template asks for arm64',
  ),
  notMeasured(
    'Lambda: a cold start takes at most 250 ms',
    'it needs the runtime’s Node.js and the SDK’s copy on AWS, whose loading is most of the start',
  ),
  {
    goal: '`run --watch` with 100 contacts a second for an hour: p99 of freshness at most 10 s, memory flat (at most 1.15 times)',
    suite: 'watch',
    not_measured: 'the suite was not run, or the system does not show the memory of processes',
    outcome: (report) => {
      const waited = find(
        report,
        'watch',
        '99 of 100 versions, from landed to answer',
        'wall_seconds',
      );
      const last = find(report, 'watch', 'run --watch, last quarter of the time', 'peak_bytes');
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

function notMeasured(goal: string, reason: string): Goal {
  return { goal, suite: null, outcome: () => null, not_measured: reason };
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

/** Memory at the size of the run: beyond the limit the goal is unmet, within it 20 GB remain unknown. */
function peakAtMost(goal: string, of: { suite: string; contender: string; bytes: number }): Goal {
  return {
    goal,
    suite: of.suite,
    not_measured: 'the suite was not run',
    outcome: (report) => {
      const figure = find(report, of.suite, of.contender, 'peak_bytes');
      if (!figure) return null;
      const json_bytes = report.suites[of.suite]!.json_bytes!;
      const measured =
        `${valueText(figure.median, 'peak_bytes')} for ${(json_bytes / MB).toFixed(0)} MB of JSON; ` +
        '20 GB are not measured';
      return { measured, isMet: figure.median <= of.bytes ? null : false };
    },
  };
}

function find(report: Report, suite: string, contender: string, measure: Measure): Figure | null {
  const found = report.figures.find(
    (one) => one.suite === suite && one.contender === contender && one.measure === measure,
  );
  return found ?? null;
}
