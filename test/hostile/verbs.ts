/**
 * The verbs of the command line in this process, by the functions that it calls. Each ends well, or
 * with one sentence for the user; anything else would be a stack and exit code 70.
 */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runStages } from '../../cli/shared/run-stages.ts';
import { rowsOf } from '../../local/duckdb/duckdb.ts';
import { lakeEraser } from '../../local/erase/erase-lake.ts';
import { erasureTargetOf, isEmpty } from '../../local/erase/eraser.ts';
import { examine } from '../../local/health/doctor.ts';
import { lakeStatus } from '../../local/health/lake-status.ts';
import { userErrorIfRefused } from '../../local/lake/atomic-write.ts';
import { openDamagedLake, openLake, openOrMakeLake } from '../../local/lake/lake-folder.ts';
import { whileLocked } from '../../local/lake/lake-lock.ts';
import { whileAsking } from '../../local/lake/lake-tables.ts';
import { land } from '../../local/stages/land.ts';
import { beginRebuild } from '../../local/stages/rebuild.ts';
import { replayToLake } from '../../local/stages/replay.ts';
import { filesOf } from '../../local/stages/source-files.ts';
import { writeDashboard } from '../../page/write-dashboard.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { listSavedQueries } from '../../queries/reader/saved-queries.ts';
import { QUERIES } from '../../terminal/package-files.ts';
import { UserError } from '../../terminal/user-error.ts';
import { concatenated, record } from '../local/records.ts';

/** The contact that `erase` erases. */
export const ERASED = '7f0ae01d-5ad6-4a3b-9c06-08d1ee2f1c11';

/** A folder beside the lake, for what a verb reads and writes outside it. */
type Verb = (lake: string, beside: string) => Promise<unknown>;

const QUERY = listSavedQueries(QUERIES)[0]!.sql;

/** In an order in which each has something to do, on a lake that is not there yet, too. */
export const VERBS = {
  land: async (lake, beside) => {
    const { files } = await filesOf([await plainFile(beside, 'landed')]);
    return land(await openOrMakeLake(lake), dataset, files, new Date());
  },
  replay: async (lake, beside) => {
    const { files } = await filesOf([await plainFile(beside, 'replayed')]);
    const opened = await openOrMakeLake(lake);
    return replayToLake(opened, dataset, files, null, new AbortController().signal);
  },
  run: async (lake) => {
    const opened = await openLake(lake);
    return whileLocked(opened, () => runStages(opened));
  },
  status: async (lake) => lakeStatus(await openLake(lake), dataset),
  doctor: async (lake) => examine(await openLake(lake), dataset),
  query: async (lake) =>
    whileAsking(await openLake(lake), dataset, (connection) => rowsOf(connection, QUERY), QUERY),
  dashboard: async (lake, beside) =>
    writeDashboard(await openLake(lake), dataset, join(beside, 'page.html'), {}),
  erase: async (lake) => {
    const opened = await openLake(lake);
    return whileLocked(opened, async () => {
      const eraser = lakeEraser(opened, dataset);
      await eraser.finish(() => {});
      const plan = await eraser.plan(erasureTargetOf({ contact: ERASED })!, new Date(), () => {});
      if (!isEmpty(plan.erasure)) await eraser.erase(plan, () => {});
    });
  },
  rebuild: async (lake) => {
    const opened = await openDamagedLake(lake);
    return whileLocked(opened, async () => {
      await beginRebuild(opened, [dataset], { accepts_loss: false });
      return runStages(opened);
    });
  },
} as const satisfies Record<string, Verb>;

export type VerbName = keyof typeof VERBS;

export const VERB_NAMES = Object.keys(VERBS) as VerbName[];

/** What a verb gives, or the sentence that it ends with instead. What else it throws is passed on. */
export async function outcomeOf<V extends VerbName>(
  verb: V,
  lake: string,
  beside: string,
): Promise<{ answer: Answer<V> | null; sentence: string | null }> {
  try {
    return { answer: (await VERBS[verb](lake, beside)) as Answer<V>, sentence: null };
  } catch (thrown) {
    const error = userErrorIfRefused(thrown);
    if (!(error instanceof UserError)) throw new Error(`${verb} has a stack`, { cause: thrown });
    return { answer: null, sentence: error.message };
  }
}

type Answer<V extends VerbName> = Awaited<ReturnType<(typeof VERBS)[V]>>;

/** The sentence that a verb ends with; null if it ends well. */
export async function sentenceOf(
  verb: VerbName,
  lake: string,
  beside: string,
): Promise<string | null> {
  return (await outcomeOf(verb, lake, beside)).sentence;
}

/** Runs every saved query on the lake. @returns how many rows each has */
export async function askAll(lake: string): Promise<Map<string, number>> {
  const opened = await openLake(lake);
  return whileAsking(opened, dataset, async (connection) => {
    const rows = new Map<string, number>();
    for (const { name, sql } of listSavedQueries(QUERIES)) {
      rows.set(name, (await rowsOf(connection, sql)).length);
    }
    return rows;
  });
}

/** A file with the record of a contact of this name. */
async function plainFile(folder: string, name: string): Promise<string> {
  const file = join(folder, `${name}.json`);
  await mkdir(folder, { recursive: true });
  // As it was, if it is there: a replay knows its files by their times.
  if (!existsSync(file)) await writeFile(file, concatenated([record({ ContactId: name })]));
  return file;
}
