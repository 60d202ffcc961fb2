import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LakeFolder } from '../local/lake/lake-folder.ts';
import { refuseLakesOwn, writeUsersFile } from '../local/lake/users-file.ts';
import type { Dataset } from '../pipeline/dataset.ts';
import type { Settings } from '../queries/settings.ts';
import { BUILT } from '../terminal/package-files.ts';
import { followTable } from './follow-table.ts';
import { lakePage } from './lake-page.ts';
import { type Live, type PageParts, renderPage } from './write-page.ts';

/** A page's file is read again so often where it is written again. */
const RELOADS_EVERY_SECONDS = 30;

/** Where a lake's page is written, unless another file is named. */
export function pageOf(lakePath: string): string {
  return join(lakePath, 'dashboard.html');
}

/**
 * Writes the dashboard of the lake: one HTML file that needs no network.
 * @param settings the settings that differ from the lake's own
 * @param listedDays how many of the newest days have their contacts listed; null for as many as fit
 * @throws UserError if the file is one of the lake's own, or cannot be written
 */
export async function writeDashboard(
  lake: LakeFolder,
  dataset: Dataset,
  file: string,
  settings: Partial<Settings>,
  listedDays: number | null = null,
  live?: Live,
): Promise<void> {
  await refuseLakesOwn(file);
  const page = await lakePage(lake, dataset, { ...lake.settings, ...settings }, listedDays);
  const html = await bundledPage({ ...page, live });
  await writeUsersFile(file, (path) => writeFile(path, html));
}

/**
 * Writes the dashboard now, and again whenever the table has changed, until `stop`. An open page reads
 * its file again by itself.
 * @param onWritten called each time
 * @param onFailure called when the table cannot be read; the file stays as it is
 * @throws UserError if the first one cannot be written
 */
export async function keepWritingDashboard(
  lake: LakeFolder,
  dataset: Dataset,
  file: string,
  settings: Partial<Settings>,
  {
    onWritten,
    onFailure,
    stop,
    listedDays = null,
  }: {
    onWritten: () => void;
    onFailure: (error: unknown) => void;
    stop: AbortSignal;
    listedDays?: number | null;
  },
): Promise<void> {
  let isWritten = false;
  const onChange = async (now: LakeFolder) => {
    const live = { reloadSeconds: RELOADS_EVERY_SECONDS };
    await writeDashboard(now, dataset, file, settings, listedDays, live);
    isWritten = true;
    onWritten();
  };
  await followTable(lake, dataset, {
    onChange,
    onFailure: (error) => {
      if (!isWritten) throw error;
      onFailure(error);
    },
    stop,
  });
}

/** The page with the built scripts and style. */
export async function bundledPage(
  parts: Omit<PageParts, 'script' | 'loader' | 'style'>,
): Promise<string> {
  const [script, loader, style] = await Promise.all(
    ['dashboard.js', 'dashboard-loader.js', 'dashboard.css'].map((name) =>
      readFile(join(BUILT, name), 'utf8'),
    ),
  );
  return renderPage({ ...parts, script: script!, loader: loader!, style: style! });
}
