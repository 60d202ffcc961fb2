/**
 * Looks at the table's days that are kept from one conversion to the next: opening the file and the note
 * of each of a thousand days takes longer than converting an hour's batch.
 */
import { lstatSync } from 'node:fs';
import type { Dataset } from '../../pipeline/dataset.ts';
import { tableFileKey, tableNoteKey } from '../../pipeline/lake-keys.ts';
import { type DayNote, type NoteRead, readNote } from './day-notes.ts';
import { isSameState, type MeasuredFile, measureFile } from './day-state.ts';
import { isSame, isSettled, KeptLooks, type Print, printOf } from './kept-looks.ts';
import { fileOf, type LakeFolder } from './lake-folder.ts';

/** A day's note, and what its file is; null if there is no file. */
export interface DayLook {
  readonly note: NoteRead;
  readonly file: {
    /** The path that the engine reads. */
    readonly path: string;
    /** Null if the file is damaged. */
    readonly measured: MeasuredFile | null;
  } | null;
}

/** A day that is as noted, with the prints of its file and of its note. */
interface SoundDay {
  readonly prints: readonly [Print, Print];
  readonly note: DayNote;
  readonly measured: MeasuredFile;
}

/** Looks at days, as the only process that changes the lake. */
export class MeasuredDays {
  readonly #lake: LakeFolder;
  readonly #dataset: Dataset;
  readonly #looks: KeptLooks<SoundDay>;

  private constructor(lake: LakeFolder, dataset: Dataset, looks: KeptLooks<SoundDay>) {
    this.#lake = lake;
    this.#dataset = dataset;
    this.#looks = looks;
  }

  static async of(lake: LakeFolder, dataset: Dataset): Promise<MeasuredDays> {
    return new MeasuredDays(lake, dataset, await KeptLooks.in(lake, dataset, 'measured-days.json'));
  }

  async look(day: string): Promise<DayLook> {
    const path = fileOf(this.#lake, tableFileKey(this.#dataset, day));
    const looked_ms = Date.now();
    const file = printOf(path);
    const noted = printOf(fileOf(this.#lake, tableNoteKey(this.#dataset, day)));
    const sound = this.#looks.ifSame(
      day,
      ({ prints }) => isSame(prints[0], file) && isSame(prints[1], noted),
    );
    if (sound) return { note: sound.note, file: { path, measured: sound.measured } };
    const note = await readNote(this.#lake, this.#dataset, day);
    const measured = await measureFile(path).catch(() => null);
    if (file && noted && measured && isNoted(note, measured)) {
      const areSettled = [file, noted].every(([, , time]) => isSettled(time, looked_ms));
      if (areSettled) this.#looks.add(day, { prints: [file, noted], note, measured });
    }
    const isThere = measured !== null || lstatSync(path, { throwIfNoEntry: false }) !== undefined;
    return { note, file: isThere ? { path, measured } : null };
  }

  keep(): Promise<void> {
    return this.#looks.keep();
  }
}

function isNoted(note: NoteRead, { state }: MeasuredFile): note is DayNote {
  return Array.isArray(note) && note.some((noted) => isSameState(noted, state));
}
