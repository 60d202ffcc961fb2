import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { batchesOf } from '../../local/duckdb/duckdb.ts';
import {
  fileOf,
  type LakeFolder,
  openOrMakeLake,
  saveSettings,
} from '../../local/lake/lake-folder.ts';
import { whileLocked } from '../../local/lake/lake-lock.ts';
import { whileAsking } from '../../local/lake/lake-tables.ts';
import { pageOf, writeDashboard } from '../../page/write-dashboard.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { withParameters } from '../../queries/reader/parameters.ts';
import { readSavedQuery, unitsOf } from '../../queries/reader/saved-queries.ts';
import { DEFAULT_SETTINGS } from '../../queries/settings.ts';
import type { AnswerSheet } from '../../sample-data/answers/answer-sheet.ts';
import { dayNumber, dayText } from '../../sample-data/generator/clock.ts';
import { newestWorkingDay } from '../../sample-data/working-day.ts';
import { PACKAGE, QUERIES } from '../../terminal/package-files.ts';
import { withProgress } from '../../terminal/progress.ts';
import { UserError } from '../../terminal/user-error.ts';
import { countOf } from '../../terminal/wording.ts';
import { generatedKey, generateFiles, refuseOtherDays } from '../shared/generate-files.ts';
import { rowsPrinter } from '../shared/output.ts';
import { runStages } from '../shared/run-stages.ts';
import { differences } from './check-answers.ts';

export interface DemoOptions {
  contacts: number;
  seed: number;
  /** `yyyy-mm-dd`; unless given, the newest weekday so far. */
  lastDay?: string;
  lake: string;
}

/**
 * Five weeks, after which repeats are known and a weekday has four like it before; the newest day is in
 * progress. The records beside contact records, which are many, are those of the last week: with all of them, a demo
 * would take twice as long.
 */
const PERIOD = { days: 36, untilHour: 14, otherDays: 7 };

const SHOWN = [
  'contacts-by-day-and-channel',
  'queue-wait-percentiles',
  'handle-time-by-queue',
  'agents-at-a-moment',
  'sentiment-by-queue',
];

/** What is asked of the days alone of which there are records beside contact records. */
const OF_OTHER_DAYS = ['sentiment-by-queue'];

/**
 * Runs the whole pipeline on generated contacts. A second run goes on with the lake of the first.
 * @throws UsageError if no demo can end on the last day
 * @throws UserError if an answer differs from the answer sheet, or the lake's last day from the one given
 */
export async function runDemo(options: DemoOptions): Promise<void> {
  const { contacts, seed, lake: path } = options;
  refuseOtherDays({ contacts, days: PERIOD.days, lastDay: lastDayOf(options.lastDay) });
  const made = await openOrMakeLake(path, { contacts, seed });
  const say = (text: string) => process.stdout.write(`${text}\n`);
  const { lake, answers } = await whileLocked(made, async () => {
    const sheet = await generated(made, options);
    const lake = await inZone(made, sheet.time_zone);
    const { normalised, converted } = await runStages(lake);
    if (normalised.objects > 0) {
      say(
        `${countOf(normalised.records_in, 'record')} of ${countOf(sheet.contacts, 'contact')} and of their agents: ` +
          `${countOf(normalised.quarantined, 'record')} quarantined, ` +
          `${countOf(converted.days_written, 'day')} written.`,
      );
    }
    return { lake, answers: sheet };
  });
  await answerAll(lake, answers, say);
  const page = pageOf(lake.path);
  await withProgress('Writing the page', () => writeDashboard(lake, dataset, page, {}));
  say(`\nThe page: ${relative('.', page)}: open it in a browser`);
  // In the repository there is no contact-lake on the path.
  const isRepository = existsSync(join(PACKAGE, 'build.mjs'));
  const command = isRepository ? 'npx contact-lake' : 'contact-lake';
  say(`\n${moreToAsk(command, path).join('\n')}`);
}

/** A command and what it answers on each line. */
function moreToAsk(command: string, path: string): string[] {
  const commands = [
    [`today --lake ${path}`, 'how the newest day goes so far'],
    [`query agent-adherence --last 1d --lake ${path}`, 'who kept to the schedule that day'],
    ['queries', 'all questions that have a saved query'],
  ] as const;
  const widest = Math.max(...commands.map(([words]) => words.length));
  return [
    'More to ask:',
    ...commands.map(([words, answer]) => `  ${command} ${words.padEnd(widest)}  ${answer}`),
  ];
}

/** @param lastDay `yyyy-mm-dd`; if missing, the newest weekday is taken */
function lastDayOf(lastDay: string | undefined): string {
  return lastDay ?? newestWorkingDay(new Date(), PERIOD.untilHour);
}

/** The lake with the centre's zone in its settings, unless they have another. */
async function inZone(lake: LakeFolder, timeZone: string): Promise<LakeFolder> {
  if (lake.settings.timeZone !== DEFAULT_SETTINGS.timeZone) return lake;
  return saveSettings(lake, { timeZone });
}

/** The days that a query is asked of, if not of all. */
function daysOf(query: string, { last_day }: AnswerSheet): Record<string, string> {
  if (!OF_OTHER_DAYS.includes(query)) return {};
  return { from_day: dayText(dayNumber(last_day) - PERIOD.otherDays + 1) };
}

async function generated(
  lake: LakeFolder,
  { contacts, seed, lastDay, lake: path }: DemoOptions,
): Promise<AnswerSheet> {
  const answersFile = join(lake.path, 'answers.json');
  if (existsSync(answersFile)) {
    const sheet: AnswerSheet = JSON.parse(await readFile(answersFile, 'utf8'));
    if (lastDay === undefined || sheet.last_day === lastDay) return sheet;
    throw new UserError(
      `The demo at ${path} ends on ${sheet.last_day}, expected ${lastDay}: name another lake with --lake`,
    );
  }
  const period = { ...PERIOD, lastDay: lastDayOf(lastDay) };
  const { answers } = await withProgress('Generating', (progress) =>
    generateFiles(
      { contacts, seed, ...period },
      (kind, key) => fileOf(lake, generatedKey(kind, key)),
      answersFile,
      progress,
    ),
  );
  return answers;
}

async function answerAll(
  lake: LakeFolder,
  sheet: AnswerSheet,
  say: (text: string) => void,
): Promise<void> {
  const print = rowsPrinter({ all: true });
  const shown = SHOWN.map((name) => readSavedQuery(QUERIES, name));
  const checked = sheet.queries.map(({ query }) => readSavedQuery(QUERIES, query));
  const answer = async (connection: DuckDBConnection) => {
    for (const query of shown) {
      const parameters = { time_zone: sheet.time_zone, ...daysOf(query.name, sheet) };
      const result = await connection.stream(withParameters(query, parameters));
      say(`\n${query.question}`);
      const about = { units: unitsOf(query), narrow: query.narrow };
      await print(result.columnNames(), batchesOf(result), about);
    }
    const wrong = await withProgress('Checking the answers', () =>
      differences(connection, sheet.queries),
    );
    const { length } = sheet.queries;
    if (wrong.length > 0) {
      throw new UserError(`${wrong.length} of ${length} answers are wrong: ${wrong.join('; ')}`);
    }
    say(`\nAll ${length} answers equal the simulation's own.`);
  };
  await whileAsking(
    lake,
    dataset,
    answer,
    [...shown, ...checked].map(({ sql }) => sql),
  );
}
