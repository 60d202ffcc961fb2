import { openLake } from '../../local/lake/lake-folder.ts';
import { keepWritingDashboard, pageOf, writeDashboard } from '../../page/write-dashboard.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import type { Settings } from '../../queries/settings.ts';
import { visibleInLine } from '../../terminal/control-characters.ts';
import { untilInterrupted } from '../../terminal/interrupt.ts';
import { withProgress } from '../../terminal/progress.ts';

/** Writes the dashboard of the lake in the folder `path` to the file `out`, or into the lake. */
export async function writePage(
  path: string,
  out = pageOf(path),
  settings: Partial<Settings>,
  listedDays: number | null,
): Promise<void> {
  const lake = await openLake(path);
  await withProgress('Writing the page', () =>
    writeDashboard(lake, dataset, out, settings, listedDays),
  );
  process.stdout.write(`Wrote ${visibleInLine(out)}.\n`);
}

/** Writes the dashboard again whenever the table has changed, until the process is interrupted. */
export async function keepWritingPage(
  path: string,
  out = pageOf(path),
  settings: Partial<Settings>,
  listedDays: number | null,
): Promise<void> {
  const lake = await openLake(path);
  await untilInterrupted((stop) =>
    keepWritingDashboard(lake, dataset, out, settings, {
      onWritten: () => process.stdout.write(`Wrote ${visibleInLine(out)}.\n`),
      onFailure: (error) =>
        process.stderr.write(`${visibleInLine(String(Object(error).message))}\n`),
      stop,
      listedDays,
    }),
  );
}
