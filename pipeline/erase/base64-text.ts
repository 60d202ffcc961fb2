/** Base64 read from any of its characters, and where it encodes text. */
import type { ByteRange } from './byte-range.ts';

/** How many characters may be skipped: base64 encodes three bytes in four, so that it can be read in four ways. */
export const READINGS = [0, 1, 2, 3] as const;
export const GROUP_BYTES = 3;
const GROUP_CHARACTERS = 4;

/** The six bits of each character, of either alphabet (RFC 4648). */
const SIX_BITS = new Uint8Array(256);
for (const [alphabet, from] of [
  ['ABCDEFGHIJKLMNOPQRSTUVWXYZ', 0],
  ['abcdefghijklmnopqrstuvwxyz', 26],
  ['0123456789', 52],
  ['+/', 62],
  ['-_', 62],
] as const) {
  for (const [i, byte] of Buffer.from(alphabet).entries()) SIX_BITS[byte] = from + i;
}

/** Base64 encodes text if it is read from its character `skipped` on. */
export interface TextOfReading {
  readonly skipped: number;
  /** The decoded offset of the first long text; null if there is none. */
  readonly long: number | null;
}

/**
 * The readings in which there is text.
 * @param least how many bytes of ASCII text follow one another at least
 * @param long the same of long text
 */
export function textOfReadings(characters: Buffer, least: number, long: number): TextOfReading[] {
  const found: TextOfReading[] = [];
  for (const skipped of READINGS) {
    let hasText = least === 0;
    let at = -1;
    for (let past = 0; at < 0; ) {
      const text = textIn(characters, skipped, past, Math.max(1, Math.min(least, long)));
      if (text === null) break;
      hasText = true;
      past = text.to;
      if (text.to - text.from >= long) at = text.from;
    }
    if (hasText) found.push({ skipped, long: at < 0 ? null : at });
  }
  return found;
}

/**
 * Where at least `least` bytes of ASCII text follow one another, in decoded offsets from `past` on. Of other bytes, only
 * every one at this distance is looked at, as no such text can stand between two of them.
 */
function textIn(
  characters: Buffer,
  skipped: number,
  past: number,
  least: number,
): ByteRange | null {
  const isText = (offset: number) => isAsciiText(byteOf(characters, skipped, offset));
  const end = Math.floor(((characters.length - skipped) * GROUP_BYTES) / GROUP_CHARACTERS);
  let known = past;
  for (let offset = past + least - 1; offset < end; offset += least) {
    if (!isText(offset)) continue;
    let from = offset;
    while (from > known && isText(from - 1)) from--;
    let to = offset + 1;
    while (to < end && isText(to)) to++;
    if (to - from >= least) return { from, to };
    known = to;
    offset = to;
  }
  return null;
}

/** The byte at this offset of what the characters from `skipped` on encode. */
export function byteOf(characters: Buffer, skipped: number, offset: number): number {
  const at = skipped + characterAt(offset);
  const bits = (SIX_BITS[characters[at]!]! << 6) | SIX_BITS[characters[at + 1]!]!;
  return (bits >> (4 - 2 * (offset % GROUP_BYTES))) & 0xff;
}

/** The bytes that the characters `[from, to)` encode. */
export function decoded(characters: Buffer, from: number, to = characters.length): Buffer {
  return Buffer.from(characters.toString('latin1', from, to), 'base64');
}

/** How many characters encode so many bytes, without padding. */
export function charactersOf(bytes: number): number {
  return Math.ceil((bytes * GROUP_CHARACTERS) / GROUP_BYTES);
}

/** The decoded offset of the byte that begins in this character. */
export function byteAt(character: number): number {
  return Math.ceil((character * GROUP_BYTES) / GROUP_CHARACTERS);
}

/** The character in which the byte at this decoded offset begins. It ends in the next one. */
export function characterAt(offset: number): number {
  return groupsBefore(offset) + (offset % GROUP_BYTES);
}

/** How many characters encode the whole groups of three bytes before this offset. */
export function groupsBefore(offset: number): number {
  return Math.floor(offset / GROUP_BYTES) * GROUP_CHARACTERS;
}

export function isAsciiText(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}
