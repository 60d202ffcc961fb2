/** The table as a conversion finds it: which days the batch is merged into, and which are made again. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Dataset } from '../../pipeline/dataset.ts';
import { tableFileKey } from '../../pipeline/lake-keys.ts';
import { UserError } from '../../terminal/user-error.ts';
import { damagedFile } from '../duckdb/engine-errors.ts';
import { userErrorIfRefused } from '../lake/atomic-write.ts';
import { type DayFault, describeFaults, isForeign } from '../lake/day-faults.ts';
import { leastRows, writeFirstNotes } from '../lake/day-notes.ts';
import type { DayState } from '../lake/day-state.ts';
import { fileOf, type LakeFolder } from '../lake/lake-folder.ts';
import { rawLosses } from '../lake/raw-losses.ts';
import { alteredDays, examineLockedDays, type TableDays } from '../lake/table-days.ts';
import type { Batch } from './batch.ts';
import { areOfAllRaw } from './flatfiles.ts';

export interface TableBefore {
  /** The states of the days that are as convert has written them. */
  readonly states: ReadonlyMap<string, DayState>;
  /** The files of the days that the batch is merged into. */
  readonly files: ReadonlyMap<string, string>;
  /** One of these files for each schema, so that all columns are found without opening every file. */
  readonly ofEachSchema: readonly string[];
  readonly remade: readonly RemadeDay[];
}

/** A day that is made again from the batch alone, without its existing file. */
export interface RemadeDay {
  readonly day: string;
  /** Whether the existing file is as it was written. */
  readonly isSound: boolean;
  /** The existing file; null if there is none, or it is not Parquet. */
  readonly file: string | null;
  /** The fewest rows that the day had before. */
  readonly least_rows: number;
}

/**
 * Compares the table's days with their notes. A day with a fault is made again if the batch has all
 * that `raw/` holds. In a rebuild every day is made again, except that a rebuild that accepts loss
 * merges into sound days, which still have what `raw/` has lost.
 * @throws UserError naming days with a fault that cannot be made again
 */
export async function examineTable(
  connection: DuckDBConnection,
  lake: LakeFolder,
  dataset: Dataset,
  batch: Batch,
): Promise<TableBefore> {
  const { rebuild } = batch;
  const { days, faults, hasNotes } = await examineLockedDays(connection, lake, dataset);
  await refuseFaults(lake, dataset, batch, faults);
  const states = statesOf(days);
  if (!hasNotes && states.size > 0) await writeFirstNotes(lake, dataset, states);
  const altered = rebuild ? await alteredDays(lake, dataset, states.keys()) : [];
  const isAltered = (day: string) => altered.some((one) => one.day === day);
  const file = (day: string) => fileOf(lake, tableFileKey(dataset, day));
  const faulty = [...faults, ...altered].map(({ day, note, found }) => ({
    day,
    isSound: false,
    least_rows: leastRows(note),
    file: found === null || found === 'damaged' ? null : file(day),
  }));
  if (rebuild && !rebuild.accepts_loss) {
    const noted = [...states].map(([day, { rows }]) => ({
      day,
      isSound: !isAltered(day),
      least_rows: rows,
      file: file(day),
    }));
    return { states, files: new Map(), ofEachSchema: [], remade: [...noted, ...faulty] };
  }
  const merged = [...days].filter(([day]) => !isAltered(day));
  return {
    states,
    files: new Map(merged.map(([day]) => [day, file(day)])),
    ofEachSchema: [...new Map(merged.map(([day, { schema }]) => [schema, file(day)])).values()],
    remade: faulty,
  };
}

/**
 * The engine's error as one that names the day's file that it could not read, in a table that was found
 * sound: it reads more of a file than the examination does. Other errors are returned unchanged.
 */
export function explainUnreadableDay(
  error: unknown,
  dataset: Dataset,
  { files }: TableBefore,
): unknown {
  if (error instanceof UserError || userErrorIfRefused(error) !== error) return error;
  // Behind its message the engine quotes the statement, which names the first of all files.
  const [message = ''] = String(error).split('\n\nLINE ');
  const [day] = [...files].find(([, file]) => message.includes(file)) ?? [];
  if (day === undefined) return error;
  return damagedFile(tableFileKey(dataset, day), error);
}

/** @throws UserError naming the days that cannot be made again from the batch */
async function refuseFaults(
  lake: LakeFolder,
  dataset: Dataset,
  { flatfiles, rebuild }: Batch,
  faults: readonly DayFault[],
): Promise<void> {
  const canRemake =
    rebuild !== null ||
    (faults.length > 0 &&
      (await areOfAllRaw(lake, dataset, flatfiles)) &&
      (await rawLosses(lake, dataset)) === null);
  const refused = canRemake
    ? faults.filter((fault) => isForeign(fault) && !(rebuild && fault.rowsOf === undefined))
    : faults;
  if (refused.length > 0) throw new UserError(describeFaults(dataset, refused));
}

function statesOf(days: TableDays['days']): Map<string, DayState> {
  return new Map([...days].map(([day, { state }]) => [day, state]));
}
