import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { readErasures } from '../local/lake/erasures.ts';
import { forgetKept, keptFolder } from '../local/lake/kept-work.ts';
import { type LakeFolder, type LakeObject, listObjects } from '../local/lake/lake-folder.ts';
import { whileAsking } from '../local/lake/lake-tables.ts';
import { viewsOf } from '../local/lake/lake-views.ts';
import { datasetsRead } from '../local/lake/names-read.ts';
import type { HeldDay } from '../local/lake/table-days.ts';
import type { Dataset } from '../pipeline/dataset.ts';
import { datasets, othersThan } from '../pipeline/datasets/datasets.ts';
import { quarantinePrefix, tableNotePrefix, tablePrefix } from '../pipeline/lake-keys.ts';
import { readMacros } from '../queries/reader/saved-queries.ts';
import type { View } from '../queries/reader/views.ts';
import type { Settings } from '../queries/settings.ts';
import { QUERIES } from '../terminal/package-files.ts';
import { askColumns } from './ask-columns.ts';
import type { Columns } from './columns.ts';
import type { Days } from './days-together.ts';
import { keepAnswer, keptAnswer } from './kept-answers.ts';
import { KEPT_TABLES, keptSums } from './kept-sums.ts';
import { contactsOfDays, newestContacts } from './list-contacts.ts';
import type { PackedContacts } from './listed-contacts.ts';
import { record } from './packed-table.ts';
import {
  DAYS_OF_OTHERS,
  LISTED,
  OF_OTHERS,
  PAGE_QUERIES,
  type PageQuery,
  pageData,
  pageSql,
  type RunQuery,
} from './page-data.ts';
import type { PageData } from './page-types.ts';
import { type EmbeddedContacts, embeddedContacts } from './write-page.ts';

const PAGE = join(QUERIES, 'page');

/** The content of a page. */
export interface LakePage {
  readonly data: PageData;
  readonly contacts: EmbeddedContacts | null;
}

/**
 * The page of a lake: from the cache if nothing has changed, else with the cached sums of the days that have not
 * changed.
 * @param listedDays how many of the newest days have their contacts listed; null for all that have room
 */
export function lakePage(
  lake: LakeFolder,
  dataset: Dataset,
  settings: Settings,
  listedDays: number | null = null,
): Promise<LakePage> {
  const work = (run: RunQuery) => pageOf(run, settings, listedDays);
  const kept = keptPages(listedDays);
  return whileKept(lake, dataset, settings, statementsOf(settings), work, kept);
}

/** The same, computed from all days without the cache. */
export function wholePage(
  lake: LakeFolder,
  dataset: Dataset,
  settings: Settings,
  listedDays: number | null = null,
): Promise<LakePage> {
  return whileWhole(lake, dataset, statementsOf(settings), (run) =>
    pageOf(run, settings, listedDays),
  );
}

/** The page's queries as they read tables and views; their days differ. */
function statementsOf(settings: Settings, names: readonly PageQuery[] = PAGE_QUERIES): string[] {
  return names.map((name) => pageSql(PAGE, name, settings));
}

/** The contacts of these days of the page, `2026-11-23`, first and last. */
export function lakeContacts(
  lake: LakeFolder,
  dataset: Dataset,
  data: PageData,
  days: Days,
): Promise<PackedContacts> {
  const statements = statementsOf(data.settings, [LISTED, ...KEPT_TABLES]);
  const work = (run: RunQuery) => contactsOfDays(run, PAGE, data, days);
  return whileKept(lake, dataset, data.settings, statements, work);
}

/** The whole answers of one kind that are kept in a folder. */
interface KeptAnswers<T> {
  /** @param key whatever the answer depends on */
  readonly find: (folder: string, key: string) => Promise<T | null>;
  readonly keep: (folder: string, key: string, answer: T) => Promise<void>;
}

/** Data and contacts are kept apart, because a page that is served has the same data and lists no contacts. */
function keptPages(listedDays: number | null): KeptAnswers<LakePage> {
  const listKey = (key: string) => `${key} ${listedDays}`;
  const find = async (folder: string, key: string) => {
    const data = await keptAnswer<PageData>(folder, 'data', key);
    const list =
      listedDays === 0
        ? { contacts: null }
        : await keptAnswer<Pick<LakePage, 'contacts'>>(folder, 'contacts', listKey(key));
    return data && list && { data: { ...data, writtenAt: new Date().toISOString() }, ...list };
  };
  const keep = async (folder: string, key: string, { data, contacts }: LakePage) => {
    await keepAnswer(folder, 'data', key, data);
    if (listedDays !== 0) await keepAnswer(folder, 'contacts', listKey(key), { contacts });
  };
  return { find, keep };
}

/**
 * Lets `work` run the page's queries on the cached sums, unless its whole answer is cached.
 * @param statements those that `work` runs, and those of the cached sums
 */
async function whileKept<T>(
  lake: LakeFolder,
  dataset: Dataset,
  settings: Settings,
  statements: readonly string[],
  work: (run: RunQuery) => Promise<T>,
  answers: KeptAnswers<T> | null = null,
): Promise<T> {
  const folder = await keptFolder(lake, dataset);
  if (folder === null) return whileWhole(lake, dataset, statements, work);
  const tables = record(KEPT_TABLES, (name) => pageSql(PAGE, name, settings));
  const views = viewsOf(lake);
  const erasures = await erasuresOf(lake);
  // An erasure waits some seconds for its readers. A slower one must not put back what it has removed.
  const mayKeep = async () => {
    if ((await erasuresOf(lake)) !== erasures) throw new Error('Contacts were erased');
  };
  // Before the files are held: should they be replaced meanwhile, what is kept has the older key, and no reader finds it.
  const others = await statesOfOthers(lake, dataset);
  const ofOthers = statementsOf(settings, ABOUT_OTHERS);
  const withoutRows = new Set(ofOthers.filter((sql) => hasNoRecords(sql, dataset, others)));
  let key: string | null = null;
  const answerFor = async (days: ReadonlyMap<string, HeldDay>) => {
    // A day's file without a checksum looks like any other.
    const areKnown = [...days.values()].every(({ state }) => state.sha256 !== undefined);
    key =
      answers && areKnown ? await keyOf(lake, dataset, [statesOf(days), others], settings) : null;
    const result = key === null ? null : await answers!.find(folder, key);
    return result && { result };
  };
  try {
    const done = await whileAsking(
      lake,
      dataset,
      async (connection, days) => {
        const run = await keptSums({ connection, dataset, days, folder, tables, views, mayKeep });
        if (run === null) return null;
        const states = { ...others, [dataset.name]: statesOf(days) };
        const keeping = { folder, states, views, withoutRows, mayKeep };
        const result = await work(keepingOthers(run, keeping));
        await mayKeep();
        // While the files are held, so that an erasure that waits for their readers finds it.
        if (key !== null) await answers!.keep(folder, key, result);
        return { result };
      },
      statements.filter((sql) => !withoutRows.has(sql)),
      { folder, answerFor },
    );
    if (done !== null) return done.result;
  } catch {
    // The cache is bad, or of erased contacts: drop it and compute from the table, which reports its own faults.
    await forgetKept(lake);
  }
  return whileWhole(lake, dataset, statements, work);
}

/** The lake's erasures, of all datasets, in a text that differs once another one is begun or done. */
async function erasuresOf(lake: LakeFolder): Promise<string> {
  const all: unknown[] = [];
  for (const one of datasets) {
    const { erasures, left_out } = await readErasures(lake, one);
    all.push(
      erasures.map(({ id, erasure }) => [id, erasure.done_at]),
      left_out,
    );
  }
  return JSON.stringify(all);
}

/** The days of the dataset's table, each with the checksum of its file. */
function statesOf(days: ReadonlyMap<string, HeldDay>): TableState {
  return [...days].map(([day, { state }]) => [day, state.sha256]);
}

/** What differs once a dataset's table has changed. JSON-able. */
type TableState = readonly unknown[];
type TableStates = Readonly<Record<string, TableState>>;

/** The tables of the other datasets by the notes and files of their days, which are not read. */
async function statesOfOthers(lake: LakeFolder, dataset: Dataset): Promise<TableStates> {
  const states: Record<string, TableState> = {};
  for (const one of othersThan(dataset)) {
    states[one.name] = [
      ...(await listObjects(lake, tableNotePrefix(one))),
      ...(await listObjects(lake, tablePrefix(one))),
    ];
  }
  return states;
}

/** The queries whose rows come from other datasets. */
const ABOUT_OTHERS = [...OF_OTHERS, DAYS_OF_OTHERS] as const;

/** Whether none of the other datasets that the SQL reads has a record. */
function hasNoRecords(sql: string, dataset: Dataset, others: TableStates): boolean {
  const read = datasetsRead(othersThan(dataset), sql);
  return read.every(({ name }) => others[name]!.length === 0);
}

/**
 * Keeps the answers about other datasets, each as long as the tables that its query reads stay as they are: most
 * cannot be added up by file, because an agent's status or a contact's way through the flows spans several.
 */
function keepingOthers(
  run: RunQuery,
  {
    folder,
    states,
    views,
    withoutRows,
    mayKeep,
  }: {
    folder: string;
    states: TableStates;
    views: readonly View[];
    /** The queries that are known to have no rows, whose tables the engine does not have. */
    withoutRows: ReadonlySet<string>;
    mayKeep: () => Promise<void>;
  },
): RunQuery {
  const names: readonly string[] = ABOUT_OTHERS;
  return async (sql, name) => {
    if (withoutRows.has(sql)) return [];
    if (!names.includes(name)) return run(sql, name);
    const read = datasetsRead(datasets, sql).map((one) => [one.name, states[one.name]]);
    const key = hashOf([CODE, readMacros(QUERIES), views, sql, read]);
    const known = await keptAnswer<Columns>(folder, name, key);
    if (known !== null) return known;
    const answer = await run(sql, name);
    await mayKeep();
    await keepAnswer(folder, name, key, answer);
    return answer;
  };
}

function hashOf(parts: unknown): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** The name of the built file, which is made of its content and of all that it imports. */
const CODE = basename(import.meta.url);

/**
 * Whatever a page depends on: the code, its SQL, the settings, the tables of all datasets, and the files in
 * quarantine, of which the page counts the entries.
 */
async function keyOf(
  lake: LakeFolder,
  dataset: Dataset,
  tables: unknown,
  settings: Settings,
): Promise<string> {
  const sql = statementsOf(settings);
  const quarantine: LakeObject[] = [];
  for (const one of [dataset, ...othersThan(dataset)]) {
    quarantine.push(...(await listObjects(lake, quarantinePrefix(one))));
  }
  return hashOf([CODE, readMacros(QUERIES), viewsOf(lake), sql, settings, tables, quarantine]);
}

/** @param statements those that `work` runs, one of which reads `contact_facts` */
function whileWhole<T>(
  lake: LakeFolder,
  dataset: Dataset,
  statements: readonly string[],
  work: (run: RunQuery) => Promise<T>,
): Promise<T> {
  const answer = async (connection: DuckDBConnection, days: ReadonlyMap<string, HeldDay>) => {
    const contacts = [...days.values()].reduce((sum, { state }) => sum + state.rows, 0);
    if (contacts <= MOST_CONTACTS_KEPT) await keepFacts(connection);
    return work((sql) => askColumns(connection, sql));
  };
  return whileAsking(lake, dataset, answer, statements);
}

async function pageOf(
  run: RunQuery,
  settings: Settings,
  listedDays: number | null,
): Promise<LakePage> {
  const data = await pageData(run, PAGE, settings);
  const contacts = await newestContacts(run, PAGE, data, listedDays);
  return { data, contacts: contacts && (await embeddedContacts(contacts)) };
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
