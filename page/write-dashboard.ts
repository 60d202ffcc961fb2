import { readFile } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { writeFileAtomically } from '../local/lake/atomic-write.ts';
import type { LakeFolder } from '../local/lake/lake-folder.ts';
import type { Dataset } from '../pipeline/dataset.ts';
import type { Settings } from '../queries/settings.ts';
import { BUILT } from '../terminal/package-files.ts';
import { withUsersUmask } from '../terminal/umask.ts';
import { lakePage } from './lake-page.ts';
import { renderPage } from './write-page.ts';

/**
 * Writes the dashboard of the lake: one HTML file that needs no network.
 * @param settings those that differ from the lake's own
 */
export async function writeDashboard(
  lake: LakeFolder,
  dataset: Dataset,
  file: string,
  settings: Partial<Settings>,
): Promise<void> {
  const { data, contacts } = await lakePage(lake, dataset, { ...lake.settings, ...settings });
  const script = await readFile(join(BUILT, 'dashboard.js'), 'utf8');
  const style = await readFile(join(BUILT, 'dashboard.css'), 'utf8');
  const write = () => writeFileAtomically(file, renderPage({ data, contacts, script, style }));
  await (isWithin(lake.path, file) ? write() : withUsersUmask(write));
}

function isWithin(folder: string, file: string): boolean {
  const path = relative(folder, resolve(file));
  return !path.startsWith('..') && !isAbsolute(path);
}
