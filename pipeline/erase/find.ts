import type { Dataset } from '../dataset.ts';
import { contentOf } from '../normalise/content.ts';
import { GzipError } from '../normalise/gunzip.ts';
import { CLOSE_BRACE } from '../normalise/json-bytes.ts';
import {
  type FoundRecord,
  RecordReader,
  type RecordReceiver,
  type Span,
} from '../normalise/record-reader.ts';
import { isBinary, LOOKED_AT_BYTES, sealedKind } from '../normalise/what-it-is.ts';
import { Base64Scanner, LONGEST_RUN } from './base64-scanner.ts';
import { type Blank, blankedPiece, isBlank } from './blank.ts';
import { DEEPEST_HIDDEN, type Hidden, hiddenIn, unwrapped, wrappedStrings } from './hidden.ts';
import { contactOf, innerRecords, sharedEditor } from './inner-records.ts';
import { type Mention, mentionsIn } from './mentions.ts';
import { type Stretch, TextScanner, textFinder } from './text-scanner.ts';
import type { Wanted } from './wanted.ts';

/** Whose record something is. */
export interface Contact {
  readonly identity: string[];
  /** UTC, `2026-11-23` */
  readonly day: string;
  /** Where in the contact's record stands what is looked for. */
  readonly mentions: readonly Mention[];
}

/** Something wanted, in one raw object. */
export interface Finding extends Blank {
  /** Whether it is a record, which is known again by its contact. */
  readonly isRecord: boolean;
  /** The record's; of what is none, those of the records hidden in it. */
  readonly contacts: readonly Contact[];
}

/** What could not be looked into. Its length is 0 where it is all that is behind the offset. */
export interface Unsearched extends Span {
  /** `a ZIP archive` */
  readonly what: string;
}

/** What there is in one raw object. */
export interface Found {
  /** Ascending, none within another. */
  readonly findings: readonly Finding[];
  readonly unsearched: readonly Unsearched[];
  /** How many records it has. */
  readonly records: number;
}

/** By the raw object's key, for those that hold something wanted. */
export type Findings = ReadonlyMap<string, readonly Finding[]>;

/** Fewer bytes hold no record, with its two ids and two timestamps, not even compressed. */
const SHORTEST_RECORD_BYTES = 80;

/** Of what is no record, so much is looked at to tell whether it is text. */
const MOST_JUDGED_BYTES = 64 * 1024;

/**
 * What of a raw object is wanted. Streams: memory grows with what is found alone.
 * @param chunks the object as stored, in pieces of any size
 */
export function findWanted(
  dataset: Dataset,
  sourceKey: string,
  chunks: AsyncIterable<Uint8Array>,
  wanted: Wanted,
): Promise<Found> {
  return new Finder(dataset, sourceKey, wanted, 0).find(chunks);
}

/** Looks through one object, or through what is hidden in one. */
class Finder {
  private readonly dataset: Dataset;
  private readonly sourceKey: string;
  private readonly wanted: Wanted;
  private readonly level: number;
  private readonly stretchesOf: (bytes: Buffer) => Stretch[];
  private readonly reader: RecordReader;
  /** What is wanted by its place. */
  private readonly fragments: readonly Stretch[];
  private readonly findings: Finding[] = [];
  private readonly unsearched: Unsearched[] = [];
  private records = 0;
  /** How the content begins, and what it is if nothing in it can be looked into. */
  private beginning = Buffer.alloc(0);
  /** Found in the content, and not yet asked for; ascending. */
  private texts: Stretch[] = [];
  private hidden: Hidden[] = [];
  /** What the reader has told and has not been judged yet, in its order. */
  private told: (() => void | Promise<void>)[] = [];
  /** The last bytes that were no record, as far as they stay; and what they are then. */
  private stays: { to: number; source: Buffer | null } | null = null;

  constructor(dataset: Dataset, sourceKey: string, wanted: Wanted, level: number) {
    this.dataset = dataset;
    this.sourceKey = sourceKey;
    this.wanted = wanted;
    this.level = level;
    this.stretchesOf = wanted.sought ? textFinder(wanted.sought) : () => [];
    const fragments = level > 0 ? [] : wanted.fragments(sourceKey);
    this.fragments = fragments.map(({ source_offset, length_bytes }) => ({
      from: source_offset,
      to: source_offset + length_bytes,
    }));
    const receiver: RecordReceiver = {
      record: (found) => this.record(found),
      noRecord: (span, _reason, source) => {
        if (span.length === 0) return;
        const copy = source && Buffer.from(source);
        const texts = this.takeTexts(span);
        const hidden = this.takeHidden(span);
        this.told.push(() => this.rest(span, copy, texts, hidden));
      },
    };
    // What is hidden is often short, and there may be much of it: it gets no window of its own.
    this.reader =
      level > 0
        ? new RecordReader(dataset, receiver, sharedEditor(dataset), 0)
        : new RecordReader(dataset, receiver);
  }

  async find(chunks: AsyncIterable<Uint8Array>): Promise<Found> {
    const { sought } = this.wanted;
    const text = sought && new TextScanner(sought);
    const asStored = sought && new TextScanner(sought);
    const shortest = sought ? Buffer.byteLength(sought.text) : SHORTEST_RECORD_BYTES;
    const runs = new Base64Scanner(Math.ceil((4 * shortest) / 3));
    /** What has been scanned and not been read, as it may end in the middle of something. */
    const held: Uint8Array[] = [];
    let readTo = 0;
    const readOn = async (settledTo: number) => {
      this.texts.push(...(text?.take() ?? []));
      for (const run of runs.take()) {
        if (!run.characters) this.tooLong(run);
        for (const wrapped of unwrapped(run, this.stretchesOf)) {
          const found = await this.within(wrapped.bytes);
          const hidden = hiddenIn(wrapped, wrapped, found);
          this.records += found.records;
          if (isOfInterest(hidden)) this.hidden.push(hidden);
        }
      }
      while (held[0] && readTo + held[0].length <= settledTo) {
        readTo += held[0].length;
        this.reader.push(held.shift()!);
        await this.judge();
      }
    };
    const finish = async () => {
      text?.finish();
      runs.finish();
      await readOn(Number.POSITIVE_INFINITY);
      this.reader.finish();
      await this.judge();
    };
    try {
      for await (const chunk of contentOf(passing(chunks, asStored))) {
        this.begin(chunk);
        text?.push(chunk);
        runs.push(chunk);
        held.push(chunk);
        await readOn(Math.min(text?.settledTo ?? runs.settledTo, runs.settledTo));
      }
      await finish();
    } catch (error) {
      if (!(error instanceof GzipError)) throw error;
      await finish();
      asStored?.finish();
      this.unread(error, (asStored?.take().length ?? 0) > 0);
    }
    const { findings, unsearched, records } = this;
    findings.sort((a, b) => a.offset - b.offset);
    return { findings, unsearched, records };
  }

  /** What is in bytes that were hidden in these. */
  private async within(bytes: Buffer): Promise<Found> {
    if (this.level === DEEPEST_HIDDEN) {
      const what = `what is hidden more than ${DEEPEST_HIDDEN} times over`;
      return { findings: [], unsearched: [{ offset: 0, length: bytes.length, what }], records: 0 };
    }
    const finder = new Finder(this.dataset, this.sourceKey, this.wanted, this.level + 1);
    return finder.find(oneChunk(bytes));
  }

  private begin(chunk: Uint8Array): void {
    const missing = LOOKED_AT_BYTES - this.beginning.length;
    if (missing > 0) this.beginning = Buffer.concat([this.beginning, chunk.subarray(0, missing)]);
  }

  private async judge(): Promise<void> {
    const { told } = this;
    this.told = [];
    for (const judge of told) await judge();
  }

  private record({ offset, from, to, source, edited, moved }: FoundRecord): void {
    this.records++;
    const span = { offset, length: to - from };
    const texts = this.takeTexts(span);
    const hidden = this.takeHidden(span);
    const contact = once(() => contactOf(this.dataset, this.reader));
    const json = once(() => JSON.parse(source.toString('utf8', from, to)));
    const isWanted = this.wanted.record({
      holdsText: texts.length > 0 || hidden.some((one) => one.isWanted),
      identity: () => contact().identity,
      json,
      bytes: () => source.subarray(from, to),
      row: () => JSON.parse(edited.toString('utf8', from, to)),
      moved,
    });
    if (!isWanted) {
      for (const one of hidden) this.notSearched(one, span);
      return;
    }
    const mentions = this.mentions(json, hidden, source.subarray(from, to), offset);
    const contacts = [{ ...contact(), mentions }];
    // What precedes it may not be judged yet.
    this.told.push(() => {
      const keepsApart = this.stays?.to === offset && !isWhole(this.stays.source);
      this.findings.push({ ...span, isRecord: true, contacts, keepsApart });
    });
  }

  /** @param source of the record, which begins at `offset` */
  private mentions(
    json: () => unknown,
    hidden: readonly Hidden[],
    source: Buffer,
    offset: number,
  ): Mention[] {
    if (!this.wanted.sought) return [];
    const runs = hidden
      .filter(({ isWanted }) => isWanted)
      .map(({ from }) =>
        /^[\w+-]*/.exec(source.toString('latin1', from - offset))![0].slice(0, 64),
      );
    return mentionsIn(this.dataset, json(), this.stretchesOf, (text) =>
      runs.some((run) => run !== '' && text.includes(run)),
    );
  }

  private async rest(
    span: Span,
    source: Buffer | null,
    texts: readonly Stretch[],
    hidden: readonly Hidden[],
  ): Promise<void> {
    const isNeeded = texts.length + hidden.length > 0 || !this.wanted.needsText || this.level > 0;
    const units = isNeeded && source ? await this.unitsIn(span, source, texts, hidden) : hidden;
    const wanted = units.filter(({ isWanted }) => isWanted);
    const isOutside = texts.some((text) => !units.some((unit) => isWithin(text, unit)));
    const whole = { from: span.offset, to: span.offset + span.length };
    const found = isOutside
      ? [
          ...wanted.map((unit) => finding(unit, unit)),
          ...without(whole, units.filter(isOfInterest)).map((piece) => finding(piece, null)),
        ]
      : wanted.map((unit) => this.inPlace(unit, whole, source));
    const known = this.fragmentsIn(whole, source).filter(
      (fragment) => !found.some((one) => isWithin(fragment, stretchOf(one))),
    );
    for (const fragment of known) {
      for (const piece of without(fragment, found.map(stretchOf))) {
        found.push({ ...finding(piece, null), keepsApart: isToBeKeptApart(piece, whole, source) });
      }
    }
    this.findings.push(...found);
    for (const unit of units) if (!unit.isWanted) this.notSearched(unit, span);
    if (isBlankedOut(whole, found)) return;
    const what = sealedKind(this.beginning) ?? unreadable(source ?? this.beginning);
    if (what) this.unsearched.push({ ...span, what });
    found.sort((a, b) => a.offset - b.offset);
    this.stays = { to: whole.to, source: source && blankedPiece(source, span.offset, found) };
  }

  /** What in an entry is somebody's by itself: records, and what hides some. */
  private async unitsIn(
    span: Span,
    source: Buffer,
    texts: readonly Stretch[],
    hidden: readonly Hidden[],
  ): Promise<Unit[]> {
    const moved = ({ from, to }: Stretch) => ({ from: span.offset + from, to: span.offset + to });
    const inner = innerRecords(this.dataset, source).map((record): Unit => {
      const at = moved(record);
      const within = hidden.filter((one) => isWithin(one, at));
      const json = once(() => JSON.parse(source.toString('utf8', record.from, record.to)));
      const isWanted = this.wanted.record({
        holdsText: texts.some((text) => isWithin(text, at)) || within.some((one) => one.isWanted),
        identity: () => record.contact.identity,
        json,
        bytes: () => source.subarray(record.from, record.to),
        row: () => JSON.parse(record.edited.toString('utf8')),
        moved: record.moved,
      });
      const mentions = isWanted
        ? this.mentions(json, within, source.subarray(record.from), at.from)
        : [];
      return {
        ...at,
        isWanted,
        isRecord: true,
        holdsRecords: true,
        contacts: isWanted ? [{ ...record.contact, mentions }] : [],
        bytes: null,
        unsearched: within.find((one) => one.unsearched)?.unsearched ?? null,
      };
    });
    this.records += inner.length;
    const strings: Unit[] = [];
    for (const wrapped of wrappedStrings(source)) {
      const at = moved(wrapped);
      if ([...inner, ...hidden].some((unit) => isWithin(at, unit))) continue;
      const found = await this.within(wrapped.bytes);
      this.records += found.records;
      if (found.records > 0) strings.push(hiddenIn(wrapped, at, found));
    }
    const outer = [...inner, ...strings];
    const runs = hidden.filter((run) => !outer.some((unit) => isWithin(run, unit)));
    return [...outer, ...runs];
  }

  /** A unit's finding where all beside it stays: as much of it as leaves JSON what it is. */
  private inPlace(unit: Unit, whole: Stretch, source: Buffer | null): Finding {
    if (unit.isRecord) return finding({ from: unit.from + 1, to: unit.to - 1 }, unit);
    if (unit.bytes) return finding(unit, unit);
    const at = { from: Math.max(unit.from, whole.from), to: Math.min(unit.to, whole.to) };
    return { ...finding(at, unit), keepsApart: isToBeKeptApart(at, whole, source) };
  }

  /** What is wanted by its place alone, and not blank yet. */
  private fragmentsIn(whole: Stretch, source: Buffer | null): Stretch[] {
    return this.fragments
      .filter(
        (fragment) =>
          fragment.to > fragment.from &&
          isWithin(fragment, whole) &&
          !(
            source && isBlank(source.subarray(fragment.from - whole.from, fragment.to - whole.from))
          ),
      )
      .sort((a, b) => a.from - b.from);
  }

  /** What of an entry could not be looked into: it is said, or goes as it has been asked for. */
  private notSearched({ from, to, unsearched }: Hidden, span: Span): void {
    if (unsearched === null) return;
    const at = {
      from: Math.max(from, span.offset),
      to: Math.min(to, span.offset + span.length),
    };
    const isToGo = this.fragments.some((one) => one.from === at.from && one.to === at.to);
    if (isToGo) {
      if (!this.findings.some((one) => one.offset === at.from))
        this.findings.push(finding(at, null));
    } else {
      this.unsearched.push({ offset: at.from, length: at.to - at.from, what: unsearched });
    }
  }

  private tooLong({ from, to }: Stretch): void {
    const what = `base64 of more than ${LONGEST_RUN / 1024 / 1024} MiB`;
    this.unsearched.push({ offset: from, length: to - from, what });
  }

  /** Behind what cannot be read on: plain bytes may be there, or be what has damaged it. */
  private unread(error: GzipError, hasText: boolean): void {
    const span = { offset: this.reader.received_bytes, length: 0 };
    const isKnown = this.fragments.some(({ from, to }) => from === span.offset && to === from);
    if (hasText || (isKnown && !error.isAllRead)) {
      this.findings.push(finding({ from: span.offset, to: span.offset }, null));
    } else if (!error.isAllRead) {
      const what = /end of file/.test(error.message) ? 'gzip that breaks off' : 'damaged gzip';
      this.unsearched.push({ ...span, what });
    }
  }

  private takeTexts(span: Span): Stretch[] {
    this.texts = upTo(this.texts, span);
    return this.texts.filter(({ from }) => from < span.offset + span.length);
  }

  private takeHidden(span: Span): Hidden[] {
    this.hidden = upTo(this.hidden, span);
    return this.hidden.filter(({ from }) => from < span.offset + span.length);
  }
}

/** A part of an entry that is somebody's by itself. */
interface Unit extends Hidden {
  /** Whether it is a record as it stands. */
  readonly isRecord?: boolean;
}

function isOfInterest({ isWanted, holdsRecords, unsearched }: Hidden): boolean {
  return isWanted || holdsRecords || unsearched !== null;
}

function finding({ from, to }: Stretch, unit: Unit | null): Finding {
  return {
    offset: from,
    length: to - from,
    // What is left of something shared is known by its contacts too.
    isRecord: Boolean(unit?.isRecord || unit?.bytes),
    contacts: unit?.contacts ?? [],
    keepsApart: false,
    ...(unit?.bytes && { bytes: unit.bytes }),
  };
}

/** Does a part of an entry follow what is broken, and may be in the middle of an object? */
function isToBeKeptApart(part: Stretch, whole: Stretch, source: Buffer | null): boolean {
  const before = part.from > whole.from ? source?.[part.from - whole.from - 1] : undefined;
  return before !== undefined && before !== CLOSE_BRACE && !isWhole(source);
}

/** What bytes are that cannot be looked into; null if they can. */
function unreadable(bytes: Buffer): string | null {
  const found = sealedKind(bytes);
  return found ?? (isBinary(bytes.subarray(0, MOST_JUDGED_BYTES)) ? 'no text' : null);
}

function stretchOf({ offset, length }: Span): Stretch {
  return { from: offset, to: offset + length };
}

/** Those of an ascending list that do not end before the span. */
function upTo<T extends Stretch>(found: T[], { offset }: Span): T[] {
  return found[0] && found[0].to <= offset ? found.filter(({ to }) => to > offset) : found;
}

function isWithin(inner: Stretch, outer: Stretch): boolean {
  return inner.from >= outer.from && inner.to <= outer.to;
}

/** What is left of the whole without the parts. */
function without(whole: Stretch, parts: readonly Stretch[]): Stretch[] {
  const left: Stretch[] = [];
  let { from } = whole;
  for (const part of [...parts].sort((a, b) => a.from - b.from)) {
    if (part.from > from) left.push({ from, to: Math.min(part.from, whole.to) });
    from = Math.max(from, part.to);
  }
  if (from < whole.to) left.push({ from, to: whole.to });
  return left;
}

function isBlankedOut(whole: Stretch, found: readonly Span[]): boolean {
  return without(whole, found.map(stretchOf)).length === 0;
}

/** Asked of the same bytes for each thing in them. */
const wholes = new WeakMap<Buffer, boolean>();

/** A JSON value that is all there can take in nothing of what follows it. */
function isWhole(source: Buffer | null): boolean {
  if (source === null) return false;
  const known = wholes.get(source);
  if (known !== undefined) return known;
  const is = isJson(source.toString());
  wholes.set(source, is);
  return is;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The value, made when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function* passing(
  chunks: AsyncIterable<Uint8Array>,
  scanner: TextScanner | null,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    scanner?.push(chunk);
    yield chunk;
  }
}
