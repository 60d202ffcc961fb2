import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { PassThrough, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { asUserError, clearPlace, publish, unfinishedName } from './atomic-write.ts';
import { type FileSum, Summing, summed } from './file-sum.ts';

/**
 * A file that is written in chunks and put in place whole, or not at all. If nothing is written,
 * `publish` removes the file that was there before.
 */
export class OutputFile {
  private readonly file: string;
  private readonly via: Transform;
  private readonly summing = new Summing();
  /** Ends with the writing; null until there is something to write. */
  private written: Promise<void> | null = null;

  /** @param via transforms the bytes, such as gzip */
  constructor(file: string, via: Transform = new PassThrough()) {
    this.file = file;
    this.via = via;
  }

  /** Resolves when there is room for more; rejects if writing has failed. */
  write(bytes: Uint8Array): Promise<void> {
    this.written ??= this.begun();
    const taken = new Promise<void>((ready) => this.via.write(bytes, () => ready()));
    return Promise.race([taken, this.written]);
  }

  /**
   * Puts the file in place.
   * @returns the file's sum; null if nothing was written
   */
  async publish(): Promise<FileSum | null> {
    try {
      await clearPlace(this.file);
      if (this.written === null) {
        await rm(this.file, { force: true });
        return null;
      }
      this.via.end();
      await this.written;
      await publish(unfinishedName(this.file), this.file);
      this.written = null;
      return this.summing.sum();
    } catch (error) {
      throw asUserError(error, this.file);
    }
  }

  /** Removes the unfinished file, if it has not been put in place. */
  async discard(): Promise<void> {
    if (this.written === null) return;
    this.via.destroy();
    await this.written.catch(() => {});
    await rm(unfinishedName(this.file), { force: true }).catch(() => {});
  }

  private begun(): Promise<void> {
    const passed = (chunks: AsyncIterable<Uint8Array>) => summed(chunks, this.summing);
    const target = createWriteStream(unfinishedName(this.file));
    const written = pipeline(this.via, passed, target).catch((error) => {
      throw asUserError(error, this.file);
    });
    // A failure reaches the next write, publish or discard; until then nobody awaits it.
    written.catch(() => {});
    return written;
  }
}
