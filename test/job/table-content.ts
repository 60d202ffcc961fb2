/** What is in a table, whichever engine wrote its files: for comparing two of them. */
import { createHash, type Hash } from 'node:crypto';
import { type Row, rowsOf, whileConnected } from '../../local/duckdb.ts';
import { duckdbType, identifier, literal } from '../../local/duckdb-types.ts';
import type { ColumnType, Field } from '../../pipeline/column-types.ts';
import { type Dataset, tableFields } from '../../pipeline/dataset.ts';

export interface TableContent {
  /** Each column's type as its files have it, the open struct's fields left out. */
  readonly types: Readonly<Record<string, string>>;
  /** For each day its number of rows and a hash over all columns of all of them. */
  readonly days: Readonly<Record<string, string>>;
  /** The rows as JSON text, in their order. */
  readonly rows: readonly string[];
}

/**
 * Reads Parquet files, whose open structs may have different fields: a field that is not there is
 * the same as null. Maps are compared as sets of entries.
 * @param keyOf the key of an attribute, given the name that its field has in the files
 */
export async function contentOf(
  dataset: Dataset,
  files: readonly string[],
  keyOf: (openField: string) => string = (name) => name,
): Promise<TableContent> {
  if (files.length === 0) return { types: {}, days: {}, rows: [] };
  const source = `read_parquet([${files.map(literal).join(', ')}], union_by_name = true, hive_partitioning = false)`;
  return whileConnected(async (connection) => {
    const described = await rowsOf(connection, `DESCRIBE SELECT * FROM ${source}`);
    const open = tableFields(dataset).find(({ type }) => type.kind === 'open')!;
    const openKeys = (
      await rowsOf(connection, `DESCRIBE SELECT ${open.name}.* FROM ${source}`)
    ).map(({ column_name }) => String(column_name));
    const columns = tableFields(dataset).map((field) => comparable(field, openKeys, keyOf));
    const rows = await rowsOf(
      connection,
      `SELECT
        strftime(${identifier(dataset.day.name)}, '%Y-%m-%d') AS day,
        CAST(to_json(content) AS VARCHAR) AS row
      FROM (SELECT ${columns.join(', ')} FROM ${source}) AS content
      ORDER BY ALL`,
    );
    return {
      types: Object.fromEntries(
        described
          .filter(({ column_name }) => column_name !== open.name)
          .map(({ column_name, column_type }) => [String(column_name), unquoted(column_type)]),
      ),
      days: hashesByDay(rows),
      rows: rows.map(({ row }) => String(row)),
    };
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

function hashesByDay(rows: readonly Row[]): Record<string, string> {
  const hashes = new Map<string, { hash: Hash; count: number }>();
  for (const { day, row } of rows) {
    const entry = hashes.get(String(day)) ?? { hash: createHash('sha256'), count: 0 };
    hashes.set(String(day), entry);
    entry.hash.update(`${row}\n`);
    entry.count++;
  }
  return Object.fromEntries(
    [...hashes].map(([day, { count, hash }]) => [day, `${count} rows ${hash.digest('hex')}`]),
  );
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
