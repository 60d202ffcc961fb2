import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** What tells whether a file still is what was written. */
export interface FileSum {
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

const NO_FILE = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES', 'EPERM']);

const READ_BYTES = 1024 * 1024;

/** The sum of a file as it is now; null if it is not there, or may not be read. */
export async function sumOfFile(file: string): Promise<FileSum | null> {
  const adder = new Summing();
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: READ_BYTES })) {
      adder.add(chunk);
    }
  } catch (error) {
    if (NO_FILE.has((error as NodeJS.ErrnoException).code ?? '')) {
      return null;
    }
    throw error;
  }
  return adder.sum();
}

/** Whether both are of the same bytes. */
export function isSameSum(one: FileSum | null, other: FileSum | null): boolean {
  return one?.bytes === other?.bytes && one?.sha256 === other?.sha256;
}

/** The sum of what passes by. */
export class Summing {
  private readonly hash = createHash('sha256');
  private bytes = 0;

  add(bytes: Uint8Array): void {
    this.hash.update(bytes);
    this.bytes += bytes.length;
  }

  /** Once all has been added. */
  sum(): FileSum {
    return { bytes: this.bytes, sha256: this.hash.digest('hex') };
  }
}

/** The same bytes, which are summed as they pass by. */
export async function* summed(
  chunks: AsyncIterable<Uint8Array>,
  summing: Summing,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    summing.add(chunk);
    yield chunk;
  }
}
