import { readSource } from './read-source.ts';

/** What a file system has refused to read; its cause is the refusal. */
export class ReadError extends Error {}

/**
 * A file's bytes as they are stored.
 * @throws ReadError, to be told from what goes wrong in writing
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
