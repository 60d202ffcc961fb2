import { lakeEraser } from '../../local/erase/erase-lake.ts';
import type { ErasureTarget } from '../../local/erase/eraser.ts';
import { datasetsIn } from '../../local/lake/datasets-in.ts';
import { readErasures } from '../../local/lake/erasures.ts';
import { forgetKept } from '../../local/lake/kept-work.ts';
import { type LakeFolder, openLake } from '../../local/lake/lake-folder.ts';
import { whileLocked } from '../../local/lake/lake-lock.ts';
import { readersOfRemovedFiles } from '../../local/lake/query-workplace.ts';
import type { Dataset } from '../../pipeline/dataset.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { othersThan } from '../../pipeline/datasets/datasets.ts';
import { type DatasetOutcome, erasuresOf, type Outcome, run } from '../shared/erasing.ts';
import { printLeftOut } from '../shared/left-out.ts';
import { runStages } from '../shared/run-stages.ts';

/**
 * Erases the target in the lake in the folder `path`: in the dataset of contacts, and then in each other
 * dataset that the lake has anything of, since its files may hold contact records too.
 * @returns the outcome in each, the dataset of contacts first
 */
export async function eraseInLake(
  path: string,
  target: ErasureTarget | null,
  isAgreed: boolean,
): Promise<DatasetOutcome[]> {
  const lake = await openLake(path);
  return whileLocked(lake, async () => {
    const outcomes: DatasetOutcome[] = [];
    const others = await datasetsIn(lake, othersThan(dataset));
    for (const one of [dataset, ...others]) {
      outcomes.push({ dataset: one, ...(await eraseInDataset(lake, one, target, isAgreed)) });
    }
    // Where an object was rewritten that had passed records on, their raw objects are new.
    if (outcomes.slice(1).some((outcome) => erasuresOf(outcome).length > 0)) await runStages(lake);
    return outcomes;
  });
}

async function eraseInDataset(
  lake: LakeFolder,
  one: Dataset,
  target: ErasureTarget | null,
  isAgreed: boolean,
): Promise<Outcome> {
  printLeftOut((await readErasures(lake, one)).left_out);
  const outcome = await run(lakeEraser(lake, one), target, isAgreed);
  const hasErased = outcome.erased !== null || outcome.finished.length > 0;
  const readers = hasErased ? await readersOfRemovedFiles(lake) : [];
  // A reader that still held the old files may have cached something of them.
  if (hasErased) await forgetKept(lake, dataset);
  return { ...outcome, readers };
}
