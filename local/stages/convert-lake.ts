import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { MOST_OPEN_KEYS, NO_OPEN_KEY } from '../../pipeline/column-types.ts';
import type { Dataset } from '../../pipeline/dataset.ts';
import { tableFileKey, workKey } from '../../pipeline/lake-keys.ts';
import { literal } from '../../pipeline/spellings/duckdb-types.ts';
import { UserError } from '../../terminal/user-error.ts';
import { countOf } from '../../terminal/wording.ts';
import { rowsOf, whileConnected } from '../duckdb/duckdb.ts';
import { eachOf } from '../each-of.ts';
import { clearPlace, userErrorIfRefused, writeAtomically } from '../lake/atomic-write.ts';
import { isSameSum, sumOfFile } from '../lake/file-sum.ts';
import { fileOf, fileWithFolder, type LakeFolder } from '../lake/lake-folder.ts';
import type { PassedOver } from '../lake/passed-over.ts';
import { inQueryWorkplace } from '../lake/query-workplace.ts';
import { rawLosses } from '../lake/raw-losses.ts';
import { noteConverted } from '../lake/receipts.ts';
import {
  alteredDays,
  type DayState,
  isStranger,
  leastRows,
  lookAtDays,
  noteDay,
  noteDays,
  saidOfFaults,
  statesOf,
} from '../lake/table-days.ts';
import {
  daysWithErased,
  type Erased,
  eraseAtSource,
  keysKept,
  leaveOutErased,
  readErased,
} from './convert-erased.ts';
import {
  chooseColumns,
  contactsNotStaged,
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
import { areOfAllRaw, type Flatfile, soundFlatfiles } from './flatfiles.ts';
import { normaliseLake } from './normalise-lake.ts';
import { footerRows } from './parquet-footer.ts';
import { ACCEPT_LOSS, endRebuild, LossError, type Rebuild, unfinishedRebuild } from './rebuild.ts';

export interface ConvertTotals {
  flatfiles: number;
  rows_read: number;
  days_written: number;
  /** Rows of the days written, after. */
  rows_in_days: number;
  /** Flatfiles that cannot be used, and erasures that cannot be read. */
  left_out: PassedOver[];
}

/** Where a batch is staged, and what does not fit into memory goes. */
export const WORKPLACE_KEY = workKey('convert');

/** Of the engine. A batch of any size is staged on disk, a day at a time is in memory. */
const MEMORY_LIMIT = '2GB';

/** Of small operations on files. */
const FILES_AT_ONCE = 32;

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
  const rebuild = await unfinishedRebuild(lake, dataset);
  try {
    if (rebuild) await normaliseLake(lake, dataset);
    const totals = await convertFlatfiles(lake, dataset, rebuild, onDay);
    await endRebuild(lake);
    return totals;
  } catch (error) {
    if (error instanceof LossError) await endRebuild(lake);
    throw error;
  }
}

async function convertFlatfiles(
  lake: LakeFolder,
  dataset: Dataset,
  rebuild: Rebuild | null,
  onDay: (done: number, of: number) => void,
): Promise<ConvertTotals> {
  const workplace = fileOf(lake, WORKPLACE_KEY);
  await rm(workplace, { recursive: true, force: true });
  const erased = await readErased(lake, dataset);
  const { flatfiles, left_out: unusable } = await soundFlatfiles(lake, dataset);
  const left_out = [...unusable, ...erased.left_out];
  if (flatfiles.length === 0 && erased.daysToDo.length === 0 && !rebuild)
    return { flatfiles: 0, rows_read: 0, days_written: 0, rows_in_days: 0, left_out };
  await mkdir(workplace, { recursive: true });
  const totals = await whileConnected(
    async (connection, connect) => {
      await connection.run(`ATTACH ${literal(stagingIn(workplace))} AS ${STAGING}`);
      await stage(connection, lake, dataset, flatfiles);
      const sources = await leaveOutErased(connection, dataset, erased);
      const plans = await planDays(connection, lake, dataset, { flatfiles, erased, rebuild });
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
      await eraseAtSource(lake, dataset, erased, sources, flatfiles);
      const rows_read = plans.reduce((sum, plan) => sum + plan.rows, 0);
      return { flatfiles: flatfiles.length, rows_read, days_written, rows_in_days, left_out };
    },
    { memory_limit: MEMORY_LIMIT, temp_directory: workplace, preserve_insertion_order: 'false' },
  ).catch((error) => {
    throw userErrorIfRefused(error);
  });
  await release(lake, dataset, flatfiles);
  await rm(workplace, { recursive: true, force: true });
  return totals;
}

/** The receipts say first that the table has it: what is neither there nor there is made again. */
async function release(
  lake: LakeFolder,
  dataset: Dataset,
  flatfiles: readonly Flatfile[],
): Promise<void> {
  await noteConverted(
    lake,
    dataset,
    flatfiles.map(({ raw_key }) => raw_key),
  );
  await eachOf(flatfiles, FILES_AT_ONCE, ({ key }) => rm(fileOf(lake, key), { force: true }));
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
  flatfiles: readonly Flatfile[],
): Promise<void> {
  const files = flatfiles.map(({ key }) => fileOf(lake, key));
  await connection.run(stageFlatfiles(dataset, files)).catch((error) => {
    const culprit = files.find((file) => String(error).includes(file));
    // The engine's own words may quote the record.
    if (culprit)
      throw new UserError(`Cannot read ${culprit}, which normalise has written: ${REPORT}`);
    throw error;
  });
  await refuseChanged(lake, flatfiles);
  const rows = await rowsOf(connection, flatfileRows());
  const found = new Map(rows.map((row) => [row.source_key, row.rows]));
  for (const { key, raw_key, receipt } of flatfiles) {
    const staged = found.get(raw_key) ?? 0;
    if (staged === receipt.records_out) continue;
    throw new UserError(
      `Found ${staged} rows in ${key}, expected the ${receipt.records_out} that normalise has written: ${REPORT}`,
    );
  }
}

/** The engine has read a file after its sum was taken. */
async function refuseChanged(lake: LakeFolder, flatfiles: readonly Flatfile[]): Promise<void> {
  await eachOf(flatfiles, FILES_AT_ONCE, async ({ key, receipt }) => {
    if (isSameSum(await sumOfFile(fileOf(lake, key)), receipt.flatfile)) return;
    throw new UserError(`${key} was changed while it was read: run again`);
  });
}

const REPORT = 'that is a fault of contact-lake, which its makers want to know of';

/** What is to be done, as far as it can be said without writing. */
async function planDays(
  connection: DuckDBConnection,
  lake: LakeFolder,
  dataset: Dataset,
  batch: Batch,
): Promise<DayToWrite[]> {
  const { erased, rebuild } = batch;
  const { states, before, again } = await statesOfDays(connection, lake, dataset, batch);
  const fileOfDay = new Map(
    [...states.keys()].map((day) => [day, fileOf(lake, tableFileKey(dataset, day))]),
  );
  const known = await openKeys(connection, dataset, [...fileOfDay.values()]);
  await connection.run(chooseColumns(dataset, known, MOST_OPEN_KEYS));
  await connection.run(splitOpenStructs(dataset));
  const staged = (await rowsOf(connection, stagedDays(dataset))) as unknown as StagedDay[];
  const days = staged.map(({ day }) => day);
  const holdErased = await daysWithErased(connection, dataset, erased, days, fileOfDay);
  const others = [...holdErased, ...(rebuild ? again.map(({ day }) => day) : [])].filter(
    (day) => !days.includes(day),
  );
  const rows = [...staged, ...others.map((day) => ({ day, rows: 0, keys: null }))];
  const plans = await Promise.all(
    rows.map(async ({ day, rows, keys }) => {
      const existing = fileOfDay.get(day) ?? null;
      const holdsErased = existing !== null && holdErased.includes(day);
      const all = existing ? await openKeys(connection, dataset, [existing]) : [];
      const keysBefore = holdsErased ? await keysKept(connection, dataset, existing, all) : all;
      const keysAfter = [...new Set([...keysBefore, ...(keys ?? [])])].sort();
      const state = before.get(day) ?? null;
      return {
        day,
        rows,
        existing,
        state,
        holdsErased,
        keysBefore,
        keys: keysAfter,
      };
    }),
  );
  const merged = plans.filter(({ existing }) => existing !== null).map(({ day }) => day);
  const altered = await alteredDays(lake, dataset, merged);
  if (altered.length > 0) throw new UserError(saidOfFaults(dataset, altered));
  if (!rebuild?.accepts_loss) await refuseLoss(connection, dataset, plans, again, erased);
  // An erasure that was cut off may have left the note of a day that is gone.
  for (const day of erased.daysToDo.filter((day) => !before.has(day))) {
    await noteDay(lake, dataset, day, [null]);
  }
  return plans;
}

/** What a conversion takes up. */
interface Batch {
  readonly flatfiles: readonly Flatfile[];
  readonly erased: Erased;
  readonly rebuild: Rebuild | null;
}

/**
 * A day that is made again may have had contacts that are not in `raw/` any more.
 * @throws LossError naming the days that would lose some
 */
async function refuseLoss(
  connection: DuckDBConnection,
  dataset: Dataset,
  plans: readonly DayToWrite[],
  again: readonly DayToMakeAgain[],
  erased: Erased,
): Promise<void> {
  const lost: string[] = [];
  for (const one of again) {
    const contacts = await contactsLost(connection, dataset, one, erased.contacts.length > 0);
    if (contacts) {
      const key = tableFileKey(dataset, one.day);
      lost.push(`${countOf(contacts, 'contact')} in ${key} alone, expected all in raw/ too`);
    } else if (contacts === null || !one.isSound) {
      const said = await rowsMissing(connection, dataset, plans, one, erased);
      if (said !== null) lost.push(said);
    }
  }
  if (lost.length > 0) throw new LossError(`Found ${lost.join('; ')}: ${ACCEPT_LOSS}`);
}

/** How many contacts of the day's file the batch has not; null if the file cannot be read. */
async function contactsLost(
  connection: DuckDBConnection,
  dataset: Dataset,
  { day, file }: DayToMakeAgain,
  areErased: boolean,
): Promise<number | null> {
  if (file === null) return null;
  try {
    const [row] = await rowsOf(connection, contactsNotStaged(dataset, day, file, areErased));
    return Number(row?.contacts);
  } catch {
    return null;
  }
}

/** That the batch has fewer rows of the day than its note says, and than erasures explain. */
async function rowsMissing(
  connection: DuckDBConnection,
  dataset: Dataset,
  plans: readonly DayToWrite[],
  { day, least_rows }: DayToMakeAgain,
  { daysToDo, contactsToDo }: Erased,
): Promise<string | null> {
  const plan = plans.find((one) => one.day === day);
  const [row] = plan ? await rowsOf(connection, rowsExpected(dataset, plan)) : [];
  const found = Number(row?.rows ?? 0);
  if (found >= least_rows - (daysToDo.includes(day) ? contactsToDo : 0)) return null;
  return `${countOf(found, 'row')} in raw/ for ${tableFileKey(dataset, day)}, expected the ${least_rows} or more that it had`;
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

/** A day that is made of the batch alone. */
interface DayToMakeAgain {
  readonly day: string;
  /** Whether its file is as it was written. */
  readonly isSound: boolean;
  /** Its file so far; null if there is none, or none that is Parquet. */
  readonly file: string | null;
  /** That it had. */
  readonly least_rows: number;
}

/** The days that the table has. */
interface FoundDays {
  /** Those that are as they were written. */
  readonly before: ReadonlyMap<string, DayState>;
  /** Those that are merged into. */
  readonly states: ReadonlyMap<string, DayState>;
  readonly again: readonly DayToMakeAgain[];
}

/**
 * What days the table has to be merged into, and which are made again: those that are not as they
 * were written, where the batch has all that `raw/` holds, and in a rebuild all.
 * @throws UserError naming days that are not as they were written, and cannot be made again
 */
async function statesOfDays(
  connection: DuckDBConnection,
  lake: LakeFolder,
  dataset: Dataset,
  { flatfiles, rebuild }: Batch,
): Promise<FoundDays> {
  return inQueryWorkplace(lake, async ({ held }) => {
    const { days, faults, areNoted } = await lookAtDays(connection, lake, dataset, held);
    const canMake =
      rebuild !== null ||
      (faults.length > 0 &&
        (await areOfAllRaw(lake, dataset, flatfiles)) &&
        (await rawLosses(lake, dataset)) === null);
    const amiss = canMake
      ? faults.filter((fault) => isStranger(fault) && !(rebuild && fault.rowsOf === undefined))
      : faults;
    if (amiss.length > 0) throw new UserError(saidOfFaults(dataset, amiss));
    const before = new Map([...days].map(([day, { state }]) => [day, state]));
    if (!areNoted && before.size > 0) await noteDays(lake, dataset, before);
    const altered = rebuild ? await alteredDays(lake, dataset, before.keys()) : [];
    const fileOfDay = (day: string) => fileOf(lake, tableFileKey(dataset, day));
    const faulty = [...faults, ...altered].map(({ day, note, found }) => ({
      day,
      isSound: false,
      least_rows: leastRows(note),
      file: found === null || found === 'damaged' ? null : fileOfDay(day),
    }));
    if (rebuild && !rebuild.accepts_loss) {
      const sound = [...before].map(([day, { rows }]) => ({
        day,
        isSound: !altered.some((one) => one.day === day),
        least_rows: rows,
        file: fileOfDay(day),
      }));
      return { before, states: new Map(), again: [...sound, ...faulty] };
    }
    // What raw/ has lost, the days that are sound still have.
    const states = new Map([...before].filter(([day]) => !altered.some((one) => one.day === day)));
    return { before, states, again: faulty };
  });
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
  const file = await fileWithFolder(lake, key);
  await clearPlace(file);
  await writeAtomically(file, async (unfinished) => {
    await connection.run(
      `COPY (${latestVersions(dataset, plan)}) TO ${literal(unfinished)} (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)`,
    );
    const found = await footerRows(unfinished);
    if (found !== expected) {
      throw new Error(
        `Rows that ${key} would have: ${found}, expected ${expected}; left as it was`,
      );
    }
    const state = (await statesOf(connection, [unfinished])).get(unfinished)!;
    after = { ...state, sha256: (await sumOfFile(unfinished))!.sha256 };
    await noteDay(lake, dataset, day, [before, after]);
  });
  await noteDay(lake, dataset, day, [after]);
  return expected;
}
