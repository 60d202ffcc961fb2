/** Content that is hidden within other content: in base64, or as JSON text in a string. */

import { contentsOfRun, isAsItIs } from './base64-contents.ts';
import type { Run } from './base64-scanner.ts';
import { characterAt } from './base64-text.ts';
import { type Blank, blankedPiece } from './blank.ts';
import { type ByteRange, isWithin } from './byte-range.ts';
import type { Contact, ObjectSearch } from './findings.ts';
import type { Room } from './room.ts';
import type { Sought } from './sought.ts';

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

/** A character of a JSON string as it is written: pairs of escapes stand for one of four bytes. */
const CHARACTER =
  /\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|[^\\]/gs;

/** What is hidden in a run, and what in it cannot be searched. */
export interface Unwrapped {
  readonly run: Run;
  readonly wrapped: readonly Wrapped[];
  readonly unsearched: readonly Hidden[];
}

/**
 * Decodes what a run hides; null if it hides nothing, as most runs do, because they are names, ids or numbers and not
 * base64.
 */
export function unwrapRun(run: Run, sought: Sought, room: Room): Unwrapped | null {
  if (!run.characters) return null;
  const { contents, unsearched } = contentsOfRun(run.characters, sought, room);
  if (contents.length + unsearched.length === 0) return null;
  return {
    run,
    wrapped: contents.map(({ others, bytes, ...range }) => {
      const place = placeInRun(run, range);
      const own = bytes.subarray(others);
      const rewrapped = (blanks: readonly Blank[]) => {
        if (!run.isPlain || !isAsItIs(own)) return null;
        const after = Buffer.concat([bytes.subarray(0, others), blankedPiece(own, 0, blanks)]);
        return encoded(after, bytes, charactersAt(run, place));
      };
      return { ...place, bytes: own, rewrapped };
    }),
    unsearched: unsearched.map(({ what, ...range }) => ({
      ...placeInRun(run, range),
      isMatch: false,
      holdsRecords: false,
      contacts: [],
      unsearched: what,
      replacement: null,
    })),
  };
}

/** Where the characters `[from, to)` of a run stand. With escaped characters, they cannot be counted in bytes. */
function placeInRun({ characters, isPlain, from, to }: Run, range: ByteRange): ByteRange {
  if (!isPlain) return { from, to };
  const isToEnd = range.to === characters!.length;
  return { from: from + range.from, to: isToEnd ? to : from + range.to };
}

/** The characters of a plain run at a place in it, and its padding. */
function charactersAt({ characters, from }: Run, place: ByteRange): Buffer {
  const own = characters!.subarray(place.from - from, place.to - from);
  return Buffer.concat([own, Buffer.alloc(place.to - place.from - own.length, '=')]);
}

/** The characters, those replaced that encode bytes which differ. */
function encoded(bytes: Buffer, before: Buffer, characters: Buffer): Buffer {
  const isForUrls = /[-_]/.test(characters.toString('latin1'));
  const text = bytes.toString(isForUrls ? 'base64url' : 'base64');
  const after = Buffer.from(characters);
  for (const [offset, byte] of bytes.entries()) {
    if (byte === before[offset]) continue;
    const at = characterAt(offset);
    after.write(text.slice(at, at + 2), at, 'latin1');
  }
  return after;
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
 * @param isRunShared whether its run hides records of others
 */
export function summariseHidden(
  wrapped: Wrapped,
  { from, to }: ByteRange,
  { findings, records, unsearched }: ObjectSearch,
  isRunShared = false,
): Hidden {
  const contacts = findings.flatMap((finding) => finding.contacts);
  const isShared =
    (isRunShared || records > contacts.length) && findings.every(({ isRecord }) => isRecord);
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

/** The outcome of searching a run: what is hidden in it, where no two contents that match share a character. */
export function hiddenInRun(run: Run, all: readonly Hidden[]): Hidden[] {
  const matching: Hidden[] = [];
  for (const one of all.filter(({ isMatch }) => isMatch).sort((a, b) => a.from - b.from)) {
    const last = matching.at(-1);
    if (last && one.from < last.to) matching[matching.length - 1] = together(run, last, one);
    else matching.push(one);
  }
  const erased = matching.filter(({ replacement }) => replacement === null);
  const others = all.filter((one) => !one.isMatch && !erased.some((other) => isWithin(one, other)));
  return [...matching, ...others].sort((a, b) => a.from - b.from);
}

function together(run: Run, one: Hidden, other: Hidden): Hidden {
  const range = { from: one.from, to: Math.max(one.to, other.to) };
  return {
    ...range,
    isMatch: true,
    holdsRecords: one.holdsRecords || other.holdsRecords,
    contacts: [...one.contacts, ...other.contacts],
    unsearched: one.unsearched ?? other.unsearched,
    replacement:
      one.replacement && other.replacement ? bothReplaced(run, range, [one, other]) : null,
  };
}

/** The characters of a range, replaced wherever one of its parts replaces them. */
function bothReplaced(run: Run, range: ByteRange, parts: readonly Hidden[]): Buffer {
  const before = charactersAt(run, range);
  const after = Buffer.from(before);
  for (const { from, replacement } of parts) {
    for (const [i, character] of replacement!.entries()) {
      const at = from - range.from + i;
      if (character !== before[at]) after[at] = character;
    }
  }
  return after;
}
