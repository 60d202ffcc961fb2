/** Writing the days' files, each beside a note of the states that it may be in. */
import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Dataset } from '../../pipeline/dataset.ts';
import { tableFileKey } from '../../pipeline/lake-keys.ts';
import { literal } from '../../pipeline/spellings/duckdb-types.ts';
import { countOf } from '../../terminal/wording.ts';
import { rowsOf } from '../duckdb/duckdb.ts';
import { eachOf } from '../each-of.ts';
import { clearPlace, writeAtomically } from '../lake/atomic-write.ts';
import { writeNote } from '../lake/day-notes.ts';
import { type DayState, measureFile } from '../lake/day-state.ts';
import { sumOfFile } from '../lake/file-sum.ts';
import { fileOf, fileWithFolder, type LakeFolder } from '../lake/lake-folder.ts';
import type { Batch } from './batch.ts';
import { countRowsSql, latestVersionsSql } from './day-sql.ts';
import { footerRows } from './parquet-footer.ts';
import { hasDay, type Part } from './parts.ts';
import type { DayToWrite } from './plan-conversion.ts';
import type { TableBefore } from './table-before.ts';

/** Each day is written on a thread of its own. Node.js has four for such work; one is left to files. */
const DAYS_AT_ONCE = Math.min(availableParallelism(), 3);

/**
 * DuckDB's options for a day's file. While it writes, DuckDB has all columns of a group of rows in
 * memory, some 6 kB a row; of its own 122,880 rows it would write most to disk in between, which takes
 * three times as long. A column of text takes as much memory as its dictionary may have, and there may be
 * a thousand such columns, so the limit is a quarter of DuckDB's own.
 */
const FORMAT = [
  'FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false',
  'ROW_GROUP_SIZE 30720',
  `STRING_DICTIONARY_PAGE_SIZE_LIMIT ${256 * 1024}`,
].join(', ');

/** Removes notes of days that no longer exist: an interrupted erasure may have left them. */
export async function removeStaleNotes(
  lake: LakeFolder,
  dataset: Dataset,
  { erasures }: Batch,
  { days }: Part,
  { states }: TableBefore,
): Promise<void> {
  for (const day of erasures.unfinishedDays) {
    if (hasDay(days, day) && !states.has(day)) await writeNote(lake, dataset, day, [null]);
  }
}

/**
 * Writes all days of the plan.
 * @param connect makes a connection to the engine that has the staged batch
 * @returns the number of rows in the written files
 */
export async function writeDays(
  connect: () => Promise<DuckDBConnection>,
  lake: LakeFolder,
  dataset: Dataset,
  plan: readonly DayToWrite[],
  onDay: (done: number, of: number) => void,
): Promise<number> {
  const free: DuckDBConnection[] = [];
  for (let i = 0; i < DAYS_AT_ONCE; i++) free.push(await connect());
  // A file is written on one thread. DuckDB's other threads would only spin while they wait for it.
  await free[0]!.run('SET threads = 1');
  let done = 0;
  let rows = 0;
  await eachOf(plan, DAYS_AT_ONCE, async (day) => {
    const connection = free.pop()!;
    const written = await writeDay(connection, lake, dataset, day);
    rows += written;
    free.push(connection);
    onDay(++done, plan.length);
  });
  return rows;
}

/**
 * Replaces the day's file, or removes it if no row is left. The note names both states meanwhile.
 * The new file takes its place only after a second reader has counted the expected rows in it.
 * @returns the number of rows in the file
 */
async function writeDay(
  connection: DuckDBConnection,
  lake: LakeFolder,
  dataset: Dataset,
  plan: DayToWrite,
): Promise<number> {
  const { day, state: before } = plan;
  const key = tableFileKey(dataset, day);
  const [row] = await rowsOf(connection, countRowsSql(dataset, plan));
  const expected = Number(row?.rows);
  if (expected === 0) {
    await writeNote(lake, dataset, day, [before, null]);
    await rm(fileOf(lake, key), { force: true });
    await writeNote(lake, dataset, day, [null]);
    return 0;
  }
  let after: DayState | null = null;
  const file = await fileWithFolder(lake, key);
  await clearPlace(file);
  await writeAtomically(file, async (unfinished) => {
    await connection.run(
      `COPY (${latestVersionsSql(dataset, plan)}) TO ${literal(unfinished)} (${FORMAT})`,
    );
    const found = await footerRows(unfinished);
    if (found !== expected) {
      throw new Error(
        `Found ${countOf(found, 'row')} in the new file of ${key}, expected ${expected}; the old file stays`,
      );
    }
    const { state } = await measureFile(unfinished);
    after = { ...state, sha256: (await sumOfFile(unfinished))!.sha256 };
    await writeNote(lake, dataset, day, [before, after]);
  });
  await writeNote(lake, dataset, day, [after]);
  return expected;
}
