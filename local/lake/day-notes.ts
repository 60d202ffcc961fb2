/**
 * The notes beside the table's files. For each day, convert notes which states its file may be in,
 * so that a reader notices a day that is missing, damaged, or written by something else.
 */
import { lstat, rename, rm, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Dataset } from '../../pipeline/dataset.ts';
import { tableFileKey, tableNoteKey, tableNotePrefix, workKey } from '../../pipeline/lake-keys.ts';
import { clearPlace, writeFileAtomically } from './atomic-write.ts';
import type { DayState } from './day-state.ts';
import { sumOfFile } from './file-sum.ts';
import { fileOf, fileWithFolder, type LakeFolder, nullIfGone } from './lake-folder.ts';
import { isNothingToRead } from './open-file.ts';
import { readWhole } from './read-whole.ts';

/**
 * The states that a day's file may be in; null is no file at all. There are two while one state is
 * being replaced by the other, so that a process that is killed in between leaves no file that the
 * note does not know.
 */
export type DayNote = readonly (DayState | null)[];

/** The note of a day as it is read; null if there is none. */
export type NoteRead = DayNote | 'damaged' | null;

export async function readNote(lake: LakeFolder, dataset: Dataset, day: string): Promise<NoteRead> {
  const file = fileOf(lake, tableNoteKey(dataset, day));
  try {
    return parseNote((await readWhole(file)).toString());
  } catch (error) {
    if (!isNothingToRead(error)) throw error;
    // A folder, a pipe or a dangling link in the note's place is a damaged note.
    return lstat(file).then(() => 'damaged', nullIfGone);
  }
}

/** Writes which states the day's file may be in from now on. If the only one is null, removes the note. */
export async function writeNote(
  lake: LakeFolder,
  dataset: Dataset,
  day: string,
  states: DayNote,
): Promise<void> {
  const key = tableNoteKey(dataset, day);
  if (states.every((state) => state === null)) return rm(fileOf(lake, key), { force: true });
  const file = await fileWithFolder(lake, key);
  await clearPlace(file);
  await writeFileAtomically(file, noteText(states));
}

/**
 * Writes the first notes of a table that has none. All of them appear at once, because as soon as
 * any day has a note, a day without one counts as not written by convert.
 */
export async function writeFirstNotes(
  lake: LakeFolder,
  dataset: Dataset,
  days: ReadonlyMap<string, DayState>,
): Promise<void> {
  const unfinished = fileOf(lake, UNFINISHED_NOTES_KEY);
  await rm(unfinished, { recursive: true, force: true });
  for (const [day, measured] of days) {
    const sum = await sumOfFile(fileOf(lake, tableFileKey(dataset, day)));
    const state = { ...measured, ...(sum && { sha256: sum.sha256 }) };
    const name = tableNoteKey(dataset, day).slice(tableNotePrefix(dataset).length);
    const file = await fileWithFolder(lake, `${UNFINISHED_NOTES_KEY}/${name}`);
    await writeFileAtomically(file, noteText([state]));
  }
  const folder = dirname(await fileWithFolder(lake, `${tableNotePrefix(dataset)}any`));
  await rmdir(folder);
  await rename(unfinished, folder);
}

const UNFINISHED_NOTES_KEY = workKey('table-notes');

/** The fewest rows that the day had by its note; 1 if the note cannot be read. */
export function leastRows(note: NoteRead): number {
  if (note === null) return 0;
  return note === 'damaged' ? 1 : Math.min(...note.map((state) => state?.rows ?? 0));
}

function noteText(states: DayNote): string {
  return `${JSON.stringify(states)}\n`;
}

function parseNote(text: string): DayNote | 'damaged' {
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
