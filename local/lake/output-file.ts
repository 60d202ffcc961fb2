import {
  closeSync,
  fsync,
  lstatSync,
  openSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { asWriteError, clearPlace, sync, unfinishedName } from './atomic-write.ts';
import { type FileSum, Summing } from './file-sum.ts';

const flush = promisify(fsync);

/**
 * A file that is written in chunks and put in place whole, or not at all. If nothing is written, the
 * file that was there before is removed.
 *
 * The order is: `write` any number of times, `finish`, `replace`, `syncFolders`. Whoever writes many files
 * does each step for all of them, because flushing many files at once takes the disk little longer
 * than flushing one. Short operations are synchronous, because promises would take several times as long.
 */
export class OutputFile {
  private readonly file: string;
  private readonly isFlushed: boolean;
  private readonly summing = new Summing();
  /** The descriptor of the unfinished file, while it is open. */
  private descriptor: number | null = null;
  private isUnfinished = false;
  /** Whether the folder has changed, because the file was put in place or removed, and is to be flushed. */
  hasFolderToFlush = false;

  /**
   * @param isFlushed whether the file must survive a failure of power. One that its readers compare
   *   with its sum, and can have made again, need not: flushing takes far longer than writing a small file.
   */
  constructor(file: string, isFlushed = true) {
    this.file = file;
    this.isFlushed = isFlushed;
  }

  /** @throws UserError if writing fails */
  write(bytes: Uint8Array): void {
    this.summing.add(bytes);
    try {
      if (!this.isUnfinished) {
        this.descriptor = openNew(unfinishedName(this.file));
        this.isUnfinished = true;
      }
      for (let at = 0; at < bytes.length; ) at += writeSync(this.descriptor!, bytes, at);
    } catch (error) {
      throw asWriteError(error, this.file);
    }
  }

  /** The checksum of the written bytes, to be called once; null if nothing was written. */
  sum(): FileSum | null {
    return this.isUnfinished ? this.summing.sum() : null;
  }

  /** Ends the content, and flushes it to disk if it is to be flushed. */
  async finish(): Promise<void> {
    if (this.descriptor === null) return;
    try {
      if (this.isFlushed) await flush(this.descriptor);
      this.close();
    } catch (error) {
      throw asWriteError(error, this.file);
    }
  }

  /** Puts the finished file in place. It stays there after a crash once its folder is synchronised. */
  async replace(): Promise<void> {
    try {
      const before = lstatSync(this.file, { throwIfNoEntry: false });
      if (before?.isDirectory()) await clearPlace(this.file);
      if (this.isUnfinished) {
        renameSync(unfinishedName(this.file), this.file);
        this.isUnfinished = false;
        this.hasFolderToFlush = this.isFlushed;
      } else if (before && !before.isDirectory()) {
        // A folder belongs to another object, whose name goes on after this one's: `x.jsonl/y`.
        rmSync(this.file, { force: true });
        this.hasFolderToFlush = this.isFlushed;
      }
    } catch (error) {
      throw asWriteError(error, this.file);
    }
  }

  /** Removes the unfinished file, if it has not been put in place. */
  discard(): void {
    if (!this.isUnfinished) return;
    for (const step of [() => this.close(), () => rmSync(unfinishedName(this.file))]) {
      try {
        step();
      } catch {
        // The failure that led here is the one to report.
      }
    }
  }

  /** The file's folder. */
  get folder(): string {
    return dirname(this.file);
  }

  private close(): void {
    if (this.descriptor === null) return;
    const { descriptor } = this;
    this.descriptor = null;
    closeSync(descriptor);
  }
}

/** Opens a file that is new. One that a killed process has left, or a link, is removed and not written to. */
function openNew(file: string): number {
  try {
    return openSync(file, 'wx');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    unlinkSync(file);
    return openSync(file, 'wx');
  }
}

/** Flushes the names of files that have been put in place or removed: each folder once. */
export async function syncFolders(files: readonly OutputFile[]): Promise<void> {
  const folders = new Set(
    files.filter((file) => file.hasFolderToFlush).map(({ folder }) => folder),
  );
  await Promise.all(
    [...folders].map((folder) =>
      sync(folder).catch((error) => {
        throw asWriteError(error, folder);
      }),
    ),
  );
}
