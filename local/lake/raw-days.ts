import { statSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { Dataset } from '../../pipeline/dataset.ts';
import {
  deliveryDay,
  flatfileKey,
  quarantineKey,
  rawPrefix,
  tablePrefix,
} from '../../pipeline/lake-keys.ts';
import type { FileSum } from './file-sum.ts';
import { changeOf, isSettled } from './kept-looks.ts';
import {
  fileOf,
  type LakeFolder,
  type LakeObject,
  listKeys,
  listObjects,
  namesBelow,
  objectAt,
} from './lake-folder.ts';
import type { DoneDays } from './looks-at-raw-days.ts';
import { isCurrent, readReceipts, type StoredReceipt } from './receipts.ts';

/** A raw object, and the receipt of its present state. */
export interface ExaminedObject {
  readonly object: LakeObject;
  /** Null if the object waits to be normalised: it is new or changed, or one of its outputs is missing. */
  readonly receipt: StoredReceipt | null;
}

/**
 * The days on which no object waits, by their prefix, each with the times of its folders. While these
 * times stay the same, no object has been added or removed.
 */
export type DaysSeen = Map<string, string>;

/** The number of days after which other work, such as an interrupt, gets its turn. */
const DAYS_AT_ONCE = 64;

/**
 * All raw objects, one day at a time, so that neither they nor their receipts are all in memory.
 * @param seen kept by a process that polls: these days are skipped until an object is added or removed
 * @param done kept from run to run: these days are skipped until anything of them has changed
 */
export async function* rawDays(
  lake: LakeFolder,
  dataset: Dataset,
  seen?: DaysSeen,
  done?: DoneDays,
): AsyncGenerator<ExaminedObject[]> {
  const hasTable = listKeys(lake, tablePrefix(dataset)).length > 0;
  const others: LakeObject[] = [];
  let days = 0;
  for (const prefix of await dayPrefixes(lake, rawPrefix(dataset), others)) {
    if (++days % DAYS_AT_ONCE === 0) await setImmediate();
    const listed = seen && (await within(lake, prefix));
    const times = listed && folderTimes(lake, listed.prefixes);
    if (times !== undefined && seen?.get(prefix) === times) continue;
    if (hasTable && done?.isDone(prefix)) continue;
    const { prefixes, files } = listed ?? (await within(lake, prefix));
    const note = done?.begin(prefix, prefixes);
    const objects = await examined(lake, dataset, await listObjects(lake, prefix), hasTable);
    // A link to nowhere is no object, and may become one without a change of its folder.
    if (objects.length === files) {
      note?.(objects);
      const isDone = objects.every(({ receipt }) => receipt !== null);
      if (isDone && times !== undefined) seen?.set(prefix, times);
    }
    yield objects;
  }
  yield examined(lake, dataset, others, hasTable);
}

/** The times of the last change of these folders; undefined if one has just changed. */
function folderTimes(lake: LakeFolder, prefixes: readonly string[]): string | undefined {
  const times = prefixes.map((prefix) => changeOf(fileOf(lake, prefix))?.[1] ?? 0);
  const isEachSettled = times.every((time) => isSettled(time, Date.now()));
  return isEachSettled ? times.join() : undefined;
}

interface Within {
  /** The prefix itself, and the prefixes of all folders below it. */
  readonly prefixes: readonly string[];
  /** The number of names in them that are no folders. */
  readonly files: number;
}

async function within(lake: LakeFolder, prefix: string): Promise<Within> {
  const { folders, others } = await namesBelow(lake, prefix);
  const prefixes = [prefix];
  let files = others.length;
  for (const folder of folders) {
    const below = await within(lake, `${prefix}${folder}/`);
    prefixes.push(...below.prefixes);
    files += below.files;
  }
  return { prefixes, files };
}

/** The names of a day's nested folders: year, month, day. */
const DAY_FOLDERS = [/^\d{4}$/, /^\d\d$/, /^\d\d$/] as const;

/**
 * The prefixes of the days, in their order.
 * @param others receives the objects that are in no day's folder
 */
async function dayPrefixes(
  lake: LakeFolder,
  prefix: string,
  others: LakeObject[],
  level = 0,
): Promise<string[]> {
  const name = DAY_FOLDERS[level]!;
  const prefixes: string[] = [];
  const found = await namesBelow(lake, prefix);
  for (const folder of found.folders) {
    const inFolder = `${prefix}${folder}/`;
    if (!name.test(folder)) {
      for (const object of await listObjects(lake, inFolder)) others.push(object);
    } else if (level + 1 === DAY_FOLDERS.length) prefixes.push(inFolder);
    else prefixes.push(...(await dayPrefixes(lake, inFolder, others, level + 1)));
  }
  for (const file of found.others) {
    const object = objectAt(lake, prefix + file);
    if (object) others.push(object);
  }
  return prefixes;
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
  const receiptIfMade = (object: LakeObject): StoredReceipt | null => {
    const receipt = receipts.get(object.key);
    if (!receipt || !isCurrent(receipt, object)) return null;
    return hasOutputs(lake, dataset, object.key, receipt, hasTable) ? receipt : null;
  };
  return objects.map((object) => ({ object, receipt: receiptIfMade(object) }));
}

/** Whether the object's outputs exist with the sizes in its receipt. */
function hasOutputs(
  lake: LakeFolder,
  dataset: Dataset,
  key: string,
  { flatfile, quarantine, is_converted }: StoredReceipt,
  hasTable: boolean,
): boolean {
  const isFlatfileMade =
    flatfile === null ||
    (is_converted && hasTable) ||
    hasSize(lake, flatfileKey(dataset, key), flatfile);
  return (
    isFlatfileMade &&
    (quarantine === null || hasSize(lake, quarantineKey(dataset, key), quarantine))
  );
}

function hasSize(lake: LakeFolder, key: string, { bytes }: FileSum): boolean {
  const found = statSync(fileOf(lake, key), { throwIfNoEntry: false });
  return found?.size === bytes && found.isFile();
}
