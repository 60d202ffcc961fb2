import { accessSync, constants, statSync } from 'node:fs';
import type { Dataset } from '../../pipeline/dataset.ts';
import { receiptPrefix, receiptsDay } from '../../pipeline/lake-keys.ts';
import { counted } from '../wording.ts';
import { fileOf, type LakeFolder, listObjects } from './lake-folder.ts';
import { readReceipts } from './receipts.ts';

/** A raw object that has been normalised, and is not whole any more. */
interface RawLoss {
  readonly key: string;
  /** `is missing` */
  readonly what: string;
}

/**
 * What `raw/` does not have any more of what the lake was made of, in a sentence; null if it has all.
 */
export async function rawLosses(lake: LakeFolder, dataset: Dataset): Promise<string | null> {
  const losses: RawLoss[] = [];
  for (const { key: file } of await listObjects(lake, receiptPrefix(dataset))) {
    const day = receiptsDay(dataset, file);
    if (day === null) continue;
    for (const [key, receipt] of await readReceipts(lake, dataset, day)) {
      const what = receipt.raw_bytes > 0 ? lossOf(fileOf(lake, key), receipt.raw_bytes) : null;
      if (what !== null) losses.push({ key, what });
    }
  }
  const [first] = losses;
  if (!first) return null;
  const objects = counted(losses.length, 'raw object');
  return `Found ${objects} less than the lake was made of (${first.key} ${first.what})`;
}

function lossOf(file: string, bytesBefore: number): string | null {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found?.isFile()) return 'is missing';
  if (found.size < bytesBefore) {
    return `has ${counted(found.size, 'byte')}, expected ${counted(bytesBefore, 'byte')}`;
  }
  try {
    accessSync(file, constants.R_OK);
    return null;
  } catch {
    return 'cannot be read';
  }
}
