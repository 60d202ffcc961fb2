import { contentOf } from '../normalise/content.ts';
import { GzipError } from '../normalise/gunzip.ts';
import { SPACE } from '../normalise/json-bytes.ts';
import { IS_BASE64, LONGEST_RUN } from './base64-scanner.ts';
import { characterAt, decoded, READINGS } from './base64-text.ts';
import { SUBSTITUTE } from './blank.ts';
import { DEEPEST_HIDDEN } from './hidden.ts';

const PADDING = 0x3d;
const MOST_PADDING = 2;
/** Only base64 with records of others is rewritten, which is long. Shorter runs may be plain words. */
const SHORTEST_SHARED = 32;

/**
 * Whether erasures could have turned one stored object into the other: their contents differ only in
 * bytes that `blanked` writes, in the content itself or in decoded base64. The unreadable end of
 * either object is not compared.
 */
export async function isErasedFrom(
  erased: AsyncIterable<Uint8Array>,
  original: AsyncIterable<Uint8Array>,
): Promise<boolean> {
  const [left, right] = [readable(erased), readable(original)];
  try {
    let [one, other]: [Uint8Array, Uint8Array] = [new Uint8Array(), new Uint8Array()];
    // Bytes that may end in the middle of base64 are held until the rest of it has arrived.
    let [heldOne, heldOther]: [Uint8Array[], Uint8Array[]] = [[], []];
    let held = 0;
    for (;;) {
      if (one.length === 0) one = (await left.next()).value ?? one;
      if (other.length === 0) other = (await right.next()).value ?? other;
      const length = Math.min(one.length, other.length);
      const isAll = length === 0;
      heldOne.push(one.subarray(0, length));
      heldOther.push(other.subarray(0, length));
      held += length;
      if (isAll || !isWithinRun(other, length) || held > LONGEST_RUN) {
        if (!isBlankedFrom(Buffer.concat(heldOne), Buffer.concat(heldOther), 0)) return false;
        [heldOne, heldOther, held] = [[], [], 0];
      }
      if (isAll) return one.length === other.length;
      one = one.subarray(length);
      other = other.subarray(length);
    }
  } finally {
    await Promise.all([left.return(undefined), right.return(undefined)]);
  }
}

/** Whether the byte before `at` may belong to base64 that goes on at `at`. */
function isWithinRun(bytes: Uint8Array, at: number): boolean {
  const last = bytes[at - 1]!;
  return IS_BASE64[last] === 1 || last === PADDING;
}

/** @param level how many times these bytes have been decoded */
function isBlankedFrom(bytes: Buffer, before: Buffer, level: number): boolean {
  if (bytes.length !== before.length) return false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === before[at] || isBlank(byte)) continue;
    const run = runAround(before, at);
    if (!run) return false;
    const [one, other] = [bytes, before].map((all) => all.subarray(run.from, run.to));
    if (!isReencoded(one!, other!, level)) return false;
    at = run.to - 1;
  }
  return true;
}

/** Whether both are base64, and erasures could have turned what one encodes into what the other does. */
function isReencoded(after: Buffer, before: Buffer, level: number): boolean {
  if (level === DEEPEST_HIDDEN || before.length < SHORTEST_SHARED) return false;
  // Contents beside it may be erased whole.
  const bytes = Buffer.from(after.map((byte, at) => (isBlank(byte) ? before[at]! : byte)));
  const isBlankedInOne = READINGS.some(
    (skipped) =>
      bytes.compare(before, 0, skipped, 0, skipped) === 0 &&
      isBlankedFrom(decoded(bytes, skipped), decoded(before, skipped), level + 1),
  );
  return isBlankedInOne || isBlankedInSeveral(bytes, before);
}

/** Whether each character that differs encodes a blank in one reading or another: contents may follow one another. */
function isBlankedInSeveral(bytes: Buffer, before: Buffer): boolean {
  const isBlanked = new Uint8Array(before.length + 1);
  for (const skipped of READINGS) {
    const was = decoded(before, skipped);
    for (const [offset, byte] of decoded(bytes, skipped).entries()) {
      if (byte === was[offset] || !isBlank(byte)) continue;
      const at = skipped + characterAt(offset);
      isBlanked.fill(1, at, at + 2);
    }
  }
  return before.every((character, at) => character === bytes[at] || isBlanked[at] === 1);
}

function isBlank(byte: number): boolean {
  return byte === SPACE || byte === SUBSTITUTE;
}

/** The range of the base64 that the byte at `at` belongs to; null if there is none. */
function runAround(bytes: Buffer, at: number): { from: number; to: number } | null {
  let from = at;
  for (let padding = 0; bytes[from] === PADDING && padding < MOST_PADDING; padding++) from--;
  if (!IS_BASE64[bytes[from]!]) return null;
  let to = from;
  while (from > 0 && IS_BASE64[bytes[from - 1]!]) from--;
  while (to < bytes.length && IS_BASE64[bytes[to]!]) to++;
  for (let padding = 0; bytes[to] === PADDING && padding < MOST_PADDING; padding++) to++;
  return { from, to };
}

/** The readable part of the content, in pieces that are not empty. */
async function* readable(
  stored: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, undefined, undefined> {
  try {
    for await (const piece of contentOf(stored)) if (piece.length > 0) yield piece;
  } catch (error) {
    if (!(error instanceof GzipError)) throw error;
  }
}
