import { OTHER_FIELDS, SOURCE_KEY, SOURCE_OFFSET } from '../column-types.ts';
import type { Dataset } from '../dataset.ts';
import { ByteQueue } from './byte-queue.ts';
import { OPEN_BRACE, OPEN_BRACKET } from './json-bytes.ts';
import { type MovedField, RecordEditor } from './record-editor.ts';

/** A longer record goes to quarantine by reference. A Kinesis record is 1 MiB, or at most 10 MiB. */
export const LONGEST_RECORD_BYTES = 4 * 1024 * 1024;

/** The editor looks at the byte behind what it reads, and a timestamp's width beyond. */
const BEHIND_BYTES = 32;
const FIRST_CAPACITY_BYTES = 1024 * 1024;

/** What came of the bytes. Every byte is in exactly one of the first three. */
export interface NormaliseCounts {
  record_bytes: number;
  quarantined_bytes: number;
  /** White space and byte order marks between values. */
  between_bytes: number;
  records_out: number;
  quarantined: number;
}

/**
 * Splits one raw object into records, edits each into a line, sets aside what is no record.
 *
 * `push` takes the object's uncompressed bytes in pieces of any size and `finish` says that they
 * are all; the outcome does not depend on how they were cut. After each, `takeLines` and
 * `takeQuarantine` give what is ready.
 *
 * After a broken record (or anything that is no JSON) reading goes on at the next `{` from which
 * a whole record can be read; all before it is one entry in quarantine. A `{` that leads nowhere
 * costs at most DEEPEST readings of a byte, so hostile input takes linear time too.
 */
export class Normaliser {
  readonly counts: NormaliseCounts = {
    record_bytes: 0,
    quarantined_bytes: 0,
    between_bytes: 0,
    records_out: 0,
    quarantined: 0,
  };
  private readonly sourceKey: string;
  private readonly lineEnd: Buffer;
  private readonly editor: RecordEditor;
  private readonly lines = new ByteQueue(FIRST_CAPACITY_BYTES);
  private readonly quarantine = new ByteQueue(1024);

  /** The window: bytes `[0, filled)` of both are the input from `offset` on. */
  private source = Buffer.alloc(FIRST_CAPACITY_BYTES);
  private target = Buffer.alloc(FIRST_CAPACITY_BYTES);
  private offset = 0;
  private filled = 0;
  /** Where reading goes on. */
  private at = 0;
  /** No sense in reading again what was unfinished before the window is filled so far. */
  private retryAt = 0;
  /** Where the bytes that are no record begin, and why; null while all is well. */
  private broken: { from: number; reason: string } | null = null;

  constructor(dataset: Dataset, sourceKey: string) {
    this.sourceKey = sourceKey;
    this.editor = new RecordEditor(dataset);
    this.lineEnd = Buffer.from(`,"${SOURCE_KEY}":${JSON.stringify(sourceKey)},"${SOURCE_OFFSET}":`);
  }

  push(bytes: Uint8Array): void {
    this.makeRoom(bytes.length);
    this.source.set(bytes, this.filled);
    this.target.set(bytes, this.filled);
    this.filled += bytes.length;
    if (this.filled >= this.retryAt) this.read(false);
  }

  finish(): void {
    this.read(true);
    if (this.broken) this.setAside(this.at);
    const { record_bytes, quarantined_bytes, between_bytes } = this.counts;
    const accounted = record_bytes + quarantined_bytes + between_bytes;
    const received = this.offset + this.filled;
    if (accounted !== received) {
      throw new Error(`${this.sourceKey}: ${accounted} of ${received} bytes accounted for`);
    }
  }

  /** Records that the object's end made unreadable, such as a gzip stream cut off: by reference. */
  setAsideRest(reason: string): void {
    this.enter({ source_offset: this.offset + this.filled, length_bytes: 0, reason });
  }

  /** Lines ready by now: one JSON object each, each ending in a line feed. */
  takeLines(): Buffer {
    return this.lines.take();
  }

  /** Quarantine entries ready by now, in the same form. */
  takeQuarantine(): Buffer {
    return this.quarantine.take();
  }

  /** The normalised keys seen so far in the dataset's open struct. */
  openKeys(column: string): string[] {
    return this.editor.openKeys(column);
  }

  private read(isAll: boolean): void {
    while (this.broken ? this.readOn(isAll) : this.readNext(isAll));
  }

  /** One value, where one is expected. @returns whether there may be another in the window. */
  private readNext(isAll: boolean): boolean {
    const { source } = this;
    this.skipBetween();
    if (this.at >= this.filled) return false;
    const byte = source[this.at];
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) return this.readObject(isAll);
    const mayBeMark = this.filled - this.at < 3 && byte === BYTE_ORDER_MARK[0];
    if (mayBeMark && !isAll) return false;
    this.broken = { from: this.at, reason: 'not JSON: expected an object' };
    return true;
  }

  /** The object at `at`. @returns whether reading can go on. */
  private readObject(isAll: boolean): boolean {
    const { source, at } = this;
    const limit = Math.min(this.filled, at + LONGEST_RECORD_BYTES);
    const outcome = this.editor.edit(source, this.target, at, limit);
    const { end } = this.editor;
    if (outcome === 'record') {
      if (this.broken) this.setAside(at);
      this.keep(at, end);
      return true;
    }
    if (outcome === 'lacking') {
      if (!this.broken) {
        this.broken = { from: at, reason: this.editor.reason };
        this.setAside(end);
      }
      this.at = end;
      return true;
    }
    const isTooLong = limit === at + LONGEST_RECORD_BYTES;
    if (outcome === 'unfinished' && !isTooLong && !isAll) {
      this.retryAt = Math.min(this.filled + (this.filled - at), at + LONGEST_RECORD_BYTES);
      return false;
    }
    const reason =
      outcome === 'unfinished' && isTooLong
        ? `longer than ${LONGEST_RECORD_BYTES} bytes`
        : this.editor.reason;
    this.broken ??= { from: at, reason };
    source.copy(this.target, at, at, limit);
    this.at = at + 1;
    return true;
  }

  /** The next `{` among bytes that are no record. */
  private readOn(isAll: boolean): boolean {
    const next = this.source.subarray(0, this.filled).indexOf(OPEN_BRACE, this.at);
    if (next < 0) {
      this.at = this.filled;
      return false;
    }
    this.at = next;
    return this.readObject(isAll);
  }

  private skipBetween(): void {
    const from = this.at;
    let at = from;
    while (at < this.filled) {
      const byte = this.source[at];
      if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) at++;
      else if (byte === BYTE_ORDER_MARK[0] && this.markStandsAt(at)) at += 3;
      else break;
    }
    this.counts.between_bytes += at - from;
    this.at = at;
  }

  private markStandsAt(at: number): boolean {
    return (
      at + 3 <= this.filled && BYTE_ORDER_MARK.every((byte, i) => this.source[at + i] === byte)
    );
  }

  /** The edited record at `[from, to)` becomes a line. */
  private keep(from: number, to: number): void {
    this.lines.append(this.target, from, to - 1);
    const { moved } = this.editor;
    if (moved.length > 0) this.lines.appendText(`,"${OTHER_FIELDS}":${otherFields(moved)}`);
    this.lines.append(this.lineEnd, 0, this.lineEnd.length);
    this.lines.appendText(`${this.offset + from}}\n`);
    this.counts.records_out++;
    this.counts.record_bytes += to - from;
    this.at = to;
  }

  /** What is broken, up to `to`, becomes an entry in quarantine. */
  private setAside(to: number): void {
    const { from, reason } = this.broken!;
    this.broken = null;
    const length = to - from;
    this.counts.quarantined_bytes += length;
    this.enter({
      source_offset: this.offset + from,
      length_bytes: length,
      reason,
      ...(length <= LONGEST_RECORD_BYTES && original(this.source.subarray(from, to))),
    });
  }

  private enter(entry: QuarantineEntry): void {
    this.counts.quarantined++;
    this.quarantine.appendText(`${JSON.stringify({ [SOURCE_KEY]: this.sourceKey, ...entry })}\n`);
  }

  /** Drops what is done with from the window's front, and grows it if that is not enough. */
  private makeRoom(count: number): void {
    const keepFrom = this.firstNeeded();
    if (keepFrom > 0) {
      this.source.copyWithin(0, keepFrom, this.filled);
      this.filled -= keepFrom;
      this.offset += keepFrom;
      this.at -= keepFrom;
      this.retryAt -= keepFrom;
      if (this.broken) this.broken.from -= keepFrom;
    }
    const needed = this.filled + count + BEHIND_BYTES;
    const isTooSmall = needed > this.source.length;
    if (isTooSmall) {
      const larger = Buffer.alloc(Math.max(needed, 2 * this.source.length));
      this.source.copy(larger, 0, 0, this.filled);
      this.source = larger;
      this.target = Buffer.alloc(larger.length);
    }
    if (keepFrom > 0 || isTooSmall) this.source.copy(this.target, 0, 0, this.filled);
  }

  /** Broken bytes too many to be quoted are kept by reference alone: `broken.from` turns negative. */
  private firstNeeded(): number {
    if (this.broken && this.at - this.broken.from <= LONGEST_RECORD_BYTES) return this.broken.from;
    return this.at;
  }
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** A line of `quarantine/`: why, where from, and the bytes as they came, unless they are too many. */
export interface QuarantineEntry {
  source_offset: number;
  length_bytes: number;
  reason: string;
  original?: string;
  /** In place of `original` where the bytes are not UTF-8. */
  original_base64?: string;
}

function original(bytes: Buffer): Pick<QuarantineEntry, 'original' | 'original_base64'> {
  const text = bytes.toString('utf8');
  const isText = Buffer.from(text).equals(bytes);
  return isText ? { original: text } : { original_base64: bytes.toString('base64') };
}

/** The map as JSON. A path that comes again (a key given twice) is told apart: `Channel#2`. */
function otherFields(moved: readonly MovedField[]): string {
  const fields = new Map<string, string>();
  for (const { path, text } of moved) {
    const base = path.toWellFormed();
    let key = base;
    for (let count = 2; fields.has(key); count++) key = `${base}#${count}`;
    fields.set(key, text);
  }
  return JSON.stringify(Object.fromEntries(fields));
}
