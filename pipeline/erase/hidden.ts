/** What is written in another form within something: in base64, or as JSON text in a string. */
import { isGzip } from '../normalise/gunzip.ts';
import { utf16Of } from '../normalise/utf16.ts';
import { sealedKind } from '../normalise/what-it-is.ts';
import type { Run } from './base64-scanner.ts';
import type { Contact, Found } from './find.ts';
import type { Stretch } from './text-scanner.ts';

/** Bytes that something stands for, and where it stands. */
export interface Wrapped extends Stretch {
  readonly bytes: Buffer;
}

/** What there is in something wrapped. */
export interface Hidden extends Stretch {
  readonly isWanted: boolean;
  readonly holdsRecords: boolean;
  /** Those of what is wanted. */
  readonly contacts: readonly Contact[];
  /** What in it could not be looked into; null if all was. */
  readonly unsearched: string | null;
}

const BEGINNING_CHARACTERS = 24;
/** Base64 may follow other characters of its alphabet: `id/eyJ…`. */
const ALIGNMENTS = 4;
/** What a shorter run decodes to may be like anything. */
const SHORTEST_OF_A_CONTAINER = 64;
/** Could be base64 itself. */
const LONG_WORD = /[A-Za-z0-9+/_-]{40}/;

/**
 * What the run stands for, if that is worth looking through; it may be so in several ways. Nearly
 * all that could be base64 is none: names, ids, numbers.
 * @param stretchesOf where what is looked for stands in bytes
 */
export function unwrapped(run: Run, stretchesOf: (bytes: Buffer) => Stretch[]): Wrapped[] {
  const { characters, from, to } = run;
  if (!characters) return [];
  const found: Wrapped[] = [];
  const most = characters.length < BEGINNING_CHARACTERS ? 1 : ALIGNMENTS;
  for (let skipped = 0; skipped < most; skipped++) {
    const begins = contentLike(decoded(characters, skipped, skipped + BEGINNING_CHARACTERS));
    if (!begins && skipped > 0) continue;
    const bytes = decoded(characters, skipped, characters.length);
    const isContent =
      begins === 'text'
        ? bytes.includes('{') || LONG_WORD.test(bytes.toString('latin1'))
        : begins === 'container' && characters.length >= SHORTEST_OF_A_CONTAINER;
    if (!isContent && stretchesOf(bytes).length === 0) continue;
    // Where a character is escaped, what comes before cannot be told from it by counting.
    const isPlain = to - from - characters.length <= 2;
    found.push({ from: isPlain ? from + skipped : from, to, bytes });
  }
  return found;
}

function decoded(characters: Buffer, from: number, to: number): Buffer {
  return Buffer.from(characters.toString('latin1', from, to), 'base64');
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
    return bytes ? [{ from: index + 1, to: index + token.length - 1, bytes }] : [];
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

/** What has been found in something wrapped. */
export function hiddenIn({ from, to }: Stretch, found: Found): Hidden {
  return {
    from,
    to,
    isWanted: found.findings.length > 0,
    holdsRecords: found.records > 0,
    contacts: found.findings.flatMap(({ contacts }) => contacts),
    unsearched: found.unsearched[0]?.what ?? null,
  };
}
