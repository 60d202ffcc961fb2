import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { MOST_OPEN_KEYS, NO_OPEN_KEY } from '../../pipeline/column-types.ts';
import type { Dataset } from '../../pipeline/dataset.ts';
import {
  flatfileKey,
  flatfilePrefix,
  rawPrefix,
  tableFileKey,
  tableNoteKey,
  workKey,
} from '../../pipeline/lake-keys.ts';
import { rowsOf, whileConnected } from '../duckdb/duckdb.ts';
import { literal } from '../duckdb/duckdb-types.ts';
import { eachOf } from '../each-of.ts';
import {
  daysWithErased,
  type Erased,
  eraseAtSource,
  keysKept,
  leaveOutErased,
  readErased,
} from '../erase/erase-convert.ts';
import { HeldFiles } from '../lake/held-files.ts';
import {
  fileOf,
  type LakeFolder,
  type LakeObject,
  listObjects,
  roomFor,
} from '../lake/lake-folder.ts';
import {
  type DayFault,
  type DayState,
  leastRows,
  lookAtDays,
  noteDay,
  noteDays,
  saidOfFaults,
  statesOf,
} from '../lake/table-days.ts';
import { plainer, whole } from '../lake/write-whole.ts';
import { UserError } from '../user-error.ts';
import { counted } from '../wording.ts';
import {
  chooseColumns,
  type DayPlan,
  flatfileRows,
  latestVersions,
  openKeysOf,
  rowsExpected,
  STAGING,
  splitOpenStructs,
  stagedDays,
  stageFlatfiles,
} from './convert-sql.ts';
import { readReceipt } from './normalise-lake.ts';
import { footerRows } from './parquet-footer.ts';

export interface ConvertTotals {
  flatfiles: number;
  rows_read: number;
  days_written: number;
  /** Rows of the days written, after. */
  rows_in_days: number;
}

/** Where a batch is staged, and what does not fit into memory goes. */
export const WORKPLACE_KEY = workKey('convert');

/** Of the engine. A batch of any size is staged on disk, a day at a time is in memory. */
const MEMORY_LIMIT = '2GB';

/** A day's file is written by one thread. */
const DAYS_AT_ONCE = 2;

/**
 * Merges all flatfiles into the table, day by day, and then releases them.
 *
 * A day's file is replaced by one with the latest version of each of its rows, so the outcome is
 * the same in whatever order, how often and in how many runs the flatfiles come; a run that was
 * cut off is completed by the next.
 *
 * Rows of erased contacts get nowhere: they leave the batch, the raw objects that brought them back,
 * and, for an erasure that is not done, the table.
 * @param onDay called after each day with how many are done and how many there are
 * @throws UserError naming the flatfile that cannot be read
 */
export async function convertLake(
  lake: LakeFolder,
  dataset: Dataset,
  onDay: (done: number, of: number) => void = () => {},
): Promise<ConvertTotals> {
  const workplace = fileOf(lake, WORKPLACE_KEY);
  await rm(workplace, { recursive: true, force: true });
  const erased = await readErased(lake, dataset);
  const flatfiles = await listObjects(lake, flatfilePrefix(dataset));
  if (flatfiles.length === 0 && erased.daysToDo.length === 0)
    return { flatfiles: 0, rows_read: 0, days_written: 0, rows_in_days: 0 };
  await mkdir(workplace, { recursive: true });
  const totals = await whileConnected(
    async (connection, connect) => {
      await connection.run(`ATTACH ${literal(stagingIn(workplace))} AS ${STAGING}`);
      await stage(connection, lake, dataset, flatfiles);
      const sources = await leaveOutErased(connection, dataset, erased);
      const plans = await planDays(connection, lake, dataset, flatfiles, erased);
      const free: DuckDBConnection[] = [];
      for (let i = 0; i < DAYS_AT_ONCE; i++) free.push(await connect());
      let days_written = 0;
      let rows_in_days = 0;
      await eachOf(plans, DAYS_AT_ONCE, async (plan) => {
        const own = free.pop()!;
        const rows = await writeDay(own, lake, dataset, plan);
        rows_in_days += rows;
        free.push(own);
        onDay(++days_written, plans.length);
      });
      await eraseAtSource(lake, dataset, erased, sources);
      const rows_read = plans.reduce((sum, plan) => sum + plan.rows, 0);
      return { flatfiles: flatfiles.length, rows_read, days_written, rows_in_days };
    },
    { memory_limit: MEMORY_LIMIT, temp_directory: workplace, preserve_insertion_order: 'false' },
  ).catch((error) => {
    throw plainer(error, workplace);
  });
  await Promise.all(flatfiles.map(({ key }) => rm(fileOf(lake, key), { force: true })));
  await rm(workplace, { recursive: true, force: true });
  return totals;
}

/**
 * Where the batch is staged. Behind a `?` the engine takes a database's path for options: there the
 * batch is in memory, and what does not fit goes to the workplace all the same.
 */
function stagingIn(workplace: string): string {
  return workplace.includes('?') ? ':memory:' : join(workplace, 'batch.duckdb');
}

async function stage(
  connection: DuckDBConnection,
  lake: LakeFolder,
  dataset: Dataset,
  flatfiles: readonly LakeObject[],
): Promise<void> {
  try {
    await connection.run(
      stageFlatfiles(
        dataset,
        flatfiles.map(({ key }) => fileOf(lake, key)),
      ),
    );
  } catch (error) {
    const culprit = flatfiles.find(({ key }) => String(error).includes(fileOf(lake, key)));
    if (!culprit) throw error;
    // The engine's own words may quote the record.
    throw damaged(culprit.key);
  }
  await checkStaged(connection, lake, dataset, flatfiles);
}

/**
 * The engine takes a gzip stream that breaks off for one that ends.
 * @throws UserError naming the flatfile that has other rows than its receipt counts
 */
async function checkStaged(
  connection: DuckDBConnection,
  lake: LakeFolder,
  dataset: Dataset,
  flatfiles: readonly LakeObject[],
): Promise<void> {
  const rows = await rowsOf(connection, flatfileRows());
  const found = new Map(rows.map((row) => [row.source_key, row.rows]));
  const staged = new Set(flatfiles.map(({ key }) => key));
  for (const object of await listObjects(lake, rawPrefix(dataset))) {
    const flatfile = flatfileKey(dataset, object.key);
    if (!staged.has(flatfile)) continue;
    const receipt = await readReceipt(lake, dataset, object);
    if (receipt && receipt.records_out !== (found.get(object.key) ?? 0)) throw damaged(flatfile);
  }
}

function damaged(key: string): UserError {
  return new UserError(`The flatfile ${key} is damaged: remove it and its receipt, and run again`);
}

/** What is to be done, as far as it can be said without writing. */
async function planDays(
  connection: DuckDBConnection,
  lake: LakeFolder,
  dataset: Dataset,
  flatfiles: readonly LakeObject[],
  erased: Erased,
): Promise<DayToWrite[]> {
  const { states, gone } = await statesOfDays(connection, lake, dataset, flatfiles);
  const fileOfDay = new Map(
    [...states.keys()].map((day) => [day, fileOf(lake, tableFileKey(dataset, day))]),
  );
  const known = await openKeys(connection, dataset, [...fileOfDay.values()]);
  await connection.run(chooseColumns(dataset, known, MOST_OPEN_KEYS));
  await connection.run(splitOpenStructs(dataset));
  const staged = (await rowsOf(connection, stagedDays(dataset))) as unknown as StagedDay[];
  const days = staged.map(({ day }) => day);
  const holdErased = await daysWithErased(connection, dataset, erased, days, fileOfDay);
  const others = holdErased.filter((day) => !days.includes(day));
  const rows = [...staged, ...others.map((day) => ({ day, rows: 0, keys: null }))];
  const plans = await Promise.all(
    rows.map(async ({ day, rows, keys }) => {
      const existing = fileOfDay.get(day) ?? null;
      const holdsErased = existing !== null && holdErased.includes(day);
      const all = existing ? await openKeys(connection, dataset, [existing]) : [];
      const before = holdsErased ? await keysKept(connection, dataset, existing, all) : all;
      const keysAfter = [...new Set([...before, ...(keys ?? [])])].sort();
      const state = states.get(day) ?? null;
      return {
        day,
        rows,
        existing,
        state,
        holdsErased,
        keysBefore: before,
        keys: keysAfter,
      };
    }),
  );
  await refuseSmaller(connection, dataset, plans, gone, erased);
  // An erasure that was cut off may have left the note of a day that is gone.
  for (const day of erased.daysToDo.filter((day) => !states.has(day))) {
    await noteDay(lake, dataset, day, [null]);
  }
  return plans;
}

/**
 * A day that is gone may have had rows that are not in `raw/` any more.
 * @throws UserError naming the days that would be made again with fewer rows than erasures explain
 */
async function refuseSmaller(
  connection: DuckDBConnection,
  dataset: Dataset,
  plans: readonly DayToWrite[],
  gone: readonly DayFault[],
  { daysToDo, contactsToDo }: Erased,
): Promise<void> {
  const smaller: string[] = [];
  for (const { day, note } of gone) {
    const plan = plans.find((one) => one.day === day);
    const [row] = plan ? await rowsOf(connection, rowsExpected(dataset, plan)) : [];
    const found = Number(row?.rows ?? 0);
    const had = leastRows(note);
    if (found >= had - (daysToDo.includes(day) ? contactsToDo : 0)) continue;
    smaller.push(
      `${counted(found, 'row')} in raw/ for ${tableFileKey(dataset, day)}, expected the ${had} or more that it had ` +
        `(${tableNoteKey(dataset, day)} says so)`,
    );
  }
  if (smaller.length === 0) return;
  throw new UserError(
    `Found ${smaller.join('; ')}: put back what \`raw/\` has lost, or remove those notes to go on with what is left`,
  );
}

interface DayToWrite extends DayPlan {
  /** How many the batch has of it. */
  rows: number;
  /** Of its file so far; null if there is none. */
  state: DayState | null;
}

interface StagedDay {
  day: string;
  rows: number;
  keys: string[] | null;
}

async function openKeys(
  connection: DuckDBConnection,
  dataset: Dataset,
  files: readonly string[],
): Promise<string[]> {
  if (files.length === 0) return [];
  const rows = await rowsOf(connection, openKeysOf(dataset, files));
  return rows.map((row) => String(row.column_name)).filter((key) => key !== NO_OPEN_KEY);
}

/**
 * What days the table has, and which of them are gone: those are made again, where the batch has
 * all that `raw/` holds.
 * @throws UserError naming days that are not as they were written: nothing is merged into one
 */
async function statesOfDays(
  connection: DuckDBConnection,
  lake: LakeFolder,
  dataset: Dataset,
  flatfiles: readonly LakeObject[],
): Promise<{ states: Map<string, DayState>; gone: DayFault[] }> {
  const held = new HeldFiles();
  try {
    const { days, faults, areNoted } = await lookAtDays(connection, lake, dataset, held);
    const gone = faults.filter(({ found }) => found === null);
    const areMadeAgain = gone.length > 0 && (await isOfAllRaw(lake, dataset, flatfiles));
    const amiss = areMadeAgain ? faults.filter((fault) => !gone.includes(fault)) : faults;
    if (amiss.length > 0) throw new UserError(saidOfFaults(dataset, amiss));
    const states = new Map([...days].map(([day, { state }]) => [day, state]));
    if (!areNoted && states.size > 0) await noteDays(lake, dataset, states);
    return { states, gone };
  } finally {
    await held.close();
  }
}

/** Whether the flatfiles have all records of all raw objects. */
async function isOfAllRaw(
  lake: LakeFolder,
  dataset: Dataset,
  flatfiles: readonly LakeObject[],
): Promise<boolean> {
  const staged = new Set(flatfiles.map(({ key }) => key));
  for (const object of await listObjects(lake, rawPrefix(dataset))) {
    if (staged.has(flatfileKey(dataset, object.key))) continue;
    if ((await readReceipt(lake, dataset, object))?.records_out !== 0) return false;
  }
  return true;
}

/** Replaces the day's file, once another reader has found in it what was counted on the way in. */
async function writeDay(
  connection: DuckDBConnection,
  lake: LakeFolder,
  dataset: Dataset,
  plan: DayToWrite,
): Promise<number> {
  const { day, state: before } = plan;
  const key = tableFileKey(dataset, day);
  const [row] = await rowsOf(connection, rowsExpected(dataset, plan));
  const expected = Number(row?.rows);
  if (expected === 0) {
    await noteDay(lake, dataset, day, [before, null]);
    await rm(fileOf(lake, key), { force: true });
    await noteDay(lake, dataset, day, [null]);
    return 0;
  }
  let after: DayState | null = null;
  await whole(await roomFor(lake, key), async (unfinished) => {
    await connection.run(
      `COPY (${latestVersions(dataset, plan)}) TO ${literal(unfinished)} (FORMAT parquet, COMPRESSION zstd)`,
    );
    const found = await footerRows(unfinished);
    if (found !== expected) {
      throw new Error(
        `Rows that ${key} would have: ${found}, expected ${expected}; left as it was`,
      );
    }
    after = (await statesOf(connection, [unfinished])).get(unfinished)!;
    await noteDay(lake, dataset, day, [before, after]);
  });
  await noteDay(lake, dataset, day, [after]);
  return expected;
}
