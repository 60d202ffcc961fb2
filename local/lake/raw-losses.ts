import { accessSync, constants, statSync } from 'node:fs';
import type { Dataset } from '../../pipeline/dataset.ts';
import { receiptPrefix, receiptsDay } from '../../pipeline/lake-keys.ts';
import { countOf } from '../../terminal/wording.ts';
import { sumOfFile } from './file-sum.ts';
import { fileOf, type LakeFolder, listObjects } from './lake-folder.ts';
import { type Receipt, readReceipts } from './receipts.ts';

/**
 * Describes the raw objects that the lake was made from and that `raw/` has lost; null if there are none.
 * @param areRead whether every object is read, to notice other bytes of the same size
 */
export async function rawLosses(
  lake: LakeFolder,
  dataset: Dataset,
  { areRead = false } = {},
): Promise<string | null> {
  let losses = 0;
  let first = '';
  for (const { key: file } of await listObjects(lake, receiptPrefix(dataset))) {
    const day = receiptsDay(dataset, file);
    if (day === null) continue;
    for (const [key, receipt] of await readReceipts(lake, dataset, day)) {
      const loss = await lossOf(fileOf(lake, key), receipt, areRead);
      if (loss === null) continue;
      if (losses++ === 0) first = `${key} ${loss}`;
    }
  }
  if (losses === 0) return null;
  return `Found ${countOf(losses, 'raw object')} less than the lake was made of (${first})`;
}

/** `is missing` */
async function lossOf(file: string, receipt: Receipt, isRead: boolean): Promise<string | null> {
  const { raw_bytes, raw_sha256, raw_modified_ms } = receipt;
  if (raw_bytes === 0) return null;
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found?.isFile()) return 'is missing';
  if (found.size < raw_bytes) {
    return `has ${countOf(found.size, 'byte')}, expected ${countOf(raw_bytes, 'byte')}`;
  }
  if (!isReadable(file)) return 'cannot be read';
  // An object that has been written since waits to be normalised, like a new one.
  if (!isRead || found.mtimeMs !== raw_modified_ms) return null;
  return (await sumOfFile(file))?.sha256 === raw_sha256 ? null : 'has other bytes than it had';
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
