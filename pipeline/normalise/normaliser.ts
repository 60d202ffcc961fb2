import { OTHER_FIELDS, SOURCE_KEY, SOURCE_OFFSET } from '../column-types.ts';
import { type Dataset, openField } from '../dataset.ts';
import { ByteQueue } from './byte-queue.ts';
import { columnsOfKey, freeFields, member, type ObjectColumns } from './derived-columns.ts';
import { SPACE } from './json-bytes.ts';
import { keptFields } from './left-out.ts';
import { otherReasons } from './look-alikes.ts';
import { type ReasonCount, ReasonCounter } from './reason-counts.ts';
import type { MovedField } from './record-editor.ts';
import { type FoundRecord, RecordReader, type RecordReceiver, type Span } from './record-reader.ts';
import { RecordSorter } from './record-sorter.ts';

/** The counts of one raw object. Every byte is counted in exactly one of the sizes. */
export interface NormaliseCounts {
  record_bytes: number;
  quarantined_bytes: number;
  /** White space, byte order marks, and an array's brackets and commas between values. */
  between_bytes: number;
  /** The size of the records of other datasets. */
  passed_on_bytes: number;
  records_out: number;
  quarantined: number;
  /** Records of other datasets, which go to raw objects of theirs. */
  passed_on: number;
}

/** A line of `quarantine/`: the reason, the place, and the bytes as they came unless there are too many. */
export interface QuarantineEntry {
  source_key: string;
  /** The offset in bytes in the uncompressed object. */
  source_offset: number;
  length_bytes: number;
  reason: string;
  original?: string;
  /** Replaces `original` if the bytes are not UTF-8. */
  original_base64?: string;
}

/** The end of a line, after the record's offset. */
const END = Buffer.from('}\n');

/** More bytes are not quoted, since readers of quarantine hold a line in memory. */
const MOST_QUOTED_BYTES = 4 * 1024 * 1024;

/**
 * Turns raw objects, one after another, into the lines of their flatfiles and the entries of their
 * quarantines.
 *
 * Bytes go in by `push` and `finish`, as with RecordReader. After each call, `takeLines`,
 * `takeQuarantine` and `takePassedOn` return the output so far. `begin` makes the normaliser ready for another object:
 * its tables and buffers stay, and the outcome is the same as that of a new normaliser.
 */
export class Normaliser implements RecordReceiver {
  /** The counts of the present object. */
  counts = nothingCounted();
  /** The other datasets, whose records are sorted out. */
  readonly others: readonly Dataset[];
  private readonly dataset: Dataset;
  private readonly sorter: RecordSorter;
  private sourceKey = '';
  /** What stands between a record's own members and its offset. */
  private lineEnd = Buffer.alloc(0);
  private columns!: ObjectColumns;
  /** What there was before records that may be taken back. */
  private kept = { lines_bytes: 0, record_bytes: 0, records_out: 0 };
  /** Whether a record of the present object leaves nothing but its line and its counts. */
  private isTakenBackEasily = false;
  private reasonCounter: ReasonCounter;
  private readonly otherKinds: ReadonlySet<string>;
  private readonly reader: RecordReader;
  private readonly lines = new ByteQueue(1024 * 1024);
  private readonly quarantine = new ByteQueue(1024);

  /**
   * @param sourceKey of the first object
   * @param others the other datasets to which records may belong; those of no dataset are quarantined
   */
  constructor(dataset: Dataset, sourceKey: string, others: readonly Dataset[] = []) {
    this.dataset = dataset;
    this.others = others;
    this.sorter = new RecordSorter(dataset, others);
    this.otherKinds = otherReasons(dataset, others);
    this.reasonCounter = new ReasonCounter(this.otherKinds);
    this.reader = new RecordReader(dataset, this, undefined, undefined, others);
    this.begin(sourceKey);
  }

  /** Begins another object, whether the last one was finished or given up. */
  begin(sourceKey: string): void {
    this.counts = nothingCounted();
    this.sourceKey = sourceKey;
    this.columns = columnsOfKey(this.dataset, sourceKey);
    const { lacking, mayLack } = this.columns;
    this.isTakenBackEasily =
      lacking === null && mayLack.length === 0 && openField(this.dataset) === null;
    const ofObject = [...this.columns.ofObject].map(([field, text]) =>
      member(field, JSON.stringify(text)),
    );
    this.lineEnd = Buffer.from(
      `${ofObject.join('')},"${SOURCE_KEY}":${JSON.stringify(sourceKey)},"${SOURCE_OFFSET}":`,
    );
    this.reasonCounter = new ReasonCounter(this.otherKinds);
    this.reader.begin();
    this.lines.clear();
    this.quarantine.clear();
    this.sorter.clear();
  }

  push(bytes: Uint8Array): void {
    this.reader.push(bytes);
  }

  /** @throws Error if a byte is counted nowhere, which would be a fault in this code */
  finish(): void {
    this.reader.finish();
    this.counts.between_bytes = this.reader.between_bytes;
    const { record_bytes, quarantined_bytes, between_bytes, passed_on_bytes } = this.counts;
    const accounted = record_bytes + quarantined_bytes + between_bytes + passed_on_bytes;
    const received = this.reader.received_bytes;
    if (accounted !== received) {
      throw new Error(`${this.sourceKey}: ${accounted} of ${received} bytes accounted for`);
    }
  }

  /** Quarantines the unreadable end of the object, such as of gzip that is cut off, by reference. */
  setAsideRest(reason: string): void {
    this.noRecord({ offset: this.reader.received_bytes, length: 0 }, reason, null);
  }

  /** The size of the object's content so far. */
  get received_bytes(): number {
    return this.reader.received_bytes;
  }

  /** The bytes of the output that has not been taken. */
  get waitingBytes(): number {
    return this.lines.length + this.quarantine.length + this.sorter.length;
  }

  /** The lines so far: each is a JSON object and ends in a line feed. */
  takeLines(): Buffer {
    return this.lines.take();
  }

  /** The quarantine entries so far, in the same form. */
  takeQuarantine(): Buffer {
    return this.quarantine.take();
  }

  /** The records of other datasets so far, a line feed after each. */
  takePassedOn(): [Dataset, Buffer][] {
    return this.sorter.take();
  }

  /** The normalised keys of open structs in this object's lines so far. */
  openKeys(): string[] {
    return this.reader.openKeys();
  }

  /** The reasons for quarantine so far, the commonest first. */
  reasons(): ReasonCount[] {
    return this.reasonCounter.top();
  }

  record({ offset, length, from, to, source, edited, moved, element }: FoundRecord): void {
    const lacking = this.lackOfColumns();
    if (lacking !== null) {
      this.noRecord({ offset, length }, lacking, element?.() ?? source.subarray(from, to));
      return;
    }
    const kept = keptFields(this.dataset, moved, source, from);
    const derived = this.derivedMembers(edited, kept);
    // If all fields of the record were moved out of their columns, no comma goes before the first of these.
    let at = from + 1;
    while (edited[at] === SPACE) at++;
    const skipped = at === to - 1 ? 1 : 0;
    const { lines, lineEnd } = this;
    lines.append(edited, from, to - 1);
    lines.appendText(derived.slice(skipped));
    lines.append(lineEnd, derived === '' ? skipped : 0, lineEnd.length);
    lines.appendNumber(offset);
    lines.append(END, 0, END.length);
    this.counts.records_out++;
    this.counts.record_bytes += length;
  }

  mayTakeBack(): boolean {
    const { record_bytes, records_out } = this.counts;
    this.kept = { lines_bytes: this.lines.length, record_bytes, records_out };
    return this.isTakenBackEasily;
  }

  takeBack(): void {
    const { lines_bytes, ...counts } = this.kept;
    this.lines.length = lines_bytes;
    Object.assign(this.counts, counts);
  }

  /** The members that the line has beside the record's own fields, each with a comma before it. */
  private derivedMembers(edited: Buffer, moved: readonly MovedField[]): string {
    let text = '';
    for (const [field, otherwise] of this.columns.ofRecords) {
      const span = this.reader.spanOf(field);
      if (span) text += member(field, edited.toString('utf8', span.at, span.end));
      else if (otherwise !== null) text += member(field, JSON.stringify(otherwise));
    }
    if (moved.length === 0) return text;
    const { members, others } = freeFields(this.dataset, moved);
    const rest = others.length > 0 ? `,"${OTHER_FIELDS}":${otherFields(others)}` : '';
    return `${text}${members}${rest}`;
  }

  /** Why a derived column that a row must have has no value in the present record; null if each has one. */
  private lackOfColumns(): string | null {
    const { lacking, mayLack } = this.columns;
    if (lacking !== null || mayLack.length === 0) return lacking;
    const missing = mayLack.filter((field) => this.reader.spanOf(field) === null);
    if (missing.length === 0) return null;
    return `a record without a usable ${missing.map(({ name }) => name).join(', ')}, in an object whose key gives none`;
  }

  isOfOther(reason: string, source: Buffer): boolean {
    return this.sorter.datasetOf(reason, source) !== null;
  }

  noRecord(span: Span, why: string, source: Buffer | null): void {
    if (source !== null && this.sorter.accepts(why, source)) {
      this.counts.passed_on++;
      this.counts.passed_on_bytes += span.length;
      return;
    }
    const reason = (source && this.sorter.refusal(why, source)) ?? why;
    const entry: QuarantineEntry = {
      source_key: this.sourceKey,
      source_offset: span.offset,
      length_bytes: span.length,
      reason,
      ...(source && source.length <= MOST_QUOTED_BYTES && original(source)),
    };
    this.quarantine.appendText(`${JSON.stringify(entry)}\n`);
    this.reasonCounter.add(reason, span.offset);
    this.counts.quarantined++;
    this.counts.quarantined_bytes += span.length;
  }
}

function nothingCounted(): NormaliseCounts {
  return {
    record_bytes: 0,
    quarantined_bytes: 0,
    between_bytes: 0,
    passed_on_bytes: 0,
    records_out: 0,
    quarantined: 0,
    passed_on: 0,
  };
}

function original(bytes: Buffer): Pick<QuarantineEntry, 'original' | 'original_base64'> {
  const text = bytes.toString('utf8');
  const isText = Buffer.from(text).equals(bytes);
  return isText ? { original: text } : { original_base64: bytes.toString('base64') };
}

/** The map as JSON. The second of two equal paths, as of a key given twice, becomes `Channel#2`. */
function otherFields(moved: readonly MovedField[]): string {
  const fields = new Map<string, string>();
  const counts = new Map<string, number>();
  for (const { path, text } of moved) {
    const base = path.toWellFormed();
    let count = counts.get(base) ?? 0;
    let key: string;
    do {
      count++;
      key = count === 1 ? base : `${base}#${count}`;
    } while (fields.has(key));
    counts.set(base, count);
    fields.set(key, text);
  }
  return JSON.stringify(Object.fromEntries(fields));
}
