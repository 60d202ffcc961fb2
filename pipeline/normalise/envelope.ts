/**
 * Reads records out of the envelopes in which some services deliver them: an object with an array, each of whose
 * elements holds a record as JSON text. CloudWatch Logs delivers log entries so.
 */
import { normaliseName } from '../column-types.ts';
import type { Dataset, Envelope } from '../dataset.ts';
import { CLOSE_BRACE, OPEN_BRACE, OPEN_BRACKET, QUOTE } from './json-bytes.ts';
import { misfit } from './look-alikes.ts';
import { elementsOf, type Member, membersOf, nextToken } from './members.ts';
import { BEHIND_BYTES, type RecordEditor } from './record-editor.ts';
import type { RecordReceiver, Span } from './record-reader.ts';

const FIRST_CAPACITY_BYTES = 4 * 1024;

/** The most characters that each record gets from its envelope, or short elements would swell. */
const MOST_COMMON_CHARACTERS = 4096;

type Members = ReadonlyMap<string, Member>;

/** Whether the complete object at `at` is such an envelope, whatever is in it. */
export function isEnvelope({ kind, elements }: Envelope, source: Buffer, at: number): boolean {
  const members = membersOf(source, at);
  return [kind.field, elements].every((name) => members.has(normaliseName(name)));
}

/** Whether the complete object at `at` could be an envelope's element: it has JSON text where an element has it. */
export function isElement({ text }: Envelope, source: Buffer, at: number): boolean {
  const found = textOf(source, member(membersOf(source, at), text));
  return found !== null && insideOf(found) !== null;
}

/**
 * Takes an envelope apart. An element whose text is no record is reported by itself, and harms no other. An element
 * without members is one that was erased, and leaves nothing.
 */
export class EnvelopeReader {
  private readonly dataset: Dataset;
  private readonly envelope: Envelope;
  private readonly editor: RecordEditor;
  /** The record that was put together last: its bytes, and the line that they are edited into. */
  private source = Buffer.alloc(FIRST_CAPACITY_BYTES);
  private target = Buffer.alloc(FIRST_CAPACITY_BYTES);
  private length = 0;

  /** @param editor of the reader whose envelopes are read; it has the last record when the receiver gets it */
  constructor(dataset: Dataset, envelope: Envelope, editor: RecordEditor) {
    this.dataset = dataset;
    this.envelope = envelope;
    this.editor = editor;
  }

  standsAt(source: Buffer, at: number): boolean {
    return isEnvelope(this.envelope, source, at);
  }

  /**
   * Reports what the envelope at `at` holds.
   * @param span the envelope's place in the object
   * @returns the number of its bytes that were not reported, as no element of it
   */
  read(source: Buffer, at: number, span: Span, receiver: RecordReceiver): number {
    const { kind, elements: name, ofEnvelope } = this.envelope;
    const members = membersOf(source, at);
    const common = ofEnvelope.flatMap((field) => jsonMember(field, source, member(members, field)));
    const refusal = this.refusal(source, members, common);
    if (refusal !== null) {
      receiver.noRecord(span, refusal, source.subarray(at, at + span.length));
      return 0;
    }
    const isFull = textOf(source, member(members, kind.field)) === kind.full;
    const all = isFull ? elementsOf(source, member(members, name)!.from) : [];
    const places = all
      .filter(({ from }) => !isEmpty(source, from))
      .map(({ from, to }) => ({ offset: span.offset - at + from, length: to - from }));
    receiver.envelope?.(span, places);
    let unreported = span.length;
    for (const place of places) {
      const from = place.offset - span.offset + at;
      const element = source.subarray(from, from + place.length);
      const lack = this.edit(source, from, common);
      if (lack === null) this.deliver(receiver, place, element);
      else receiver.noRecord(place, lack, element, true);
      unreported -= place.length;
    }
    return unreported;
  }

  /** Why the envelope cannot be read; null if it can. */
  private refusal(source: Buffer, members: Members, common: readonly string[]): string | null {
    const { kind, elements } = this.envelope;
    const found = textOf(source, member(members, kind.field));
    if (found === kind.empty) return null;
    if (found !== kind.full) {
      return `an envelope whose ${kind.field} is neither ${kind.full} nor ${kind.empty}`;
    }
    if (source[member(members, elements)!.from] !== OPEN_BRACKET) {
      return `an envelope whose ${elements} are no array`;
    }
    const isLong = common.join().length > MOST_COMMON_CHARACTERS;
    return isLong
      ? `an envelope with more than ${MOST_COMMON_CHARACTERS} characters around ${elements}`
      : null;
  }

  /**
   * Puts together and edits the record of the element at `from`.
   * @param common the members that it gets from the envelope
   * @returns why it is no record; null if it is one
   */
  private edit(source: Buffer, from: number, common: readonly string[]): string | null {
    const { text: name, ofElement } = this.envelope;
    if (source[from] !== OPEN_BRACE)
      return `an element of ${this.envelope.elements} that is no object`;
    const members = membersOf(source, from);
    const text = textOf(source, member(members, name));
    if (text === null) return `an element of ${this.envelope.elements} without text in ${name}`;
    if (!text.isWellFormed()) return `in ${name}: half of a character`;
    const own = Object.entries(ofElement).flatMap(([field, ofIt]) =>
      jsonMember(field, source, member(members, ofIt)),
    );
    const inner = insideOf(text);
    if (inner === null) return `in ${name}: no object`;
    // Members from outside come first, because the first of a key given twice counts.
    const outer = [...common, ...own].join(',');
    this.put(`{${outer}${outer === '' || inner.startsWith('}') ? '' : ','}${inner}`);
    const outcome = this.editor.edit(this.source, this.target, 0, this.length);
    const { reason, moved, end } = this.editor;
    if (outcome !== 'record') return `in ${name}: ${reason}${misfit(this.dataset, moved)}`;
    return end === this.length ? null : `in ${name}: an object and more`;
  }

  private put(json: string): void {
    const needed = json.length * 3 + BEHIND_BYTES;
    if (needed > this.source.length) {
      this.source = Buffer.alloc(2 * needed);
      this.target = Buffer.alloc(2 * needed);
    }
    this.length = this.source.write(json);
    this.source.fill(0, this.length, this.length + BEHIND_BYTES);
    this.source.copy(this.target, 0, 0, this.length + BEHIND_BYTES);
  }

  private deliver(receiver: RecordReceiver, place: Span, element: Buffer): void {
    const { source, target: edited, length: to } = this;
    const { moved } = this.editor;
    receiver.record({ ...place, from: 0, to, source, edited, moved, element });
  }
}

/** Whether the element is an object without members. */
function isEmpty(source: Buffer, from: number): boolean {
  return source[from] === OPEN_BRACE && source[nextToken(source, from + 1)] === CLOSE_BRACE;
}

/** What follows the brace that the text begins with, without white space at both ends; null if it begins with none. */
function insideOf(text: string): string | null {
  const isSpace = (at: number) => ' \t\r\n'.includes(text[at] ?? 'none');
  let from = 0;
  while (isSpace(from)) from++;
  if (text[from] !== '{') return null;
  do from++;
  while (isSpace(from));
  let to = text.length;
  while (to > from && isSpace(to - 1)) to--;
  return text.slice(from, to);
}

function member(members: Members, name: string): Member | undefined {
  return members.get(normaliseName(name));
}

/** The value of a JSON string; null if the member is missing or of another kind. */
function textOf(source: Buffer, found: Member | undefined): string | null {
  if (found === undefined || source[found.from] !== QUOTE) return null;
  return JSON.parse(source.toString('utf8', found.from, found.to)) as string;
}

/** The member under another name; none if it is missing. */
function jsonMember(name: string, source: Buffer, found: Member | undefined): string[] {
  return found ? [`"${name}":${source.toString('utf8', found.from, found.to)}`] : [];
}
