/**
 * The contents that a run of base64 encodes. A run is made of whatever characters follow one another, so that a content
 * may begin at any of them: after a path (`user/eyJ…`), a name (`token-H4sI…`) or another content.
 */
import { constants, inflateSync } from 'node:zlib';
import { mayBeSealed, sealedKind } from '../normalise/content-kind.ts';
import { inflatesAtAll, isGzip } from '../normalise/gunzip.ts';
import { utf16Of } from '../normalise/utf16.ts';
import { type GzipOfRun, gzipIn, MOST_DAMAGED } from './base64-gzip.ts';
import {
  byteAt,
  byteOf,
  decoded,
  GROUP_BYTES,
  groupsBefore,
  isAsciiText,
  READINGS,
  type TextOfReading,
  textOfReadings,
} from './base64-text.ts';
import { type ByteRange, rangeOfAll, subtractRanges } from './byte-range.ts';
import { BEYOND_ROOM, type Room } from './room.ts';
import type { Sought } from './sought.ts';

/** Characters of a run in which a content begins. */
interface Place extends ByteRange {
  /** How many of the first bytes do not belong to it, two at most: characters encode three bytes together. */
  readonly others: number;
}

/** Characters of a run, and what they encode. */
export interface Content extends Place {
  readonly bytes: Buffer;
}

/** Characters of a run that may hide what is sought, and why nobody can say. */
export interface Unread extends ByteRange {
  readonly what: string;
}

export interface Contents {
  readonly contents: readonly Content[];
  readonly unsearched: readonly Unread[];
}

/** Where contents begin, and what cannot be read. */
interface Places {
  readonly places: readonly Place[];
  readonly unsearched: readonly Unread[];
}

const NOTHING: Places = { places: [], unsearched: [] };

/** So much ASCII text is none by chance: bytes that mean something else are as little of it as once in 10¹⁰. */
const LONG_TEXT_BYTES = 24;
/** Shorter runs may decode to the first bytes of a container by chance, and are one if they can be read. */
const SHORTEST_OF_A_CONTAINER = 64;
/** A container is recognised by so many characters. */
const BEGINNING_CHARACTERS = 24;
/** Behind so many characters of a path, a container is still looked for. In long base64, every 32nd character is one. */
const MOST_SEPARATORS = 64;
/** So many characters of deflated content make a first byte: a block's table of codes takes less than half of them. */
const MOST_BEFORE_OUTPUT = 1024;
const SEPARATOR = /[-+/_](?![-+/_])/g;
/** Replacement characters stand for bytes that are not UTF-8. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: text has none of them.
const NO_TEXT = /[\uFFFD\0-\x08\x0b\x0c\x0e-\x1f\x7f]/;

const DEFLATE = 8;

const UNCLEAR = 'base64 behind characters that may belong to it';
const TOO_MANY = `base64 in which gzip begins more than ${MOST_DAMAGED} times`;

/** What the characters encode, as far as it is worth searching and there is room to decode it. */
export function contentsOfRun(characters: Buffer, sought: Sought, room: Room): Contents {
  const gzip = gzipIn(characters, room);
  const whole = { from: 0, to: characters.length };
  const { places, unsearched } = gzip
    ? placesBesideGzip(characters, gzip, sought)
    : placesInPart(characters, whole, sought);
  const contents: Content[] = [];
  for (const place of places) {
    if (!room.takeContent(byteAt(place.to - place.from))) {
      const beyond = { ...rangeOfAll(places.slice(contents.length)), what: BEYOND_ROOM };
      return { contents, unsearched: [...unsearched, beyond] };
    }
    contents.push({ ...place, bytes: decoded(characters, place.from, place.to) });
  }
  return { contents, unsearched };
}

function placesBesideGzip(
  characters: Buffer,
  { sound, damaged, beyond }: GzipOfRun,
  sought: Sought,
): Places {
  // Sound gzip has a checksum, so that nothing else stands in its characters.
  const parts = subtractRanges({ from: 0, to: characters.length }, sound);
  const inParts = parts.map((part) => placesInPart(characters, part, sought));
  const others = inParts.flatMap(({ places }) => places);
  const endOfPart = (at: number) => parts.find(({ to }) => to > at)!.to;
  const further = damaged
    .filter((from) => !others.some((other) => isWithinText(characters, other, from)))
    .map((from) => ({ from, to: endOfPart(from) }));
  return {
    places: [...[...sound, ...further].map((range) => ({ ...range, others: 0 })), ...others],
    unsearched: [
      ...inParts.flatMap(({ unsearched }) => unsearched),
      ...(beyond === null ? [] : [{ from: beyond, to: characters.length, what: TOO_MANY }]),
    ],
  };
}

/** Whether the characters around `at` belong to text that is read in another way. */
function isWithinText(characters: Buffer, { from, to }: ByteRange, at: number): boolean {
  if (at < from || at >= to) return false;
  const offset = byteAt(at - from);
  const group = from + groupsBefore(offset);
  const bytes = decoded(characters, group, Math.min(to, group + BEGINNING_CHARACTERS));
  return bytes
    .subarray(offset % GROUP_BYTES)
    .subarray(0, 6)
    .every(isAsciiText);
}

/** Where contents begin in characters among which no sound gzip is: first texts, which are the most certain. */
function placesInPart(characters: Buffer, part: ByteRange, sought: Sought): Places {
  const own = characters.subarray(part.from, part.to);
  const containers = containersIn(own);
  const least = Math.min(sought.leastText, sought.leastRun);
  const texts = textOfReadings(own, least, LONG_TEXT_BYTES);
  if (containers.length + texts.length === 0) return NOTHING;
  const readings = texts
    .filter(({ skipped }) => !containers.includes(skipped) || !isAsItIs(beginningAt(own, skipped)))
    .map((text) => ({ skipped: text.skipped, ...beginningsOfText(text, own, sought) }));
  const from = (at: number) => ({ from: part.from + at, to: part.to });
  return {
    places: [
      ...readings.flatMap(({ skipped, beginnings }) =>
        beginnings.map((offset) => ({
          ...from(skipped + groupsBefore(offset)),
          others: offset % GROUP_BYTES,
        })),
      ),
      ...containers.map((at) => ({ ...from(at), others: 0 })),
    ],
    unsearched: readings
      .filter(({ isUnclear }) => isUnclear)
      .map(({ skipped }) => ({ ...from(skipped), what: UNCLEAR })),
  };
}

function beginningAt(characters: Buffer, at: number): Buffer {
  return decoded(characters, at, at + BEGINNING_CHARACTERS);
}

/** Where containers begin: formats that are no text in UTF-8, or cannot be read at all. */
function containersIn(characters: Buffer): number[] {
  const found: number[] = [];
  const most = characters.length < BEGINNING_CHARACTERS ? 1 : READINGS.length;
  for (let at = 0; at < most; at++) if (isContainer(characters, at)) found.push(at);
  if (characters.length < SHORTEST_OF_A_CONTAINER) return found;
  for (const at of behindSeparators(characters)) {
    if (isContainer(characters, at) && isCertain(characters, at)) found.push(at);
  }
  return found;
}

function behindSeparators(characters: Buffer): number[] {
  const places: number[] = [];
  for (const { index } of characters.toString('latin1').matchAll(SEPARATOR)) {
    const at = index + 1;
    const isTooShort = characters.length - at < SHORTEST_OF_A_CONTAINER;
    if (isTooShort || places.length === MOST_SEPARATORS) break;
    if (at >= READINGS.length) places.push(at);
  }
  return places;
}

function isContainer(characters: Buffer, at: number): boolean {
  if (!mayBeContainer(characters, at)) return false;
  const bytes = beginningAt(characters, at);
  // Gzip of the one method there is has been looked for everywhere.
  if (isGzip(bytes) && bytes[2] === DEFLATE) return false;
  const isLong = characters.length >= SHORTEST_OF_A_CONTAINER;
  if (isLong) return isGzip(bytes) || utf16Of(bytes) !== null || sealedKind(bytes) !== null;
  return utf16Of(bytes) !== null || (isGzip(bytes) && inflatesAtAll(decoded(characters, at)));
}

/** Whether the first two bytes are those of a container, which saves decoding most words. */
function mayBeContainer(characters: Buffer, at: number): boolean {
  const [first, second] = [byteOf(characters, at, 0), byteOf(characters, at, 1)];
  if (isGzip([first, second])) return true;
  if (characters.length >= SHORTEST_OF_A_CONTAINER && mayBeSealed(first, second)) return true;
  return first === 0 || second === 0 || (first >= 0xfe && second >= 0xfe);
}

/** Whether what begins like a container, by two bytes of it, is one. */
function isCertain(characters: Buffer, at: number): boolean {
  const bytes = decoded(characters, at, at + 2 * BEGINNING_CHARACTERS);
  const encoding = utf16Of(bytes);
  if (encoding) return !NO_TEXT.test(new TextDecoder(encoding).decode(bytes));
  return sealedKind(bytes) !== 'zlib'
    ? !isGzip(bytes)
    : inflates(decoded(characters, at, at + MOST_BEFORE_OUTPUT));
}

function inflates(bytes: Buffer): boolean {
  try {
    return inflateSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 1 }) !== null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
  }
}

/** Where text begins that is worth searching, in decoded offsets, if characters are read in this way. */
function beginningsOfText(
  { skipped, long }: TextOfReading,
  characters: Buffer,
  sought: Sought,
): { beginnings: number[]; isUnclear: boolean } {
  const bytes = decoded(characters, skipped);
  const isText = !NO_TEXT.test(textBefore(bytes, LONG_TEXT_BYTES));
  const all = sought.rangesOf(bytes);
  const ranges = isText || !sought.isOfChance ? all : [];
  const { clear, isUnclear } = beginningOfSought(bytes, all, sought);
  const firstOf = (word: RegExp) => bytes.toString('latin1').search(word);
  const beginnings = new Set<number>();
  if (clear !== null) beginnings.add(clear);
  if (isText) {
    if (bytes.includes('{') || ranges.length > 0 || firstOf(sought.word) >= 0) beginnings.add(0);
  } else if (ranges.length > 0 && skipped === 0 && isAsItIs(bytes)) {
    // Binary content may hold records too, as aggregates of the Kinesis Producer Library do.
    beginnings.add(0);
  } else {
    const found = ranges[0]?.from ?? firstOf(sought.longWord);
    const firsts = [found, long ?? -1].filter((at) => at >= 0);
    const from = firsts.length > 0 ? beginningOfText(bytes, Math.min(...firsts)) : null;
    const isFoundBehind = (at: number) => all.some((range) => range.from >= at);
    if (from !== null && (found >= 0 || bytes.includes('{', from) || isFoundBehind(from)))
      beginnings.add(from);
  }
  return { beginnings: [...beginnings], isUnclear: isUnclear && !isText };
}

/** The text of the first bytes, without a character that is cut off at `end` and no sign of anything. */
function textBefore(bytes: Buffer, end: number): string {
  const text = bytes.toString('utf8', 0, end);
  return bytes.length > end ? text.replace(/\uFFFD$/, '') : text;
}

/**
 * The search text may be a content's first, so that what seems to stand before it belongs to the characters before. That
 * is clear if it is no text; if it is, the search text may as well go on from there and be part of something longer.
 */
function beginningOfSought(
  bytes: Buffer,
  ranges: readonly ByteRange[],
  sought: Sought,
): { clear: number | null; isUnclear: boolean } {
  if (sought.isOfChance) return { clear: null, isUnclear: false };
  const isFound = new Set(ranges.map(({ from }) => from));
  const may = sought.beginningsOf(bytes).filter((at) => at % GROUP_BYTES === 0 && !isFound.has(at));
  const isClear = (at: number) => !bytes.subarray(at - GROUP_BYTES, at).every(isAsciiText);
  return { clear: may.find(isClear) ?? null, isUnclear: !may.every(isClear) };
}

/** Where the text begins that goes on at `at`. */
function beginningOfText(bytes: Buffer, at: number): number {
  const before = bytes.toString('utf8', 0, at);
  let count = before.length;
  while (count > 0 && !NO_TEXT.test(before[count - 1]!)) count--;
  return at - Buffer.byteLength(before.slice(count));
}

/** Whether the content's offsets equal the bytes' own, because it is neither compressed nor UTF-16. */
export function isAsItIs(bytes: Buffer): boolean {
  return !isGzip(bytes) && !utf16Of(bytes);
}
