/** The plan of a conversion: which days' files are written, from what, and with which columns. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { MOST_OPEN_KEYS, NO_OPEN_KEY } from '../../pipeline/column-types.ts';
import { type Dataset, openField } from '../../pipeline/dataset.ts';
import { rowsOf } from '../duckdb/duckdb.ts';
import type { DayState } from '../lake/day-state.ts';
import { hasErasedRows, keysNotErased } from './apply-erasures.ts';
import type { Batch } from './batch.ts';
import type { DayPlan } from './day-sql.ts';
import { hasDay, type Part } from './parts.ts';
import {
  chooseColumnsSql,
  openKeysSql,
  splitOpenStructsSql,
  stagedDaysSql,
} from './staging-sql.ts';
import type { TableBefore } from './table-before.ts';

/** A day whose file is written, or is removed if no row is left. */
export interface DayToWrite extends DayPlan {
  /** The rows that the batch has of the day. */
  readonly rows: number;
  /** The state of the day's existing file, merged or not; null if there is no sound one. */
  readonly state: DayState | null;
}

/** A day that the batch has rows of. */
export interface StagedDay {
  readonly day: string;
  readonly rows: number;
  /** The open struct's keys that these rows have; null if they have none. */
  readonly keys: readonly string[] | null;
}

/** A day's file that the batch is merged into. */
export interface MergedFile {
  readonly path: string;
  readonly hasErasedRows: boolean;
  /** The open struct's keys that the new file takes over. */
  readonly keys: readonly string[];
}

/** Reads what the plan depends on from the staged batch and the table, and makes the plan. */
export async function planConversion(
  connection: DuckDBConnection,
  dataset: Dataset,
  batch: Batch,
  part: Part,
  table: TableBefore,
): Promise<DayToWrite[]> {
  await chooseColumns(connection, dataset, part, table);
  const staged = (await rowsOf(connection, stagedDaysSql(dataset))) as unknown as StagedDay[];
  const files = await filesToMerge(connection, dataset, batch, table, staged);
  const plan = planDays({ staged, files, table, isRebuild: batch.rebuild !== null });
  return plan.filter(({ day }) => hasDay(part.days, day));
}

/**
 * Plans the days to write:
 * - days with rows in the batch,
 * - days whose file has rows of erased contacts,
 * - in a rebuild, every day that is made again, since it may have no rows any more.
 * @param files the existing files of the first two kinds of days, if the batch is merged into them
 */
function planDays({
  staged,
  files,
  table,
  isRebuild,
}: {
  readonly staged: readonly StagedDay[];
  readonly files: ReadonlyMap<string, MergedFile>;
  readonly table: TableBefore;
  readonly isRebuild: boolean;
}): DayToWrite[] {
  const stagedOf = new Map(staged.map((one) => [one.day, one]));
  const remade = isRebuild ? table.remade.map(({ day }) => day) : [];
  const days = new Set([...stagedOf.keys(), ...files.keys(), ...remade]);
  return [...days].map((day) => {
    const { rows, keys } = stagedOf.get(day) ?? { rows: 0, keys: null };
    const file = files.get(day);
    const keysBefore = file?.keys ?? [];
    return {
      day,
      rows,
      existing: file?.path ?? null,
      state: table.states.get(day) ?? null,
      hasErasedRows: file?.hasErasedRows ?? false,
      keysBefore,
      keys: [...new Set([...keysBefore, ...(keys ?? [])])].sort(),
    };
  });
}

/** Chooses which keys of the open struct become columns, and moves the others to other_fields. */
async function chooseColumns(
  connection: DuckDBConnection,
  dataset: Dataset,
  { columns }: Part,
  { ofEachSchema }: TableBefore,
): Promise<void> {
  const known = columns ?? (await openKeysOf(connection, dataset, ofEachSchema));
  await connection.run(chooseColumnsSql(dataset, known, MOST_OPEN_KEYS));
  await connection.run(splitOpenStructsSql(dataset));
}

/** The files of the days that the batch has rows of, or that have rows of erased contacts. */
async function filesToMerge(
  connection: DuckDBConnection,
  dataset: Dataset,
  { erasures }: Batch,
  { files }: TableBefore,
  staged: readonly StagedDay[],
): Promise<Map<string, MergedFile>> {
  const stagedDays = new Set(staged.map(({ day }) => day));
  const merged = new Map<string, MergedFile>();
  for (const day of new Set([...stagedDays, ...erasures.unfinishedDays])) {
    const path = files.get(day);
    if (path === undefined) continue;
    const hasErased = await hasErasedRows(connection, dataset, erasures, path);
    if (!hasErased && !stagedDays.has(day)) continue;
    const all = await openKeysOf(connection, dataset, [path]);
    const keys = hasErased ? await keysNotErased(connection, dataset, path, all) : all;
    merged.set(day, { path, hasErasedRows: hasErased, keys });
  }
  return merged;
}

/** The fields of the open struct in these Parquet files of the table; none if there is no such struct. */
export async function openKeysOf(
  connection: DuckDBConnection,
  dataset: Dataset,
  files: readonly string[],
): Promise<string[]> {
  const open = openField(dataset);
  if (files.length === 0 || open === null) return [];
  const rows = await rowsOf(connection, openKeysSql(open, files));
  return rows.map((row) => String(row.column_name)).filter((key) => key !== NO_OPEN_KEY);
}
