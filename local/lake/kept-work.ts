import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Dataset } from '../../pipeline/dataset.ts';
import { workKey } from '../../pipeline/lake-keys.ts';
import { fileOf, type LakeFolder, makeFolder } from './lake-folder.ts';

const KEPT_KEY = workKey('kept');

/**
 * The cache of what readers have computed from each day of the table: `work/kept/ctr`. It can be deleted at any time,
 * and holds names and addresses as the table does.
 */
export function keptKey(dataset: Dataset): string {
  return `${KEPT_KEY}/${dataset.name}`;
}

/** The folder, which is made if it is missing; null if the lake cannot be written, or is gone. */
export async function keptFolder(lake: LakeFolder, dataset: Dataset): Promise<string | null> {
  if (!existsSync(lake.path)) return null;
  const folder = fileOf(lake, keptKey(dataset));
  return makeFolder(folder).then(
    () => folder,
    () => null,
  );
}

/**
 * Empties the caches of all datasets, for instance after an erasure in any of them: what is kept of one is computed
 * from others too, and may hold erased contacts.
 */
export function forgetKept(lake: LakeFolder): Promise<void> {
  return rm(fileOf(lake, KEPT_KEY), { recursive: true, force: true });
}
