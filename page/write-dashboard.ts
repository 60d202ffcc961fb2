import { readFile } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { rowsOf } from '../local/duckdb/duckdb.ts';
import { writeFileAtomically } from '../local/lake/atomic-write.ts';
import type { LakeFolder } from '../local/lake/lake-folder.ts';
import { whileAsking } from '../local/lake/lake-tables.ts';
import type { Dataset } from '../pipeline/dataset.ts';
import type { Settings } from '../queries/settings.ts';
import { BUILT, QUERIES } from '../terminal/package-files.ts';
import { withUsersUmask } from '../terminal/umask.ts';
import { listContacts } from './list-contacts.ts';
import { pageData } from './page-data.ts';
import { renderPage } from './write-page.ts';

const PAGE = join(QUERIES, 'page');

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
  const { data, contacts } = await whileAsking(lake, dataset, async (connection, days) => {
    const rows = [...days.values()].reduce((sum, { state }) => sum + state.rows, 0);
    if (rows <= MOST_CONTACTS_KEPT) await keepFacts(connection);
    const run = (sql: string) => rowsOf(connection, sql);
    const data = await pageData(run, PAGE, { ...lake.settings, ...settings });
    return { data, contacts: await listContacts(run, PAGE, data, null) };
  });
  const script = await readFile(join(BUILT, 'dashboard.js'), 'utf8');
  const style = await readFile(join(BUILT, 'dashboard.css'), 'utf8');
  const write = () => writeFileAtomically(file, renderPage({ data, contacts, script, style }));
  await (isWithin(lake.path, file) ? write() : withUsersUmask(write));
}

/** A contact takes some 800 bytes, so these take less than half of the engine's memory. */
const MOST_CONTACTS_KEPT = 1_000_000;

/**
 * Reads `contact_facts` into memory once, because each of the page's queries would otherwise open the
 * files of all days, which takes longer than its sums.
 */
async function keepFacts(connection: DuckDBConnection): Promise<void> {
  await connection.run('CREATE TABLE kept_facts AS FROM contact_facts');
  await connection.run('CREATE OR REPLACE VIEW contact_facts AS FROM kept_facts');
}

function isWithin(folder: string, file: string): boolean {
  const path = relative(folder, resolve(file));
  return !path.startsWith('..') && !isAbsolute(path);
}
