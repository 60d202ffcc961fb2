import { readFile } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { rowsOf } from '../local/duckdb/duckdb.ts';
import { writeFileAtomically } from '../local/lake/atomic-write.ts';
import type { LakeFolder } from '../local/lake/lake-folder.ts';
import { whileAsking } from '../local/lake/lake-tables.ts';
import type { Dataset } from '../pipeline/dataset.ts';
import { BUILT, QUERIES } from '../terminal/package-files.ts';
import { withUsersUmask } from '../terminal/umask.ts';
import { pageData } from './page-data.ts';
import type { Settings } from './page-types.ts';
import { renderPage } from './write-page.ts';

/** Writes the dashboard of the lake: one HTML file that needs no network. */
export async function writeDashboard(
  lake: LakeFolder,
  dataset: Dataset,
  file: string,
  settings: Partial<Settings>,
): Promise<void> {
  const data = await whileAsking(lake, dataset, (connection) =>
    pageData((sql) => rowsOf(connection, sql), join(QUERIES, 'page'), settings),
  );
  const script = await readFile(join(BUILT, 'dashboard.js'), 'utf8');
  const style = await readFile(join(BUILT, 'dashboard.css'), 'utf8');
  const write = () => writeFileAtomically(file, renderPage({ data, script, style }));
  await (isWithin(lake.path, file) ? write() : withUsersUmask(write));
}

function isWithin(folder: string, file: string): boolean {
  const path = relative(folder, resolve(file));
  return !path.startsWith('..') && !isAbsolute(path);
}
