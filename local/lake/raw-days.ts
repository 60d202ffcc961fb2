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
import {
  fileOf,
  type LakeFolder,
  type LakeObject,
  listObjects,
  namesBelow,
  objectAt,
} from './lake-folder.ts';
import { type FoundReceipt, isOf, readReceipts } from './receipts.ts';

/** A raw object, and what has come of it as it is now. */
export interface ExaminedObject {
  readonly object: LakeObject;
  /** Null while it waits: it is new, has changed, or something of what was made of it is gone. */
  readonly receipt: FoundReceipt | null;
}

/**
 * The days of which nothing waited, by their prefix, each with the times of its folders: as long as
 * these stay the same, no object has come or gone.
 */
export type DaysSeen = Map<string, string>;

/**
 * All raw objects a day at a time, so that neither they nor their receipts are in memory at once.
 * @param seen of a process that looks again and again: these days are passed over until an object
 *   comes or goes
 */
export async function* rawDays(
  lake: LakeFolder,
  dataset: Dataset,
  seen?: DaysSeen,
): AsyncGenerator<ExaminedObject[]> {
  const hasTable = (await listObjects(lake, tablePrefix(dataset))).length > 0;
  const others: LakeObject[] = [];
  for await (const prefix of dayPrefixes(lake, rawPrefix(dataset), others)) {
    const times = seen && (await folderTimes(lake, prefix));
    if (times !== undefined && seen?.get(prefix) === times) continue;
    const objects = await examined(lake, dataset, await listObjects(lake, prefix), hasTable);
    const isDone = objects.every(({ receipt }) => receipt !== null);
    if (isDone && times !== undefined) seen?.set(prefix, times);
    yield objects;
  }
  yield examined(lake, dataset, others, hasTable);
}

/** What is put into a folder just after another thing may leave it with the same time. */
const SETTLED_AFTER_MS = 2000;

/** When something came into the prefix's folders, or left them, last; undefined if it was just now. */
async function folderTimes(lake: LakeFolder, prefix: string): Promise<string | undefined> {
  const times = (await prefixesWithin(lake, prefix)).map(
    (one) => statSync(fileOf(lake, one), { throwIfNoEntry: false })?.mtimeMs ?? 0,
  );
  const isSettled = times.every((time) => time < Date.now() - SETTLED_AFTER_MS);
  return isSettled ? times.join() : undefined;
}

/** The prefix, and those of all folders below it. */
async function prefixesWithin(lake: LakeFolder, prefix: string): Promise<string[]> {
  const { folders } = await namesBelow(lake, prefix);
  const within = [prefix];
  for (const folder of folders) {
    within.push(...(await prefixesWithin(lake, `${prefix}${folder}/`)));
  }
  return within;
}

/** How the folders of a day are named, one within the other: year, month, day. */
const DAY_FOLDERS = [/^\d{4}$/, /^\d\d$/, /^\d\d$/] as const;

/**
 * The prefixes of the days' objects, in their order.
 * @param others is given the objects that are in no such folder
 */
async function* dayPrefixes(
  lake: LakeFolder,
  prefix: string,
  others: LakeObject[],
  level = 0,
): AsyncGenerator<string> {
  const name = DAY_FOLDERS[level];
  if (name === undefined) {
    yield prefix;
    return;
  }
  const found = await namesBelow(lake, prefix);
  for (const folder of found.folders) {
    const within = `${prefix}${folder}/`;
    if (name.test(folder)) yield* dayPrefixes(lake, within, others, level + 1);
    else for (const object of await listObjects(lake, within)) others.push(object);
  }
  for (const file of found.others) {
    const object = objectAt(lake, prefix + file);
    if (object) others.push(object);
  }
}

/** @param objects of one day */
async function examined(
  lake: LakeFolder,
  dataset: Dataset,
  objects: readonly LakeObject[],
  hasTable: boolean,
): Promise<ExaminedObject[]> {
  const [first] = objects;
  if (!first) return [];
  const receipts = await readReceipts(lake, dataset, deliveryDay(first.key));
  const receiptIfMade = (object: LakeObject): FoundReceipt | null => {
    const receipt = receipts.get(object.key);
    if (!receipt || !isOf(receipt, object)) return null;
    return areMade(lake, dataset, object.key, receipt, hasTable) ? receipt : null;
  };
  return objects.map((object) => ({ object, receipt: receiptIfMade(object) }));
}

/** Whether what was made of the object is there, as far as its sizes tell. */
function areMade(
  lake: LakeFolder,
  dataset: Dataset,
  key: string,
  { flatfile, quarantine, is_converted }: FoundReceipt,
  hasTable: boolean,
): boolean {
  const isFlatfileMade =
    flatfile === null ||
    (is_converted && hasTable) ||
    isThere(lake, flatfileKey(dataset, key), flatfile);
  return (
    isFlatfileMade &&
    (quarantine === null || isThere(lake, quarantineKey(dataset, key), quarantine))
  );
}

function isThere(lake: LakeFolder, key: string, { bytes }: FileSum): boolean {
  const found = statSync(fileOf(lake, key), { throwIfNoEntry: false });
  return found?.size === bytes && found.isFile();
}
