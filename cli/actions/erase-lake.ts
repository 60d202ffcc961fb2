import { lakeEraser } from '../../local/erase/erase-lake.ts';
import type { ErasureTarget } from '../../local/erase/eraser.ts';
import { datasetsIn } from '../../local/lake/datasets-in.ts';
import { readErasures } from '../../local/lake/erasures.ts';
import { forgetKept } from '../../local/lake/kept-work.ts';
import { openLake } from '../../local/lake/lake-folder.ts';
import { whileLocked } from '../../local/lake/lake-lock.ts';
import { readersOfRemovedFiles } from '../../local/lake/query-workplace.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { othersThan } from '../../pipeline/datasets/datasets.ts';
import { type DatasetOutcome, erasuresOf, runInAll } from '../shared/erasing.ts';
import { printLeftOut } from '../shared/left-out.ts';
import { runStages } from '../shared/run-stages.ts';

/**
 * Erases the target in the lake in the folder `path`: in the dataset of contacts, in each other that the lake has
 * anything of, since its files may hold contact records too, and in those about contacts.
 * @returns the outcome in each, the dataset of contacts first
 */
export async function eraseInLake(
  path: string,
  target: ErasureTarget | null,
  isAgreed: boolean,
): Promise<DatasetOutcome[]> {
  const lake = await openLake(path);
  return whileLocked(lake, async () => {
    const others = othersThan(dataset);
    const present = new Set(await datasetsIn(lake, others));
    // What is about the contacts is to stay out of the lake even if the first of its kind comes later.
    const concerned = others.filter((one) => present.has(one) || (target && one.contact));
    const all = [dataset, ...concerned];
    for (const one of all) printLeftOut((await readErasures(lake, one)).left_out);
    const outcomes = await runInAll(all, (one) => lakeEraser(lake, one), target, isAgreed);
    const haveErased = outcomes.filter((outcome) => erasuresOf(outcome).length > 0);
    if (haveErased.length === 0) return outcomes;
    const readers = await readersOfRemovedFiles(lake);
    // A reader that still held the old files may have cached something of them.
    await forgetKept(lake);
    // Where an object was rewritten that had passed records on, their raw objects are new.
    if (outcomes.slice(1).some((outcome) => erasuresOf(outcome).length > 0)) await runStages(lake);
    return outcomes.map((outcome) =>
      haveErased.includes(outcome) ? { ...outcome, readers } : outcome,
    );
  });
}
