import type { ByteRange } from './byte-range.ts';
import { neighbours, spellings } from './escapes.ts';
import type { SearchText } from './search-text.ts';

/** Bytes that are read on either side of a candidate, to decide whether it is a match. */
const BEFORE_BYTES = 1024;
const AFTER_BYTES = 128;

/** Compiled once per text, because hidden bytes are often short and many. */
const patterns = new WeakMap<SearchText, { pattern: RegExp; longest: number }>();

function patternOf(sought: SearchText): { pattern: RegExp; longest: number } {
  const known = patterns.get(sought);
  if (known) return known;
  const { pattern, longest } = spellings(sought.text, sought.caseless);
  const made = { pattern: new RegExp(pattern, 'g'), longest };
  patterns.set(sought, made);
  return made;
}

/**
 * Finds a text in bytes that arrive in chunks: in UTF-8, with any of its characters as a JSON escape
 * (`\u002b`, `\/`), also in JSON text that is itself a string of JSON text, or percent-encoded. The
 * matches do not depend on how the bytes are cut into chunks.
 */
export class TextScanner {
  private readonly sought: SearchText;
  private readonly pattern: RegExp;
  private readonly longest: number;
  /** The last of the bytes received so far, which may be the beginning of a match. */
  private kept = Buffer.alloc(0);
  /** Bytes received since the last search, as long as they are too few to search. */
  private fresh: Uint8Array[] = [];
  private freshBytes = 0;
  private received = 0;
  /** The offset up to which the search is complete. */
  private next = 0;
  private found: ByteRange[] = [];

  constructor(sought: SearchText) {
    this.sought = sought;
    const { pattern, longest } = patternOf(sought);
    this.pattern = pattern;
    this.longest = longest;
  }

  push(bytes: Uint8Array): void {
    this.fresh.push(bytes);
    this.freshBytes += bytes.length;
    if (this.freshBytes > this.longest) this.searchReceived(false);
  }

  /** To be called after the last bytes. */
  finish(): void {
    this.searchReceived(true);
  }

  private searchReceived(isAll: boolean): void {
    const window = Buffer.concat([this.kept, ...this.fresh]);
    this.received += this.freshBytes;
    this.fresh = [];
    this.freshBytes = 0;
    this.search(window, isAll);
    const from = this.next - BEFORE_BYTES - (this.received - window.length);
    this.kept = Buffer.from(window.subarray(Math.max(0, from)));
  }

  /** The offset before which every match has been found. */
  get settledTo(): number {
    return this.next;
  }

  /** The matches since the last call, ascending. */
  take(): ByteRange[] {
    const taken = this.found;
    this.found = [];
    return taken;
  }

  private search(window: Buffer, isAll: boolean): void {
    const offset = this.received - window.length;
    const text = window.toString('latin1');
    this.pattern.lastIndex = this.next - offset;
    for (let match = this.pattern.exec(text); match; match = this.pattern.exec(text)) {
      const from = match.index;
      const to = from + match[0].length;
      if (!isAll && to + AFTER_BYTES > text.length) {
        this.next = offset + from;
        return;
      }
      if (this.isIt(text, from, to)) this.found.push({ from: offset + from, to: offset + to });
      this.next = offset + from + 1;
      this.pattern.lastIndex = from + 1;
    }
    this.next = isAll ? this.received : Math.max(this.next, this.received - this.longest + 1);
  }

  private isIt(text: string, from: number, to: number): boolean {
    const before = text.slice(Math.max(0, from - BEFORE_BYTES), from);
    const beside = neighbours(before, text.slice(from, to), text.slice(to, to + AFTER_BYTES));
    return beside !== null && this.sought.isMatch(beside);
  }
}

/** Makes a function that finds the text in complete bytes, to be used many times. */
export function textFinder(sought: SearchText): (bytes: Buffer) => ByteRange[] {
  const pattern = new RegExp(spellings(sought.text, sought.caseless).pattern);
  return (bytes) => {
    if (!pattern.test(bytes.toString('latin1'))) return [];
    const scanner = new TextScanner(sought);
    scanner.push(bytes);
    scanner.finish();
    return scanner.take();
  };
}

/** Makes a function that finds where the text stands in complete bytes if nothing stands before it there. */
export function beginningFinder(sought: SearchText): (bytes: Buffer) => number[] {
  const { pattern } = patternOf(sought);
  return (bytes) => {
    const text = bytes.toString('latin1');
    return [...text.matchAll(pattern)]
      .filter(({ 0: it, index }) => {
        const behind = index + it.length;
        const beside = neighbours('', it, text.slice(behind, behind + AFTER_BYTES));
        return beside !== null && sought.isMatch(beside);
      })
      .map(({ index }) => index);
  };
}

/** Makes a function that tests whether bytes contain a text in any spelling, whatever stands beside it. */
export function textDetector(text: string): (bytes: Buffer) => boolean {
  const pattern = new RegExp(spellings(text, 0).pattern);
  return (bytes) => pattern.test(bytes.toString('latin1'));
}
