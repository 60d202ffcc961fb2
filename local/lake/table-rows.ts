/** The SQL of the lake's tables over their files, which are columns without rows where there are none. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { type Field, NO_OPEN_KEY } from '../../pipeline/column-types.ts';
import { type Dataset, tableFields } from '../../pipeline/dataset.ts';
import { QUARANTINE_FIELDS } from '../../pipeline/normalise/quarantine.ts';
import { duckdbType, identifier } from '../../pipeline/spellings/duckdb-types.ts';
import { rowsOf } from '../duckdb/duckdb.ts';
import {
  type Column,
  readJson,
  readParquet,
  readParquetAlike,
  readParquetAs,
} from '../duckdb/duckdb-files.ts';
import type { HeldDay } from './table-days.ts';

/** The days' files as one table in SQL, and its columns. A column that no file has yet is null. */
export async function table(
  connection: DuckDBConnection,
  dataset: Dataset,
  days: readonly HeldDay[],
): Promise<{ sql: string; columns: Column[] }> {
  const declared = tableFields(dataset).map(columnOf);
  if (days.length === 0) return { sql: noRows(declared), columns: declared };
  const ofEachSchema = new Map(days.map(({ schema, path }) => [schema, path]));
  const described = await rowsOf(
    connection,
    `DESCRIBE SELECT * FROM ${readParquet([...ofEachSchema.values()])}`,
  );
  const types = new Map(described.map((row) => [row.column_name, String(row.column_type)]));
  const columns = declared.map(({ name, type }) => ({ name, type: types.get(name) ?? type }));
  const files = days.map(({ path }) => path);
  if (ofEachSchema.size > 1)
    return { sql: `SELECT * FROM ${readParquetAs(columns, files)}`, columns };
  const selected = columns.map((column) =>
    types.has(column.name) ? identifier(column.name) : nullColumn(column),
  );
  return { sql: `SELECT ${selected.join(', ')} FROM ${readParquetAlike(files)}`, columns };
}

/** The entries of quarantine in these files. */
export function quarantine(files: readonly string[]): string {
  return jsonTable(files, QUARANTINE_FIELDS, `maximum_object_size = ${LONGEST_ENTRY_BYTES}`);
}

/** The longest line of quarantine. An entry quotes up to 4 MiB of JSON, which is longer once escaped or in base64. */
const LONGEST_ENTRY_BYTES = 32 * 1024 * 1024;

/** The rows of files with a line of JSON each. @param setting of DuckDB's reader, beside its usual ones */
export function jsonTable(
  files: readonly string[],
  fields: readonly Field[],
  setting: string,
): string {
  if (files.length > 0) return `SELECT * FROM ${readJson(files, fields, setting)}`;
  return noRows(fields.map(({ name, type }) => ({ name, type: duckdbType(type) })));
}

function columnOf(field: Field): Column {
  return { name: field.name, type: duckdbType(field.type, [NO_OPEN_KEY]) };
}

/** The columns, and no row. */
export function noRows(columns: readonly Column[]): string {
  return `SELECT ${columns.map(nullColumn).join(', ')} WHERE false`;
}

function nullColumn({ name, type }: Column): string {
  return `CAST(NULL AS ${type}) AS ${identifier(name)}`;
}
