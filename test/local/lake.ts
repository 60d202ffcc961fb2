/** A lake in a folder, worked on by the same functions as the command line's. */

import { createHash } from 'node:crypto';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { rowsOf, whileConnected } from '../../local/duckdb/duckdb.ts';
import {
  fileOf,
  type LakeFolder,
  listObjects,
  openOrMakeLake,
} from '../../local/lake/lake-folder.ts';
import { whileAsking } from '../../local/lake/lake-tables.ts';
import { type ConvertTotals, convertLake } from '../../local/stages/convert-lake.ts';
import { normaliseLake } from '../../local/stages/normalise-lake.ts';
import { openKeysSql } from '../../local/stages/staging-sql.ts';
import { type Dataset, openField } from '../../pipeline/dataset.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { rawPrefix, tablePrefix } from '../../pipeline/lake-keys.ts';
import { literal } from '../../pipeline/spellings/duckdb-types.ts';
import type { Row } from '../../terminal/row.ts';
import { type ContactRecord, concatenated } from './records.ts';

/** Columns that say where a row came from: not the same where records are cut into other files. */
export const LINEAGE = ['source_key', 'source_offset'];

export function makeLake(folder: string, name = 'lake'): Promise<LakeFolder> {
  return openOrMakeLake(join(folder, name));
}

/** Puts a raw object of these records into the lake. */
export async function landObject(
  lake: LakeFolder,
  name: string,
  content: readonly (object | string)[] | Uint8Array,
  of: Dataset = dataset,
): Promise<void> {
  const file = fileOf(lake, `${rawPrefix(of)}${name}`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content instanceof Uint8Array ? content : concatenated(content));
}

export async function runLake(lake: LakeFolder): Promise<ConvertTotals> {
  await normaliseLake(lake, dataset);
  return convertLake(lake, dataset);
}

/** Lands one raw object and takes it into the table. */
export async function landAndRun(
  lake: LakeFolder,
  name: string,
  records: readonly (ContactRecord | string)[],
): Promise<ConvertTotals> {
  await landObject(lake, name, records);
  return runLake(lake);
}

export function ask(lake: LakeFolder, sql: string): Promise<Row[]> {
  return whileAsking(lake, dataset, (connection) => rowsOf(connection, sql), sql);
}

/** The answers to several statements of one connection, which opens the lake once. */
export function askAll(lake: LakeFolder, statements: readonly string[]): Promise<Row[][]> {
  const work = async (connection: DuckDBConnection) => {
    const answers: Row[][] = [];
    for (const sql of statements) answers.push(await rowsOf(connection, sql));
    return answers;
  };
  return whileAsking(lake, dataset, work, statements);
}

/** The lake's day files: their full paths, in the order of the days. */
export async function dayFiles(lake: LakeFolder, of: Dataset = dataset): Promise<string[]> {
  const objects = await listObjects(lake, tablePrefix(of));
  return objects.map(({ key }) => fileOf(lake, key));
}

/** The fields that the open struct has in Parquet files of the table. */
export function openFieldsIn(files: readonly string[]): Promise<string[]> {
  return whileConnected(async (connection) => {
    const fields = await rowsOf(connection, openKeysSql(openField(dataset)!, files));
    return fields.map(({ column_name }) => String(column_name));
  });
}

/**
 * What is in the table: per day file, a hash over its columns, their types, and every column of
 * every row. Two lakes have the same table if and only if this is the same.
 * @param without columns that are not looked at
 */
export async function fingerprint(
  lake: LakeFolder,
  without: readonly string[] = [],
): Promise<Record<string, string>> {
  const files = await dayFiles(lake);
  const wanted = without.length > 0 ? `* EXCLUDE (${without.join(', ')})` : '*';
  return whileConnected(async (connection) => {
    const hashes: Record<string, string> = {};
    for (const file of files) {
      const content = `SELECT ${wanted} FROM read_parquet(${literal(file)})`;
      const columns = await rowsOf(connection, `DESCRIBE ${content}`);
      const rows = await rowsOf(
        connection,
        `SELECT CAST(to_json(content) AS VARCHAR) AS row FROM (${content}) AS content ORDER BY row`,
      );
      const hash = createHash('sha256').update(JSON.stringify(columns));
      for (const { row } of rows) hash.update(`${row}\n`);
      hashes[basename(file)] = `${rows.length} rows ${hash.digest('hex')}`;
    }
    return hashes;
  });
}

/** Every file in the lake's folder, relative to it, hidden ones too. */
export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}
