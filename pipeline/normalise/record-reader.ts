import type { Field } from '../column-types.ts';
import type { Dataset } from '../dataset.ts';
import { CARRIAGE_RETURN, LINE_FEED, OPEN_BRACE, OPEN_BRACKET, SPACE, TAB } from './json-bytes.ts';
import { type MovedField, RecordEditor } from './record-editor.ts';

/** A longer record goes to quarantine by reference. A Kinesis record is 1 MiB, or at most 10 MiB. */
export const LONGEST_RECORD_BYTES = 4 * 1024 * 1024;

/** The editor looks at the byte behind what it reads, and a timestamp's width beyond. */
const BEHIND_BYTES = 32;
const FIRST_CAPACITY_BYTES = 1024 * 1024;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Where in the uncompressed object something stands. */
export interface Span {
  /** Bytes from the object's beginning. */
  readonly offset: number;
  readonly length: number;
}

/** A record, at `[from, to)` of two buffers that are the reader's own: copy what is to last. */
export interface FoundRecord {
  /** Bytes from the object's beginning. */
  readonly offset: number;
  readonly from: number;
  readonly to: number;
  /** Has its bytes as they came. */
  readonly source: Buffer;
  /** Has them edited into a line. */
  readonly edited: Buffer;
  /** What has left its column. */
  readonly moved: readonly MovedField[];
}

/** What the reader gives its findings to, in the order of the input. */
export interface RecordReceiver {
  record(found: FoundRecord): void;
  /** What is no record, and why; its bytes, unless they are more than LONGEST_RECORD_BYTES. */
  noRecord(span: Span, reason: string, source: Buffer | null): void;
}

/**
 * Splits one raw object into records, whatever stands between them.
 *
 * `push` takes the object's uncompressed bytes in pieces of any size and `finish` says that they
 * are all; what is found does not depend on how they were cut.
 *
 * After a broken record (or anything that is no JSON) reading goes on at the next `{` from which
 * a whole record can be read; all before it is one finding. A `{` that leads nowhere costs at most
 * DEEPEST readings of a byte, so hostile input takes linear time too.
 */
export class RecordReader {
  /** White space and byte order marks between values. */
  between_bytes = 0;
  private readonly receiver: RecordReceiver;
  private readonly editor: RecordEditor;

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
  /** Offsets of `{` that are known to lead nowhere: they were open where another one broke. */
  private readonly hopeless = new Set<number>();

  constructor(dataset: Dataset, receiver: RecordReceiver) {
    this.receiver = receiver;
    this.editor = new RecordEditor(dataset);
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
  }

  /** How many bytes have come. */
  get received_bytes(): number {
    return this.offset + this.filled;
  }

  /** The normalised keys of the dataset's open structs that the records so far have. */
  openKeys(): string[] {
    return this.editor.openKeys();
  }

  /** While a record is being received: the text of one of the fields that every record has. */
  textOf(field: Field): string {
    return this.editor.textOf(field);
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
      this.receiver.record({
        offset: this.offset + at,
        from: at,
        to: end,
        source,
        edited: this.target,
        moved: this.editor.moved,
      });
      this.at = end;
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
    source.copy(this.target, at, at, end);
    const isTooLong = outcome === 'unfinished' && limit === at + LONGEST_RECORD_BYTES;
    if (outcome === 'unfinished' && !isTooLong && !isAll) {
      this.retryAt = Math.min(this.filled + (this.filled - at), at + LONGEST_RECORD_BYTES);
      return false;
    }
    const reason = isTooLong ? `longer than ${LONGEST_RECORD_BYTES} bytes` : this.editor.reason;
    this.broken ??= { from: at, reason };
    if (outcome === 'broken') this.giveUpOn(this.editor.openObjects());
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
    if (!this.hopeless.delete(this.offset + next)) return this.readObject(isAll);
    this.at++;
    return true;
  }

  /** What breaks an object breaks those within it that are still open there. */
  private giveUpOn(open: readonly number[]): void {
    for (const at of open) this.hopeless.add(this.offset + at);
  }

  private skipBetween(): void {
    const from = this.at;
    let at = from;
    while (at < this.filled) {
      const byte = this.source[at];
      if (byte === SPACE || byte === LINE_FEED || byte === CARRIAGE_RETURN || byte === TAB) at++;
      else if (byte === BYTE_ORDER_MARK[0] && this.markStandsAt(at)) at += 3;
      else break;
    }
    this.between_bytes += at - from;
    this.at = at;
  }

  private markStandsAt(at: number): boolean {
    return (
      at + 3 <= this.filled && BYTE_ORDER_MARK.every((byte, i) => this.source[at + i] === byte)
    );
  }

  /** What is broken, up to `to`, is told as one. */
  private setAside(to: number): void {
    const { from, reason } = this.broken!;
    this.broken = null;
    this.hopeless.clear();
    const length = to - from;
    const source = length <= LONGEST_RECORD_BYTES ? this.source.subarray(from, to) : null;
    this.receiver.noRecord({ offset: this.offset + from, length }, reason, source);
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
