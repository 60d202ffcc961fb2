import { closeSync, openSync, readSync } from 'node:fs';
import { readSource } from './read-source.ts';

/** A file could not be read. The cause is the file system's refusal. */
export class ReadError extends Error {}

/**
 * A file's bytes as they are stored.
 * @throws ReadError, which cannot be confused with an error in writing
 */
export async function* bytesOf(
  file: string,
  highWaterMark = 256 * 1024,
): AsyncGenerator<Uint8Array> {
  try {
    yield* readSource(file, highWaterMark);
  } catch (cause) {
    throw new ReadError(file, { cause });
  }
}

/**
 * All bytes of a small file, as they are stored. Reading is synchronous, because promises would take
 * several times as long as a small file itself.
 * @param expected the file's likely size, in bytes
 * @throws ReadError
 */
export function allBytesOf(file: string, expected: number): Buffer {
  try {
    const descriptor = openSync(file, 'r');
    try {
      return readToEnd(descriptor, expected);
    } finally {
      closeSync(descriptor);
    }
  } catch (cause) {
    throw new ReadError(file, { cause });
  }
}

/** Reads until nothing is left, because in a network file system one read may return less than there is. */
function readToEnd(descriptor: number, expected: number): Buffer {
  let bytes = Buffer.allocUnsafe(expected + 1);
  for (let length = 0; ; ) {
    const count = readSync(descriptor, bytes, length, bytes.length - length, null);
    if (count === 0) return bytes.subarray(0, length);
    length += count;
    if (length === bytes.length) bytes = Buffer.concat([bytes, Buffer.allocUnsafe(length)]);
  }
}
