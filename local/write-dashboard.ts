import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dataset } from '../pipeline/dataset.ts';
import { pageData } from './dashboard/page-data.ts';
import type { Settings } from './dashboard/page-types.ts';
import { renderPage } from './dashboard/write-page.ts';
import { rowsOf } from './duckdb.ts';
import type { LakeFolder } from './lake-folder.ts';
import { whileAsking } from './lake-tables.ts';
import { BUILT, QUERIES } from './package-files.ts';
import { writeWhole } from './write-whole.ts';

/** Writes the lake's page: one HTML file that needs no network. */
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
  await writeWhole(file, renderPage({ data, script, style }));
}
