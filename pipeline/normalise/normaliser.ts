import { OTHER_FIELDS, SOURCE_KEY, SOURCE_OFFSET } from '../column-types.ts';
import type { Dataset } from '../dataset.ts';
import { ByteQueue } from './byte-queue.ts';
import { otherReasons } from './look-alikes.ts';
import { type ReasonCount, ReasonCounter } from './reason-counts.ts';
import type { MovedField } from './record-editor.ts';
import { type FoundRecord, RecordReader, type RecordReceiver, type Span } from './record-reader.ts';

/** The counts of one raw object. Every byte is counted in exactly one of the sizes. */
export interface NormaliseCounts {
  record_bytes: number;
  quarantined_bytes: number;
  /** White space, byte order marks, and an array's brackets and commas between values. */
  between_bytes: number;
  records_out: number;
  quarantined: number;
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

/**
 * Turns raw objects, one after another, into the lines of their flatfiles and the entries of their
 * quarantines.
 *
 * Bytes go in by `push` and `finish`, as with RecordReader. After each call, `takeLines` and
 * `takeQuarantine` return the output so far. `begin` makes the normaliser ready for another object:
 * its tables and buffers stay, and the outcome is the same as that of a new normaliser.
 */
export class Normaliser implements RecordReceiver {
  /** The counts of the present object. */
  counts = nothingCounted();
  private sourceKey = '';
  private lineEnd = '';
  private reasonCounter: ReasonCounter;
  private readonly otherKinds: ReadonlySet<string>;
  private readonly reader: RecordReader;
  private readonly lines = new ByteQueue(1024 * 1024);
  private readonly quarantine = new ByteQueue(1024);

  /** @param sourceKey of the first object */
  constructor(dataset: Dataset, sourceKey: string) {
    this.otherKinds = otherReasons(dataset);
    this.reasonCounter = new ReasonCounter(this.otherKinds);
    this.reader = new RecordReader(dataset, this);
    this.begin(sourceKey);
  }

  /** Begins another object, whether the last one was finished or given up. */
  begin(sourceKey: string): void {
    this.counts = nothingCounted();
    this.sourceKey = sourceKey;
    this.lineEnd = `,"${SOURCE_KEY}":${JSON.stringify(sourceKey)},"${SOURCE_OFFSET}":`;
    this.reasonCounter = new ReasonCounter(this.otherKinds);
    this.reader.begin();
    this.lines.clear();
    this.quarantine.clear();
  }

  push(bytes: Uint8Array): void {
    this.reader.push(bytes);
  }

  /** @throws Error if a byte is counted nowhere, which would be a fault in this code */
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

  /** Quarantines the unreadable end of the object, such as of gzip that is cut off, by reference. */
  setAsideRest(reason: string): void {
    this.noRecord({ offset: this.reader.received_bytes, length: 0 }, reason, null);
  }

  /** The bytes of lines and quarantine entries that have not been taken. */
  get waitingBytes(): number {
    return this.lines.length + this.quarantine.length;
  }

  /** The lines so far: each is a JSON object and ends in a line feed. */
  takeLines(): Buffer {
    return this.lines.take();
  }

  /** The quarantine entries so far, in the same form. */
  takeQuarantine(): Buffer {
    return this.quarantine.take();
  }

  /** The normalised keys of open structs in this object's lines so far. */
  openKeys(): string[] {
    return this.reader.openKeys();
  }

  /** The reasons for quarantine so far, the commonest first. */
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

function nothingCounted(): NormaliseCounts {
  return {
    record_bytes: 0,
    quarantined_bytes: 0,
    between_bytes: 0,
    records_out: 0,
    quarantined: 0,
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
