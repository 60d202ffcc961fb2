import { openLake } from '../../local/lake/lake-folder.ts';
import { writeDashboard } from '../../page/write-dashboard.ts';
import { dataset } from '../../pipeline/datasets/datasets.ts';
import type { Settings } from '../../queries/settings.ts';
import { visibleInLine } from '../../terminal/control-characters.ts';
import { withProgress } from '../../terminal/progress.ts';

/** Writes the dashboard of the lake in the folder `path` to the file `out`. */
export async function writePage(
  path: string,
  out: string,
  settings: Partial<Settings>,
): Promise<void> {
  const lake = await openLake(path);
  await withProgress('Writing the page', () => writeDashboard(lake, dataset, out, settings));
  process.stdout.write(`Wrote ${visibleInLine(out)}.\n`);
}
