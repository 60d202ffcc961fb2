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
  /** So many characters, which could themselves be base64. */
  readonly longWord: RegExp;
}

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
    longWord: new RegExp(`[A-Za-z0-9+/_-]{${leastRun}}`),
  };
}

/** The fewest bytes that hold the text, plain or as gzip: a text that repeats itself may be shorter so. */
function shortestWith(text: string): number {
  return Math.min(Buffer.byteLength(text), gzipSync(text, { level: 9 }).length);
}

/** Escaped or not, a text of ASCII has at least as many bytes of it. Any other need not have one. */
function asciiLength(text: string): number {
  return /^[ -~]*$/.test(text) ? text.length : 0;
}
