import type { Field } from '../column-types.ts';
import type { Dataset } from '../dataset.ts';
import {
  CARRIAGE_RETURN,
  CLOSE_BRACKET,
  COMMA,
  LINE_FEED,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  SPACE,
  TAB,
} from './json-bytes.ts';
import { reasonOf } from './look-alikes.ts';
import { type MovedField, RecordEditor } from './record-editor.ts';
import { LOOKED_AT_BYTES, whatItIs, whatStringHolds } from './what-it-is.ts';

/** A longer record goes to quarantine by reference. A Kinesis record is 1 MiB, or at most 10 MiB. */
export const LONGEST_RECORD_BYTES = 4 * 1024 * 1024;

/** The editor looks at the byte behind what it reads, and a timestamp's width beyond. */
const BEHIND_BYTES = 32;
const FIRST_CAPACITY_BYTES = 1024 * 1024;
/** What shows that a string, number or word is whole: garbage may begin like one. */
const MAY_FOLLOW_A_SCALAR = new Set(Buffer.from(' \t\r\n{['));
const MAY_FOLLOW_AN_ELEMENT = new Set(Buffer.from(',]'));
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
 * The elements of an array are values like any other, however deep arrays are within one another:
 * brackets and commas between values are passed over as white space is. So an array need not be
 * held in memory, and one that is broken gives the records that it has.
 *
 * After a broken record (or anything that is no JSON) reading goes on at the next `{` from which
 * a whole record can be read; all before it is one finding. A `{` that leads nowhere costs at most
 * DEEPEST readings of a byte, so hostile input takes linear time too.
 */
export class RecordReader {
  /** White space, byte order marks, and an array's brackets and commas between values. */
  between_bytes = 0;
  private readonly dataset: Dataset;
  private readonly receiver: RecordReceiver;
  private readonly editor: RecordEditor;

  /** The window: bytes `[0, filled)` of both are the input from `offset` on. */
  private source: Buffer;
  private target: Buffer;
  private offset = 0;
  private filled = 0;
  /** Where reading goes on. */
  private at = 0;
  /** No sense in reading again what was unfinished before the window is filled so far. */
  private retryAt = 0;
  /** Where the bytes that are no record begin, and why; null while all is well. */
  private broken: { from: number; reason: string } | null = null;
  /** How they begin, once the window has passed on. */
  private beginning: Buffer | null = null;
  /** Arrays that have been opened and not closed; unknown, so 0, after what is broken. */
  private openArrays = 0;
  /** Offsets of `{` that are known to lead nowhere: they were open where another one broke. */
  private readonly hopeless = new Set<number>();

  /**
   * @param editor whoever else has it may use it between calls of the reader
   * @param capacity_bytes of the window at first; it grows with what is pushed
   */
  constructor(
    dataset: Dataset,
    receiver: RecordReceiver,
    editor = new RecordEditor(dataset),
    capacity_bytes = FIRST_CAPACITY_BYTES,
  ) {
    this.dataset = dataset;
    this.receiver = receiver;
    this.editor = editor;
    this.source = Buffer.alloc(capacity_bytes);
    this.target = Buffer.alloc(capacity_bytes);
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
    if (this.openArrays > 0) {
      const end = { offset: this.received_bytes, length: 0 };
      this.receiver.noRecord(end, 'an array that breaks off', null);
    }
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
    if (byte === OPEN_BRACE) return this.readObject(isAll);
    const mayBeMark = this.filled - this.at < 3 && byte === BYTE_ORDER_MARK[0];
    if (mayBeMark && !isAll) return false;
    return this.readScalar(isAll);
  }

  /** The string, number or word at `at`, if that is what stands there. @returns as `readNext` */
  private readScalar(isAll: boolean): boolean {
    const { source, at } = this;
    const limit = Math.min(this.filled, at + LONGEST_RECORD_BYTES);
    const outcome = this.editor.edit(source, this.target, at, limit);
    const { end, reason } = this.editor;
    // A number may go on behind the window; what stands behind a string is still to be seen.
    if (end === limit && limit === this.filled && !isAll) return this.waitForMore();
    if (outcome === 'lacking' && this.standsAlone(end)) {
      const held = source[at] === QUOTE ? whatStringHolds(source.subarray(at, end)) : null;
      this.passOver(end, held ?? reason);
    } else this.breakAt(at, 'not JSON: expected an object');
    return true;
  }

  /** Does a string, number or word end at `end`? Not the first field of a line of CSV. */
  private standsAlone(end: number): boolean {
    if (end === this.filled) return true;
    const byte = this.source[end]!;
    return (
      MAY_FOLLOW_A_SCALAR.has(byte) || (this.openArrays > 0 && MAY_FOLLOW_AN_ELEMENT.has(byte))
    );
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
      if (this.broken) this.at = end;
      else this.passOver(end, reasonOf(this.dataset, this.editor.moved, this.editor.reason));
      return true;
    }
    source.copy(this.target, at, at, end);
    const isTooLong = outcome === 'unfinished' && limit === at + LONGEST_RECORD_BYTES;
    if (outcome === 'unfinished' && !isTooLong && !isAll) return this.waitForMore();
    const reason = isTooLong ? `longer than ${LONGEST_RECORD_BYTES} bytes` : this.editor.reason;
    if (!this.broken) this.breakAt(at, reason);
    // What is too deep for this one may not be for those within it.
    if (outcome === 'broken') this.giveUpOn(this.editor.openObjects());
    this.at = at + 1;
    return true;
  }

  /** Ends reading until twice as much of the value at `at` has come. */
  private waitForMore(): false {
    this.retryAt = Math.min(this.filled + (this.filled - this.at), this.at + LONGEST_RECORD_BYTES);
    return false;
  }

  /** The next `{` among bytes that are no record. */
  private readOn(isAll: boolean): boolean {
    const next = this.source.subarray(0, this.filled).indexOf(OPEN_BRACE, this.at);
    if (next < 0) {
      this.at = this.filled;
      return false;
    }
    this.at = next;
    const isHopeless = this.hopeless.delete(this.offset + next);
    if (!isHopeless && this.mayBeginRecord(next)) return this.readObject(isAll);
    this.at++;
    return true;
  }

  /** Whether a key follows the `{` at `at`, or may still do so: most of those in text have none. */
  private mayBeginRecord(at: number): boolean {
    let next = at + 1;
    while (next < this.filled && isWhiteSpace(this.source[next]!)) next++;
    return next === this.filled || this.source[next] === QUOTE;
  }

  /** What breaks an object breaks those within it that are still open there. */
  private giveUpOn(open: readonly number[]): void {
    for (const at of open) this.hopeless.add(this.offset + at);
  }

  private skipBetween(): void {
    const from = this.at;
    let at = from;
    while (at < this.filled) {
      const byte = this.source[at]!;
      if (isWhiteSpace(byte) || byte === COMMA) at++;
      else if (byte === OPEN_BRACKET) {
        this.openArrays++;
        at++;
      } else if (byte === CLOSE_BRACKET) {
        this.openArrays = Math.max(0, this.openArrays - 1);
        at++;
      } else if (byte === BYTE_ORDER_MARK[0] && this.markStandsAt(at)) at += 3;
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

  /** From here on, bytes are no record; nor can it be said which arrays are open. */
  private breakAt(from: number, reason: string): void {
    this.broken = { from, reason };
    this.openArrays = 0;
  }

  /** What is broken, up to `to`, is told as one. */
  private setAside(to: number): void {
    const { from, reason } = this.broken!;
    const beginning = this.beginning ?? this.beginningOf(from, to);
    this.broken = null;
    this.beginning = null;
    this.hopeless.clear();
    this.tell(from, to, whatItIs(beginning) ?? reason);
  }

  /** A whole value that is no record, from `at` to `to`. */
  private passOver(to: number, reason: string): void {
    this.tell(this.at, to, reason);
    this.at = to;
  }

  private tell(from: number, to: number, reason: string): void {
    const length = to - from;
    const source = length <= LONGEST_RECORD_BYTES ? this.source.subarray(from, to) : null;
    this.receiver.noRecord({ offset: this.offset + from, length }, reason, source);
  }

  private beginningOf(from: number, to: number): Buffer {
    return this.source.subarray(from, Math.min(to, from + LOOKED_AT_BYTES));
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
    if (!this.broken) return this.at;
    if (this.at - this.broken.from <= LONGEST_RECORD_BYTES) return this.broken.from;
    this.beginning ??= Buffer.from(this.beginningOf(this.broken.from, this.at));
    return this.at;
  }
}

/** RFC 8259, section 2. */
function isWhiteSpace(byte: number): boolean {
  return byte === SPACE || byte === LINE_FEED || byte === CARRIAGE_RETURN || byte === TAB;
}
