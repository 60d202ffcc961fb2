import { contentOf } from '../normalise/content.ts';
import { GzipError } from '../normalise/gunzip.ts';
import { SPACE } from '../normalise/json-bytes.ts';
import { SUBSTITUTE } from './blank.ts';

/**
 * Whether one stored object is what erasures have left of another: its content differs only where
 * `blanked` has been. What cannot be read of either is not compared.
 */
export async function isErasedFrom(
  erased: AsyncIterable<Uint8Array>,
  whole: AsyncIterable<Uint8Array>,
): Promise<boolean> {
  const [left, right] = [readable(erased), readable(whole)];
  try {
    let [one, other]: [Uint8Array, Uint8Array] = [new Uint8Array(), new Uint8Array()];
    for (;;) {
      if (one.length === 0) one = (await left.next()).value ?? one;
      if (other.length === 0) other = (await right.next()).value ?? other;
      const length = Math.min(one.length, other.length);
      if (length === 0) return one.length === other.length;
      if (!isBlankedFrom(one.subarray(0, length), other)) return false;
      one = one.subarray(length);
      other = other.subarray(length);
    }
  } finally {
    await Promise.all([left.return(undefined), right.return(undefined)]);
  }
}

function isBlankedFrom(bytes: Uint8Array, before: Uint8Array): boolean {
  return bytes.every((byte, i) => byte === before[i] || byte === SPACE || byte === SUBSTITUTE);
}

/** The content up to where it cannot be read on, in pieces that are not empty. */
async function* readable(
  stored: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, undefined, undefined> {
  try {
    for await (const piece of contentOf(stored)) if (piece.length > 0) yield piece;
  } catch (error) {
    if (!(error instanceof GzipError)) throw error;
  }
}
