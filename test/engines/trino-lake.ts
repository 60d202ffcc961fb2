import { literal } from '../../local/duckdb/duckdb-types.ts';
import { QUERIES } from '../../local/package-files.ts';
import { readViews } from '../../local/query/saved-queries.ts';
import { NO_OPEN_KEY } from '../../pipeline/column-types.ts';
import type { Dataset } from '../../pipeline/dataset.ts';
import { tableFields } from '../../pipeline/dataset.ts';
import { QUARANTINE_FIELDS, QUARANTINE_TABLE } from '../../pipeline/quarantine.ts';
import type { Trino } from './trino.ts';
import type { TrinoAnswer } from './trino-client.ts';
import { trinoColumn } from './trino-types.ts';

export interface LakeLocations {
  /** All Parquet files below it are the table: `s3://bucket/parquet/ctr`. */
  readonly table: string;
  /** The open struct's fields in these files; a file need not have each. */
  readonly openKeys: readonly string[];
  /** All files below it are the quarantine: `s3://bucket/quarantine/ctr`. There may be none. */
  readonly quarantine: string;
}

/**
 * Makes a dataset's table, its quarantine and the views of `queries/views/` known to Trino.
 * @param schema a new one, for this lake alone
 * @returns what asks that lake
 */
export async function declareLake(
  trino: Trino,
  schema: string,
  dataset: Dataset,
  { table, openKeys, quarantine }: LakeLocations,
): Promise<(sql: string) => Promise<TrinoAnswer>> {
  const ask = (sql: string) => trino.query(sql, schema);
  const keys = openKeys.length > 0 ? openKeys : [NO_OPEN_KEY];
  const columns = tableFields(dataset).map((field) => trinoColumn(field, keys));
  await trino.query(`CREATE SCHEMA ${schema}`);
  await ask(externalTable(dataset.name, columns, 'PARQUET', table));
  const quarantineColumns = QUARANTINE_FIELDS.map((field) => trinoColumn(field, []));
  await ask(externalTable(QUARANTINE_TABLE, quarantineColumns, 'JSON', quarantine));
  for (const { name, sql } of readViews(QUERIES)) await ask(`CREATE VIEW ${name} AS ${sql}`);
  return ask;
}

function externalTable(
  name: string,
  columns: readonly string[],
  format: 'PARQUET' | 'JSON',
  location: string,
): string {
  return `CREATE TABLE ${name} (${columns.join(', ')})
    WITH (external_location = ${literal(location)}, format = '${format}')`;
}
