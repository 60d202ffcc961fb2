/**
 * Keeps in files, beside other kept work, what a run has found in the lake, so that the next run looks again only at what
 * has changed since. All of it can be found again, so a damaged or missing file costs only time. Only
 * the process that holds the lake's lock reads and writes them.
 */
import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { Dataset } from '../../pipeline/dataset.ts';
import { clearPlace, unfinishedName } from './atomic-write.ts';
import { keptKey } from './kept-work.ts';
import { fileOf, fileWithFolder, type LakeFolder } from './lake-folder.ts';
import { readWhole } from './read-whole.ts';

/** A file whose number, size and time are as before is the same file, and need not be opened. */
export type Print = readonly [inode: number, bytes: number, modified_ms: number];

/** Two changes in quick succession may leave a file or a folder with the same time, so young times are not trusted. */
const SETTLED_AFTER_MS = 2000;

/** To be raised when the shape of any look changes, so that no other release's looks are read. */
const FORMAT = 2;

/** Up to so many looks are taken anew by every run instead of being kept. */
const MOST_TAKEN_ANEW = 16;

/** The print of a file; null if there is none. */
export function printOf(path: string): Print | null {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    return found?.isFile() ? [found.ino, found.size, found.mtimeMs] : null;
  } catch {
    return null;
  }
}

/**
 * Shows that nothing was done to a file or a folder: its number, and the time of the last change of it or of anything
 * in it. No copy, unpacking or `touch` sets this time back, as each does with the time of the content.
 */
export type Change = readonly [inode: number, changed_ms: number];

/** The last change of a file or a folder; null if there is none. */
export function changeOf(path: string): Change | null {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    return found ? [found.ino, found.ctimeMs] : null;
  } catch {
    return null;
  }
}

export function isSame<T extends readonly number[]>(one: T, other: T | null): boolean {
  return other !== null && one.every((part, i) => part === other[i]);
}

/** @param looked_ms when the time was found */
export function isSettled(modified_ms: number, looked_ms: number): boolean {
  return modified_ms < looked_ms - SETTLED_AFTER_MS;
}

/** Looks by their names: those of runs before, until they turn out to count no more, and those of this run. */
export class KeptLooks<Look> {
  readonly #lake: LakeFolder;
  readonly #key: string;
  readonly #looks: Map<string, Look>;
  #takenAnew = 0;

  private constructor(lake: LakeFolder, key: string, looks: Map<string, Look>) {
    this.#lake = lake;
    this.#key = key;
    this.#looks = looks;
  }

  /** @param name of the file */
  static async in<Look>(
    lake: LakeFolder,
    dataset: Dataset,
    name: string,
  ): Promise<KeptLooks<Look>> {
    const key = `${keptKey(dataset)}/${name}`;
    return new KeptLooks(lake, key, await readLooks<Look>(fileOf(lake, key)));
  }

  /** The kept look, which counts on if it `counts`; null if there is none such. */
  ifSame(name: string, counts: (look: Look) => boolean): Look | null {
    const look = this.#looks.get(name);
    if (look !== undefined && isTrue(() => counts(look))) return look;
    this.#looks.delete(name);
    this.#takenAnew++;
    return null;
  }

  add(name: string, look: Look): void {
    this.#looks.set(name, look);
  }

  /** Writes the looks for the next run, if that saves enough the next time. */
  async keep(): Promise<void> {
    if (this.#takenAnew <= MOST_TAKEN_ANEW) return;
    const text = JSON.stringify([...this.#looks]);
    try {
      const file = await fileWithFolder(this.#lake, this.#key);
      await clearPlace(file);
      const unfinished = unfinishedName(file);
      rmSync(unfinished, { force: true });
      // Not flushed to disk: what a power failure spoils is found again.
      writeFileSync(unfinished, `${headOf(text)}\n${text}`);
      renameSync(unfinished, file);
    } catch {
      // The next run looks at everything again.
    }
  }
}

/** False where a look of another shape cannot be examined. */
function isTrue(examine: () => boolean): boolean {
  try {
    return examine();
  } catch {
    return false;
  }
}

async function readLooks<Look>(file: string): Promise<Map<string, Look>> {
  try {
    const content = (await readWhole(file)).toString();
    const end = content.indexOf('\n');
    const text = content.slice(end + 1);
    return new Map(headOf(text) === content.slice(0, end) ? JSON.parse(text) : []);
  } catch {
    return new Map();
  }
}

/** The first line of the file: the format of the looks, and the CRC-32 of the rest. */
function headOf(text: string): string {
  return `${FORMAT} ${crc32(text).toString(16)}`;
}
