import type { Field } from '../column-types.ts';
import { type Dataset, longestRecordBytes } from '../dataset.ts';
import { contentKind, KIND_BYTES, stringKind } from './content-kind.ts';
import { EnvelopeReader } from './envelope.ts';
import {
  CLOSE_BRACKET,
  COMMA,
  isWhiteSpace,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
} from './json-bytes.ts';
import { reasonOf } from './look-alikes.ts';
import { BEHIND_BYTES, type MovedField, RecordEditor } from './record-editor.ts';

const FIRST_CAPACITY_BYTES = 1024 * 1024;
/** A window of more bytes grows at once to what the longest record needs. */
const MANY_BYTES = 4 * 1024 * 1024;
/** The characters that may follow a complete string, number or word; garbage may begin like one. */
const MAY_FOLLOW_A_SCALAR = new Set(Buffer.from(' \t\r\n{['));
const MAY_FOLLOW_AN_ELEMENT = new Set(Buffer.from(',]'));
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** A place in the uncompressed object. */
export interface Span {
  /** Bytes from the object's beginning. */
  readonly offset: number;
  readonly length: number;
}

/** A record, at `[from, to)` of two buffers. The reader reuses both, so copy what is needed later. */
export interface FoundRecord {
  /** Its place in the object: its own bytes, or the element of an envelope that it came in. */
  readonly offset: number;
  readonly length: number;
  readonly from: number;
  readonly to: number;
  /** The buffer with the record as it came, or as it was put together from its envelope. */
  readonly source: Buffer;
  /** The buffer with the record edited into a line. */
  readonly edited: Buffer;
  /** The fields that were moved out of their columns. */
  readonly moved: readonly MovedField[];
  /** Gives the element of the envelope as it came; null for a record that came by itself. */
  readonly element: (() => Buffer) | null;
  /** What its element's base64 encodes, without gzip: bytes that nobody writes over. Null for a record that came as text. */
  readonly decoded: Buffer | null;
}

/** Receives what the reader finds, in the order of the input. */
export interface RecordReceiver {
  record(found: FoundRecord): void;
  /**
   * Receives a piece that is not a record, and the reason. `source` is null if it is too long to keep.
   * @param element given if it is an element of an envelope, in which other elements may be records
   */
  noRecord(
    span: Span,
    reason: string,
    source: Buffer | null,
    element?: Pick<FoundRecord, 'decoded'>,
  ): void;
  /** Receives the places of an envelope and its elements, before what is in it. */
  envelope?(span: Span, elements: readonly Span[]): void;
  /**
   * Begins records that `takeBack` takes back if their envelope turns out to be broken at its end. A receiver that
   * returns false, or has none of the two, gets no record before its envelope is known to be complete.
   */
  mayTakeBack?(): boolean;
  takeBack?(): void;
  /**
   * Whether an object among broken bytes is a record of another dataset, which ends them as a record of its
   * own does. Without this, no such object is.
   */
  isOfOther?(reason: string, source: Buffer): boolean;
}

/**
 * Splits raw objects into records, whatever stands between them.
 *
 * `push` takes an object's uncompressed bytes in pieces of any size, and `finish` ends the object.
 * The outcome does not depend on how the bytes are cut. `begin` makes the reader ready for another
 * object, whose outcome does not depend on the objects before it.
 *
 * The elements of an array are values like any other, however deep arrays are within one another:
 * brackets and commas between values are skipped like white space. Thus an array need not fit into
 * memory, and the records of a broken array are found too.
 *
 * After a broken record (or anything that is not JSON) reading goes on at the next `{` that begins a
 * complete record; everything before it is reported as one piece. Each byte is read at most DEEPEST
 * times in search of such a `{`, so hostile input takes linear time too.
 */
export class RecordReader {
  /** White space, byte order marks, and an array's brackets and commas between values. */
  between_bytes = 0;
  private readonly dataset: Dataset;
  private readonly others: readonly Dataset[];
  private readonly receiver: RecordReceiver;
  private readonly editor: RecordEditor;
  /** A longer record goes to quarantine by reference, and so does a longer piece that is none. */
  private readonly longest_bytes: number;
  /** Null if the dataset's records come by themselves. */
  private readonly envelopes: EnvelopeReader | null;
  /** Whether the last object was an envelope, so that the next may be one. It changes no outcome, but the time. */
  private wasEnvelope = true;

  /** The window: bytes `[0, filled)` of both are the input from `offset` on. */
  private source: Buffer;
  private target: Buffer;
  private offset = 0;
  private filled = 0;
  /** The position in the window where reading goes on. */
  private at = 0;
  /** How far the window must be filled before an unfinished value is read again. */
  private retryAt = 0;
  /** Where bytes that are not a record begin, and the reason; null outside such bytes. */
  private broken: { from: number; reason: string } | null = null;
  /** Their first bytes, kept once the window has moved on. */
  private beginning: Buffer | null = null;
  /** The number of open arrays; 0 after broken bytes, where it is unknown. */
  private openArrays = 0;
  /** Offsets of `{` that begin no record, because they were open where an inner object broke. */
  private readonly hopeless = new Set<number>();

  /**
   * @param editor may be shared: others may use it between calls of the reader
   * @param capacity_bytes the window's first size; it grows with the input
   * @param others the lake's other datasets, whose records are named in reasons
   */
  constructor(
    dataset: Dataset,
    receiver: RecordReceiver,
    editor = new RecordEditor(dataset),
    capacity_bytes = FIRST_CAPACITY_BYTES,
    others: readonly Dataset[] = [],
  ) {
    this.dataset = dataset;
    this.others = others;
    this.receiver = receiver;
    this.editor = editor;
    this.longest_bytes = longestRecordBytes(dataset);
    this.envelopes = dataset.envelope
      ? new EnvelopeReader(dataset, dataset.envelope, editor)
      : null;
    this.source = Buffer.alloc(capacity_bytes);
    this.target = Buffer.alloc(capacity_bytes);
  }

  /** Begins another object, whether the last one was finished or given up. */
  begin(): void {
    this.editor.begin();
    this.between_bytes = 0;
    this.offset = 0;
    this.filled = 0;
    this.at = 0;
    this.retryAt = 0;
    this.broken = null;
    this.beginning = null;
    this.openArrays = 0;
    this.hopeless.clear();
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

  /** The number of bytes received. */
  get received_bytes(): number {
    return this.offset + this.filled;
  }

  /** The normalised keys of open structs in this object's records so far. */
  openKeys(): string[] {
    return this.editor.openKeys();
  }

  /** The text of a required field. To be called only while a record is being received. */
  textOf(field: Field): string {
    return this.editor.textOf(field);
  }

  /** The span that `RecordEditor.spanOf` returns, in the same buffers as the record that is being received. */
  spanOf(field: Field): { at: number; end: number } | null {
    return this.editor.spanOf(field);
  }

  private read(isAll: boolean): void {
    while (this.broken ? this.readOn(isAll) : this.readNext(isAll));
  }

  /** Reads one value. @returns whether the window may have another */
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

  /** Reads the string, number or word at `at`, if there is one. @returns as `readNext` */
  private readScalar(isAll: boolean): boolean {
    const { source, at } = this;
    const limit = Math.min(this.filled, at + this.longest_bytes);
    const outcome = this.editor.edit(source, this.target, at, limit);
    const { end, reason } = this.editor;
    // A number may go on after the window, and the byte after a string has not arrived yet.
    if (end === limit && limit === this.filled && !isAll) return this.waitForMore();
    if (outcome === 'lacking' && this.standsAlone(end)) {
      const held = source[at] === QUOTE ? stringKind(source.subarray(at, end)) : null;
      this.passOver(end, held ?? reason);
    } else this.breakAt(at, 'not JSON: expected an object');
    return true;
  }

  /** Whether a string, number or word ends at `end`, and is not the first field of a line of CSV. */
  private standsAlone(end: number): boolean {
    if (end === this.filled) return true;
    const byte = this.source[end]!;
    return (
      MAY_FOLLOW_A_SCALAR.has(byte) || (this.openArrays > 0 && MAY_FOLLOW_AN_ELEMENT.has(byte))
    );
  }

  /** Reads the object at `at`. @returns whether reading can go on */
  private readObject(isAll: boolean): boolean {
    const { source, at } = this;
    const limit = Math.min(this.filled, at + this.longest_bytes);
    if (this.readEnvelope(limit)) return true;
    const outcome = this.editor.edit(source, this.target, at, limit);
    const { end } = this.editor;
    if (outcome === 'record') {
      this.wasEnvelope = false;
      if (this.broken) this.setAside(at);
      this.receiver.record({
        offset: this.offset + at,
        length: end - at,
        from: at,
        to: end,
        source,
        edited: this.target,
        moved: this.editor.moved,
        element: null,
        decoded: null,
      });
      this.at = end;
      return true;
    }
    if (outcome === 'lacking') {
      this.wasEnvelope = this.envelopes?.opens(source, at) === true;
      if (this.envelopes && this.wasEnvelope) {
        if (this.broken) this.setAside(at);
        const span = { offset: this.offset + at, length: end - at };
        this.envelopes.read(source, at, span, this.receiver);
        this.between_bytes += span.length - this.envelopes.reported_bytes;
        this.at = end;
      } else if (this.broken && !this.mayBeOfOther) this.at = end;
      else {
        const { moved, reason } = this.editor;
        this.endObject(end, reasonOf(this.dataset, this.others, { source, at, moved, reason }));
      }
      return true;
    }
    source.copy(this.target, at, at, end);
    const isTooLong = outcome === 'unfinished' && limit === at + this.longest_bytes;
    if (outcome === 'unfinished' && !isTooLong && !isAll) return this.waitForMore();
    const reason = isTooLong ? `longer than ${this.longest_bytes} bytes` : this.editor.reason;
    if (!this.broken) this.breakAt(at, reason);
    // An object within this one may not be too deep.
    if (outcome === 'broken') this.giveUpOn(this.editor.openObjects());
    this.at = at + 1;
    return true;
  }

  /** Reads the envelope at `at` in one pass, if it is of the usual form. */
  private readEnvelope(limit: number): boolean {
    const { envelopes, receiver, at, offset } = this;
    if (envelopes === null || !this.wasEnvelope || this.broken || !receiver.mayTakeBack?.())
      return false;
    const end = envelopes.readAtOnce(this.source, this.target, at, limit, offset, receiver);
    if (end < 0) receiver.takeBack!();
    else {
      this.between_bytes += end - at - envelopes.reported_bytes;
      this.at = end;
    }
    return end >= 0;
  }

  /** Reports a complete object that is no record; among broken bytes, only one of another dataset. */
  private endObject(end: number, reason: string): void {
    const { at, source } = this;
    if (this.broken) {
      if (!this.receiver.isOfOther!(reason, source.subarray(at, end))) {
        this.at = end;
        return;
      }
      this.setAside(at);
    }
    this.passOver(end, reason);
  }

  private get mayBeOfOther(): boolean {
    return this.others.length > 0 && this.receiver.isOfOther !== undefined;
  }

  /** Ends reading until twice as much of the value at `at` has arrived. */
  private waitForMore(): false {
    this.retryAt = Math.min(this.filled + (this.filled - this.at), this.at + this.longest_bytes);
    return false;
  }

  /** Moves on to the next `{` among bytes that are not a record. */
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

  /** Whether a key follows the `{` at `at`, or may still arrive. Most `{` in text have none. */
  private mayBeginRecord(at: number): boolean {
    let next = at + 1;
    while (next < this.filled && isWhiteSpace(this.source[next]!)) next++;
    return next === this.filled || this.source[next] === QUOTE;
  }

  /** Notes objects that were open where an inner one broke, since they are broken too. */
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

  /** Begins a piece that is not a record. Which arrays are open is unknown from here on. */
  private breakAt(from: number, reason: string): void {
    this.broken = { from, reason };
    this.openArrays = 0;
  }

  /** Reports the broken bytes up to `to` as one piece. */
  private setAside(to: number): void {
    const { from, reason } = this.broken!;
    const beginning = this.beginning ?? this.beginningOf(from, to);
    this.broken = null;
    this.beginning = null;
    this.hopeless.clear();
    this.report(from, to, contentKind(beginning) ?? reason);
  }

  /** Reports a complete value that is not a record, from `at` to `to`. */
  private passOver(to: number, reason: string): void {
    this.report(this.at, to, reason);
    this.at = to;
  }

  private report(from: number, to: number, reason: string): void {
    const length = to - from;
    const source = length <= this.longest_bytes ? this.source.subarray(from, to) : null;
    this.receiver.noRecord({ offset: this.offset + from, length }, reason, source);
  }

  private beginningOf(from: number, to: number): Buffer {
    return this.source.subarray(from, Math.min(to, from + KIND_BYTES));
  }

  /** Drops bytes that are done with from the window's front, and grows the window if it must. */
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
      const larger = Buffer.alloc(this.capacityFor(needed));
      this.source.copy(larger, 0, 0, this.filled);
      this.source = larger;
      this.target = Buffer.alloc(larger.length);
    }
    if (keepFrom > 0 || isTooSmall) this.source.copy(this.target, 0, 0, this.filled);
  }

  /**
   * The window's next size. A window that grows to a long record in many steps would leave as much memory behind as
   * it takes; what is never written to takes none.
   */
  private capacityFor(needed_bytes: number): number {
    const doubled = Math.max(needed_bytes, 2 * this.source.length);
    return doubled > MANY_BYTES ? Math.max(doubled, this.longest_bytes) : doubled;
  }

  /** The first byte to keep. Broken bytes that are too many to quote are dropped: `broken.from` < 0. */
  private firstNeeded(): number {
    if (!this.broken) return this.at;
    if (this.at - this.broken.from <= this.longest_bytes) return this.broken.from;
    this.beginning ??= Buffer.from(this.beginningOf(this.broken.from, this.at));
    return this.at;
  }
}
