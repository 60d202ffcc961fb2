/** What makes decoded bytes worth searching: something to erase in them, or to keep. */
import { gzipSync } from 'node:zlib';
import type { EraseMatcher } from './erase-matcher.ts';
import { idsIn } from './id-scanner.ts';
import type { RangeFinder } from './mentions.ts';
import { beginningFinder, textFinder } from './text-scanner.ts';

export interface Sought {
  /** Where the search text or the id of a contact stands. */
  readonly rangesOf: RangeFinder;
  /** Where the search text stands if nothing stands before it. */
  readonly beginningsOf: (bytes: Buffer) => readonly number[];
  /** Where a text or an id stands, so many bytes at least are ASCII text, one after the other. */
  readonly leastText: number;
  /** The fewest characters of base64 that can hide what is sought. */
  readonly leastRun: number;
  /** Whether the shortest text or id is so short that bytes that are no text contain it by chance. */
  readonly isOfChance: boolean;
  /** So many characters of text, which could themselves be base64. */
  readonly word: RegExp;
  /** So many of them that they stand in bytes that are no text by no chance. */
  readonly longWord: RegExp;
}

/** Five given bytes follow one another by chance once in 10¹² places, four once in 4 GiB, one everywhere. */
const SHORTEST_OF_NO_CHANCE_BYTES = 5;
/** A byte is a character of base64 once in four times: 16 of them follow one another once in 4·10⁹ places. */
const LONG_WORD = 16;

/** Fewer bytes cannot hold a record with its two ids and two timestamps, not even compressed. */
const SHORTEST_RECORD_BYTES = 80;

/** Made once per matcher, because hidden bytes are often short and many. */
const known = new WeakMap<EraseMatcher, Sought>();

export function soughtBy(matcher: EraseMatcher): Sought {
  const sought = known.get(matcher) ?? newSought(matcher);
  known.set(matcher, sought);
  return sought;
}

function newSought({ searchText, contactIds }: EraseMatcher): Sought {
  const textsIn: RangeFinder = searchText ? textFinder(searchText) : () => [];
  const texts = [...(searchText ? [searchText.text] : []), ...contactIds];
  const shortest = searchText ? shortestWith(searchText.text) : SHORTEST_RECORD_BYTES;
  const leastRun = Math.ceil((4 * shortest) / 3);
  return {
    rangesOf: (bytes) => {
      const found = textsIn(bytes);
      return found.length > 0 ? found : idsIn(bytes, contactIds);
    },
    beginningsOf: searchText ? beginningFinder(searchText) : () => [],
    leastText: texts.reduce(
      (least, text) => Math.min(least, asciiLength(text)),
      Number.POSITIVE_INFINITY,
    ),
    leastRun,
    isOfChance: texts.some((text) => Buffer.byteLength(text) < SHORTEST_OF_NO_CHANCE_BYTES),
    word: wordOf(leastRun),
    longWord: wordOf(Math.max(leastRun, LONG_WORD)),
  };
}

function wordOf(characters: number): RegExp {
  return new RegExp(`[A-Za-z0-9+/_-]{${characters}}`);
}

/** The fewest bytes that hold the text, plain or as gzip: a text that repeats itself may be shorter so. */
function shortestWith(text: string): number {
  return Math.min(Buffer.byteLength(text), gzipSync(text, { level: 9 }).length);
}

/** Escaped or not, a text of ASCII has at least as many bytes of it. Any other need not have one. */
function asciiLength(text: string): number {
  return /^[ -~]*$/.test(text) ? text.length : 0;
}
