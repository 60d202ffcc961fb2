import type { Dataset } from '../dataset.ts';
import { othersThan } from '../datasets/datasets.ts';
import { isNamedAfter } from '../id-digits.ts';
import { contentOf } from '../normalise/content.ts';
import { isBinary, KIND_BYTES, sealedKind } from '../normalise/content-kind.ts';
import { GzipError, isGzip } from '../normalise/gunzip.ts';
import {
  type FoundRecord,
  RecordReader,
  type RecordReceiver,
  type Span,
} from '../normalise/record-reader.ts';
import { RecordSorter } from '../normalise/record-sorter.ts';
import { sharedEditor } from '../normalise/shared-editor.ts';
import { Base64Scanner, LONGEST_RUN } from './base64-scanner.ts';
import { type ByteRange, dropBefore, isWithin, rangeOf, subtractRanges } from './byte-range.ts';
import { placesIn } from './contact-ids.ts';
import type { EraseMatcher } from './erase-matcher.ts';
import type { Finding, ObjectSearch, Unsearched } from './findings.ts';
import {
  DEEPEST_HIDDEN,
  type Hidden,
  hiddenInRun,
  summariseHidden,
  type Unwrapped,
  unwrapRun,
} from './hidden.ts';
import { IdScanner } from './id-scanner.ts';
import { contactOf } from './inner-records.ts';
import { base64At, mentionsIn, type RangeFinder } from './mentions.ts';
import { once } from './once.ts';
import { findingsInPiece, fragmentsIn, isOfInterest, newFinding } from './piece-findings.ts';
import { ordinaryBytes, Room } from './room.ts';
import { Separators } from './separators.ts';
import { type Sought, soughtBy } from './sought.ts';
import { TextScanner, textFinder } from './text-scanner.ts';
import { type Piece, unitsIn } from './units.ts';

const MINUS = 0x2d;

/** Bytes of a piece that are examined to decide whether it is text. */
const MOST_JUDGED_BYTES = 64 * 1024;

/**
 * Finds the bytes of a raw object that are to be erased. The object is streamed: memory grows only
 * with the number of findings.
 * @param chunks the object as stored, in pieces of any size
 */
export function searchObject(
  dataset: Dataset,
  sourceKey: string,
  chunks: AsyncIterable<Uint8Array>,
  matcher: EraseMatcher,
): Promise<ObjectSearch> {
  return new Searcher(dataset, sourceKey, matcher, 0, new Room()).search(chunks);
}

/**
 * Searches one object, or bytes that are hidden in one. Two scanners run ahead of the record reader,
 * so that the text and the base64 within a record are known when the reader delivers the record.
 */
class Searcher {
  private readonly dataset: Dataset;
  private readonly sourceKey: string;
  private readonly matcher: EraseMatcher;
  /** How often the bytes have been unwrapped: 0 for the object itself. */
  private readonly level: number;
  /** Shared by the searchers of one object. */
  private readonly room: Room;
  private readonly rangesOf: RangeFinder;
  private readonly sought: Sought;
  private readonly reader: RecordReader;
  /** Bytes that an erasure names by their place. */
  private readonly fragments: readonly ByteRange[];
  private readonly findings: Finding[] = [];
  private readonly unsearched: Unsearched[] = [];
  private records = 0;
  /** The first bytes of the content, which show what kind of file it is. */
  private beginning = Buffer.alloc(0);
  /** Found by the scanners in content that the reader has not reached yet; ascending. */
  private texts: ByteRange[] = [];
  private hidden: Hidden[] = [];
  /** Where contacts' ids stand, for pieces that are too long to be kept. */
  private readonly ids: ByteRange[] = [];
  /** Work on what the reader has delivered, in its order; some of it is asynchronous. */
  private pending: (() => void | Promise<void>)[] = [];
  private readonly separators = new Separators();

  constructor(
    dataset: Dataset,
    sourceKey: string,
    matcher: EraseMatcher,
    level: number,
    room: Room,
  ) {
    this.room = room;
    this.dataset = dataset;
    this.sourceKey = sourceKey;
    this.matcher = matcher;
    this.level = level;
    this.sought = soughtBy(matcher);
    this.rangesOf = matcher.searchText ? textFinder(matcher.searchText) : () => [];
    const fragments = level > 0 ? [] : matcher.fragmentsToErase(sourceKey);
    this.fragments = fragments.map(({ source_offset, length_bytes }) => ({
      from: source_offset,
      to: source_offset + length_bytes,
    }));
    // The pieces are those of normalise, so that nothing but what is erased is blanked.
    const others = othersThan(dataset);
    const sorter = new RecordSorter(dataset, others);
    const receiver: RecordReceiver = {
      record: (found) => this.searchRecord(found),
      envelope: (span, elements) => this.searchAround(span, elements),
      noRecord: (span, reason, source, element) => {
        if (span.length === 0) return;
        const kept = source && Buffer.from(source);
        const piece = {
          ...rangeOf(span),
          source: kept,
          isComplete: once(() => kept !== null && isJson(kept)),
          texts: this.placesToErase(span, kept, kept && sorter.datasetOf(reason, kept)),
          hidden: this.takeHidden(span),
        };
        this.pending.push(() =>
          element
            ? this.searchElement(span, piece, element.decoded)
            : this.searchPiece(span, piece),
        );
      },
      isOfOther: (reason, source) => sorter.datasetOf(reason, source) !== null,
    };
    // Hidden bytes are often short and many, so their readers share an editor and have no window.
    this.reader =
      level > 0
        ? new RecordReader(dataset, receiver, sharedEditor(dataset), 0)
        : new RecordReader(dataset, receiver, undefined, undefined, others);
  }

  /**
   * @param gzip_bytes the size of hidden gzip, whose content takes room; null for anything else
   * @param isOfRun whether the bytes are of a run, in which text is looked for as they are, too
   */
  async search(
    chunks: AsyncIterable<Uint8Array>,
    gzip_bytes: number | null = null,
    isOfRun = false,
  ): Promise<ObjectSearch> {
    const { searchText } = this.matcher;
    const text = searchText && new TextScanner(searchText);
    const asStored = searchText && !isOfRun ? new TextScanner(searchText) : null;
    const runs = new Base64Scanner(this.sought.leastRun);
    const { contactIds } = this.matcher;
    const ids = this.level === 0 && contactIds.size > 0 ? new IdScanner(contactIds) : null;
    const scanners = [text, runs, ids].filter((scanner) => scanner !== null);
    /** Chunks that have been scanned but not read, because they may end in the middle of a match. */
    const held: Uint8Array[] = [];
    let readTo = 0;
    const readOn = async (settledTo: number) => {
      this.texts.push(...(text?.take() ?? []));
      this.ids.push(...(ids?.take() ?? []));
      for (const run of runs.take()) {
        if (!run.characters) this.addTooLong(run);
        const unwrapped = unwrapRun(run, this.sought, this.room);
        if (!unwrapped) continue;
        const { hidden, records } = await this.searchRun(unwrapped);
        this.records += records;
        this.hidden.push(...hidden.filter(isOfInterest));
      }
      while (held[0] && readTo + held[0].length <= settledTo) {
        readTo += held[0].length;
        this.reader.push(held.shift()!);
        await this.workOffPending();
      }
    };
    const finish = async () => {
      for (const scanner of scanners) scanner.finish();
      await readOn(Number.POSITIVE_INFINITY);
      this.reader.finish();
      await this.workOffPending();
    };
    try {
      for await (const chunk of this.withinRoom(contentOf(scanned(chunks, asStored)), gzip_bytes)) {
        this.keepBeginning(chunk);
        for (const scanner of scanners) scanner.push(chunk);
        held.push(chunk);
        await readOn(Math.min(...scanners.map(({ settledTo }) => settledTo)));
      }
      await finish();
    } catch (error) {
      if (!(error instanceof GzipError)) throw error;
      await finish();
      asStored?.finish();
      this.addUnreadableEnd(error, (asStored?.take().length ?? 0) > 0);
    }
    const { findings, unsearched, records } = this;
    findings.sort((a, b) => a.offset - b.offset);
    return { findings, unsearched, records };
  }

  /** The content as far as there is room for it. The object's own makes room for what is hidden in it. */
  private async *withinRoom(content: AsyncIterable<Uint8Array>, gzip_bytes: number | null) {
    let ordinary_bytes = ordinaryBytes(gzip_bytes ?? 0);
    for await (const chunk of content) {
      if (this.level === 0) this.room.addContent(chunk.length);
      else if (gzip_bytes !== null) {
        const own = Math.min(chunk.length, ordinary_bytes);
        ordinary_bytes -= own;
        const lacking = this.room.takeOfGzip(own, chunk.length - own);
        if (lacking !== null) {
          this.unsearched.push({ offset: this.reader.received_bytes, length: 0, what: lacking });
          return;
        }
      }
      yield chunk;
    }
  }

  /** Searches what a run hides. */
  private async searchRun({ run, wrapped, unsearched }: Unwrapped) {
    const searches: ObjectSearch[] = [];
    for (const { bytes } of wrapped) searches.push(await this.searchWithin(bytes, true));
    const records = searches.reduce((sum, one) => sum + one.records, 0);
    const isShared =
      records >
      searches.flatMap(({ findings }) => findings.flatMap(({ contacts }) => contacts)).length;
    const hidden = wrapped.map((one, i) => summariseHidden(one, one, searches[i]!, isShared));
    return { hidden: hiddenInRun(run, [...hidden, ...unsearched]), records };
  }

  /** Searches bytes that were hidden in these. */
  private async searchWithin(bytes: Buffer, isOfRun = false): Promise<ObjectSearch> {
    if (this.level === DEEPEST_HIDDEN) {
      const what = `what is hidden more than ${DEEPEST_HIDDEN} times over`;
      return { findings: [], unsearched: [{ offset: 0, length: bytes.length, what }], records: 0 };
    }
    const { dataset, sourceKey, matcher, level, room } = this;
    const searcher = new Searcher(dataset, sourceKey, matcher, level + 1, room);
    return searcher.search(oneChunk(bytes), isGzip(bytes) ? bytes.length : null, isOfRun);
  }

  private keepBeginning(chunk: Uint8Array): void {
    const missing = KIND_BYTES - this.beginning.length;
    if (missing > 0) this.beginning = Buffer.concat([this.beginning, chunk.subarray(0, missing)]);
  }

  private async workOffPending(): Promise<void> {
    const { pending } = this;
    this.pending = [];
    for (const work of pending) await work();
  }

  private searchRecord(found: FoundRecord): void {
    const { offset, length, from, to, source, edited, moved, element, decoded } = found;
    this.records++;
    const span = { offset, length };
    const texts = this.takeTexts(span);
    const hidden = this.takeHidden(span);
    this.dropIds(span);
    const contact = once(() => contactOf(this.dataset, this.reader, this.sourceKey));
    const json = once(() => JSON.parse(source.toString('utf8', from, to)));
    const matches = (containsText: boolean) =>
      this.matcher.matchesRecord({
        containsText,
        identity: () => contact().identity,
        json,
        bytes: () => source.subarray(from, to),
        row: () => JSON.parse(edited.toString('utf8', from, to)),
        moved,
      });
    const isMatch = matches(
      texts.length > 0 ||
        hidden.some((one) => one.isMatch) ||
        (decoded !== null && this.rangesOf(decoded).length > 0),
    );
    const wrapped = decoded === null ? [] : this.wrappedIn(decoded);
    const mayMatch = isMatch || (wrapped.length > 0 && matches(true));
    if (!mayMatch) {
      for (const one of hidden) this.addUnsearched(one, span);
      return;
    }
    // What is needed of the record later is taken now, because the reader writes over it.
    const { identity, day } = contact();
    const record = isMatch ? json() : null;
    const base64 = isMatch
      ? base64At(hidden, element?.() ?? source.subarray(from, to), offset)
      : [];
    const inside = element && insideOf(span, element());
    // Pending, because the piece before the record may not be searched yet.
    this.pending.push(async () => {
      const within: Hidden[] = [];
      for (const one of wrapped) within.push(...(await this.searchRun(one)).hidden);
      if (!isMatch && !within.some((one) => one.isMatch)) {
        this.addUnsearchedOf(span, hidden, within);
        return;
      }
      const mentions = this.matcher.searchText
        ? mentionsIn(this.dataset, record ?? JSON.parse(decoded!.toString()), this.rangesOf, [
            ...base64,
            ...(decoded ? base64At(within, decoded, 0) : []),
          ])
        : [];
      const place = inside ? { offset: inside.from, length: inside.to - inside.from } : span;
      const contacts = [{ identity, day, mentions }];
      const finding = { ...place, isRecord: true, contacts, needsSeparator: inside === null };
      this.findings.push(inside ? finding : this.separators.add(finding));
    });
  }

  /** The base64 in what an element encodes. It is looked for only where the text matters that may be in it. */
  private wrappedIn(decoded: Buffer): Unwrapped[] {
    if (this.matcher.searchText === null) return [];
    const runs = new Base64Scanner(this.sought.leastRun);
    runs.push(decoded);
    runs.finish();
    return runs.take().flatMap((run) => unwrapRun(run, this.sought, this.room) ?? []);
  }

  /** Notes the search text in an envelope outside of its elements, which no erasure changes: it is of all of them. */
  private searchAround(span: Span, elements: readonly Span[]): void {
    let next = 0;
    for (const text of this.takeTexts(span)) {
      while (elements[next] && rangeOf(elements[next]!).to <= text.from) next++;
      const element = elements[next];
      if (element && isWithin(text, rangeOf(element))) continue;
      const what = 'an envelope around records';
      this.unsearched.push({ offset: text.from, length: text.to - text.from, what });
    }
  }

  /** Searches an element of an envelope that is no record. It is erased whole, so that the envelope stays JSON. */
  private async searchElement(span: Span, piece: Piece, decoded: Buffer | null): Promise<void> {
    const units = await this.unitsOf(piece);
    const matching = units.filter(({ isMatch }) => isMatch);
    const isNamed =
      matching.length + piece.texts.length + fragmentsIn(piece, this.fragments).length > 0;
    const inside = insideOf(span, piece.source!);
    const within: Hidden[] = [];
    if (decoded !== null && !isNamed) {
      const isAsWritten = { ...inside, bytes: decoded, rewrapped: () => null };
      within.push(summariseHidden(isAsWritten, inside, await this.searchWithin(decoded)));
    }
    const all = [...matching, ...within.filter(({ isMatch }) => isMatch)];
    if (isNamed || all.length > 0) {
      const contacts = all.flatMap((unit) => unit.contacts);
      this.findings.push({ ...newFinding(inside, null), contacts });
    } else this.addUnsearchedOf(span, units, within);
  }

  private async searchPiece(span: Span, piece: Piece): Promise<void> {
    const units = await this.unitsOf(piece);
    const findings = findingsInPiece(piece, units, this.fragments);
    this.findings.push(...this.separators.addPiece(piece, findings));
    for (const unit of units) if (!unit.isMatch) this.addUnsearched(unit, span);
    const isAllErased = subtractRanges(piece, findings.map(rangeOf)).length === 0;
    if (isAllErased) return;
    const { source } = piece;
    const what = sealedKind(this.beginning) ?? unreadableKind(source ?? this.beginning);
    if (what) this.unsearched.push({ ...span, what });
  }

  /** The units of the piece. They need not be looked for where only a text matches that is not there. */
  private async unitsOf(piece: Piece) {
    const { dataset, matcher, rangesOf } = this;
    const { source, texts, hidden } = piece;
    const mayMatch = texts.length + hidden.length > 0 || !matcher.needsText || this.level > 0;
    if (!mayMatch || !source) return hidden;
    const searchWithin = (bytes: Buffer) => this.searchWithin(bytes);
    const found = await unitsIn(
      { dataset, sourceKey: this.sourceKey, matcher, rangesOf, searchWithin },
      piece,
      source,
    );
    this.records += found.records;
    return found.units;
  }

  /** Notes hidden bytes that could not be searched, or erases them if an erasure names their place. */
  private addUnsearched({ from, to, unsearched }: Hidden, span: Span): void {
    if (unsearched === null) return;
    const at = {
      from: Math.max(from, span.offset),
      to: Math.min(to, span.offset + span.length),
    };
    const isNamed = this.fragments.some((one) => one.from === at.from && one.to === at.to);
    if (isNamed) {
      if (!this.findings.some((one) => one.offset === at.from))
        this.findings.push(newFinding(at, null));
    } else {
      this.unsearched.push({ offset: at.from, length: at.to - at.from, what: unsearched });
    }
  }

  /**
   * Notes what could not be searched of an element: by its own place, or else the inside of the element's braces.
   * @param within what its base64 encodes, in which places are not those of the object
   */
  private addUnsearchedOf(span: Span, hidden: readonly Hidden[], within: readonly Hidden[]): void {
    const own = hidden.filter(({ unsearched }) => unsearched !== null);
    const further = within.map((one) => ({
      ...one,
      from: span.offset + 1,
      to: span.offset + span.length - 1,
    }));
    for (const one of own.length > 0 ? own : further) this.addUnsearched(one, span);
  }

  private addTooLong({ from, to }: ByteRange): void {
    const what = `base64 of more than ${LONGEST_RUN / 1024 / 1024} MiB`;
    this.unsearched.push({ offset: from, length: to - from, what });
  }

  /** The end of an object after damaged gzip may be plain bytes, such as those that damaged it. */
  private addUnreadableEnd(error: GzipError, hasText: boolean): void {
    const span = { offset: this.reader.received_bytes, length: 0 };
    const isNamed = this.fragments.some(({ from, to }) => from === span.offset && to === from);
    if (hasText || (isNamed && !error.isAllRead)) {
      this.findings.push(newFinding({ from: span.offset, to: span.offset }, null));
    } else if (!error.isAllRead) {
      const what = /end of file/.test(error.message) ? 'gzip that breaks off' : 'damaged gzip';
      this.unsearched.push({ ...span, what });
    }
  }

  /** Where a piece that is no record names what is erased. @param other the dataset whose record it is */
  private placesToErase(span: Span, piece: Buffer | null, other: Dataset | null): ByteRange[] {
    const texts = this.takeTexts(span);
    this.dropIds(span);
    if (piece === null) return this.placesInLong(span, texts);
    const moved = (ranges: readonly ByteRange[], by: number) =>
      ranges.map(({ from, to }) => ({ from: from + by, to: to + by }));
    const within = moved(texts, -span.offset);
    return moved(
      placesIn(piece, this.sourceKey, other, this.matcher, within, this.rangesOf),
      span.offset,
    );
  }

  /** Where a piece that is too long to be kept names what is erased: whose record it is cannot be judged. */
  private placesInLong(span: Span, texts: readonly ByteRange[]): ByteRange[] {
    const all = rangeOf(span);
    if (this.level === 0 && isNamedAfter(this.sourceKey, this.matcher.contactIds)) return [all];
    return [...texts, ...this.ids.filter(({ from }) => from < all.to)];
  }

  private dropIds({ offset }: Span): void {
    while (this.ids[0] && this.ids[0].to <= offset) this.ids.shift();
  }

  private takeTexts(span: Span): ByteRange[] {
    this.texts = dropBefore(this.texts, span);
    return this.texts.filter(({ from }) => from < span.offset + span.length);
  }

  private takeHidden(span: Span): Hidden[] {
    this.hidden = dropBefore(this.hidden, span);
    return this.hidden.filter(({ from }) => from < span.offset + span.length);
  }
}

/** Why the bytes cannot be searched: `a ZIP archive`; null if they can be. */
function unreadableKind(bytes: Buffer): string | null {
  const kind = sealedKind(bytes);
  return kind ?? (isBinary(bytes.subarray(0, MOST_JUDGED_BYTES)) ? 'no text' : null);
}

/** What of an element can be blanked so that it stays a JSON value: all but its brackets, quotes or first digit. */
function insideOf({ offset, length }: Span, element: Buffer): ByteRange {
  const isNumber = /[-0-9]/.test(String.fromCharCode(element[0]!));
  const kept = element[0] === MINUS ? 2 : 1;
  return { from: offset + kept, to: offset + length - (isNumber ? 0 : 1) };
}

function isJson(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString());
    return true;
  } catch {
    return false;
  }
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Passes the chunks on, and the same bytes to the scanner. */
async function* scanned(
  chunks: AsyncIterable<Uint8Array>,
  scanner: TextScanner | null,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    scanner?.push(chunk);
    yield chunk;
  }
}
