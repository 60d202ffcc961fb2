/**
 * Reads records out of the envelopes in which some services deliver them: an object with an array, each of whose
 * elements holds a record as JSON text. CloudWatch Logs delivers log entries so.
 */
import { normaliseName } from '../column-types.ts';
import type { Dataset, Envelope } from '../dataset.ts';
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COMMA,
  copiedTo,
  copyBytes,
  copyText,
  hasLoneSurrogate,
  isWhiteSpace,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  SPACE,
} from './json-bytes.ts';
import { wordsOf } from './keys.ts';
import { misfit } from './look-alikes.ts';
import { elementsOf, endOfValue, MemberFinder, membersOf, nextToken } from './members.ts';
import { BEHIND_BYTES, type RecordEditor } from './record-editor.ts';
import type { RecordReceiver, Span } from './record-reader.ts';

const FIRST_CAPACITY_BYTES = 4 * 1024;

/** The most characters that each record gets from its envelope, or short elements would swell. */
const MOST_COMMON_CHARACTERS = 4096;

/** Whether the complete object at `at` is such an envelope, whatever is in it. */
export function isEnvelope({ kind, elements }: Envelope, source: Buffer, at: number): boolean {
  const members = membersOf(source, at);
  return [kind.field, elements].every((name) => members.has(normaliseName(name)));
}

/** Whether the complete object at `at` could be an envelope's element: it has JSON text where an element has it. */
export function isElement({ text }: Envelope, source: Buffer, at: number): boolean {
  const found = membersOf(source, at).get(normaliseName(text));
  if (found === undefined || source[found.from] !== QUOTE) return false;
  return /^[ \t\r\n]*\{/.test(JSON.parse(source.toString('utf8', found.from, found.to)));
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
  /** The members that a record gets from its element: its own key of each, with a colon, and the element's name. */
  private readonly own: readonly { readonly key: Buffer; readonly name: string }[];
  /** The record that was put together last: its bytes, and the line that they are edited into. */
  private source = Buffer.alloc(FIRST_CAPACITY_BYTES);
  private target = Buffer.alloc(FIRST_CAPACITY_BYTES);
  private words = wordsOf(this.source);
  private targetWords = wordsOf(this.target);
  private length = 0;
  /** The part of the record that all elements share: a brace, and members with a comma behind each. */
  private commonLength = 0;
  /** Where the text of the present element ends in the envelope; 0 if it has none. */
  private textTo = 0;

  /** @param editor of the reader whose envelopes are read; it has the last record when the receiver gets it */
  constructor(dataset: Dataset, envelope: Envelope, editor: RecordEditor) {
    this.dataset = dataset;
    this.envelope = envelope;
    this.editor = editor;
    const { kind, elements, text, ofElement, ofEnvelope } = envelope;
    this.ofEnvelope = new MemberFinder([kind.field, elements, ...ofEnvelope]);
    this.ofElement = new MemberFinder([text, ...Object.values(ofElement)]);
    this.own = Object.entries(ofElement).map(([field, name]) => ({
      key: Buffer.from(`"${field}":`),
      name,
    }));
  }

  /** Whether an envelope stands at `at`, which `read` then takes apart. */
  opens(source: Buffer, at: number): boolean {
    const { kind, elements } = this.envelope;
    this.ofEnvelope.read(source, wordsOf(source), at);
    return [kind.field, elements].every((name) => this.ofEnvelope.valueOf(name) >= 0);
  }

  /**
   * Reports what is in the envelope that was opened last.
   * @param span the envelope's place in the object
   * @returns the number of its bytes that were not reported, as no element of it
   */
  read(source: Buffer, at: number, span: Span, receiver: RecordReceiver): number {
    const words = wordsOf(source);
    const { kind, elements } = this.envelope;
    const found = this.textOf(source, words, kind.field);
    const listAt = this.ofEnvelope.valueOf(elements);
    const refusal =
      found === kind.empty
        ? null
        : (this.refusal(source, found, listAt) ?? this.share(source, words));
    if (refusal !== null) {
      receiver.noRecord(span, refusal, source.subarray(at, at + span.length));
      return 0;
    }
    const isFull = found === kind.full;
    const offset = span.offset - at;
    receiver.envelope?.(span, isFull ? elementSpans(source, listAt, offset) : []);
    return span.length - (isFull ? this.readElements(source, words, listAt, offset, receiver) : 0);
  }

  /** Why an envelope that says `found` of what is in it cannot be read; null if it can. */
  private refusal(source: Buffer, found: string | null, listAt: number): string | null {
    const { kind, elements } = this.envelope;
    if (found !== kind.full)
      return `an envelope whose ${kind.field} is neither ${kind.full} nor ${kind.empty}`;
    return source[listAt] === OPEN_BRACKET ? null : `an envelope whose ${elements} are no array`;
  }

  /** Begins the records with what the elements share. @returns why it cannot; null if it can */
  private share(source: Buffer, words: DataView): string | null {
    const { elements, ofEnvelope } = this.envelope;
    const members = ofEnvelope.flatMap((field) => {
      const at = this.ofEnvelope.valueOf(field);
      if (at < 0) return [];
      return [`"${field}":${source.toString('utf8', at, endOfValue(source, words, at))}`];
    });
    if (members.join().length > MOST_COMMON_CHARACTERS)
      return `an envelope with more than ${MOST_COMMON_CHARACTERS} characters around ${elements}`;
    const common = `{${members.map((one) => `${one},`).join('')}`;
    this.reserve(Buffer.byteLength(common), 0);
    this.commonLength = this.source.write(common);
    return null;
  }

  /** @returns the number of bytes that were reported */
  private readElements(
    source: Buffer,
    words: DataView,
    listAt: number,
    offset: number,
    receiver: RecordReceiver,
  ): number {
    let reported = 0;
    for (let from = nextToken(source, listAt + 1); source[from] !== CLOSE_BRACKET; ) {
      const isErased = isEmpty(source, from);
      this.textTo = 0;
      const lack = isErased ? null : this.edit(source, words, from);
      const to = this.endOfElement(source, words, from);
      if (!isErased) {
        const place = { offset: offset + from, length: to - from };
        const element = () => source.subarray(from, to);
        if (lack === null) this.deliver(receiver, place, element);
        else receiver.noRecord(place, lack, element(), true);
        reported += place.length;
      }
      from = nextToken(source, to);
      if (source[from] === COMMA) from = nextToken(source, from + 1);
    }
    return reported;
  }

  private deliver(receiver: RecordReceiver, { offset, length }: Span, element: () => Buffer): void {
    const { source, target: edited, length: to } = this;
    const { moved } = this.editor;
    receiver.record({ offset, length, from: 0, to, source, edited, moved, element });
  }

  /** The position behind an element; its text, which mostly is its last member, need not be read again. */
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
    const textAt = this.ofElement.valueOf(name);
    if (textAt < 0 || source[textAt] !== QUOTE)
      return `an element of ${elements} without text in ${name}`;
    const lack = this.putText(source, words, textAt, this.putOwn(source, words));
    if (lack !== null) return `in ${name}: ${lack}`;
    copyBytes(this.words, 0, this.targetWords, 0, this.length);
    const outcome = this.editor.edit(this.source, this.target, 0, this.length);
    const { reason, moved, end } = this.editor;
    if (outcome !== 'record') return `in ${name}: ${reason}${misfit(this.dataset, moved)}`;
    return end === this.length ? null : `in ${name}: an object and more`;
  }

  /** Puts the element's members behind what all elements share. @returns the position behind them */
  private putOwn(source: Buffer, words: DataView): number {
    let end = this.commonLength;
    for (const { key, name } of this.own) {
      const at = this.ofElement.valueOf(name);
      if (at < 0) continue;
      const length = endOfValue(source, words, at) - at;
      this.reserve(end + key.length + length + 1, end);
      key.copy(this.source, end);
      end += key.length;
      copyBytes(words, at, this.words, end, length);
      end += length;
      this.source[end++] = COMMA;
    }
    return end;
  }

  /**
   * Puts the inside of the text's object behind the members from outside, which end at `end`.
   * @returns why the text is no object; null if it may be one
   */
  private putText(source: Buffer, words: DataView, textAt: number, end: number): string | null {
    // The object's brace takes the place of the last comma or the first brace, which then comes back.
    const at = end - 1;
    const before = this.source[at]!;
    let to = copyText(source, words, textAt, this.source, this.words, at);
    while (to < 0) {
      this.reserve(this.source.length, at);
      to = copyText(source, words, textAt, this.source, this.words, at);
    }
    this.textTo = copiedTo;
    if (hasLoneSurrogate) return 'half of a character';
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

  private skipSpace(at: number, limit: number): number {
    let pos = at;
    while (pos < limit && isWhiteSpace(this.source[pos]!)) pos++;
    return pos;
  }

  private textOf(source: Buffer, words: DataView, name: string): string | null {
    const at = this.ofEnvelope.valueOf(name);
    if (source[at] !== QUOTE) return null;
    return JSON.parse(source.toString('utf8', at, endOfValue(source, words, at))) as string;
  }

  /** Makes room for a record of this length, of which the first bytes are kept. */
  private reserve(length: number, kept: number): void {
    const needed = length + BEHIND_BYTES;
    if (needed <= this.source.length) return;
    const larger = Buffer.alloc(2 * needed);
    this.source.copy(larger, 0, 0, kept);
    this.source = larger;
    this.words = wordsOf(larger);
    this.target = Buffer.alloc(larger.length);
    this.targetWords = wordsOf(this.target);
  }
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
