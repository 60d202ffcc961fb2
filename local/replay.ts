import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { readFile, rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Dataset } from '../pipeline/dataset.ts';
import { rawKey } from '../pipeline/lake-keys.ts';
import { rawRecords } from '../pipeline/normalise/raw-records.ts';
import { fileOf, type LakeFolder, roomFor } from './lake-folder.ts';
import { filesOf } from './land.ts';
import { writeWhole } from './write-whole.ts';

/** Records a batch, as many as one call to Kinesis or Firehose takes. */
const BATCH_RECORDS = 500;

export interface ReplayTotals {
  records: number;
  /** Sent by an earlier replay of the same files that did not finish. */
  records_sent_before: number;
  objects: number;
}

/**
 * Re-sends the records of files, in batches, as new raw objects of the lake. A replay that is cut
 * off goes on where it stopped when it is started again over the same files.
 * @param recordsPerSecond at most; null for as fast as can be
 * @param stop ends the replay after the batch at hand
 */
export async function replayToLake(
  lake: LakeFolder,
  dataset: Dataset,
  paths: readonly string[],
  recordsPerSecond: number | null,
  stop: AbortSignal,
  onBatch: (totals: ReplayTotals) => void = () => {},
): Promise<ReplayTotals> {
  const files = (await filesOf(paths)).map(({ file }) => file);
  const id = await replayId(files);
  const stateKey = `work/replay-${id}.json`;
  const sentBefore = await readSent(lake, stateKey);
  const totals: ReplayTotals = { records: 0, records_sent_before: sentBefore, objects: 0 };
  const size = Math.min(BATCH_RECORDS, Math.ceil(recordsPerSecond ?? BATCH_RECORDS));
  let seen = 0;
  for await (const batch of batches(dataset, files, size)) {
    if (stop.aborted) return totals;
    const from = seen;
    seen += batch.length;
    if (seen <= sentBefore) continue;
    const name = `replay-${id}-${String(from).padStart(9, '0')}.json`;
    const file = await roomFor(lake, rawKey(dataset, new Date(), name));
    await writeWhole(file, Buffer.concat(batch));
    await writeWhole(await roomFor(lake, stateKey), JSON.stringify({ records_sent: seen }));
    totals.records += batch.length;
    totals.objects++;
    onBatch(totals);
    if (recordsPerSecond) await pause((1000 * batch.length) / recordsPerSecond, stop);
  }
  await rm(fileOf(lake, stateKey), { force: true });
  return totals;
}

async function readSent(lake: LakeFolder, key: string): Promise<number> {
  const file = fileOf(lake, key);
  if (!existsSync(file)) return 0;
  return (JSON.parse(await readFile(file, 'utf8')) as { records_sent: number }).records_sent;
}

/** Stands for these very files: their paths, sizes and times. */
async function replayId(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) {
    const { size, mtimeMs } = await stat(file);
    hash.update(JSON.stringify([resolve(file), size, mtimeMs]));
  }
  return hash.digest('hex').slice(0, 12);
}

async function* batches(
  dataset: Dataset,
  files: readonly string[],
  size: number,
): AsyncGenerator<Buffer[]> {
  let batch: Buffer[] = [];
  for (const file of files) {
    for await (const records of rawRecords(dataset, createReadStream(file))) {
      for (const record of records) {
        batch.push(record);
        if (batch.length < size) continue;
        yield batch;
        batch = [];
      }
    }
  }
  if (batch.length > 0) yield batch;
}

async function pause(milliseconds: number, stop: AbortSignal): Promise<void> {
  await setTimeout(milliseconds, null, { signal: stop }).catch(() => {});
}
