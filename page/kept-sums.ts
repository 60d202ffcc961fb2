/**
 * Caches the page's sums, so that only changed files of the table are read again. A contact is in one file, so sums
 * over single contacts can be kept by file and added up, whatever local days they belong to. Callbacks and repeats
 * span days: they are computed each time over `contact_facts`. Its rows are cached in one file, which is read in a
 * tenth of the time that the files of all days take.
 */
import { createHash } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import { readParquetAlike } from '../local/duckdb/duckdb-files.ts';
import { packageViews } from '../local/lake/lake-views.ts';
import { leaveDays } from '../local/lake/leave-days.ts';
import type { HeldDay } from '../local/lake/table-days.ts';
import type { Dataset } from '../pipeline/dataset.ts';
import { identifier, literal } from '../pipeline/spellings/duckdb-types.ts';
import type { View } from '../queries/reader/views.ts';
import { askColumns } from './ask-columns.ts';
import { addBatch, keepBatches, type NamedBatch, readBatches, tableFile } from './kept-batches.ts';
import type { RunQuery } from './page-data.ts';
import * as SUMS from './sum-names.ts';

/** The tables that are kept. */
export const KEPT_TABLES = ['contacts', 'intervals', 'agents', 'waits'] as const;
type KeptTable = (typeof KEPT_TABLES)[number];

/** Their columns that add up over single contacts. */
const ADDITIVE: Readonly<Record<KeptTable, readonly string[]>> = {
  contacts: SUMS.CONTACTS,
  intervals: SUMS.INTERVALS,
  agents: SUMS.AGENTS,
  waits: SUMS.WAITS,
};

/** The kept table of the facts themselves. */
const FACTS = 'facts';

/** A contact takes some 800 bytes in memory, so these take a fifth of the engine's. */
const MOST_CONTACTS_AT_ONCE = 500_000;

/** With more, the next batch is of all days, because each costs a file to open. */
const MOST_BATCHES = 8;

/** The cache for a lake's table, on a connection of `whileAsking` that may use the folder. */
export interface Keeping {
  readonly connection: DuckDBConnection;
  readonly dataset: Dataset;
  readonly days: ReadonlyMap<string, HeldDay>;
  readonly folder: string;
  /** The SQL of each kept table, with the settings. */
  readonly tables: Readonly<Record<string, string>>;
  /** The lake's views, with its settings. */
  readonly views: readonly View[];
  /** Throws if nothing of the days may be kept any more, because contacts of theirs may have been erased. */
  readonly mayKeep: () => Promise<void>;
}

/**
 * Brings the cache up to date, and gives a function that runs the page's queries on it.
 * @returns null if a day's file has no checksum, so that a change of it could not be noticed
 */
export async function keptSums(keeping: Keeping): Promise<RunQuery | null> {
  const { connection, dataset, days, folder } = keeping;
  if ([...days.values()].some(({ state }) => state.sha256 === undefined)) return null;
  const key = keyOf(keeping);
  const found = await readBatches(folder, key);
  const changed = [...days.keys()].filter((day) => holderOf(found, day, days) === undefined);
  const isCrowded = changed.length > 0 && found.length >= MOST_BATCHES;
  const batches = isCrowded ? [] : found;
  for (const portion of portions(isCrowded ? [...days.keys()] : changed, days)) {
    batches.push(await newPortion(keeping, key, portion));
  }
  const holders = new Map(
    [...days.keys()].map((day) => [day, holderOf(batches, day, days)!] as const),
  );
  await keepBatches(folder, new Set([...holders.values()].map(({ name }) => name)));
  await leaveDays(connection, dataset, [...days.values()]);
  if (holders.size === 0) return (sql) => askColumns(connection, sql);
  await useFacts(connection, keptTable(folder, holders, FACTS));
  return (sql, name) => askColumns(connection, isKept(name) ? addedUp(folder, holders, name) : sql);
}

/** The version of the kept tables' form. Raise it when the form changes, so that no older release's tables are read. */
const FORM = 2;

/** Whatever changes a sum without a change of the table: the SQL of the views and of the tables. */
function keyOf({ tables, views }: Keeping): string {
  const parts = [FORM, views, tables, ADDITIVE];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

function holderOf(
  batches: readonly NamedBatch[],
  day: string,
  days: Keeping['days'],
): NamedBatch | undefined {
  return batches.find((batch) => batch.days[day] === days.get(day)?.state.sha256);
}

/** The days in portions that fit into the engine's memory. */
function portions(names: readonly string[], days: Keeping['days']): string[][] {
  const all: string[][] = [];
  let rows = Number.POSITIVE_INFINITY;
  for (const day of names) {
    rows += days.get(day)!.state.rows;
    if (rows > MOST_CONTACTS_AT_ONCE) {
      all.push([]);
      rows = days.get(day)!.state.rows;
    }
    all.at(-1)!.push(day);
  }
  return all;
}

/** Works out the sums and the facts of these days, and keeps them. */
async function newPortion(
  { connection, dataset, days, folder, tables, mayKeep }: Keeping,
  key: string,
  portion: readonly string[],
): Promise<NamedBatch> {
  await leaveDays(
    connection,
    dataset,
    portion.map((day) => days.get(day)!),
  );
  await useFacts(connection, WHOLE);
  await connection.run(`CREATE OR REPLACE TABLE portion AS
    SELECT *, CAST(CAST(initiated_at AS date) AS varchar) AS file_day FROM contact_facts`);
  // Each of the page's queries groups by the instance, so the day of a contact's file travels with it.
  await useFacts(
    connection,
    `SELECT * EXCLUDE (file_day) REPLACE (file_day || coalesce(' ' || instance_id, '') AS instance_id)
    FROM portion`,
  );
  const sums = portion.map((day) => [day, days.get(day)!.state.sha256!] as const);
  const added = await addBatch(
    folder,
    { key, days: Object.fromEntries(sums) },
    [FACTS, ...Object.keys(tables)],
    (name, file) => {
      const rows = name === FACTS ? 'FROM portion' : byFileDay(tables[name]!);
      return connection.run(
        `COPY (${rows}) TO ${literal(file)} (FORMAT parquet, COMPRESSION zstd)`,
      );
    },
    mayKeep,
  );
  await connection.run('DROP TABLE portion');
  return added;
}

/** The length of `2026-11-23`. */
const DAY_LENGTH = 10;

/** The rows of a table's query with the day of the file as a column of its own. */
function byFileDay(sql: string): string {
  return `SELECT
      * REPLACE (
        CASE WHEN length(instance_id) > ${DAY_LENGTH} THEN instance_id[${DAY_LENGTH + 2}:] END
          AS instance_id
      ),
      instance_id[:${DAY_LENGTH}] AS file_day
    FROM (${sql})`;
}

/** SQL of a kept table's rows, those of each day by the batch that holds it. */
function keptTable(
  folder: string,
  holders: ReadonlyMap<string, NamedBatch>,
  table: string,
): string {
  const names = [...new Set([...holders.values()].map(({ name }) => name))];
  const parts = names.map((name) => {
    const days = [...holders].filter(([, batch]) => batch.name === name).map(([day]) => day);
    return `SELECT * EXCLUDE (file_day) FROM ${readParquetAlike([tableFile(folder, name, table)])}
      WHERE file_day IN (${days.map(literal).join(', ')})`;
  });
  return parts.join(' UNION ALL BY NAME ');
}

const WHOLE = packageViews().views.find(({ name }) => name === 'contact_facts')!.sql;

/** Lets all other views read these facts. */
async function useFacts(connection: DuckDBConnection, sql: string): Promise<void> {
  await connection.run(`CREATE OR REPLACE VIEW contact_facts AS ${sql}`);
}

function isKept(name: string): name is KeptTable {
  return Object.hasOwn(ADDITIVE, name);
}

/** SQL of the rows of all days, added up where the contacts of several files make one row. */
function addedUp(
  folder: string,
  holders: ReadonlyMap<string, NamedBatch>,
  name: KeptTable,
): string {
  const sums = ADDITIVE[name].map(identifier);
  const added = sums.map((sum) => `CAST(sum(${sum}) AS bigint) AS ${sum}`);
  return `SELECT * EXCLUDE (${sums.join(', ')}), ${added.join(', ')}
    FROM (${keptTable(folder, holders, name)}) GROUP BY ALL`;
}
