/** Content that is hidden within other content: in base64, or as JSON text in a string. */

import { sealedKind } from '../normalise/content-kind.ts';
import { inflatesAtAll, isGzip } from '../normalise/gunzip.ts';
import { utf16Of } from '../normalise/utf16.ts';
import type { Run } from './base64-scanner.ts';
import { type Blank, blankedPiece } from './blank.ts';
import type { ByteRange } from './byte-range.ts';
import type { Contact, ObjectSearch } from './findings.ts';

/** Hidden content, decoded, and the range of its encoded form. */
export interface Wrapped extends ByteRange {
  readonly bytes: Buffer;
  /** Encodes the content again with these bytes blanked; null if that would not fit the range. */
  rewrapped(blanks: readonly Blank[]): Buffer | null;
}

/** The outcome of searching hidden content. */
export interface Hidden extends ByteRange {
  readonly isMatch: boolean;
  readonly holdsRecords: boolean;
  /** The contacts of its matches. */
  readonly contacts: readonly Contact[];
  /** What kind of content in it could not be searched; null if all of it could. */
  readonly unsearched: string | null;
  /** The bytes to write in its place if other contacts' records are in it too; null to erase it whole. */
  readonly replacement: Buffer | null;
}

/** How many times content may be hidden within hidden content and still be searched. */
export const DEEPEST_HIDDEN = 4;

const BEGINNING_CHARACTERS = 24;
/** Base64 may follow other characters of its alphabet: `id/eyJ…`. */
export const ALIGNMENTS = 4;
/** Shorter runs may decode to the first bytes of a container by chance, and are one if they can be read. */
const SHORTEST_OF_A_CONTAINER = 64;
/** A character of a JSON string as it is written: pairs of escapes stand for one of four bytes. */
const CHARACTER =
  /\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|[^\\]/gs;
/** A word that could itself be base64. */
const LONG_WORD = /[A-Za-z0-9+/_-]{40}/;

/**
 * Decodes a run, at every alignment that gives content worth searching. Most runs give none, because
 * they are names, ids or numbers and not base64.
 * @param rangesOf finds the search text in bytes
 */
export function unwrapRun(run: Run, rangesOf: (bytes: Buffer) => ByteRange[]): Wrapped[] {
  const { characters, from, to, isPlain } = run;
  if (!characters) return [];
  const found: Wrapped[] = [];
  const most = characters.length < BEGINNING_CHARACTERS ? 1 : ALIGNMENTS;
  for (let skipped = 0; skipped < most; skipped++) {
    const begins = mayBegin(characters, skipped)
      ? contentLike(decoded(characters, skipped, skipped + BEGINNING_CHARACTERS))
      : null;
    // Binary content may hold records too, as aggregates of the Kinesis Producer Library do.
    if (!begins && (skipped > 0 || characters.length < SHORTEST_OF_A_CONTAINER)) continue;
    const bytes = decoded(characters, skipped, characters.length);
    const isContent =
      begins === 'text'
        ? bytes.includes('{') || LONG_WORD.test(bytes.toString('latin1'))
        : begins === 'container' &&
          (characters.length >= SHORTEST_OF_A_CONTAINER || canBeRead(bytes));
    if (!isContent && rangesOf(bytes).length === 0) continue;
    // With escaped characters, skipped characters cannot be counted in bytes.
    const place = { from: isPlain ? from + skipped : from, to };
    const rewrapped = (blanks: readonly Blank[]) =>
      isPlain && isAsItIs(bytes)
        ? encoded(blankedPiece(bytes, 0, blanks), characters, place)
        : null;
    found.push({ ...place, bytes, rewrapped });
  }
  return found;
}

/** Whether the first decoded byte may begin text or a container, which rules out most words. */
function mayBegin(characters: Buffer, at: number): boolean {
  const a = SIX_BITS[characters[at]!]!;
  const b = SIX_BITS[characters[at + 1]!]!;
  const first = (a << 2) | (b >> 4);
  // White space, ASCII, a byte of UTF-8 that begins a character, or a magic number.
  return first >= 0x20 ? first < 0x7f || first >= 0xc2 : CONTROLS.has(first);
}

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
/** Tab, line ends, and the first bytes of UTF-16, UTF-32, gzip and lz4. */
const CONTROLS = new Set([0x00, 0x04, 0x09, 0x0a, 0x0d, 0x1f]);

function decoded(characters: Buffer, from: number, to: number): Buffer {
  return Buffer.from(characters.toString('latin1', from, to), 'base64');
}

/** Encodes in the alphabet of `characters`, with padding where the range has room for it. */
function encoded(bytes: Buffer, characters: Buffer, { from, to }: ByteRange): Buffer {
  const isForUrls = /[-_]/.test(characters.toString('latin1'));
  const text = bytes.toString(isForUrls ? 'base64url' : 'base64');
  return Buffer.from(text.padEnd(to - from, '=').slice(0, to - from));
}

/** Whether the content's offsets equal the bytes' own, because it is neither compressed nor UTF-16. */
function isAsItIs(bytes: Buffer): boolean {
  return !isGzip(bytes) && !utf16Of(bytes);
}

function canBeRead(bytes: Buffer): boolean {
  return isGzip(bytes) ? inflatesAtAll(bytes) : utf16Of(bytes) !== null;
}

function contentLike(beginning: Buffer): 'text' | 'container' | null {
  if (isGzip(beginning) || utf16Of(beginning) || sealedKind(beginning)) return 'container';
  const text = beginning.toString('utf8').replace(/\uFFFD$/, '');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: text has none of them.
  return /[\uFFFD\0-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(text) ? null : 'text';
}

/** Finds the strings of JSON text that could be JSON text themselves; ranges without the quotes. */
export function wrappedStrings(source: Buffer): Wrapped[] {
  if (!source.includes('{\\')) return [];
  const text = source.toString('latin1');
  return [...text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"/gs)].flatMap(({ 0: token, index }) => {
    if (!token.includes('{\\')) return [];
    const bytes = stringOf(token);
    if (!bytes) return [];
    const rewrapped = (blanks: readonly Blank[]) =>
      isAsItIs(bytes) ? blankedString(token.slice(1, -1), blanks) : null;
    return [{ from: index + 1, to: index + token.length - 1, bytes, rewrapped }];
  });
}

/** @param token its bytes (latin1), with the quotes */
function stringOf(token: string): Buffer | null {
  try {
    return Buffer.from(JSON.parse(Buffer.from(token, 'latin1').toString('utf8')) as string);
  } catch {
    return null;
  }
}

/** The inside of a string (bytes as latin1), with spaces for the characters whose bytes are blanked. */
function blankedString(inside: string, blanks: readonly Blank[]): Buffer {
  let at = 0;
  const left = inside.replace(CHARACTER, (written) => {
    const length = written.startsWith('\\') ? stringOf(`"${written}"`)!.length : written.length;
    const isBlank = blanks.some(({ offset, length }) => at >= offset && at < offset + length);
    at += length;
    return isBlank ? ' '.repeat(written.length) : written;
  });
  return Buffer.from(left, 'latin1');
}

/**
 * Sums up the search of hidden content. Content that has records of others too is rewritten rather
 * than erased whole, provided that only records match: other matches could not be found again.
 * @param range of the encoded form in the content around it
 */
export function summariseHidden(
  wrapped: Wrapped,
  { from, to }: ByteRange,
  { findings, records, unsearched }: ObjectSearch,
): Hidden {
  const contacts = findings.flatMap((finding) => finding.contacts);
  const isShared = records > contacts.length && findings.every(({ isRecord }) => isRecord);
  return {
    from,
    to,
    replacement: isShared && contacts.length > 0 ? wrapped.rewrapped(findings) : null,
    isMatch: findings.length > 0,
    holdsRecords: records > 0,
    contacts,
    unsearched: unsearched[0]?.what ?? null,
  };
}
