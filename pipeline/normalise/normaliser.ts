import { OTHER_FIELDS, SOURCE_KEY, SOURCE_OFFSET } from '../column-types.ts';
import type { Dataset } from '../dataset.ts';
import { ByteQueue } from './byte-queue.ts';
import { otherReasons } from './look-alikes.ts';
import { type ReasonCount, ReasonCounter } from './reason-counts.ts';
import type { MovedField } from './record-editor.ts';
import { type FoundRecord, RecordReader, type RecordReceiver, type Span } from './record-reader.ts';

/** What came of the bytes. Every byte is in exactly one of the first three. */
export interface NormaliseCounts {
  record_bytes: number;
  quarantined_bytes: number;
  /** White space, byte order marks, and an array's brackets and commas between values. */
  between_bytes: number;
  records_out: number;
  quarantined: number;
}

/** A line of `quarantine/`: why, where from, and the bytes as they came, unless they are too many. */
export interface QuarantineEntry {
  source_key: string;
  /** Bytes from the beginning of the uncompressed object. */
  source_offset: number;
  length_bytes: number;
  reason: string;
  original?: string;
  /** In place of `original` where the bytes are not UTF-8. */
  original_base64?: string;
}

/**
 * Makes of one raw object the lines of its flatfile and the entries of its quarantine.
 *
 * Bytes go in by `push` and `finish`, as with RecordReader; after each, `takeLines` and
 * `takeQuarantine` give what is ready.
 */
export class Normaliser implements RecordReceiver {
  readonly counts: NormaliseCounts = {
    record_bytes: 0,
    quarantined_bytes: 0,
    between_bytes: 0,
    records_out: 0,
    quarantined: 0,
  };
  private readonly reasonCounter: ReasonCounter;
  private readonly sourceKey: string;
  private readonly lineEnd: string;
  private readonly reader: RecordReader;
  private readonly lines = new ByteQueue(1024 * 1024);
  private readonly quarantine = new ByteQueue(1024);

  constructor(dataset: Dataset, sourceKey: string) {
    this.reasonCounter = new ReasonCounter(otherReasons(dataset));
    this.sourceKey = sourceKey;
    this.reader = new RecordReader(dataset, this);
    this.lineEnd = `,"${SOURCE_KEY}":${JSON.stringify(sourceKey)},"${SOURCE_OFFSET}":`;
  }

  push(bytes: Uint8Array): void {
    this.reader.push(bytes);
  }

  /** @throws Error if a byte is unaccounted for, which would be a fault in this code. */
  finish(): void {
    this.reader.finish();
    this.counts.between_bytes = this.reader.between_bytes;
    const { record_bytes, quarantined_bytes, between_bytes } = this.counts;
    const accounted = record_bytes + quarantined_bytes + between_bytes;
    const received = this.reader.received_bytes;
    if (accounted !== received) {
      throw new Error(`${this.sourceKey}: ${accounted} of ${received} bytes accounted for`);
    }
  }

  /** Sets aside, by reference, what cannot be read of the object's end: a gzip stream cut off. */
  setAsideRest(reason: string): void {
    this.noRecord({ offset: this.reader.received_bytes, length: 0 }, reason, null);
  }

  /** Lines ready by now: one JSON object each, each ending in a line feed. */
  takeLines(): Buffer {
    return this.lines.take();
  }

  /** Quarantine entries ready by now, in the same form. */
  takeQuarantine(): Buffer {
    return this.quarantine.take();
  }

  /** The normalised keys of the dataset's open structs that the lines so far have. */
  openKeys(): string[] {
    return this.reader.openKeys();
  }

  /** Why what was set aside so far was, the commonest reason first. */
  reasons(): ReasonCount[] {
    return this.reasonCounter.top();
  }

  record({ offset, from, to, edited, moved }: FoundRecord): void {
    this.lines.append(edited, from, to - 1);
    const others = moved.length > 0 ? `,"${OTHER_FIELDS}":${otherFields(moved)}` : '';
    this.lines.appendText(`${others}${this.lineEnd}${offset}}\n`);
    this.counts.records_out++;
    this.counts.record_bytes += to - from;
  }

  noRecord(span: Span, reason: string, source: Buffer | null): void {
    const entry: QuarantineEntry = {
      source_key: this.sourceKey,
      source_offset: span.offset,
      length_bytes: span.length,
      reason,
      ...(source && original(source)),
    };
    this.quarantine.appendText(`${JSON.stringify(entry)}\n`);
    this.reasonCounter.add(reason, span.offset);
    this.counts.quarantined++;
    this.counts.quarantined_bytes += span.length;
  }
}

function original(bytes: Buffer): Pick<QuarantineEntry, 'original' | 'original_base64'> {
  const text = bytes.toString('utf8');
  const isText = Buffer.from(text).equals(bytes);
  return isText ? { original: text } : { original_base64: bytes.toString('base64') };
}

/** The map as JSON. A path that comes again (a key given twice) is told apart: `Channel#2`. */
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
