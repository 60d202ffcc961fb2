import type { Dataset } from '../../pipeline/dataset.ts';
import { flatfileKey, quarantineKey } from '../../pipeline/lake-keys.ts';
import { type FileSum, isSameSum, sumOfFile } from '../lake/file-sum.ts';
import { fileOf, type LakeFolder } from '../lake/lake-folder.ts';
import { rawDays } from '../lake/raw-days.ts';

/**
 * The keys of flatfiles and quarantine files whose bytes have changed since normalise wrote them. Outputs of objects
 * that wait are left out, since they are made again anyway.
 */
export async function alteredOutputs(lake: LakeFolder, dataset: Dataset): Promise<string[]> {
  const altered: string[] = [];
  const look = async (key: string, sum: FileSum) => {
    if (!isSameSum(await sumOfFile(fileOf(lake, key)), sum)) altered.push(key);
  };
  for await (const objects of rawDays(lake, dataset)) {
    for (const { object, receipt } of objects) {
      if (receipt?.quarantine) await look(quarantineKey(dataset, object.key), receipt.quarantine);
      if (receipt?.flatfile && !receipt.is_converted) {
        await look(flatfileKey(dataset, object.key), receipt.flatfile);
      }
    }
  }
  return altered;
}
