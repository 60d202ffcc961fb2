import { createHash } from 'node:crypto';
import { isNothingToRead, piecesOf } from './open-file.ts';

/** A file's size and checksum, by which a later change is noticed. */
export interface FileSum {
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

const READ_BYTES = 1024 * 1024;

/** The current sum of a file; null if it does not exist or may not be read. */
export async function sumOfFile(file: string): Promise<FileSum | null> {
  const summing = new Summing();
  try {
    for await (const chunk of piecesOf(file, READ_BYTES)) summing.add(chunk);
  } catch (error) {
    if (isNothingToRead(error) || mayNotBeRead(error)) return null;
    throw error;
  }
  return summing.sum();
}

function mayNotBeRead(error: unknown): boolean {
  return ['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '');
}

/** Whether both are sums of the same bytes. */
export function isSameSum(one: FileSum | null, other: FileSum | null): boolean {
  return one?.bytes === other?.bytes && one?.sha256 === other?.sha256;
}

/** Sums up bytes that arrive in chunks. */
export class Summing {
  private readonly hash = createHash('sha256');
  private bytes = 0;

  add(bytes: Uint8Array): void {
    this.hash.update(bytes);
    this.bytes += bytes.length;
  }

  /** The sum. To be called once, after the last bytes. */
  sum(): FileSum {
    return { bytes: this.bytes, sha256: this.hash.digest('hex') };
  }
}

/** Passes the chunks on, and adds them to the sum. */
export async function* summed(
  chunks: AsyncIterable<Uint8Array>,
  summing: Summing,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    summing.add(chunk);
    yield chunk;
  }
}
