import { createHash } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import type { Dataset } from '../../pipeline/dataset.ts';
import { rawKey, workKey } from '../../pipeline/lake-keys.ts';
import { contentOf } from '../../pipeline/normalise/content.ts';
import { GzipError } from '../../pipeline/normalise/gunzip.ts';
import { UserError } from '../../terminal/user-error.ts';
import { ownUnfinishedName, writeFileAtomically } from '../lake/atomic-write.ts';
import { isThere } from '../lake/is-there.ts';
import { fileWithFolder, type LakeFolder } from '../lake/lake-folder.ts';
import { RawArchive } from '../lake/raw-archive.ts';
import { readSource } from '../lake/read-source.ts';
import { readWhole } from '../lake/read-whole.ts';
import type { SourceFile } from './source-files.ts';
import { type ReasonLeftOut, sourceReader } from './source-reader.ts';

/** The records of a batch: the most that one call to Kinesis or Firehose takes. */
const BATCH_RECORDS = 500;

/** A record of a file, byte for byte as it came. */
export interface SourceRecord {
  readonly bytes: Buffer;
  /** Whose record it is. */
  readonly dataset: Dataset;
  readonly file: string;
  /** The offset in the file's uncompressed content; in error output, the offset of the line. */
  readonly offset: number;
  /** 0 for the first record of all files. */
  readonly index: number;
}

/** A piece of a file that cannot be sent as a record. */
export interface LeftOut {
  readonly file: string;
  readonly offset: number;
  readonly bytes: number;
  readonly reason: ReasonLeftOut;
  /** In words. */
  readonly why: string;
}

const TOO_LARGE = { reason: 'too large', why: 'larger than the target takes' } as const;

/** The target of a replay. */
export interface ReplayTarget {
  /** The most bytes of a batch. A batch has at least one record. */
  readonly batchBytes: number;
  /** The bytes that a record adds to its batch; null if it can never be sent. */
  sizeOf(record: SourceRecord): number | null;
  /** Sends the whole batch, or throws. */
  send(batch: readonly SourceRecord[]): Promise<void>;
}

/** A replay to any target. */
export interface Replay {
  readonly dataset: Dataset;
  /** The id and files of `replayFiles`. */
  readonly files: readonly string[];
  /** The file that keeps the number of records done. It is removed when all are done. */
  readonly stateFile: string;
  /** The highest rate; null for no limit. */
  readonly recordsPerSecond: number | null;
  /** Ends the replay after the current batch. */
  readonly stop: AbortSignal;
  readonly onBatch?: (progress: ReplayProgress) => void;
}

export interface ReplayProgress {
  records: number;
  /** The records sent by an earlier replay of the same files that was cut off. */
  records_sent_before: number;
  batches: number;
  /** Whether all records of the files have been sent. */
  is_finished: boolean;
}

export interface ReplayTotals extends ReplayProgress {
  /** Pieces of the files that are no records, and records that are too large for the target. */
  left_out: LeftOut[];
}

export interface LakeReplayTotals extends Omit<ReplayTotals, 'batches'> {
  objects: number;
}

/**
 * Re-sends the records of files, batch after batch. A replay that was cut off goes on where it
 * stopped when it is started again over the same files. The batch during which it was cut off may be
 * sent twice.
 */
export async function replay(target: ReplayTarget, plan: Replay): Promise<ReplayTotals> {
  const { stateFile, stop, recordsPerSecond } = plan;
  const sentBefore = await readSent(stateFile);
  const progress: ReplayTotals = {
    records: 0,
    records_sent_before: 0,
    batches: 0,
    is_finished: false,
    left_out: [],
  };
  const most = Math.min(BATCH_RECORDS, Math.ceil(recordsPerSecond ?? BATCH_RECORDS));
  const fresh = skipping(sentBefore, recordsOf(target, plan, progress.left_out), progress);
  for await (const batch of batches(target, most, fresh)) {
    if (stop.aborted) return progress;
    const startedAt = performance.now();
    await target.send(batch);
    const sent = JSON.stringify({ records_sent: batch.at(-1)!.index + 1 });
    await writeFileAtomically(stateFile, sent, ownUnfinishedName(stateFile));
    progress.records += batch.length;
    progress.batches++;
    plan.onBatch?.(progress);
    if (recordsPerSecond) {
      const taken = performance.now() - startedAt;
      await pause((1000 * batch.length) / recordsPerSecond - taken, stop);
    }
  }
  await rm(stateFile, { force: true });
  return { ...progress, is_finished: true };
}

/**
 * Re-sends the records of files, in batches, as new raw objects of the lake.
 * @param recordsPerSecond the highest rate; null for no limit
 * @param stop ends the replay after the current batch
 */
export async function replayToLake(
  lake: LakeFolder,
  dataset: Dataset,
  sources: readonly SourceFile[],
  recordsPerSecond: number | null,
  stop: AbortSignal,
  onBatch: (progress: ReplayProgress) => void = () => {},
): Promise<LakeReplayTotals> {
  const { files, id } = await replayFiles(sources);
  const stateFile = await fileWithFolder(lake, workKey(`replay-${id}.json`));
  const archive = await RawArchive.open(lake, dataset);
  const target: ReplayTarget = {
    batchBytes: Number.POSITIVE_INFINITY,
    sizeOf: ({ bytes }) => bytes.length,
    send: async (batch) => {
      const name = `replay-${id}-${String(batch[0]!.index).padStart(9, '0')}.json`;
      const content = Readable.from(batch.map(({ bytes }) => bytes));
      await archive.add(content, rawKey(dataset, new Date(), ''), name);
    },
  };
  const plan = { dataset, files, stateFile, recordsPerSecond, stop, onBatch };
  const { batches, ...totals } = await replay(target, plan);
  return { ...totals, objects: batches };
}

/**
 * The files of a replay.
 * @param to the target, so that replays of the same files to different targets have different ids
 * @returns the files, and an id of their paths, sizes and times
 */
export async function replayFiles(
  sources: readonly SourceFile[],
  to = '',
): Promise<{ files: string[]; id: string }> {
  const files = sources.map(({ file }) => file);
  const hash = createHash('sha256').update(to);
  for (const file of files) {
    const { size, mtimeMs } = await stat(file);
    hash.update(JSON.stringify([resolve(file), size, mtimeMs]));
  }
  return { files, id: hash.digest('hex').slice(0, 12) };
}

/** The number of records sent before; 0, so that all are sent again, if the file is missing or damaged. */
async function readSent(file: string): Promise<number> {
  if (!isThere(file)) return 0;
  const text = (await readWhole(file)).toString();
  try {
    const { records_sent } = Object(JSON.parse(text)) as { records_sent?: unknown };
    return Number.isSafeInteger(records_sent) ? (records_sent as number) : 0;
  } catch {
    return 0;
  }
}

/** The records of the files that can be sent, in groups. */
async function* recordsOf(
  target: ReplayTarget,
  { dataset, files }: Replay,
  leftOut: LeftOut[],
): AsyncGenerator<SourceRecord[]> {
  let records: SourceRecord[] = [];
  let index = 0;
  for (const file of files) {
    const reader = sourceReader(dataset, {
      record: (bytes, offset, of) => {
        const record = { bytes, dataset: of, file, offset, index: index++ };
        if (target.sizeOf(record) !== null) records.push(record);
        else leftOut.push({ file, offset, bytes: bytes.length, ...TOO_LARGE });
      },
      leftOut: (offset, bytes, reason, why) => leftOut.push({ file, offset, bytes, reason, why }),
    });
    for await (const chunk of contentOfFile(file)) {
      reader.push(chunk);
      yield records;
      records = [];
    }
    reader.finish();
    yield records;
    records = [];
  }
}

async function* contentOfFile(file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* contentOf(readSource(file));
  } catch (error) {
    if (error instanceof GzipError) throw new UserError(`${file} is cut off: ${error.message}`);
    throw error;
  }
}

async function* skipping(
  sentBefore: number,
  groups: AsyncIterable<SourceRecord[]>,
  progress: ReplayProgress,
): AsyncGenerator<SourceRecord[]> {
  for await (const group of groups) {
    const fresh = group.filter(({ index }) => index >= sentBefore);
    progress.records_sent_before += group.length - fresh.length;
    yield fresh;
  }
}

async function* batches(
  target: ReplayTarget,
  mostRecords: number,
  groups: AsyncIterable<SourceRecord[]>,
): AsyncGenerator<SourceRecord[]> {
  let batch: SourceRecord[] = [];
  let bytes = 0;
  for await (const group of groups) {
    for (const record of group) {
      const size = target.sizeOf(record) ?? 0;
      if (batch.length === mostRecords || (batch.length > 0 && bytes + size > target.batchBytes)) {
        yield batch;
        batch = [];
        bytes = 0;
      }
      batch.push(record);
      bytes += size;
    }
  }
  if (batch.length > 0) yield batch;
}

async function pause(milliseconds: number, stop: AbortSignal): Promise<void> {
  if (milliseconds > 0) await setTimeout(milliseconds, null, { signal: stop }).catch(() => {});
}
