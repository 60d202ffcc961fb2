import type { Dataset } from '../../pipeline/dataset.ts';
import { othersThan } from '../../pipeline/datasets/datasets.ts';
import { inflatedAtOnce, isGzip, soundMember } from '../../pipeline/normalise/gunzip.ts';
import {
  RecordReader,
  type RecordReceiver,
  type Span,
} from '../../pipeline/normalise/record-reader.ts';
import { RecordSorter } from '../../pipeline/normalise/record-sorter.ts';
import { undelivered } from './undelivered.ts';

/** Firehose takes records of 1,000 KiB; so much gzip of log entries inflates to less. */
const MOST_INFLATED_BYTES = 64 * 1024 * 1024;

export type ReasonLeftOut = 'no record' | 'too large';

/** Receives the pieces of a file, in its order. In error output, an offset is that of the line. */
export interface SourceReceiver {
  /** Receives a record, in bytes that the receiver may keep, and the dataset whose record it is. */
  record(bytes: Buffer, offset: number, of: Dataset): void;
  /** Receives the place of a piece that is no record. @param why in words */
  leftOut(offset: number, bytes: number, reason: ReasonLeftOut, why: string): void;
}

/** The part `[from, to)` of a piece that is no record. */
interface Part {
  readonly from: number;
  readonly to: number;
  /** The content of the part, if it is a line of error output. */
  readonly undelivered: Buffer | null;
}

/**
 * Finds the records of a user's file, and those within Firehose's error output. A record is never
 * taken for error output, whatever the names of its fields.
 */
export function sourceReader(dataset: Dataset, receiver: SourceReceiver): RecordReader {
  const readUndelivered = undeliveredReader(dataset, receiver);
  return readerOfAll(dataset, {
    record: (bytes, { offset }, of) => receiver.record(bytes, offset, of),
    noRecord: ({ offset, length }, why, source) => {
      if (source === null) return receiver.leftOut(offset, length, withoutBytes(length), why);
      for (const { from, to, undelivered } of partsOf(source)) {
        if (undelivered) readUndelivered(undelivered, offset + from);
        else receiver.leftOut(offset + from, to - from, 'no record', why);
      }
    },
  });
}

/** A reader that takes the records of the other datasets, too. */
function readerOfAll(
  dataset: Dataset,
  receiver: {
    record(bytes: Buffer, span: Span, of: Dataset): void;
    noRecord: RecordReceiver['noRecord'];
  },
): RecordReader {
  const others = othersThan(dataset);
  const sorter = new RecordSorter(dataset, others);
  return new RecordReader(
    dataset,
    {
      record: ({ offset, source, from, to }) =>
        receiver.record(
          Buffer.from(source.subarray(from, to)),
          { offset, length: to - from },
          dataset,
        ),
      noRecord: (span, why, source) => {
        const other = source && sorter.datasetOf(why, source);
        if (other) receiver.record(Buffer.from(source), span, other);
        else receiver.noRecord(span, why, source);
      },
      isOfOther: (reason, source) => sorter.datasetOf(reason, source) !== null,
    },
    undefined,
    undefined,
    others,
  );
}

/**
 * Makes a function that reads the content of a line of error output, given the line's offset. It may be gzip, as
 * envelopes of CloudWatch Logs are.
 */
function undeliveredReader(
  dataset: Dataset,
  receiver: SourceReceiver,
): (bytes: Buffer, offset: number) => void {
  let lineAt = 0;
  let pieces = 0;
  const leftOut = (bytes: number, reason: ReasonLeftOut, why: string) => {
    pieces++;
    receiver.leftOut(lineAt, bytes, reason, why);
  };
  // One reader for all lines, because it has a large window.
  const reader = readerOfAll(dataset, {
    record: (record, _, of) => {
      pieces++;
      receiver.record(record, lineAt, of);
    },
    noRecord: ({ length }, why, source) =>
      leftOut(length, source === null ? withoutBytes(length) : 'no record', why),
  });
  const read = (bytes: Buffer): void => {
    const content = isGzip(bytes) ? inflatedAtOnce(bytes, MOST_INFLATED_BYTES) : bytes;
    const sound = content === 'damaged' ? soundGzipBytes(bytes) : 0;
    if (sound > 0) {
      read(bytes.subarray(0, sound));
      leftOut(bytes.length - sound, 'no record', 'bytes after gzip');
    } else if (typeof content === 'string') {
      const reason = content === 'damaged' ? 'no record' : 'too large';
      leftOut(bytes.length, reason, `gzip that is ${content}`);
    } else {
      const before = pieces;
      reader.begin();
      reader.push(content);
      reader.finish();
      const why = `${isGzip(bytes) ? 'gzip of ' : ''}${nothingOf(content)}`;
      if (pieces === before) leftOut(bytes.length, 'no record', why);
    }
  };
  return (bytes, offset) => {
    lineAt = offset;
    read(bytes);
  };
}

/** The bytes of the gzip that comes before something else, of one member or several; 0 if the first is damaged. */
function soundGzipBytes(bytes: Buffer): number {
  for (let end = 0; ; ) {
    const rest = bytes.subarray(end);
    const member = isGzip(rest) ? soundMember(rest, MOST_INFLATED_BYTES) : 'none';
    if (typeof member === 'string') return end;
    end += member.bytes;
  }
}

/** What may stand in content without any value, the most telling first. */
const NOTHINGS: readonly (readonly [text: string, what: string])[] = [
  ['[', 'an empty array'],
  [']', 'closing brackets alone'],
  [',', 'commas alone'],
  ['\uFEFF', 'a byte order mark alone'],
];

/** What content without any value is. */
function nothingOf(content: Uint8Array): string {
  if (content.length === 0) return 'nothing';
  const bytes = Buffer.from(content);
  return NOTHINGS.find(([text]) => bytes.includes(text))?.[1] ?? 'white space alone';
}

/** The reader delivers a piece without its bytes if they are too many, or if there are none. */
function withoutBytes(length: number): ReasonLeftOut {
  return length > 0 ? 'too large' : 'no record';
}

/** The parts of a piece: its lines if some are lines of error output, else the whole piece. */
function partsOf(bytes: Buffer): Part[] {
  const all = { from: 0, to: bytes.length, undelivered: null };
  if (!bytes.includes('"rawData"')) return [all];
  const whole = partOf(bytes, 0, bytes.length);
  if (whole.undelivered) return [whole];
  const lines = linesOf(bytes);
  return lines.some((line) => line.undelivered) ? lines : [all];
}

function linesOf(bytes: Buffer): Part[] {
  const lines: Part[] = [];
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf('\n', from);
    const to = end < 0 ? bytes.length : end;
    if (to > from) lines.push(partOf(bytes, from, to));
    from = to + 1;
  }
  return lines;
}

function partOf(bytes: Buffer, from: number, to: number): Part {
  return { from, to, undelivered: undelivered(bytes.toString('utf8', from, to)) };
}
