import { lakeEraser } from '../../local/erase/erase-lake.ts';
import type { ErasureTarget } from '../../local/erase/eraser.ts';
import { readErasures } from '../../local/lake/erasures.ts';
import { forgetKept } from '../../local/lake/kept-work.ts';
import { openLake } from '../../local/lake/lake-folder.ts';
import { whileLocked } from '../../local/lake/lake-lock.ts';
import { readersOfRemovedFiles } from '../../local/lake/query-workplace.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { type Outcome, run } from '../shared/erasing.ts';
import { printLeftOut } from '../shared/left-out.ts';

/** Erases the target in the lake in the folder `path`. */
export async function eraseInLake(
  path: string,
  target: ErasureTarget | null,
  isAgreed: boolean,
): Promise<Outcome> {
  const lake = await openLake(path);
  return whileLocked(lake, async () => {
    printLeftOut((await readErasures(lake, dataset)).left_out);
    const outcome = await run(lakeEraser(lake, dataset), target, isAgreed);
    const hasErased = outcome.erased !== null || outcome.finished.length > 0;
    const readers = hasErased ? await readersOfRemovedFiles(lake) : [];
    // A reader that still held the old files may have cached something of them.
    if (hasErased) await forgetKept(lake, dataset);
    return { ...outcome, readers };
  });
}
