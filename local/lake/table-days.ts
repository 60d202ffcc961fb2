/**
 * The days of the table, compared with their notes whenever the table is read: a day that is
 * missing, or that convert has not written, is an error and never left out in silence.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Dataset } from '../../pipeline/dataset.ts';
import {
  tableFileDay,
  tableFileKey,
  tableNoteDay,
  tableNotePrefix,
  tablePrefix,
} from '../../pipeline/lake-keys.ts';
import { literal } from '../../pipeline/spellings/duckdb-types.ts';
import { UserError } from '../../terminal/user-error.ts';
import { rowsOf } from '../duckdb/duckdb.ts';
import { fileList } from '../duckdb/duckdb-files.ts';
import { type DayFault, describeFaults } from './day-faults.ts';
import { type NoteRead, readNote } from './day-notes.ts';
import { type DayState, isSameState, measureFile } from './day-state.ts';
import { sumOfFile } from './file-sum.ts';
import type { HeldFiles } from './held-files.ts';
import { fileOf, type LakeFolder, listKeys, listObjects } from './lake-folder.ts';
import { type DayLook, MeasuredDays } from './looks-at-table-days.ts';

/** A day's file, held open for a reader. */
export interface HeldDay {
  /** The path that the engine reads. */
  readonly path: string;
  readonly state: DayState;
  /** Equal for files of the same columns. */
  readonly schema: string;
}

export interface TableDays {
  /** The days that are as convert has written them, in their order. */
  readonly days: Map<string, HeldDay>;
  readonly faults: readonly DayFault[];
  /** Whether any day has a note. Early releases wrote no notes at all. */
  readonly hasNotes: boolean;
}

/** Keys of the files in the table's folder whose names are no day, so that no reader takes them. */
export async function foreignFilesInTable(lake: LakeFolder, dataset: Dataset): Promise<string[]> {
  const files = await listObjects(lake, tablePrefix(dataset));
  return files.map(({ key }) => key).filter((key) => tableFileDay(dataset, key) === null);
}

/**
 * Holds the files of all days, in the order of the days, as convert has written them.
 * @throws UserError naming the days that are missing, or not as convert has written them
 */
export async function holdDays(
  connection: DuckDBConnection,
  lake: LakeFolder,
  dataset: Dataset,
  held: HeldFiles,
): Promise<Map<string, HeldDay>> {
  const { days, faults } = await examineDays(connection, lake, dataset, held);
  if (faults.length > 0) throw new UserError(describeFaults(dataset, faults));
  return days;
}

/**
 * Holds the files of all days, and finds those that are not as convert has written them. In a table
 * without any notes, as early releases left it, a day is sound if all its rows are of that day.
 */
export function examineDays(
  connection: DuckDBConnection,
  lake: LakeFolder,
  dataset: Dataset,
  held: HeldFiles,
): Promise<TableDays> {
  return examineBy(connection, lake, dataset, (day) => holdDay(lake, dataset, held, day));
}

/** The same for the only process that changes the lake: it needs no file held, as none is replaced. */
export async function examineLockedDays(
  connection: DuckDBConnection,
  lake: LakeFolder,
  dataset: Dataset,
): Promise<TableDays> {
  const measured = await MeasuredDays.of(lake, dataset);
  const found = await examineBy(connection, lake, dataset, (day) => measured.look(day));
  await measured.keep();
  return found;
}

/** @param look reads the day's note before it measures its file */
async function examineBy(
  connection: DuckDBConnection,
  lake: LakeFolder,
  dataset: Dataset,
  look: (day: string) => Promise<DayLook>,
): Promise<TableDays> {
  const { all, hasNotes } = listDays(lake, dataset);
  const days = new Map<string, HeldDay>();
  const faults: DayFault[] = [];
  for (let pending = all; pending.length > 0; ) {
    const again: string[] = [];
    for (const day of pending) {
      const { note, file } = await look(day);
      const measured = file?.measured ?? null;
      const found = file && measured === null ? 'damaged' : (measured?.state ?? null);
      const others =
        note === null && !hasNotes && file && measured
          ? await otherDaysIn(connection, dataset, file.path, day)
          : null;
      if (isAsNoted(note, found, hasNotes) && others === null) {
        if (file && measured) {
          const { state, schema } = measured;
          days.set(day, { path: file.path, state: stateNoted(note, state), schema });
        }
      } else if (isEqual(await readNote(lake, dataset, day), note)) {
        faults.push({ day, found, note, ...(others !== null && { rowsOf: others }) });
      } else {
        // Another process has replaced the file meanwhile.
        again.push(day);
      }
    }
    pending = again;
  }
  const inOrder = [...days].sort(([one], [other]) => (one < other ? -1 : 1));
  return { days: new Map(inOrder), faults, hasNotes };
}

/** Finds the days whose files have other bytes than noted. A note without a checksum is not compared. */
export async function alteredDays(
  lake: LakeFolder,
  dataset: Dataset,
  days: Iterable<string>,
): Promise<DayFault[]> {
  const faults: DayFault[] = [];
  for (const day of days) {
    const note = await readNote(lake, dataset, day);
    if (note === null || note === 'damaged') continue;
    const noted = note.filter((state) => state !== null).map(({ sha256 }) => sha256);
    if (noted.length === 0 || noted.includes(undefined)) continue;
    const sum = await sumOfFile(fileOf(lake, tableFileKey(dataset, day)));
    const isUnaltered = sum !== null && noted.includes(sum.sha256);
    // Another process may have replaced the file meanwhile.
    const isStillNoted = isEqual(await readNote(lake, dataset, day), note);
    if (!isUnaltered && isStillNoted) faults.push({ day, found: 'altered', note });
  }
  return faults;
}

/** The days that have a file or a note, and whether any has a note. */
function listDays(lake: LakeFolder, dataset: Dataset) {
  const notes = listKeys(lake, tableNotePrefix(dataset));
  const files = listKeys(lake, tablePrefix(dataset));
  const noted = notes.map((key) => tableNoteDay(dataset, key)).filter((day) => day !== null);
  const found = files.map((key) => tableFileDay(dataset, key)).filter((day) => day !== null);
  return { all: [...new Set([...noted, ...found])].sort(), hasNotes: noted.length > 0 };
}

async function holdDay(
  lake: LakeFolder,
  dataset: Dataset,
  held: HeldFiles,
  day: string,
): Promise<DayLook> {
  const note = await readNote(lake, dataset, day);
  const [path] = await held.hold([fileOf(lake, tableFileKey(dataset, day))]);
  if (path === undefined) return { note, file: null };
  return { note, file: { path, measured: await measureFile(path).catch(() => null) } };
}

/** `2026-11-22` or `2026-11-22 to 2026-11-24`: the days of a file's rows; null if all are of `day`. */
async function otherDaysIn(
  connection: DuckDBConnection,
  dataset: Dataset,
  path: string,
  day: string,
): Promise<string | null> {
  const [row] = await rowsOf(
    connection,
    `SELECT substr(min(stats_min_value), 1, 10) AS first, substr(max(stats_max_value), 1, 10) AS last
    FROM parquet_metadata(${fileList([path])}) WHERE path_in_schema = ${literal(dataset.day.name)}`,
  );
  const [first, last] = [row?.first ?? day, row?.last ?? day];
  if (first === day && last === day) return null;
  return first === last ? String(first) : `${first} to ${last}`;
}

function isAsNoted(note: NoteRead, found: DayState | 'damaged' | null, hasNotes: boolean): boolean {
  if (note === 'damaged' || found === 'damaged') return false;
  if (note === null) return found === null || !hasNotes;
  return note.some((state) => isSameState(state, found));
}

/** The noted state that equals the measured one, since a note has the checksum too. */
function stateNoted(note: NoteRead, measured: DayState): DayState {
  if (note === null || note === 'damaged') return measured;
  return note.find((state) => state !== null && isSameState(state, measured)) ?? measured;
}

function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
