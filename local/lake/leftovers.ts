import { readdir, rm, stat } from 'node:fs/promises';
import { uptime } from 'node:os';
import { basename, join } from 'node:path';
import { dataset } from '../../pipeline/datasets/datasets.ts';
import { LAKE_FOLDERS, receiptPrefix, workKey } from '../../pipeline/lake-keys.ts';
import { isOfRunning, isUnfinished } from './atomic-write.ts';
import { fileOf, type LakeFolder, namesBelow, nullIfGone } from './lake-folder.ts';

/** What this process alone uses while it has the lock: whatever is there before is left over. */
const WORKPLACES = ['convert', 'table-notes'].map(workKey);

/** Where objects as delivered are: there may be a million, and only an erasure writes there. */
const DERIVED = LAKE_FOLDERS.filter((folder) => folder !== 'raw' && folder !== 'errors');

/**
 * Removes what processes that were killed have left of what they had not finished. The lake has to
 * be locked; what others may write meanwhile, under names of their own, stays.
 * @param folders of the lake to look through
 */
export async function sweepLeftovers(
  lake: LakeFolder,
  folders: readonly string[] = DERIVED,
): Promise<void> {
  for (const key of WORKPLACES) await rm(fileOf(lake, key), { recursive: true, force: true });
  await sweepReceipts(lake);
  await sweepFolder(lake.path, false);
  for (const folder of folders) await sweepFolder(join(lake.path, folder), true);
}

/** Older releases had a receipt a raw object, in folders by year; now a day has a file. */
async function sweepReceipts(lake: LakeFolder): Promise<void> {
  const prefix = receiptPrefix(dataset);
  const { folders } = await namesBelow(lake, prefix);
  for (const name of folders.filter((folder) => /^\d{4}$/.test(folder))) {
    await rm(fileOf(lake, prefix + name), { recursive: true, force: true });
  }
}

async function sweepFolder(folder: string, isDeep: boolean): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && isDeep) await sweepFolder(path, true);
    else if (entry.isFile() && (await isLeftover(path))) await rm(path, { force: true });
  }
}

async function isLeftover(path: string): Promise<boolean> {
  const name = basename(path);
  // What the engine makes of a name while it writes, in releases that let it.
  if (name.startsWith('tmp_')) return isUnfinished(name.slice('tmp_'.length));
  if (!isUnfinished(name) || !isOfRunning(name)) return isUnfinished(name);
  // Its process may be another, which has got the number since the machine was started.
  const found = await stat(path).catch(nullIfGone);
  return found !== null && found.mtimeMs < Date.now() - 1000 * uptime();
}
