/**
 * A cache of whole answers. A file begins with the checksum of the answer's inputs and of the answer itself, so that
 * neither an outdated nor a damaged answer is used.
 */
import { createHash } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ownUnfinishedName } from '../local/lake/atomic-write.ts';
import { readWhole } from '../local/lake/read-whole.ts';

/** @param key what the answer depends on; @returns null if no sound answer to this is kept */
export async function keptAnswer<T>(folder: string, name: string, key: string): Promise<T | null> {
  const file = await readWhole(join(folder, name)).catch(() => null);
  if (file === null) return null;
  const sum = file.subarray(0, SUM_LENGTH).toString();
  const text = file.subarray(SUM_LENGTH).toString();
  return sum === sumOf(key, text) ? JSON.parse(text) : null;
}

/** Keeps the answer, a value that is JSON-able, in place of the one before. Not flushed to disk: a spoiled file is written again. */
export async function keepAnswer(
  folder: string,
  name: string,
  key: string,
  answer: unknown,
): Promise<void> {
  const file = join(folder, name);
  const unfinished = ownUnfinishedName(file);
  const text = JSON.stringify(answer);
  await writeFile(unfinished, sumOf(key, text) + text);
  await rename(unfinished, file);
}

/** The number of hexadecimal digits of SHA-256. */
const SUM_LENGTH = 64;

function sumOf(key: string, text: string): string {
  return createHash('sha256').update(`${key}\n`).update(text).digest('hex');
}
