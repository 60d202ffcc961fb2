/** What is written in another form within something: in base64, or as JSON text in a string. */
import { isGzip } from '../normalise/gunzip.ts';
import { utf16Of } from '../normalise/utf16.ts';
import { sealedKind } from '../normalise/what-it-is.ts';
import type { Run } from './base64-scanner.ts';
import { type Blank, blankedPiece } from './blank.ts';
import type { Contact, Found } from './find.ts';
import type { Stretch } from './text-scanner.ts';

/** Bytes that something stands for, and where it stands. */
export interface Wrapped extends Stretch {
  readonly bytes: Buffer;
  /** What stands for them with these blanked; null if that would not fit in its place. */
  rewrapped(blanks: readonly Blank[]): Buffer | null;
}

/** What there is in something wrapped. */
export interface Hidden extends Stretch {
  readonly isWanted: boolean;
  readonly holdsRecords: boolean;
  /** Those of what is wanted. */
  readonly contacts: readonly Contact[];
  /** What in it could not be looked into; null if all was. */
  readonly unsearched: string | null;
  /** What is to stand in its place if others' records are in it too; null if it is to go whole. */
  readonly bytes: Buffer | null;
}

/** Something hidden in something hidden, at most so often. */
export const DEEPEST_HIDDEN = 4;

const BEGINNING_CHARACTERS = 24;
/** Base64 may follow other characters of its alphabet: `id/eyJ…`. */
export const ALIGNMENTS = 4;
/** What a shorter run decodes to may be like anything, by chance. */
const SHORTEST_OF_A_CONTAINER = 64;
/** A character of a JSON string as it is written: pairs of escapes stand for one of four bytes. */
const CHARACTER =
  /\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|[^\\]/gs;
/** Could be base64 itself. */
const LONG_WORD = /[A-Za-z0-9+/_-]{40}/;

/**
 * What the run stands for, if that is worth looking through; it may be so in several ways. Nearly
 * all that could be base64 is none: names, ids, numbers.
 * @param stretchesOf where what is looked for stands in bytes
 */
export function unwrapped(run: Run, stretchesOf: (bytes: Buffer) => Stretch[]): Wrapped[] {
  const { characters, from, to, isPlain } = run;
  if (!characters) return [];
  const found: Wrapped[] = [];
  const most = characters.length < BEGINNING_CHARACTERS ? 1 : ALIGNMENTS;
  for (let skipped = 0; skipped < most; skipped++) {
    const begins = mayBegin(characters, skipped)
      ? contentLike(decoded(characters, skipped, skipped + BEGINNING_CHARACTERS))
      : null;
    // Binary may hold records too, as what the Kinesis Producer Library aggregates does.
    if (!begins && (skipped > 0 || characters.length < SHORTEST_OF_A_CONTAINER)) continue;
    const bytes = decoded(characters, skipped, characters.length);
    const isContent =
      begins === 'text'
        ? bytes.includes('{') || LONG_WORD.test(bytes.toString('latin1'))
        : begins === 'container' && characters.length >= SHORTEST_OF_A_CONTAINER;
    if (!isContent && stretchesOf(bytes).length === 0) continue;
    // Where a character is escaped, what comes before cannot be told from it by counting.
    const place = { from: isPlain ? from + skipped : from, to };
    const rewrapped = (blanks: readonly Blank[]) =>
      isPlain && isAsItIs(bytes)
        ? encoded(blankedPiece(bytes, 0, blanks), characters, place)
        : null;
    found.push({ ...place, bytes, rewrapped });
  }
  return found;
}

/** Bytes that neither text nor a container begins with: most of what is no base64 has some. */
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

/** In the same alphabet, and with padding if there was some. */
function encoded(bytes: Buffer, characters: Buffer, { from, to }: Stretch): Buffer {
  const isForUrls = /[-_]/.test(characters.toString('latin1'));
  const text = bytes.toString(isForUrls ? 'base64url' : 'base64');
  return Buffer.from(text.padEnd(to - from, '=').slice(0, to - from));
}

/** Is the content of these bytes where they have it? */
function isAsItIs(bytes: Buffer): boolean {
  return !isGzip(bytes) && !utf16Of(bytes);
}

function contentLike(beginning: Buffer): 'text' | 'container' | null {
  if (isGzip(beginning) || utf16Of(beginning) || sealedKind(beginning)) return 'container';
  const text = beginning.toString('utf8').replace(/\uFFFD$/, '');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: text has none of them.
  return /[\uFFFD\0-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(text) ? null : 'text';
}

/** The strings of JSON text that could be JSON text themselves; where their insides stand. */
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

/** The inside of a string (bytes as latin1), with spaces for what stands for what is blanked. */
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

/** What has been found in something wrapped. @param place where it stands */
export function hiddenIn(wrapped: Wrapped, place: Stretch, found: Found): Hidden {
  const { from, to } = place;
  const wanted = found.findings.flatMap(({ contacts }) => contacts);
  // What is no record would not be found again in what is left.
  const isShared = found.records > wanted.length && found.findings.every((one) => one.isRecord);
  return {
    from,
    to,
    bytes: isShared && wanted.length > 0 ? wrapped.rewrapped(found.findings) : null,
    isWanted: found.findings.length > 0,
    holdsRecords: found.records > 0,
    contacts: wanted,
    unsearched: found.unsearched[0]?.what ?? null,
  };
}
