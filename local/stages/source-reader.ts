import type { Dataset } from '../../pipeline/dataset.ts';
import { RecordReader } from '../../pipeline/normalise/record-reader.ts';
import { undelivered } from './undelivered.ts';

export type ReasonLeftOut = 'no record' | 'too large';

/** What is found in a file, in its order. An offset is that of the line for what is in error output. */
export interface SourceReceiver {
  /** Bytes to keep. */
  record(bytes: Buffer, offset: number): void;
  /** @param why in words */
  leftOut(offset: number, bytes: number, reason: ReasonLeftOut, why: string): void;
}

/** Bytes `[from, to)` of what is no record. */
interface Part {
  readonly from: number;
  readonly to: number;
  /** What is in it, if it is a line of error output. */
  readonly undelivered: Buffer | null;
}

/**
 * Finds the records of a file that a user has, and those in Firehose's error output. What is a
 * record is never taken for error output, whatever its fields are named.
 */
export function sourceReader(dataset: Dataset, receiver: SourceReceiver): RecordReader {
  const readUndelivered = undeliveredReader(dataset, receiver);
  return new RecordReader(dataset, {
    record: ({ offset, source, from, to }) =>
      receiver.record(Buffer.from(source.subarray(from, to)), offset),
    noRecord: ({ offset, length }, why, source) => {
      if (source === null) return receiver.leftOut(offset, length, withoutBytes(length), why);
      for (const { from, to, undelivered } of partsOf(source)) {
        if (undelivered) readUndelivered(undelivered, offset + from);
        else receiver.leftOut(offset + from, to - from, 'no record', why);
      }
    },
  });
}

/** Reads what is in a line of error output, from where the line stands. */
function undeliveredReader(
  dataset: Dataset,
  receiver: SourceReceiver,
): (bytes: Buffer, offset: number) => void {
  let lineAt = 0;
  // One for all lines, since it has megabytes of its own. Finished after each, it joins none.
  const reader = new RecordReader(dataset, {
    record: ({ source, from, to }) =>
      receiver.record(Buffer.from(source.subarray(from, to)), lineAt),
    noRecord: ({ length }, why, source) =>
      receiver.leftOut(lineAt, length, source === null ? withoutBytes(length) : 'no record', why),
  });
  return (bytes, offset) => {
    lineAt = offset;
    reader.push(bytes);
    reader.finish();
  };
}

/** A piece comes without its bytes where they are too many, or where there are none. */
function withoutBytes(length: number): ReasonLeftOut {
  return length > 0 ? 'too large' : 'no record';
}

/** All of it as one part, unless there are lines of error output among its lines. */
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
