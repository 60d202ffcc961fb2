import { type Dirent, readdirSync, rmdirSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { uptime } from 'node:os';
import { basename, join } from 'node:path';
import { datasets } from '../../pipeline/datasets/datasets.ts';
import { LAKE_FOLDERS, receiptPrefix, workKey } from '../../pipeline/lake-keys.ts';
import { isOfRunning, isUnfinished } from './atomic-write.ts';
import { fileOf, type LakeFolder, namesBelow, nullIfGone } from './lake-folder.ts';

/** Folders that only the holder of the lock uses. Their content before then is left over. */
const WORKPLACES = ['convert', 'table-notes'].map(workKey);

/** All folders but those of delivered objects, which may be a million, and where only erasures write. */
const DERIVED = LAKE_FOLDERS.filter((folder) => folder !== 'raw' && folder !== 'errors');

/**
 * Folders with a folder for each hour of delivery. Those without a file any more are removed, because
 * each run would list them.
 */
const HOURLY = new Set<string>(['flatfiles', 'quarantine']);

/**
 * Removes the unfinished files of processes that were killed. The lake must be locked. Files that
 * running processes write meanwhile, under names of their own, stay.
 * @param folders of the lake that are searched
 */
export async function sweepLeftovers(
  lake: LakeFolder,
  folders: readonly string[] = DERIVED,
): Promise<void> {
  for (const key of WORKPLACES) await rm(fileOf(lake, key), { recursive: true, force: true });
  await sweepReceipts(lake);
  await sweepFolder(lake.path, false);
  for (const folder of folders) {
    await sweepFolder(join(lake.path, folder), true, HOURLY.has(folder));
  }
}

/** Older releases had a receipt for each raw object, in folders by year; now there is a file for each day. */
async function sweepReceipts(lake: LakeFolder): Promise<void> {
  for (const prefix of datasets.map(receiptPrefix)) {
    const { folders } = await namesBelow(lake, prefix);
    for (const name of folders.filter((folder) => /^\d{4}$/.test(folder))) {
      await rm(fileOf(lake, prefix + name), { recursive: true, force: true });
    }
  }
}

/**
 * @param arePruned whether empty folders within the folder are removed
 * @returns whether the folder is empty afterwards
 */
async function sweepFolder(folder: string, isDeep: boolean, arePruned = false): Promise<boolean> {
  let left = 0;
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && isDeep) {
      const isEmpty = await sweepFolder(path, true, arePruned);
      if (!isEmpty || !arePruned || !isRemoved(path)) left++;
    } else if (entry.isFile() && isNamedUnfinished(entry.name) && (await isLeftover(path))) {
      await rm(path, { force: true });
    } else left++;
  }
  return left === 0;
}

/** Synchronous, because a promise for each of many small folders would take several times as long. */
function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function isRemoved(emptyFolder: string): boolean {
  try {
    rmdirSync(emptyFolder);
    return true;
  } catch {
    return false;
  }
}

/** The beginning of the names of DuckDB's own temporary files, as older releases let it write them. */
const TEMPORARY = 'tmp_';

/** Whether it is the name of an unfinished file. Most files are passed over by it without a further look. */
function isNamedUnfinished(name: string): boolean {
  return isUnfinished(name.startsWith(TEMPORARY) ? name.slice(TEMPORARY.length) : name);
}

/** Whether no running process writes the unfinished file any more. */
async function isLeftover(path: string): Promise<boolean> {
  const name = basename(path);
  if (name.startsWith(TEMPORARY) || !isOfRunning(name)) return true;
  // Another process may have the same number since the machine was started again.
  const found = await stat(path).catch(nullIfGone);
  return found !== null && found.mtimeMs < Date.now() - 1000 * uptime();
}
