import { openOrMakeLake } from '../../local/lake/lake-folder.ts';
import { replayToLake } from '../../local/stages/replay.ts';
import { filesOf } from '../../local/stages/source-files.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { countOf } from '../../terminal/wording.ts';
import { type Replayed, whileShown } from '../shared/replayed.ts';

/**
 * Sends the records of the files at `paths` into the lake in the folder `lake`.
 * @param rate records a second at most; null for no limit
 */
export async function intoLake(
  paths: string[],
  lake: string,
  rate: number | null,
): Promise<Replayed> {
  // Before the lake is opened: none must be made for files that do not exist.
  const sources = await filesOf(paths);
  const folder = await openOrMakeLake(lake);
  const totals = await whileShown((stop, onBatch) =>
    replayToLake(folder, dataset, sources.files, rate, stop, onBatch),
  );
  return { totals, destination: `as ${countOf(totals.objects, 'object')}`, sources };
}
