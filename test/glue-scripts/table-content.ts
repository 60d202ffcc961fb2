/** What is in a table, whichever engine wrote its files: for comparing two of them. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { rowsOf, whileConnected } from '../../local/duckdb/duckdb.ts';
import type { ColumnType, Field } from '../../pipeline/column-types.ts';
import { type Dataset, openField, tableFields } from '../../pipeline/dataset.ts';
import { duckdbType, identifier, literal } from '../../pipeline/spellings/duckdb-types.ts';

export interface TableContent {
  /** Each column's type as its files have it, the open struct's fields left out. */
  readonly types: Readonly<Record<string, string>>;
  /** For each day its number of rows and a hash over all columns of all of them. */
  readonly days: Readonly<Record<string, string>>;
}

/** A table's files, and what the key is of an attribute, given the name that its field has there. */
export interface TableFiles {
  readonly files: readonly string[];
  keyOf(openField: string): string;
}

/**
 * Reads Parquet files, whose open structs may have different fields: a field that is not there is
 * the same as null. Maps are compared as sets of entries.
 */
export async function contentOf(dataset: Dataset, table: TableFiles): Promise<TableContent> {
  if (table.files.length === 0) return { types: {}, days: {} };
  return whileConnected(async (connection) => {
    const described = await rowsOf(connection, `DESCRIBE SELECT * FROM ${sourceOf(table)}`);
    const rows = await rowTexts(connection, dataset, table);
    const days = await rowsOf(
      connection,
      `SELECT day, count(*) || ' rows ' || md5(string_agg(md5(row), '' ORDER BY row)) AS hash
      FROM (${rows}) GROUP BY day ORDER BY day`,
    );
    return {
      types: Object.fromEntries(
        described
          .filter(({ column_name }) => column_name !== openField(dataset)?.name)
          .map(({ column_name, column_type }) => [String(column_name), unquoted(column_type)]),
      ),
      days: Object.fromEntries(days.map(({ day, hash }) => [String(day), String(hash)])),
    };
  });
}

/** A row, as JSON text, that is in one table and not in the other; null if there is none. */
export async function rowOnlyIn(
  dataset: Dataset,
  table: TableFiles,
  other: TableFiles,
): Promise<string | null> {
  if (table.files.length === 0) return null;
  return whileConnected(async (connection) => {
    const rows = await rowTexts(connection, dataset, table);
    const others =
      other.files.length > 0 ? `EXCEPT ${await rowTexts(connection, dataset, other)}` : '';
    const [found] = await rowsOf(connection, `SELECT row FROM (${rows} ${others}) LIMIT 1`);
    return found ? String(found.row) : null;
  });
}

/** The types that a table's files are to have, as `contentOf` tells them. */
export function declaredTypes(dataset: Dataset): Record<string, string> {
  return Object.fromEntries(
    tableFields(dataset)
      .filter(({ type }) => type.kind !== 'open')
      .map(({ name, type }) => [name, unquoted(duckdbType(type))]),
  );
}

/** Iceberg's Parquet files have no name with a digit first: the key `1st` is the field `_1st`. */
export function icebergKey(field: string): string {
  return field.replace(/^_(?=\d)/, '');
}

/** The engine quotes a name that is a word of SQL; where it does not matter, neither does that. */
function unquoted(type: unknown): string {
  return String(type).replaceAll('"', '');
}

/** The query for a table's rows, each its `day` and, as `row`, JSON text. */
async function rowTexts(
  connection: DuckDBConnection,
  dataset: Dataset,
  table: TableFiles,
): Promise<string> {
  const source = sourceOf(table);
  const struct = openField(dataset);
  const open = struct
    ? await rowsOf(connection, `DESCRIBE SELECT ${struct.name}.* FROM ${source}`)
    : [];
  const openFields = open.map(({ column_name }) => String(column_name));
  const columns = tableFields(dataset).map((field) => comparable(field, openFields, table.keyOf));
  return `
    SELECT
      strftime(${identifier(dataset.day.name)}, '%Y-%m-%d') AS day,
      CAST(to_json(content) AS VARCHAR) AS row
    FROM (SELECT ${columns.join(', ')} FROM ${source}) AS content`;
}

function sourceOf({ files }: TableFiles): string {
  const list = files.map(literal).join(', ');
  return `read_parquet([${list}], union_by_name = true, hive_partitioning = false)`;
}

function comparable(
  { name, type }: Field,
  openFields: readonly string[],
  keyOf: (openField: string) => string,
): string {
  const column = identifier(name);
  if (type.kind !== 'open') return `${sorted(column, type)} AS ${column}`;
  const entries = openFields.map(
    (field) => `{key: ${literal(keyOf(field))}, value: ${column}.${identifier(field)}}`,
  );
  return `CASE WHEN ${column} IS NOT NULL
    THEN list_sort(list_filter([${entries.join(', ')}], lambda entry: entry.value IS NOT NULL))
    END AS ${column}`;
}

function sorted(column: string, type: ColumnType): string {
  return type.kind === 'map' ? `list_sort(map_entries(${column}))` : column;
}
