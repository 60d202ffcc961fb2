import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Dataset } from '../../pipeline/dataset.ts';
import { workKey } from '../../pipeline/lake-keys.ts';
import { fileOf, type LakeFolder, makeFolder } from './lake-folder.ts';

/**
 * The folder of what readers have worked out of the table's days, and what runs have seen of the lake, and
 * keep for the next time: `work/kept/ctr`. All in it can be worked out again. It holds names and addresses as the table does.
 */
export function keptKey(dataset: Dataset): string {
  return `${workKey('kept')}/${dataset.name}`;
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

/** Removes all that is kept, as after an erasure: it may be of contacts that the table has no more. */
export function forgetKept(lake: LakeFolder, dataset: Dataset): Promise<void> {
  return rm(fileOf(lake, keptKey(dataset)), { recursive: true, force: true });
}
