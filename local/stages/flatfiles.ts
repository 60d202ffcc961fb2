import type { Dataset } from '../../pipeline/dataset.ts';
import {
  deliveryDay,
  FLATFILE_EXTENSION,
  flatfileKey,
  flatfilePrefix,
  rawPrefix,
} from '../../pipeline/lake-keys.ts';
import { isSameSum, sumOfFile } from '../lake/file-sum.ts';
import { fileOf, type LakeFolder, listObjects } from '../lake/lake-folder.ts';
import type { PassedOver } from '../lake/passed-over.ts';
import { rawDays } from '../lake/raw-days.ts';
import { type Receipt, readReceipts } from '../lake/receipts.ts';
import { normaliseObjects } from './normalise-lake.ts';

/** A flatfile that is as normalise has written it. */
export interface Flatfile {
  readonly key: string;
  readonly raw_key: string;
  readonly receipt: Receipt;
}

export interface Flatfiles {
  readonly flatfiles: Flatfile[];
  /** Flatfiles that are damaged or foreign, and cannot be made again. */
  readonly left_out: PassedOver[];
}

/**
 * All flatfiles, each as normalise has written it. A damaged one is made again from its raw object,
 * because the engine would not notice that it is cut off or changed.
 */
export async function soundFlatfiles(lake: LakeFolder, dataset: Dataset): Promise<Flatfiles> {
  const keys = (await listObjects(lake, flatfilePrefix(dataset))).map(({ key }) => key);
  const { sound, unsound } = await examined(lake, dataset, keys);
  if (unsound.length === 0) return { flatfiles: sound, left_out: [] };
  const rawOf = new Map(
    (await listObjects(lake, rawPrefix(dataset))).map((object) => [
      flatfileKey(dataset, object.key),
      object,
    ]),
  );
  const sources = unsound.map((key) => rawOf.get(key)).filter((object) => object !== undefined);
  const { left_out } = await normaliseObjects(lake, dataset, sources);
  const again = await examined(
    lake,
    dataset,
    unsound.filter((key) => rawOf.has(key)),
  );
  const strangers = unsound.filter((key) => !rawOf.has(key)).map(leftOut);
  return { flatfiles: [...sound, ...again.sound], left_out: [...left_out, ...strangers] };
}

/** Whether the flatfiles have all records of all raw objects. */
export async function areOfAllRaw(
  lake: LakeFolder,
  dataset: Dataset,
  flatfiles: readonly Flatfile[],
): Promise<boolean> {
  const sources = new Set(flatfiles.map(({ raw_key }) => raw_key));
  for await (const objects of rawDays(lake, dataset)) {
    for (const { object, receipt } of objects) {
      if (sources.has(object.key)) continue;
      if (receipt?.records_out !== 0) return false;
    }
  }
  return true;
}

/** Compares the flatfiles with the sums in their receipts. */
async function examined(lake: LakeFolder, dataset: Dataset, keys: readonly string[]) {
  const sound: Flatfile[] = [];
  const unsound: string[] = [];
  let day: string | null = null;
  let receipts = new Map<string, Omit<Flatfile, 'key'>>();
  for (const key of keys) {
    if (deliveryDay(key) !== day) {
      day = deliveryDay(key);
      receipts = await receiptsByFlatfile(lake, dataset, day);
    }
    const noted = receipts.get(key);
    if (noted && isSameSum(await sumOfFile(fileOf(lake, key)), noted.receipt.flatfile)) {
      sound.push({ key, ...noted });
    } else unsound.push(key);
  }
  return { sound, unsound };
}

async function receiptsByFlatfile(lake: LakeFolder, dataset: Dataset, day: string) {
  const receipts = await readReceipts(lake, dataset, day);
  return new Map(
    [...receipts].map(([raw_key, receipt]) => [
      flatfileKey(dataset, raw_key),
      { raw_key, receipt },
    ]),
  );
}

/** A file with a flatfile's name counts as unreadable, because records may be lost with it. */
function leftOut(path: string): PassedOver {
  const is_unreadable = path.endsWith(FLATFILE_EXTENSION);
  const reason = 'normalise has not written it so, and there is no raw object to make it of';
  return { path, reason, is_unreadable };
}
