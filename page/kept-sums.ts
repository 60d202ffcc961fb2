/**
 * The page's sums, kept for the next time: only the days whose files have changed are asked again.
 * What the contacts of one file add to a table stands by itself, whatever local days they fall on, as
 * long as the table's columns are sums over single contacts. Callbacks and repeats look across days:
 * they are asked whole, over `contact_facts`, whose rows are kept too, since they are in one file and
 * so are read in a tenth of the time that the files of all days take.
 */
import { createHash } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import { rowsOf } from '../local/duckdb/duckdb.ts';
import { readParquetAlike } from '../local/duckdb/duckdb-files.ts';
import { leaveDays } from '../local/lake/lake-tables.ts';
import type { HeldDay } from '../local/lake/table-days.ts';
import type { Dataset } from '../pipeline/dataset.ts';
import { literal } from '../pipeline/spellings/duckdb-types.ts';
import { readViews } from '../queries/reader/saved-queries.ts';
import { QUERIES } from '../terminal/package-files.ts';
import {
  addBatch,
  factsFile,
  keepBatches,
  type NamedBatch,
  readBatches,
  type Values,
} from './kept-batches.ts';
import type { Row, RunQuery } from './page-data.ts';
import * as SUMS from './sum-names.ts';

/** The tables that are kept, with the columns that add up over single contacts. */
const ADDITIVE: Readonly<Record<string, readonly string[]>> = {
  contacts: SUMS.CONTACTS,
  intervals: SUMS.INTERVALS,
  agents: SUMS.AGENTS,
  waits: SUMS.WAITS,
};
export const KEPT_TABLES = Object.keys(ADDITIVE);

/** A contact takes some 800 bytes in memory, so these take a fifth of the engine's. */
const MOST_CONTACTS_AT_ONCE = 500_000;

/** With more, the next batch is of all days, because each costs a file to open. */
const MOST_BATCHES = 8;

/** What is kept of a lake's table, on a connection of `whileAsking` that may use the folder. */
export interface Keeping {
  readonly connection: DuckDBConnection;
  readonly dataset: Dataset;
  readonly days: ReadonlyMap<string, HeldDay>;
  readonly folder: string;
  /** The SQL of each kept table, with the settings. */
  readonly tables: Readonly<Record<string, string>>;
}

/**
 * Asks the page's queries with the help of what is kept, after it has been brought up to date.
 * @returns null if a day's file has no checksum, and so cannot be told from another
 */
export async function keptSums(keeping: Keeping): Promise<RunQuery | null> {
  const { connection, dataset, days, folder } = keeping;
  if ([...days.values()].some(({ state }) => state.sha256 === undefined)) return null;
  const key = keyOf(keeping.tables);
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
  await useFacts(connection, keptFacts(keeping, holders));
  return async (sql, name) =>
    Object.hasOwn(ADDITIVE, name) ? addedUp(name, holders) : rowsOf(connection, sql);
}

/** Whatever changes a sum without a change of the table: the SQL of the views and of the tables. */
function keyOf(tables: Keeping['tables']): string {
  const parts = [readViews(QUERIES), tables, ADDITIVE];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

function holderOf(
  batches: readonly NamedBatch[],
  day: string,
  days: Keeping['days'],
): NamedBatch | undefined {
  return batches.find((batch) => batch.days[day]?.sha256 === days.get(day)?.state.sha256);
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
  { connection, dataset, days, folder, tables }: Keeping,
  key: string,
  portion: readonly string[],
): Promise<NamedBatch> {
  await leaveDays(
    connection,
    dataset,
    portion.map((day) => days.get(day)!),
  );
  await connection.run(`CREATE OR REPLACE TABLE portion AS
    SELECT *, CAST(CAST(initiated_at AS date) AS varchar) AS file_day FROM (${WHOLE})`);
  // Each of the page's queries groups by the instance, so the day of a contact's file travels with it.
  await useFacts(
    connection,
    `SELECT * EXCLUDE (file_day) REPLACE (file_day || coalesce(' ' || instance_id, '') AS instance_id)
    FROM portion`,
  );
  const columns: Record<string, string[]> = {};
  const kept = new Map(
    portion.map((day) => {
      const rows = Object.fromEntries(KEPT_TABLES.map((name) => [name, [] as Values[]]));
      return [day, { sha256: days.get(day)!.state.sha256!, rows }] as const;
    }),
  );
  for (const [name, sql] of Object.entries(tables)) {
    const rows = await rowsOf(connection, sql);
    columns[name] = Object.keys(rows[0] ?? {});
    for (const row of rows) {
      const tagged = String(row.instance_id);
      row.instance_id = tagged.length > DAY_LENGTH ? tagged.slice(DAY_LENGTH + 1) : null;
      kept.get(tagged.slice(0, DAY_LENGTH))!.rows[name]!.push(Object.values(row));
    }
  }
  const batch = { key, columns, days: Object.fromEntries(kept) };
  const added = await addBatch(folder, batch, (file) =>
    connection.run(`COPY portion TO ${literal(file)} (FORMAT parquet)`),
  );
  await connection.run('DROP TABLE portion');
  return added;
}

/** The length of `2026-11-23`. */
const DAY_LENGTH = 10;

/** SQL of the kept facts of all days. */
function keptFacts({ folder }: Keeping, holders: ReadonlyMap<string, NamedBatch>): string {
  const names = [...new Set([...holders.values()].map(({ name }) => name))];
  if (names.length === 0) return WHOLE;
  const parts = names.map((name) => {
    const days = [...holders].filter(([, batch]) => batch.name === name).map(([day]) => day);
    return `SELECT * EXCLUDE (file_day) FROM ${readParquetAlike([factsFile(folder, name)])}
      WHERE file_day IN (${days.map(literal).join(', ')})`;
  });
  return parts.join(' UNION ALL ');
}

const WHOLE = readViews(QUERIES).find(({ name }) => name === 'contact_facts')!.sql;

/** Lets all other views read these facts. */
async function useFacts(connection: DuckDBConnection, sql: string): Promise<void> {
  await connection.run(`CREATE OR REPLACE VIEW contact_facts AS ${sql}`);
}

/** The rows of all days, added up where the contacts of several files make one row. */
function addedUp(name: string, holders: ReadonlyMap<string, NamedBatch>): Row[] {
  const sums = new Set(ADDITIVE[name]);
  const codes = new Codes();
  const merged = new Map<string, Row>();
  for (const [day, { columns, days }] of holders) {
    const names = columns[name]!;
    const kinds = names.flatMap((column, at) => (sums.has(column) ? [] : [at]));
    for (const values of days[day]!.rows[name]!) {
      const key = codes.of(kinds.map((at) => values[at]));
      const row = merged.get(key);
      if (row === undefined) {
        merged.set(key, Object.fromEntries(names.map((column, at) => [column, values[at]])));
      } else {
        for (const [at, column] of names.entries()) {
          if (sums.has(column)) row[column] = Number(row[column]) + Number(values[at]);
        }
      }
    }
  }
  return [...merged.values()];
}

/** Short keys for lists of values, whatever characters the values have. */
class Codes {
  readonly #codes = new Map<unknown, number>();

  of(values: Values): string {
    let key = '';
    for (const value of values) {
      let code = this.#codes.get(value);
      if (code === undefined) this.#codes.set(value, (code = this.#codes.size));
      key += `${code},`;
    }
    return key;
  }
}
