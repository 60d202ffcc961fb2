import { NO_CSV_ESCAPE, TIMESTAMP_FORMATS } from '../../functions/provision/declared-catalogue.ts';
import { type Field, NO_OPEN_KEY } from '../../pipeline/column-types.ts';
import type { Dataset } from '../../pipeline/dataset.ts';
import {
  erasureTable,
  flatfileFields,
  flatfileTable,
  tableFields,
} from '../../pipeline/dataset.ts';
import { othersThan } from '../../pipeline/datasets/datasets.ts';
import { ERASURE_FIELDS } from '../../pipeline/erase/erasure.ts';
import {
  erasurePrefix,
  flatfilePrefix,
  SCHEDULES_PREFIX,
  tablePrefix,
} from '../../pipeline/lake-keys.ts';
import { QUARANTINE_FIELDS, QUARANTINE_TABLE } from '../../pipeline/normalise/quarantine.ts';
import { SCHEDULE_FIELDS, SCHEDULES_TABLE } from '../../pipeline/schedules.ts';
import { literal } from '../../pipeline/spellings/duckdb-types.ts';
import { readFlatViews, readViews } from '../../queries/reader/views.ts';
import { QUERIES } from '../../terminal/package-files.ts';
import { JSON_CATALOGUE, type Trino } from './trino.ts';
import type { TrinoAnswer } from './trino-client.ts';
import { trinoColumn } from './trino-types.ts';

/** As the template declares it. */
const READS_TIMESTAMPS = `extra_properties = MAP(ARRAY['timestamp.formats'], ARRAY[${literal(TIMESTAMP_FORMATS)}])`;

export interface LakeLocations {
  /** All Parquet files below it are the table: `s3://bucket/parquet/ctr`. */
  readonly table: string;
  /** The open struct's fields in these files; a file need not have each. */
  readonly openKeys: readonly string[];
  /** All files below it are the quarantine: `s3://bucket/quarantine/ctr`. There may be none. */
  readonly quarantine: string;
  /** The same of flatfiles and of erasures. */
  readonly flatfiles: string;
  readonly erasures: string;
  /** What comes before the keys of the other datasets' files: `s3://bucket/`. There may be no such files. */
  readonly root: string;
}

/**
 * Makes a dataset's table, its quarantine and the datasets' views known to Trino.
 * @param schema a new one, for this lake alone
 * @param asked all that will be asked; of views it gets those that this needs. Without it, all
 * @returns what asks that lake
 */
export async function declareLake(
  trino: Trino,
  schema: string,
  dataset: Dataset,
  { table, openKeys, quarantine, flatfiles, erasures, root }: LakeLocations,
  asked: readonly string[] | null = null,
): Promise<(sql: string) => Promise<TrinoAnswer>> {
  const ask = (sql: string) => trino.query(sql, schema);
  const keys = openKeys.length > 0 ? openKeys : [NO_OPEN_KEY];
  const columns = tableFields(dataset).map((field) => trinoColumn(field, keys));
  await trino.query(`CREATE SCHEMA ${schema}`);
  await ask(externalTable(dataset.name, columns, 'PARQUET', table));
  await trino.query(`CREATE SCHEMA ${JSON_CATALOGUE}.${schema}`);
  const overJson = (name: string, fields: readonly Field[], location: string): View => {
    const files = `${JSON_CATALOGUE}.${schema}.${name}`;
    const columns = fields.map((field) =>
      trinoColumn(field, null).replaceAll('timestamp(6)', 'timestamp(3)'),
    );
    return {
      name,
      sql: `SELECT * FROM ${files}`,
      before: externalTable(files, columns, 'JSON', location),
    };
  };
  const overCsv = (): View => {
    const files = `${JSON_CATALOGUE}.${schema}.${SCHEDULES_TABLE}`;
    const columns = SCHEDULE_FIELDS.map((field) => trinoColumn(field, null));
    return {
      name: SCHEDULES_TABLE,
      sql: `SELECT * FROM ${files}`,
      before: externalTable(files, columns, 'CSV', root + SCHEDULES_PREFIX),
    };
  };
  const ofOther = (other: Dataset): View[] => {
    const rows = `rows_of_${other.name}`;
    const columns = tableFields(other).map((field) => trinoColumn(field, null));
    const before = externalTable(rows, columns, 'PARQUET', root + tablePrefix(other));
    return [
      { name: other.name, sql: `SELECT * FROM ${rows}`, before },
      overJson(flatfileTable(other), flatfileFields(other), root + flatfilePrefix(other)),
      overJson(erasureTable(other), ERASURE_FIELDS, root + erasurePrefix(other)),
    ];
  };
  const views: readonly View[] = [
    overJson(QUARANTINE_TABLE, QUARANTINE_FIELDS, quarantine),
    overJson(flatfileTable(dataset), flatfileFields(dataset), flatfiles),
    overJson(erasureTable(dataset), ERASURE_FIELDS, erasures),
    overCsv(),
    ...othersThan(dataset).flatMap(ofOther),
    ...readViews(QUERIES),
    ...readFlatViews(QUERIES),
  ];
  for (const { name, sql, before } of asked === null ? views : neededBy(asked, views)) {
    if (before !== undefined) await ask(before);
    await ask(`CREATE VIEW ${name} AS ${sql}`);
  }
  return ask;
}

interface View {
  readonly name: string;
  readonly sql: string;
  /** Makes what it reads. */
  readonly before?: string;
}

/** The views that the texts name, and those that these views name; a view stands behind what it reads. */
function neededBy(texts: readonly string[], views: readonly View[]): readonly View[] {
  const reading = [...texts];
  const needed = views.toReversed().filter(({ name, sql }) => {
    const isNamed = reading.some((text) => RegExp(`\\b${name}\\b`).test(text));
    if (isNamed) reading.push(sql);
    return isNamed;
  });
  return needed.toReversed();
}

function externalTable(
  name: string,
  columns: readonly string[],
  format: 'PARQUET' | 'JSON' | 'CSV',
  location: string,
): string {
  const properties = [
    `external_location = ${literal(location)}`,
    `format = '${format}'`,
    ...(format === 'JSON' ? [READS_TIMESTAMPS] : []),
    ...(format === 'CSV'
      ? ['skip_header_line_count = 1', `csv_escape = ${literal(NO_CSV_ESCAPE)}`]
      : []),
  ];
  return `CREATE TABLE ${name} (${columns.join(', ')}) WITH (${properties.join(', ')})`;
}
