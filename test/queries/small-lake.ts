/** A lake of a few hand-written or generated contacts, in memory, with the same queries as a real one. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { GZIP, readJson, readParquet } from '../../local/duckdb/duckdb-files.ts';
import { packageViews } from '../../local/lake/lake-views.ts';
import { insertSchedule } from '../../local/lake/schedules.ts';
import type { ColumnType, Field } from '../../pipeline/column-types.ts';
import { NO_OPEN_KEY } from '../../pipeline/column-types.ts';
import {
  type Dataset,
  erasureTable,
  flatfileFields,
  flatfileTable,
  tableFields,
} from '../../pipeline/dataset.ts';
import { contactRecords } from '../../pipeline/datasets/contact-records/dataset.ts';
import { othersThan } from '../../pipeline/datasets/datasets.ts';
import { ERASURE_FIELDS } from '../../pipeline/erase/erasure.ts';
import { QUARANTINE_FIELDS, QUARANTINE_TABLE } from '../../pipeline/normalise/quarantine.ts';
import {
  SCHEDULE_FIELDS,
  SCHEDULES_TABLE,
  type ScheduleRow,
  scheduleRows,
} from '../../pipeline/schedules.ts';
import {
  duckdbColumn,
  duckdbType,
  identifier,
  literal,
} from '../../pipeline/spellings/duckdb-types.ts';
import { readMacros } from '../../queries/reader/saved-queries.ts';
import { viewsRead } from '../../queries/reader/views.ts';

export const QUERIES = new URL('../../queries', import.meta.url).pathname;

export type Json = null | boolean | number | string | readonly Json[] | { [key: string]: Json };

/**
 * A row of `ctr` in the table's own shape; what is left out is null, save `instancearn`,
 * `lastupdatetimestamp` (the disconnect) and `versions_seen` (that one version).
 */
export type ContactRow = { [column: string]: Json };

export type Cell = null | boolean | number | string;

export interface Answer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

const ONE_INSTANCE = 'arn:aws:connect:eu-west-2:111122223333:instance/one';

/** Paths of files of a lake. */
export interface LakeFiles {
  readonly days: readonly string[];
  readonly waiting?: readonly string[];
}

export interface SmallLake {
  /** Rows of the query, its numbers as numbers, times as `2026-11-23 09:30:00`. */
  ask(sql: string): Promise<Answer>;
  /** Takes the contacts out and puts these in. Attributes stay as they were at the start. */
  refill(contacts: readonly ContactRow[]): Promise<void>;
  /**
   * Takes what waits to be converted out and puts these in, each in all the versions seen of it.
   */
  wait(contacts: readonly ContactRow[]): Promise<void>;
  /** Takes the rows of another dataset's table out and puts these in. */
  refillOther(other: Dataset, rows: readonly ContactRow[]): Promise<void>;
  /** The same of its records that wait to be converted. */
  waitForOther(other: Dataset, rows: readonly ContactRow[]): Promise<void>;
  /** Takes the rows of schedules out and puts those of these files in. */
  refillSchedules(files: readonly string[]): Promise<void>;
  /** Adds the rows of a dataset's day files, and of its flatfiles that wait to be converted. */
  load(dataset: Dataset, files: LakeFiles): Promise<void>;
  close(): void;
}

/**
 * @param contacts rows of `ctr`; each must fit the table, so that a typo is not a null.
 * @param quarantined rows of `quarantine`, counted only.
 */
export async function openSmallLake(
  contacts: readonly ContactRow[],
  quarantined = 0,
): Promise<SmallLake> {
  // For a few rows, more threads are only more work.
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  const fields = tableFields(contactRecords);
  const attributes = [NO_OPEN_KEY, ...new Set(contacts.flatMap(attributeNames))];
  await connection.run(readMacros(QUERIES));
  const flatfiles = flatfileTable(contactRecords);
  const declare = (table: string, columns: readonly Field[], openKeys?: readonly string[]) =>
    connection.run(
      `CREATE TABLE ${table} (${columns.map((field) => duckdbColumn(field, openKeys)).join(', ')})`,
    );
  await declare('ctr', fields, attributes);
  for (const other of othersThan(contactRecords)) {
    await declare(other.name, tableFields(other));
    await declare(flatfileTable(other), flatfileFields(other));
    await declare(erasureTable(other), ERASURE_FIELDS);
  }
  await declare(QUARANTINE_TABLE, QUARANTINE_FIELDS);
  await declare(SCHEDULES_TABLE, SCHEDULE_FIELDS);
  await declare(flatfiles, flatfileFields(contactRecords));
  await declare(erasureTable(contactRecords), ERASURE_FIELDS);
  for (let record = 0; record < quarantined; record++)
    await connection.run(
      `INSERT INTO ${QUARANTINE_TABLE} VALUES ('raw/ctr/x', ${record}, 1, 'not JSON', 'x', NULL)`,
    );
  const declareViews = viewDeclarer(connection);
  await fill(connection, 'ctr', fields, contacts.map(withDefaults), attributes);
  return {
    ask: async (sql) => {
      await declareViews(sql);
      return ask(connection, sql);
    },
    refill: async (others) => {
      await connection.run('DELETE FROM ctr');
      await fill(connection, 'ctr', fields, others.map(withDefaults), attributes);
    },
    wait: async (others) => {
      await connection.run(`DELETE FROM ${flatfiles}`);
      const rows = others.flatMap(versionsOf).map((row, offset) => withSource(row, offset));
      await fill(connection, flatfiles, flatfileFields(contactRecords), rows);
    },
    refillOther: async (other, rows) => {
      await connection.run(`DELETE FROM ${other.name}`);
      await fill(connection, other.name, tableFields(other), rows);
    },
    waitForOther: async (other, rows) => {
      const table = flatfileTable(other);
      await connection.run(`DELETE FROM ${table}`);
      const sourced = rows.map((row, offset) => withSource(row, offset));
      await fill(connection, table, flatfileFields(other), sourced);
    },
    refillSchedules: async (files) => {
      await connection.run(`DELETE FROM ${SCHEDULES_TABLE}`);
      for (const file of files)
        await insertSchedule(connection, scheduleRows(readFileSync(file)) as ScheduleRow[]);
    },
    load: async (dataset, { days, waiting = [] }) => {
      if (days.length > 0)
        await connection.run(
          `INSERT INTO ${dataset.name} BY NAME SELECT * FROM ${readParquet(days)}`,
        );
      if (waiting.length > 0)
        await connection.run(
          `INSERT INTO ${flatfileTable(dataset)} BY NAME
            SELECT * FROM ${readJson(waiting, flatfileFields(dataset), GZIP)}`,
        );
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** Declares the views that a statement reads when it is the first to: all of them take longer than many a lake is asked. */
function viewDeclarer(connection: DuckDBConnection): (sql: string) => Promise<void> {
  const { views, flat } = packageViews();
  const declared = new Set<string>();
  let ready = Promise.resolve();
  return (sql) => {
    const missing = viewsRead([sql], [...views, ...flat]).filter(({ name }) => !declared.has(name));
    for (const view of missing) {
      declared.add(view.name);
      ready = ready.then(async () => {
        await connection.run(`CREATE VIEW ${view.name} AS ${view.sql}`);
      });
    }
    return ready;
  };
}

async function fill(
  connection: DuckDBConnection,
  table: string,
  fields: readonly Field[],
  rows: readonly ContactRow[],
  attributes?: readonly string[],
): Promise<void> {
  if (rows.length === 0) return;
  for (const row of rows) for (const key of Object.keys(row)) checkKey(fields, key, row[key]!, key);
  const folder = mkdtempSync(join(tmpdir(), 'small-lake-'));
  try {
    const file = join(folder, 'ctr.jsonl');
    writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const types = fields.map(
      (field) => `${identifier(field.name)}: ${literal(duckdbType(field.type, attributes))}`,
    );
    await connection.run(
      `INSERT INTO ${table} SELECT * FROM read_json(${literal(file)}, format = 'newline_delimited', columns = {${types.join(', ')}})`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function ask(connection: DuckDBConnection, sql: string): Promise<Answer> {
  const result = await connection.runAndReadAll(sql);
  const types = result.columnTypes().map(String);
  const rows = result.getRowsJson().map((row) =>
    row.map((cell, column) => {
      if (types[column] === 'BIGINT') return cell === null ? null : Number(cell);
      if (cell === null || typeof cell !== 'object') return cell;
      throw new Error(`A saved query has no cells of type ${types[column]}`);
    }),
  );
  return { columns: result.columnNames(), rows };
}

function withDefaults(row: ContactRow): ContactRow {
  const version = row.lastupdatetimestamp ?? row.disconnecttimestamp ?? null;
  return {
    instancearn: ONE_INSTANCE,
    lastupdatetimestamp: version,
    versions_seen: [version],
    ...row,
  };
}

/** The contact as records: of its older versions nothing is known but that they were. */
function versionsOf(contact: ContactRow): ContactRow[] {
  const { versions_seen, ...row } = withDefaults(contact);
  const older = (versions_seen as Json[]).filter((version) => version !== row.lastupdatetimestamp);
  const { instancearn, contactid, initiationtimestamp } = row;
  const identity = { instancearn: instancearn!, contactid: contactid! };
  return [
    row,
    ...older.map((lastupdatetimestamp) => ({
      ...identity,
      initiationtimestamp: initiationtimestamp ?? null,
      lastupdatetimestamp,
    })),
  ];
}

function withSource(row: ContactRow, offset: number): ContactRow {
  return { source_key: 'raw/ctr/waiting', source_offset: offset, ...row };
}

function attributeNames(row: ContactRow): string[] {
  return isObject(row.attributes) ? Object.keys(row.attributes) : [];
}

function checkKey(fields: readonly Field[], key: string, value: Json, path: string): void {
  const field = fields.find((candidate) => candidate.name === key);
  if (!field) throw new Error(`The table of contacts has no field ${path}`);
  checkValue(field.type, value, path);
}

function checkValue(type: ColumnType, value: Json, path: string): void {
  if (type.kind !== 'struct' || !isObject(value)) return;
  for (const [key, inner] of Object.entries(value))
    checkKey(type.fields, key, inner, `${path}.${key}`);
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
