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
