import { neighbours, spellings } from './escapes.ts';
import type { Sought } from './sought.ts';

/** Bytes looked at on either side of what is found, to tell whether it is what is meant. */
const BEFORE_BYTES = 1024;
const AFTER_BYTES = 128;

/** Where something stands: `[from, to)`, in bytes from the beginning. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Made once of each text: what is hidden is often short, and there may be much of it. */
const patterns = new WeakMap<Sought, { pattern: RegExp; longest: number }>();

function patternOf(sought: Sought): { pattern: RegExp; longest: number } {
  const known = patterns.get(sought);
  if (known) return known;
  const { pattern, longest } = spellings(sought.text, sought.caseless);
  const made = { pattern: new RegExp(pattern, 'g'), longest };
  patterns.set(sought, made);
  return made;
}

/**
 * Finds where a text stands in bytes that come in pieces: in UTF-8, or any of its characters as a
 * JSON escape (`\u002b`, `\/`), also in JSON text that is itself a string of JSON text, or
 * percent-coded. What is found does not depend on how the bytes are cut.
 */
export class TextScanner {
  private readonly sought: Sought;
  private readonly pattern: RegExp;
  private readonly longest: number;
  /** The end of what has come, as far as it is still needed. */
  private kept = Buffer.alloc(0);
  /** What has come since, as long as it is too little to be worth a look. */
  private fresh: Uint8Array[] = [];
  private freshBytes = 0;
  private received = 0;
  /** All that begins before is told. */
  private next = 0;
  private found: Stretch[] = [];

  constructor(sought: Sought) {
    this.sought = sought;
    const { pattern, longest } = patternOf(sought);
    this.pattern = pattern;
    this.longest = longest;
  }

  push(bytes: Uint8Array): void {
    this.fresh.push(bytes);
    this.freshBytes += bytes.length;
    if (this.freshBytes > this.longest) this.look(false);
  }

  /** Says that no more bytes come. */
  finish(): void {
    this.look(true);
  }

  private look(isAll: boolean): void {
    const window = Buffer.concat([this.kept, ...this.fresh]);
    this.received += this.freshBytes;
    this.fresh = [];
    this.freshBytes = 0;
    this.search(window, isAll);
    const from = this.next - BEFORE_BYTES - (this.received - window.length);
    this.kept = Buffer.from(window.subarray(Math.max(0, from)));
  }

  /** All that begins before has been told. */
  get settledTo(): number {
    return this.next;
  }

  /** What has been found since it was last asked for, ascending. */
  take(): Stretch[] {
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
    return beside !== null && this.sought.isIt(beside);
  }
}

/** Finds where the text stands in bytes that are all there, many times over. */
export function textFinder(sought: Sought): (bytes: Buffer) => Stretch[] {
  const pattern = new RegExp(spellings(sought.text, sought.caseless).pattern);
  return (bytes) => {
    if (!pattern.test(bytes.toString('latin1'))) return [];
    const scanner = new TextScanner(sought);
    scanner.push(bytes);
    scanner.finish();
    return scanner.take();
  };
}

/** Tells whether a text stands in bytes, in any of its spellings and whatever stands beside it. */
export function textHolder(text: string): (bytes: Buffer) => boolean {
  const pattern = new RegExp(spellings(text, 0).pattern);
  return (bytes) => pattern.test(bytes.toString('latin1'));
}
