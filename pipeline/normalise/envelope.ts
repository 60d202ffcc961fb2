/**
 * Reads records out of the envelopes in which some services deliver them: an object with an array, each of whose
 * elements holds a record as JSON text, or as base64 of it. CloudWatch Logs delivers log entries so.
 */
import { normaliseName } from '../column-types.ts';
import { type Dataset, type Envelope, longestRecordBytes } from '../dataset.ts';
import { type Content, EnvelopeScan } from './envelope-scan.ts';
import { inflatedAtOnce, isGzip, mostInflated } from './gunzip.ts';
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COMMA,
  copiedTo,
  copyBytes,
  copyText,
  endOfString,
  hasLoneSurrogate,
  isWhiteSpace,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  SPACE,
} from './json-bytes.ts';
import { wordsOf } from './keys.ts';
import { misfit } from './look-alikes.ts';
import {
  elementsOf,
  endOfValue,
  MemberFinder,
  membersOf,
  nextToken,
  type Place,
} from './members.ts';
import { BEHIND_BYTES, type RecordEditor } from './record-editor.ts';
import type { RecordReceiver, Span } from './record-reader.ts';

const FIRST_CAPACITY_BYTES = 4 * 1024;

/** The most characters that each record gets from its envelope, or short elements would swell. */
const MOST_COMMON_CHARACTERS = 4096;

/**
 * All gzip of an envelope may make as many bytes as so many of the longest records: of two, so that one bomb does not
 * keep the other records out. What comes of damaged gzip and of bombs counts too, since it takes as much time.
 */
const MOST_INFLATED_RECORDS = 2;

const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/** A member that a record gets from outside. */
interface Given {
  /** Its key in the record, with quotes and a colon. */
  readonly key: Buffer;
  readonly place: Place;
}

/** Whether the complete object at `at` is such an envelope, whatever is in it. */
export function isEnvelope({ kind, elements }: Envelope, source: Buffer, at: number): boolean {
  const members = membersOf(source, at);
  return namesOf(kind, elements).every((name) => members.has(normaliseName(name)));
}

/** Whether the complete object at `at` could be an envelope's element: it has JSON text where an element has it. */
export function isElement({ text, encoding }: Envelope, source: Buffer, at: number): boolean {
  const found = membersOf(source, at).get(normaliseName(text));
  if (found === undefined || source[found.from] !== QUOTE) return false;
  const held = JSON.parse(source.toString('utf8', found.from, found.to)) as string;
  const bytes = encoding === 'base64' ? Buffer.from(held, 'base64') : Buffer.from(held);
  return isGzip(bytes) || /^[ \t\r\n]*\{/.test(withoutMark(bytes).toString('latin1'));
}

/** The fields by which an envelope is recognised. */
function namesOf(kind: Envelope['kind'], elements: string): string[] {
  return kind === undefined ? [elements] : [kind.field, elements];
}

/**
 * Takes an envelope apart. An element whose text is no record is reported by itself, and harms no other. An element
 * without members is one that was erased, and leaves nothing.
 *
 * A record is put together as bytes: what all elements share, the members of its element, and the inside of its text.
 * Members from outside come first, because the first of a key given twice counts.
 */
export class EnvelopeReader {
  private readonly dataset: Dataset;
  private readonly envelope: Envelope;
  private readonly editor: RecordEditor;
  private readonly ofEnvelope: MemberFinder;
  private readonly ofElement: MemberFinder;
  /** Null if an envelope does not say what is in it. */
  private readonly kind: Place | null;
  private readonly elements: Place;
  private readonly text: Place;
  /** The members that a record gets from the envelope, and those that it gets from its element. */
  private readonly shared: readonly Given[];
  private readonly own: readonly Given[];
  /** Reads most envelopes in one pass; null if texts have to be decoded before they are read. */
  private readonly scan: EnvelopeScan | null;
  /** Where the scan finds what `shared` and `own` name. */
  private readonly sharedInScan: readonly Given[];
  private readonly ownInScan: readonly Given[];
  /** The envelope that is scanned: its buffer, the bytes before that, and who receives its records. */
  private scanned!: { source: Buffer; offset: number; receiver: RecordReceiver };
  /** What it has; null before its first text. */
  private content: Content | null = null;
  /** The size of all elements of the last envelope that were reported. */
  reported_bytes = 0;
  /** The buffer of the envelope that was opened last. */
  private window: Buffer = Buffer.alloc(0);
  private windowWords = wordsOf(this.window);
  /** Twice the room for a record: for one that is put together, and after it for the line that it is edited into. */
  private both!: Buffer;
  private source!: Buffer;
  private target!: Buffer;
  private words!: DataView;
  private length = 0;
  /** The part of the record that all elements share: a brace, and members with a comma after each. */
  private commonLength = 0;
  /** So many bytes may still come out of gzip in the present envelope, since gzip may be a bomb, and there may be many. */
  private mayInflate_bytes = 0;
  /** Where the text of the present element ends in the envelope; 0 if it has none. */
  private textTo = 0;
  /** What the present element's base64 encodes, without gzip; null if it encodes nothing. */
  private decoded: Buffer | null = null;

  /** @param editor of the reader whose envelopes are read; it has the last record when the receiver gets it */
  constructor(dataset: Dataset, envelope: Envelope, editor: RecordEditor) {
    this.dataset = dataset;
    this.envelope = envelope;
    this.editor = editor;
    const { kind, elements, text, ofElement, ofEnvelope } = envelope;
    this.makeRoom(FIRST_CAPACITY_BYTES);
    this.ofEnvelope = new MemberFinder([...namesOf(kind, elements), ...ofEnvelope]);
    this.ofElement = new MemberFinder([text, ...Object.values(ofElement)]);
    this.kind = kind === undefined ? null : this.ofEnvelope.place(kind.field);
    this.elements = this.ofEnvelope.place(elements);
    this.text = this.ofElement.place(text);
    this.shared = ofEnvelope.map((field) => given(field, this.ofEnvelope.place(field)));
    this.own = Object.entries(ofElement).map(([field, name]) =>
      given(field, this.ofElement.place(name)),
    );
    this.scan = envelope.encoding === undefined ? new EnvelopeScan(dataset, envelope, this) : null;
    const { shared = [], own = [] } = this.scan?.places() ?? {};
    this.sharedInScan = shared.map((place, i) => given(ofEnvelope[i]!, place));
    this.ownInScan = own.map((place, i) => given(Object.keys(ofElement)[i]!, place));
  }

  /**
   * Reads the envelope at `at` in one pass, and reports its records before it is known to be complete.
   * @param target has the same bytes as `source`, and is changed
   * @param offset of the buffer's first byte in the object
   * @returns the position after it; negative if it has to be read in the other way, and nothing that was reported counts
   */
  readAtOnce(
    source: Buffer,
    target: Buffer,
    at: number,
    limit: number,
    offset: number,
    receiver: RecordReceiver,
  ): number {
    if (this.scan === null) return -1;
    this.look(source);
    this.scanned = { source, offset, receiver };
    this.content = null;
    this.reported_bytes = 0;
    this.textTo = 0;
    this.decoded = null;
    const isRead = this.scan.read(source, target, at, limit) && this.content !== null;
    if (!isRead) source.copy(target, at, at, this.scan.end);
    return isRead ? this.scan.end : -1;
  }

  /** A step of the scan: edits the record of the text at `at`. */
  readText(at: number): number {
    const { source } = this.scanned;
    const words = this.windowWords;
    this.content ??= this.beginRecords(source, words);
    if (this.content === 'nothing') return endOfString(source, words, at);
    if (this.content === null || !this.scan!.hasOwn()) return ~at;
    const lack = this.make(source, words, at, this.ownInScan);
    return lack === null || this.textTo < 0 ? this.textTo : ~at;
  }

  /** What the scanned envelope says that it has; null if that is not known before its first text. */
  private beginRecords(source: Buffer, words: DataView): Content | null {
    const content = this.scan!.content(source);
    if (content !== 'records') return content;
    const hasAll = this.scan!.hasShared();
    return hasAll && this.share(this.sharedInScan, source, words) === null ? content : null;
  }

  /** A step of the scan: reports the record of the element. */
  endElement(from: number, to: number): boolean {
    const { source, offset, receiver } = this.scanned;
    if (this.content === 'nothing') return true;
    if (this.textTo === 0) return isEmpty(source, from);
    this.textTo = 0;
    this.reported_bytes += to - from;
    const place = { offset: offset + from, length: to - from };
    this.deliver(receiver, place, () => source.subarray(from, to));
    return true;
  }

  /** Whether an envelope stands at `at`, which `read` then takes apart. */
  opens(source: Buffer, at: number): boolean {
    this.look(source);
    this.ofEnvelope.read(source, this.windowWords, at);
    return this.kind?.from !== -1 && this.elements.from >= 0;
  }

  private look(source: Buffer): void {
    if (source === this.window) return;
    this.window = source;
    this.windowWords = wordsOf(source);
  }

  /**
   * Reports what is in the envelope that was opened last.
   * @param span the envelope's place in the object
   */
  read(source: Buffer, at: number, span: Span, receiver: RecordReceiver): void {
    const words = this.windowWords;
    const { kind } = this.envelope;
    const found = this.kind && textAt(source, words, this.kind.from);
    const listAt = this.elements.from;
    const isFull = kind === undefined || found === kind.full;
    const refusal =
      found !== null && found === kind?.empty
        ? null
        : (this.refusal(source, isFull, listAt) ?? this.share(this.shared, source, words));
    if (refusal !== null) {
      receiver.noRecord(span, refusal, source.subarray(at, at + span.length));
      this.reported_bytes = span.length;
      return;
    }
    const offset = span.offset - at;
    receiver.envelope?.(span, isFull ? elementSpans(source, listAt, offset) : []);
    this.reported_bytes = 0;
    if (isFull) this.readElements(source, words, listAt, offset, receiver);
  }

  /** Why an envelope cannot be read; null if it can. @param isFull whether it says that it has records */
  private refusal(source: Buffer, isFull: boolean, listAt: number): string | null {
    const { kind, elements } = this.envelope;
    if (kind && !isFull)
      return `an envelope whose ${kind.field} is neither ${kind.full} nor ${kind.empty}`;
    return source[listAt] === OPEN_BRACKET ? null : `an envelope whose ${elements} are no array`;
  }

  /** Begins the records with what the elements share. @returns why it cannot; null if it can */
  private share(members: readonly Given[], source: Buffer, words: DataView): string | null {
    this.mayInflate_bytes = MOST_INFLATED_RECORDS * longestRecordBytes(this.dataset);
    this.source[0] = OPEN_BRACE;
    this.commonLength = this.put(members, source, words, 1);
    const isTooLong =
      this.commonLength - 2 > MOST_COMMON_CHARACTERS &&
      this.source.toString('utf8', 1, this.commonLength - 1).length > MOST_COMMON_CHARACTERS;
    if (!isTooLong) return null;
    return `an envelope with more than ${MOST_COMMON_CHARACTERS} characters around ${this.envelope.elements}`;
  }

  private readElements(
    source: Buffer,
    words: DataView,
    listAt: number,
    offset: number,
    receiver: RecordReceiver,
  ): void {
    for (let from = nextToken(source, listAt + 1); source[from] !== CLOSE_BRACKET; ) {
      const isErased = isEmpty(source, from);
      this.textTo = 0;
      this.decoded = null;
      const lack = isErased ? null : this.edit(source, words, from);
      const to = this.endOfElement(source, words, from);
      if (!isErased) {
        const place = { offset: offset + from, length: to - from };
        const element = () => source.subarray(from, to);
        if (lack === null) this.deliver(receiver, place, element);
        else receiver.noRecord(place, lack, element(), { decoded: this.decoded });
        this.reported_bytes += place.length;
      }
      from = nextToken(source, to);
      if (source[from] === COMMA) from = nextToken(source, from + 1);
    }
  }

  private deliver(receiver: RecordReceiver, { offset, length }: Span, element: () => Buffer): void {
    const { source, target: edited, length: to, decoded } = this;
    const { moved } = this.editor;
    receiver.record({ offset, length, from: 0, to, source, edited, moved, element, decoded });
  }

  /** The position after an element; its text, which mostly is its last member, need not be read again. */
  private endOfElement(source: Buffer, words: DataView, from: number): number {
    const closing = this.textTo > 0 ? nextToken(source, this.textTo) : from;
    return source[closing] === CLOSE_BRACE ? closing + 1 : endOfValue(source, words, from);
  }

  /**
   * Puts together and edits the record of the element at `from`.
   * @returns why it is no record; null if it is one
   */
  private edit(source: Buffer, words: DataView, from: number): string | null {
    const { elements, text: name } = this.envelope;
    if (source[from] !== OPEN_BRACE) return `an element of ${elements} that is no object`;
    this.ofElement.read(source, words, from);
    const textAt = this.text.from;
    if (textAt < 0 || source[textAt] !== QUOTE)
      return `an element of ${elements} without text in ${name}`;
    return this.make(source, words, textAt, this.own);
  }

  /**
   * Puts together and edits the record of the text at `textAt`.
   * @returns why it is no record; null if it is one
   */
  private make(
    source: Buffer,
    words: DataView,
    textAt: number,
    own: readonly Given[],
  ): string | null {
    const { text: name } = this.envelope;
    // The element before may have written over it.
    this.source[this.commonLength - 1] = this.commonLength === 1 ? OPEN_BRACE : COMMA;
    const end = this.put(own, source, words, this.commonLength);
    const lack = this.putText(source, words, textAt, end);
    if (lack !== null) return `in ${name}: ${lack}`;
    this.both.copyWithin(this.source.length, 0, this.length);
    const outcome = this.editor.edit(this.source, this.target, 0, this.length);
    const { reason, moved } = this.editor;
    if (outcome !== 'record') return `in ${name}: ${reason}${misfit(this.dataset, moved)}`;
    return this.editor.end === this.length ? null : `in ${name}: an object and more`;
  }

  /**
   * Puts members of the envelope or of its element after the bytes so far, which end at `at`, a comma after each.
   * @returns the position after them
   */
  private put(members: readonly Given[], source: Buffer, words: DataView, at: number): number {
    let end = at;
    for (const { key, place } of members) {
      const from = place.from;
      if (from < 0) continue;
      const length = endOfValue(source, words, from) - from;
      this.reserve(end + key.length + length + 1, end);
      this.source.set(key, end);
      end += key.length;
      copyBytes(words, from, this.words, end, length);
      end += length;
      this.source[end++] = COMMA;
    }
    return end;
  }

  /**
   * Puts the inside of the text's object after the members from outside, which end at `end`.
   * @returns why the text is no object; null if it may be one
   */
  private putText(source: Buffer, words: DataView, textAt: number, end: number): string | null {
    // The object's brace takes the place of the last comma or the first brace, which then comes back.
    const at = end - 1;
    const before = this.source[at]!;
    let to = this.copyText(source, words, textAt, at);
    if (this.textTo < 0) return 'no string';
    if (hasLoneSurrogate) return 'half of a character';
    if (this.envelope.encoding === 'base64') {
      const decoded = this.decode(this.source.toString('latin1', at, to));
      if (typeof decoded === 'string') return decoded;
      const record = withoutMark(decoded);
      this.decoded = record;
      to = at + record.length;
      this.reserve(to, at);
      this.source.set(record, at);
    }
    const brace = this.skipSpace(at, to);
    if (brace === to || this.source[brace] !== OPEN_BRACE) return 'no object';
    const inside = this.skipSpace(brace + 1, to);
    while (to > inside && isWhiteSpace(this.source[to - 1]!)) to--;
    const hasNothing = inside < to && this.source[inside] === CLOSE_BRACE;
    this.source[at] = hasNothing && before === COMMA ? SPACE : before;
    if (inside > end) this.source.copyWithin(end, inside, to);
    this.length = end + to - inside;
    return null;
  }

  /** Puts the text of the string at `textAt` to `at`. @returns the position after it */
  private copyText(source: Buffer, words: DataView, textAt: number, at: number): number {
    let to = copyText(source, words, textAt, this.source, this.words, at);
    while (to < 0) {
      this.reserve(this.source.length, at);
      to = copyText(source, words, textAt, this.source, this.words, at);
    }
    this.textTo = copiedTo;
    return to;
  }

  /** The bytes that the text encodes, without their gzip; a reason why it encodes none. */
  private decode(text: string): Buffer | string {
    const bytes = Buffer.from(text, 'base64');
    // Node.js passes over what is no base64.
    if (bytes.toString('base64') !== text) return 'no base64';
    if (!isGzip(bytes)) return bytes;
    const longest = longestRecordBytes(this.dataset);
    const most = Math.min(longest, this.mayInflate_bytes);
    const inflated = inflatedAtOnce(bytes, most);
    if (typeof inflated === 'string') {
      this.mayInflate_bytes -= Math.min(most, mostInflated(bytes));
      if (inflated === 'damaged') return 'damaged gzip';
      return most === longest
        ? `gzip of more than ${longest} bytes`
        : `gzip with which the envelope has more than ${MOST_INFLATED_RECORDS * longest} bytes`;
    }
    this.mayInflate_bytes -= inflated.length;
    return Buffer.from(inflated.buffer, inflated.byteOffset, inflated.length);
  }

  private skipSpace(at: number, limit: number): number {
    let pos = at;
    while (pos < limit && isWhiteSpace(this.source[pos]!)) pos++;
    return pos;
  }

  /** Makes room for a record of this length, of which the first bytes are kept. */
  private reserve(length: number, kept: number): void {
    const needed = length + BEHIND_BYTES;
    if (needed <= this.source.length) return;
    const { source } = this;
    this.makeRoom(2 * needed);
    source.copy(this.source, 0, 0, kept);
  }

  private makeRoom(capacity_bytes: number): void {
    this.both = Buffer.alloc(2 * capacity_bytes);
    this.source = this.both.subarray(0, capacity_bytes);
    this.target = this.both.subarray(capacity_bytes);
    this.words = wordsOf(this.source);
  }
}

/** The bytes after a byte order mark, which says nothing of UTF-8. */
function withoutMark(bytes: Buffer): Buffer {
  const { length } = BYTE_ORDER_MARK;
  return bytes.subarray(0, length).equals(BYTE_ORDER_MARK) ? bytes.subarray(length) : bytes;
}

/** @param name the record's own name of the member */
function given(name: string, place: Place): Given {
  return { key: Buffer.from(`"${name}":`), place };
}

/** The text of the JSON string at `at`; null if there is none. */
function textAt(source: Buffer, words: DataView, at: number): string | null {
  if (source[at] !== QUOTE) return null;
  return JSON.parse(source.toString('utf8', at, endOfValue(source, words, at))) as string;
}

/** The places of the elements but for those without members, in the object whose window begins at `offset`. */
function elementSpans(source: Buffer, listAt: number, offset: number): Span[] {
  return elementsOf(source, listAt)
    .filter(({ from }) => !isEmpty(source, from))
    .map(({ from, to }) => ({ offset: offset + from, length: to - from }));
}

/** Whether the element is an object without members. */
function isEmpty(source: Buffer, from: number): boolean {
  return source[from] === OPEN_BRACE && source[nextToken(source, from + 1)] === CLOSE_BRACE;
}
