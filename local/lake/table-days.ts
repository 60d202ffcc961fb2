/**
 * The days of the table. What convert has written of each is noted beside it, and is looked for
 * whenever the table is read: a day that is gone, or that something else has written, is told and
 * not left out.
 */
import { lstat, rename, rm, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Dataset } from '../../pipeline/dataset.ts';
import {
  tableFileDay,
  tableFileKey,
  tableNoteDay,
  tableNoteKey,
  tableNotePrefix,
  tablePrefix,
  workKey,
} from '../../pipeline/lake-keys.ts';
import { literal } from '../../pipeline/spellings/duckdb-types.ts';
import { UserError } from '../../terminal/user-error.ts';
import { countOf } from '../../terminal/wording.ts';
import { rowsOf } from '../duckdb/duckdb.ts';
import { fileList } from '../duckdb/duckdb-files.ts';
import { clearPlace, writeFileAtomically } from './atomic-write.ts';
import { sumOfFile } from './file-sum.ts';
import type { HeldFiles } from './held-files.ts';
import { fileOf, fileWithFolder, type LakeFolder, listObjects, nullIfGone } from './lake-folder.ts';
import { readWhole } from './read-whole.ts';

/** What a day's file is, as far as can be told without reading its rows. */
export interface DayState {
  readonly rows: number;
  /** Those that Parquet stores: each field of a struct is one. */
  readonly columns: number;
  readonly bytes: number;
  /** Of all its bytes, hexadecimal; noted since releases of late 2026, and looked at where a day is read whole. */
  readonly sha256?: string;
}

/**
 * The states that a day's file may be in; null is no file at all. There are two while the one is
 * being replaced by the other, so that a process that is killed leaves no file that nobody expects.
 */
type DayNote = readonly (DayState | null)[];

/** What is found where a note should be. */
type FoundNote = DayNote | 'damaged' | null;

/** A day's file, held open for a reader. */
export interface HeldDay {
  /** For the engine to read. */
  readonly path: string;
  readonly state: DayState;
}

/** A day that is not as convert has written it. */
export interface DayFault {
  readonly day: string;
  /** Altered is what looks as it should, and has other bytes. */
  readonly found: DayState | 'damaged' | 'altered' | null;
  /** Null if convert has noted other days, but not this one. */
  readonly note: FoundNote;
  /** The first and the last day of its rows, if another one's rows are among them. */
  readonly rowsOf?: string;
}

export interface TableDays {
  /** Those that are as they should be, in their order. */
  readonly days: Map<string, HeldDay>;
  readonly faults: readonly DayFault[];
  /** Whether any day has a note: releases that left none noted no day at all. */
  readonly areNoted: boolean;
}

/** Keys of the files among the table's that are named like no day, and so are not read. */
export async function strangersInTable(lake: LakeFolder, dataset: Dataset): Promise<string[]> {
  const files = await listObjects(lake, tablePrefix(dataset));
  return files.map(({ key }) => key).filter((key) => tableFileDay(dataset, key) === null);
}

/**
 * Holds the files of all days, in the order of the days, as convert has written them.
 * @throws UserError naming the days that are gone, or not as convert has written them
 */
export async function holdDays(
  connection: DuckDBConnection,
  lake: LakeFolder,
  dataset: Dataset,
  held: HeldFiles,
): Promise<Map<string, HeldDay>> {
  const { days, faults } = await lookAtDays(connection, lake, dataset, held);
  if (faults.length > 0) throw new UserError(saidOfFaults(dataset, faults));
  return days;
}

/**
 * Holds the files of all days, and tells which are not as convert has written them. Where no day
 * has a note, as older releases left the table, each is taken that has its own day's rows.
 */
export async function lookAtDays(
  connection: DuckDBConnection,
  lake: LakeFolder,
  dataset: Dataset,
  held: HeldFiles,
): Promise<TableDays> {
  const { all, areNoted } = await tableDays(lake, dataset);
  const days = new Map<string, HeldDay>();
  const faults: DayFault[] = [];
  for (let pending = all; pending.length > 0; ) {
    const again: string[] = [];
    const notes = new Map<string, FoundNote>();
    for (const day of pending) notes.set(day, await readNote(lake, dataset, day));
    const holding = await holdAll(connection, lake, dataset, held, pending);
    for (const day of pending) {
      const note = notes.get(day) ?? null;
      const file = holding.get(day);
      const found = file?.state ?? null;
      const others =
        note === null && !areNoted && file && found !== 'damaged'
          ? await otherDaysIn(connection, dataset, file.path, day)
          : null;
      if (fits(note, found, areNoted) && others === null) {
        if (file)
          days.set(day, { path: file.path, state: stateNoted(note, file.state as DayState) });
      } else if (isEqual(await readNote(lake, dataset, day), note)) {
        faults.push({ day, found, note, ...(others !== null && { rowsOf: others }) });
      } else {
        // Another process has replaced it meanwhile.
        again.push(day);
      }
    }
    pending = again;
  }
  const inOrder = [...days].sort(([one], [other]) => (one < other ? -1 : 1));
  return { days: new Map(inOrder), faults, areNoted };
}

/** Those of the days whose files have other bytes than convert has noted, as far as it has. */
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
    const isAsNoted = sum !== null && noted.includes(sum.sha256);
    // Another process may have replaced it meanwhile.
    const isStillNoted = isEqual(await readNote(lake, dataset, day), note);
    if (!isAsNoted && isStillNoted) faults.push({ day, found: 'altered', note });
  }
  return faults;
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
  const file = await fileWithFolder(lake, key);
  await clearPlace(file);
  await writeFileAtomically(file, `${JSON.stringify(states)}\n`);
}

/**
 * Notes days that have no note, all at once: from then on, a day without one is none of convert's.
 */
export async function noteDays(
  lake: LakeFolder,
  dataset: Dataset,
  days: ReadonlyMap<string, DayState>,
): Promise<void> {
  const work = fileOf(lake, NOTES_BEGUN_KEY);
  await rm(work, { recursive: true, force: true });
  for (const [day, found] of days) {
    const sum = await sumOfFile(fileOf(lake, tableFileKey(dataset, day)));
    const state = { ...found, ...(sum && { sha256: sum.sha256 }) };
    const name = tableNoteKey(dataset, day).slice(tableNotePrefix(dataset).length);
    await writeFileAtomically(
      await fileWithFolder(lake, `${NOTES_BEGUN_KEY}/${name}`),
      `${JSON.stringify([state])}\n`,
    );
  }
  const folder = dirname(await fileWithFolder(lake, `${tableNotePrefix(dataset)}any`));
  await rmdir(folder);
  await rename(work, folder);
}

const NOTES_BEGUN_KEY = workKey('table-notes');

/** How many rows a day that is to be made again should have at least; of an unreadable note, one. */
export function leastRows(note: FoundNote): number {
  if (note === null) return 0;
  return note === 'damaged' ? 1 : Math.min(...note.map((state) => state?.rows ?? 0));
}

/** So many days are told of, and how many more there are. */
const FAULTS_TOLD = 5;

/** What is wrong with days, and what to do about it. */
export function saidOfFaults(dataset: Dataset, faults: readonly DayFault[]): string {
  const strangers = faults.filter(isStranger);
  const others = faults.filter((fault) => !isStranger(fault));
  return [
    ...(others.length > 0 ? [`${listed(dataset, others)}: ${REMEDY}`] : []),
    ...(strangers.length > 0 ? [`${listed(dataset, strangers)}: ${REMEDY_OF_STRANGERS}`] : []),
  ].join('. ');
}

const REMEDY_OF_STRANGERS =
  'move what convert has not written out of the lake; if contacts are missing then, `contact-lake rebuild` makes their days again from raw/';

const REMEDY = '`contact-lake rebuild` makes the table again from raw/';

/** Whether it is no day of convert's, so that nothing can make it again. */
export function isStranger({ found, note, rowsOf }: DayFault): boolean {
  return rowsOf !== undefined || (note === null && found !== 'damaged');
}

function listed(dataset: Dataset, faults: readonly DayFault[]): string {
  const told = faults.slice(0, FAULTS_TOLD).map((fault) => saidOf(dataset, fault));
  const more = faults.length - told.length;
  return `Found ${told.join('; ')}${more > 0 ? `; and ${countOf(more, 'other day')}` : ''}`;
}

function saidOf(dataset: Dataset, { day, found, note, rowsOf }: DayFault): string {
  const key = tableFileKey(dataset, day);
  if (rowsOf !== undefined) return `${key} with rows of ${rowsOf}, expected its own day's only`;
  if (found === 'damaged') return `${key} damaged, expected Parquet that can be read`;
  if (found === 'altered') return `${key} altered, expected the bytes that convert has written`;
  if (note === 'damaged') {
    return `${tableNoteKey(dataset, day)} damaged, expected it to say what ${key} holds`;
  }
  if (note === null) return `${key}, expected no such day: \`contact-lake run\` has not written it`;
  return `${key} ${described(found)}, expected it ${note.map(described).join(' or ')}`;
}

/** The days that have a file or a note, and whether any has a note. */
async function tableDays(lake: LakeFolder, dataset: Dataset) {
  const notes = await listObjects(lake, tableNotePrefix(dataset));
  const files = await listObjects(lake, tablePrefix(dataset));
  const noted = notes.map(({ key }) => tableNoteDay(dataset, key)).filter((day) => day !== null);
  const found = files.map(({ key }) => tableFileDay(dataset, key)).filter((day) => day !== null);
  return { all: [...new Set([...noted, ...found])].sort(), areNoted: noted.length > 0 };
}

/** A day's file, held open, that may be no Parquet that can be read. */
interface FoundDay {
  readonly path: string;
  readonly state: DayState | 'damaged';
}

async function holdAll(
  connection: DuckDBConnection,
  lake: LakeFolder,
  dataset: Dataset,
  held: HeldFiles,
  days: readonly string[],
): Promise<Map<string, FoundDay>> {
  const paths = new Map<string, string>();
  for (const day of days) {
    const [path] = await held.hold([fileOf(lake, tableFileKey(dataset, day))]);
    if (path !== undefined) paths.set(day, path);
  }
  const states = await readableStates(connection, held, [...paths.values()]);
  return new Map(
    [...paths].map(([day, path]) => [day, { path, state: states.get(path) ?? 'damaged' }]),
  );
}

/** The states of the files that are Parquet. */
async function readableStates(
  connection: DuckDBConnection,
  held: HeldFiles,
  paths: readonly string[],
): Promise<Map<string, DayState>> {
  try {
    return await statesOf(connection, paths);
  } catch (error) {
    // The engine names one of them only.
    if (held.culprit(error) === undefined) throw error;
    if (paths.length === 1) return new Map();
    const half = Math.ceil(paths.length / 2);
    const [first, second] = [paths.slice(0, half), paths.slice(half)];
    return new Map([
      ...(await readableStates(connection, held, first)),
      ...(await readableStates(connection, held, second)),
    ]);
  }
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

async function readNote(lake: LakeFolder, dataset: Dataset, day: string): Promise<FoundNote> {
  const file = fileOf(lake, tableNoteKey(dataset, day));
  try {
    return noteIn((await readWhole(file)).toString());
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!['ENOENT', 'EISDIR', 'ELOOP'].includes(code)) throw error;
    // A folder may be in its place, or a link to nowhere.
    return lstat(file).then(() => 'damaged', nullIfGone);
  }
}

function noteIn(text: string): DayNote | 'damaged' {
  try {
    const note: unknown = JSON.parse(text);
    const isNote = Array.isArray(note) && note.length > 0 && note.every(isStateOrNull);
    return isNote ? note : 'damaged';
  } catch {
    return 'damaged';
  }
}

function isStateOrNull(value: unknown): value is DayState | null {
  if (value === null) return true;
  const { rows, columns, bytes } = Object(value) as Record<string, unknown>;
  return [rows, columns, bytes].every((count) => Number.isInteger(count));
}

function fits(note: FoundNote, found: DayState | 'damaged' | null, areNoted: boolean): boolean {
  if (note === 'damaged' || found === 'damaged') return false;
  if (note === null) return found === null || !areNoted;
  return note.some((state) => isSameState(state, found));
}

/** The state as it is noted, with what cannot be told without reading the rows. */
function stateNoted(note: FoundNote, found: DayState): DayState {
  if (note === null || note === 'damaged') return found;
  return note.find((state) => state !== null && isSameState(state, found)) ?? found;
}

/** As far as can be told without reading the rows. */
function isSameState(one: DayState | null, other: DayState | null): boolean {
  return (
    one?.rows === other?.rows && one?.columns === other?.columns && one?.bytes === other?.bytes
  );
}

function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** `with 1,682 rows in 262 columns and 81,234 bytes` */
function described(state: DayState | null): string {
  if (state === null) return 'missing';
  const { rows, columns, bytes } = state;
  return `with ${countOf(rows, 'row')} in ${countOf(columns, 'column')} and ${countOf(bytes, 'byte')}`;
}
