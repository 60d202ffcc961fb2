import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { rowsOf } from '../local/duckdb/duckdb.ts';
import { forgetKept, keptFolder } from '../local/lake/kept-work.ts';
import type { LakeFolder } from '../local/lake/lake-folder.ts';
import { whileAsking } from '../local/lake/lake-tables.ts';
import type { Dataset } from '../pipeline/dataset.ts';
import type { Settings } from '../queries/settings.ts';
import { QUERIES } from '../terminal/package-files.ts';
import type { Days } from './days-together.ts';
import { KEPT_TABLES, keptSums } from './kept-sums.ts';
import { contactsOfDays, listContacts } from './list-contacts.ts';
import type { PackedContacts } from './listed-contacts.ts';
import { record } from './packed-table.ts';
import { pageData, pageSql, type RunQuery } from './page-data.ts';
import type { PageData } from './page-types.ts';

const PAGE = join(QUERIES, 'page');

/** What a page is made of. */
export interface LakePage {
  readonly data: PageData;
  readonly contacts: PackedContacts | null;
}

/**
 * The page of a lake, with the help of what was kept of the days that have not changed.
 * @param listedDays how many of the newest days have their contacts listed; null for all that have room
 */
export function lakePage(
  lake: LakeFolder,
  dataset: Dataset,
  settings: Settings,
  listedDays: number | null = null,
): Promise<LakePage> {
  return whileKept(lake, dataset, settings, (run) => pageOf(run, settings, listedDays));
}

/** The same, asked of all days. */
export function wholePage(
  lake: LakeFolder,
  dataset: Dataset,
  settings: Settings,
  listedDays: number | null = null,
): Promise<LakePage> {
  return whileWhole(lake, dataset, (run) => pageOf(run, settings, listedDays));
}

/** The contacts of these days of the page, `2026-11-23`, first and last. */
export function lakeContacts(
  lake: LakeFolder,
  dataset: Dataset,
  data: PageData,
  days: Days,
): Promise<PackedContacts> {
  return whileKept(lake, dataset, data.settings, (run) => contactsOfDays(run, PAGE, data, days));
}

/** Lets `work` run the page's queries with the help of what is kept. */
async function whileKept<T>(
  lake: LakeFolder,
  dataset: Dataset,
  settings: Settings,
  work: (run: RunQuery) => Promise<T>,
): Promise<T> {
  const folder = await keptFolder(lake, dataset);
  if (folder === null) return whileWhole(lake, dataset, work);
  const tables = record(KEPT_TABLES, (name) => pageSql(PAGE, name, settings));
  try {
    const done = await whileAsking(
      lake,
      dataset,
      async (connection, days) => {
        const run = await keptSums({ connection, dataset, days, folder, tables });
        return run && { result: await work(run) };
      },
      undefined,
      folder,
    );
    if (done !== null) return done.result;
  } catch {
    // Whatever is wrong with what was kept, the table knows. If the table is at fault, it tells so.
    await forgetKept(lake, dataset);
  }
  return whileWhole(lake, dataset, work);
}

function whileWhole<T>(
  lake: LakeFolder,
  dataset: Dataset,
  work: (run: RunQuery) => Promise<T>,
): Promise<T> {
  return whileAsking(lake, dataset, async (connection, days) => {
    const contacts = [...days.values()].reduce((sum, { state }) => sum + state.rows, 0);
    if (contacts <= MOST_CONTACTS_KEPT) await keepFacts(connection);
    return work((sql) => rowsOf(connection, sql));
  });
}

async function pageOf(
  run: RunQuery,
  settings: Settings,
  listedDays: number | null,
): Promise<LakePage> {
  const data = await pageData(run, PAGE, settings);
  return { data, contacts: await listContacts(run, PAGE, data, listedDays) };
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
