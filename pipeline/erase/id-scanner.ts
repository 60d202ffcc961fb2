import type { ByteRange } from './byte-range.ts';
import { isUuid } from './search-text.ts';

/** Words of the characters of which ids consist, each as long as it goes. Connect joins its own ids to words by underscores. */
const OF_UUIDS = { words: /[A-Za-z0-9-]+/g, character: /[A-Za-z0-9-]/ };
const OF_ANY = { words: /[A-Za-z0-9_-]+/g, character: /[A-Za-z0-9_-]/ };

/** Finds words that are ids in bytes that arrive in chunks. Of the bytes it keeps no more than an id's length. */
export class IdScanner {
  private readonly ids: ReadonlySet<string>;
  private readonly form: typeof OF_ANY;
  private readonly longest: number;
  /** The end of the bytes so far, if it is a word that may go on. */
  private kept = '';
  private received = 0;
  private found: ByteRange[] = [];

  constructor(ids: ReadonlySet<string>) {
    this.ids = ids;
    this.form = [...ids].every(isUuid) ? OF_UUIDS : OF_ANY;
    this.longest = [...ids].reduce((longest, { length }) => Math.max(longest, length), 0);
  }

  push(bytes: Uint8Array): void {
    const { buffer, byteOffset, length } = bytes;
    const text = this.kept + Buffer.from(buffer, byteOffset, length).toString('latin1');
    this.received += length;
    let end = text.length;
    while (end > 0 && this.form.character.test(text[end - 1]!)) end--;
    this.search(text.slice(0, end), this.received - text.length);
    // The rest of a word that is longer than any id is longer than any id, too.
    this.kept = text.slice(Math.max(end, text.length - this.longest - 1));
  }

  /** To be called after the last bytes. */
  finish(): void {
    this.search(this.kept, this.settledTo);
    this.kept = '';
  }

  /** The offset before which every id has been found. */
  get settledTo(): number {
    return this.received - this.kept.length;
  }

  /** Where ids stand, since the last call, ascending. */
  take(): ByteRange[] {
    const taken = this.found;
    this.found = [];
    return taken;
  }

  private search(text: string, offset: number): void {
    for (const { 0: word, index } of text.matchAll(this.form.words)) {
      const from = offset + index;
      if (this.ids.has(word)) this.found.push({ from, to: from + word.length });
    }
  }
}

/** Where ids stand in complete bytes. */
export function idsIn(bytes: Buffer, ids: ReadonlySet<string>): ByteRange[] {
  if (ids.size === 0) return [];
  const scanner = new IdScanner(ids);
  scanner.push(bytes);
  scanner.finish();
  return scanner.take();
}
