import type { Dataset } from '../../pipeline/dataset.ts';
import { rawPrefix, tablePrefix } from '../../pipeline/lake-keys.ts';
import { type LakeFolder, namesBelow } from './lake-folder.ts';

/** The datasets that the lake has anything of: raw objects, or a table. */
export async function datasetsIn(
  lake: LakeFolder,
  datasets: readonly Dataset[],
): Promise<Dataset[]> {
  const found: Dataset[] = [];
  for (const dataset of datasets) {
    const places = [rawPrefix(dataset), tablePrefix(dataset)];
    const names = await Promise.all(places.map((prefix) => namesBelow(lake, prefix)));
    if (names.some(({ folders, others }) => folders.length + others.length > 0))
      found.push(dataset);
  }
  return found;
}
