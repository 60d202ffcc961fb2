/**
 * The days of the table. What convert has written of each is noted beside it, and is looked for
 * whenever the table is read: a day that is gone, or that something else has written, is told and
 * not left out.
 */
import { readFile, rm } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Dataset } from '../../pipeline/dataset.ts';
import {
  tableFileDay,
  tableFileKey,
  tableNoteDay,
  tableNoteKey,
  tableNotePrefix,
  tablePrefix,
} from '../../pipeline/lake-keys.ts';
import { rowsOf } from '../duckdb/duckdb.ts';
import { fileList } from '../duckdb/duckdb-files.ts';
import { UserError } from '../user-error.ts';
import { counted } from '../wording.ts';
import type { HeldFiles } from './held-files.ts';
import { fileOf, type LakeFolder, listObjects, nullIfGone, roomFor } from './lake-folder.ts';
import { writeWhole } from './write-whole.ts';

/** What a day's file is, as far as can be told without reading its rows. */
export interface DayState {
  readonly rows: number;
  /** Those that Parquet stores: each field of a struct is one. */
  readonly columns: number;
  readonly bytes: number;
}

/**
 * The states that a day's file may be in; null is no file at all. There are two while the one is
 * being replaced by the other, so that a process that is killed leaves no file that nobody expects.
 */
type DayNote = readonly (DayState | null)[];

/** A day's file, held open for a reader. */
export interface HeldDay {
  /** For the engine to read. */
  readonly path: string;
  readonly state: DayState;
}

/** A file among the table's that is named like no day, and so is not read: its key. */
export async function strangersInTable(lake: LakeFolder, dataset: Dataset): Promise<string[]> {
  const files = await listObjects(lake, tablePrefix(dataset));
  return files.map(({ key }) => key).filter((key) => tableFileDay(dataset, key) === null);
}

/**
 * Holds the files of all days, in the order of the days, as convert has written them. A day without
 * a note, as older releases left it, is taken as it is.
 * @param isMadeAgain asked where a file is gone: whether a caller makes all of it again
 * @throws UserError naming a day that is gone, or not as convert has written it
 */
export async function holdDays(
  connection: DuckDBConnection,
  lake: LakeFolder,
  dataset: Dataset,
  held: HeldFiles,
  isMadeAgain: () => Promise<boolean> = async () => false,
): Promise<Map<string, HeldDay>> {
  const days = await tableDays(lake, dataset);
  const found = new Map<string, HeldDay | null>(days.map((day) => [day, null]));
  for (let pending = days; pending.length > 0; ) {
    const notes = new Map<string, DayNote | null>();
    for (const day of pending) notes.set(day, await readNote(lake, dataset, day));
    const holding = await holdAll(connection, lake, dataset, held, pending);
    for (const day of pending) found.set(day, holding.get(day) ?? null);
    pending = pending.filter((day) => !fits(notes.get(day) ?? null, found.get(day)?.state ?? null));
    for (const day of pending) {
      // Unless another process has replaced it meanwhile: then it is looked at again.
      const note = notes.get(day) ?? null;
      if (isEqual(await readNote(lake, dataset, day), note)) {
        const state = found.get(day)?.state ?? null;
        if (state === null && (await isMadeAgain())) pending = pending.filter((one) => one !== day);
        else throw new UserError(unexpected(dataset, day, state, note));
      }
    }
  }
  return new Map([...found].filter((entry): entry is [string, HeldDay] => entry[1] !== null));
}

/** What can be said of Parquet files without reading their rows, by path. */
export async function statesOf(
  connection: DuckDBConnection,
  files: readonly string[],
): Promise<Map<string, DayState>> {
  if (files.length === 0) return new Map();
  const list = fileList(files);
  const rows = await rowsOf(
    connection,
    `SELECT file_name, num_rows AS rows, columns, file_size_bytes AS bytes
    FROM parquet_file_metadata(${list}) JOIN (
      SELECT file_name, count(*) FILTER (WHERE num_children IS NULL) AS columns
      FROM parquet_schema(${list}) GROUP BY file_name
    ) USING (file_name)`,
  );
  return new Map(
    rows.map(({ file_name, rows, columns, bytes }) => [
      String(file_name),
      { rows: Number(rows), columns: Number(columns), bytes: Number(bytes) },
    ]),
  );
}

/** Notes which states the day's file may be in from now on; if only none, there is no note. */
export async function noteDay(
  lake: LakeFolder,
  dataset: Dataset,
  day: string,
  states: DayNote,
): Promise<void> {
  const key = tableNoteKey(dataset, day);
  if (states.every((state) => state === null)) return rm(fileOf(lake, key), { force: true });
  await writeWhole(await roomFor(lake, key), `${JSON.stringify(states)}\n`);
}

/** What to do about a day's file that is not as it was written. */
export const REMEDY =
  'remove it and `receipts/`, then `contact-lake run` makes it again from `raw/`';

const REMEDY_IF_GONE = REMEDY.replace('it and ', '');

/** The days that have a file or a note. */
async function tableDays(lake: LakeFolder, dataset: Dataset): Promise<string[]> {
  const notes = await listObjects(lake, tableNotePrefix(dataset));
  const files = await listObjects(lake, tablePrefix(dataset));
  const days = [
    ...notes.map(({ key }) => tableNoteDay(dataset, key)),
    ...files.map(({ key }) => tableFileDay(dataset, key)),
  ];
  return [...new Set(days.filter((day) => day !== null))].sort();
}

async function holdAll(
  connection: DuckDBConnection,
  lake: LakeFolder,
  dataset: Dataset,
  held: HeldFiles,
  days: readonly string[],
): Promise<Map<string, HeldDay>> {
  const paths = new Map<string, string>();
  for (const day of days) {
    const [path] = await held.hold([fileOf(lake, tableFileKey(dataset, day))]);
    if (path !== undefined) paths.set(day, path);
  }
  const states = await statesOf(connection, [...paths.values()]);
  return new Map([...paths].map(([day, path]) => [day, { path, state: states.get(path)! }]));
}

async function readNote(lake: LakeFolder, dataset: Dataset, day: string): Promise<DayNote | null> {
  const key = tableNoteKey(dataset, day);
  const text = await readFile(fileOf(lake, key), 'utf8').catch(nullIfGone);
  if (text === null) return null;
  try {
    return JSON.parse(text) as DayNote;
  } catch {
    throw new UserError(`${key} is damaged: remove it, then \`contact-lake doctor\` reads the day`);
  }
}

function fits(note: DayNote | null, found: DayState | null): boolean {
  return note === null || note.some((state) => isEqual(state, found));
}

function isEqual(one: DayNote | DayState | null, other: DayNote | DayState | null): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function unexpected(
  dataset: Dataset,
  day: string,
  found: DayState | null,
  note: DayNote | null,
): string {
  const expected = (note ?? []).map(described).join(' or ');
  const remedy = found === null ? REMEDY_IF_GONE : REMEDY;
  return `Found ${tableFileKey(dataset, day)} ${described(found)}, expected it ${expected}: ${remedy}`;
}

/** `with 1,682 rows in 262 columns and 81,234 bytes` */
function described(state: DayState | null): string {
  if (state === null) return 'missing';
  const { rows, columns, bytes } = state;
  return `with ${counted(rows, 'row')} in ${counted(columns, 'column')} and ${counted(bytes, 'byte')}`;
}
