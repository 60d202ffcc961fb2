import { statSync } from 'node:fs';
import type { Dataset } from '../../pipeline/dataset.ts';
import {
  deliveryDay,
  flatfileKey,
  quarantineKey,
  rawPrefix,
  tablePrefix,
} from '../../pipeline/lake-keys.ts';
import type { FileSum } from './file-sum.ts';
import { fileOf, type LakeFolder, type LakeObject, listObjects } from './lake-folder.ts';
import { type DayReceipts, type FoundReceipt, isOf, readReceipts } from './receipts.ts';

/** A raw object, and what has come of it as it is now. */
export interface ExaminedObject {
  readonly object: LakeObject;
  /** Null while it waits: it is new, has changed, or something of what was made of it is gone. */
  readonly receipt: FoundReceipt | null;
}

/** The raw objects of a day of delivery. */
export interface RawDay {
  /** `2026-11-23`; `other` for those whose keys have none. */
  readonly day: string;
  readonly objects: readonly ExaminedObject[];
  /** All that the day has, also of objects that have changed or are gone. */
  readonly receipts: DayReceipts;
}

/** All raw objects a day at a time, so that the receipts of one day are in memory. */
export async function* rawDays(lake: LakeFolder, dataset: Dataset): AsyncGenerator<RawDay> {
  const objectsOfDay = new Map<string, LakeObject[]>();
  for (const object of await listObjects(lake, rawPrefix(dataset))) {
    const day = deliveryDay(object.key);
    const ofDay = objectsOfDay.get(day);
    if (ofDay) ofDay.push(object);
    else objectsOfDay.set(day, [object]);
  }
  const hasTable = (await listObjects(lake, tablePrefix(dataset))).length > 0;
  for (const [day, objects] of objectsOfDay) {
    const receipts = await readReceipts(lake, dataset, day);
    yield {
      day,
      receipts,
      objects: objects.map((object) => {
        const receipt = receipts.get(object.key);
        const isDone =
          receipt && isOf(receipt, object) && areMade(lake, dataset, object.key, receipt, hasTable);
        return { object, receipt: isDone ? receipt : null };
      }),
    };
  }
}

/** Whether what was made of the object is there, as far as its sizes tell. */
function areMade(
  lake: LakeFolder,
  dataset: Dataset,
  key: string,
  { flatfile, quarantine, is_converted }: FoundReceipt,
  hasTable: boolean,
): boolean {
  return (
    ((is_converted && hasTable) || isThere(lake, flatfileKey(dataset, key), flatfile)) &&
    isThere(lake, quarantineKey(dataset, key), quarantine)
  );
}

function isThere(lake: LakeFolder, key: string, sum: FileSum | null): boolean {
  if (sum === null) return true;
  const found = statSync(fileOf(lake, key), { throwIfNoEntry: false });
  return found?.size === sum.bytes && found.isFile();
}
