/** SQL that stages a batch of flatfiles in tables of its own, before any day's file is written. */
import { type Field, NO_OPEN_KEY, OTHER_FIELDS, SOURCE_KEY } from '../../pipeline/column-types.ts';
import { type Dataset, flatfileFields, openField } from '../../pipeline/dataset.ts';
import { duckdbColumn, identifier, literal } from '../../pipeline/spellings/duckdb-types.ts';
import { GZIP, readJson, readParquet } from '../duckdb/duckdb-files.ts';
import type { DayRange } from './parts.ts';

/**
 * The table of all rows of the flatfiles: their columns, with open structs still as maps, and `day`.
 * Other tables refer to its rows by `rowid`, so it stays in memory: DuckDB numbers the rows of a
 * database on disk anew at a checkpoint, if some were deleted.
 */
export const BATCH = 'batch';

/** The table of the open struct's keys that get a column: `key`. */
const COLUMNS = 'open_columns';

/** The table of the rows whose open struct has keys without a column; see `splitOpenStructsSql`. */
export const SPLIT = 'split';

export function createBatchSql(dataset: Dataset, files: readonly string[], days: DayRange): string {
  const fields = flatfileFields(dataset);
  if (files.length === 0) {
    return `CREATE TABLE ${BATCH} (${fields.map((field) => duckdbColumn(field)).join(', ')}, day DATE)`;
  }
  return `
    CREATE TABLE ${BATCH} AS
    SELECT *, CAST(${identifier(dataset.day.name)} AS DATE) AS day
    FROM ${readJson(files, fields, GZIP)}
    WHERE ${withinSql(days)}`;
}

function withinSql({ first, last }: DayRange): string {
  const from = first === null ? [] : [`day >= DATE ${literal(first)}`];
  const to = last === null ? [] : [`day <= DATE ${literal(last)}`];
  return ['true', ...from, ...to].join(' AND ');
}

/**
 * A view of the same rows in their files, with only the columns that decide how a batch is cut into parts.
 * @param condition of the rows to take
 */
export function viewBatchSql(
  dataset: Dataset,
  files: readonly string[],
  condition = 'true',
): string {
  const keys = [dataset.day, openField(dataset), ...dataset.identity];
  const names = new Set([SOURCE_KEY, ...keys.flatMap((field) => field?.name ?? [])]);
  const fields = flatfileFields(dataset).filter(({ name }) => names.has(name));
  return `
    CREATE OR REPLACE VIEW ${BATCH} AS
    SELECT *, CAST(${identifier(dataset.day.name)} AS DATE) AS day
    FROM ${readJson(files, fields, GZIP)}
    WHERE ${condition}`;
}

/** Counts the batch's rows of each raw object and day: `source_key`, `day` as text, `rows`. */
export function rowsPerDaySql(): string {
  return `
    SELECT ${SOURCE_KEY}, CAST(day AS VARCHAR) AS day, count(*)::INTEGER AS rows
    FROM ${BATCH}
    GROUP BY ALL`;
}

/** Counts the batch's rows of each raw object: `source_key`, `rows`. */
export function rowsPerRawObjectSql(): string {
  return `SELECT ${SOURCE_KEY}, count(*)::INTEGER AS rows FROM ${BATCH} GROUP BY ${SOURCE_KEY}`;
}

/** Lists the fields that the open struct has in Parquet files of the table: `column_name`. */
export function openKeysSql(open: Field, files: readonly string[]): string {
  return `
    DESCRIBE SELECT ${open.name}.*
    FROM ${readParquet(files)}`;
}

/**
 * Chooses the keys of the open struct that get a column: first those that the table has, then the
 * batch's in the order of their names, up to `most` in all. Names decide, so that the order in which
 * records arrive does not. The choice is a table, since a batch may have more keys than fit into a
 * statement.
 * @param known keys that are columns of the table
 */
export function chooseColumnsSql(dataset: Dataset, known: readonly string[], most: number): string {
  return `
    CREATE TABLE ${COLUMNS} AS
    SELECT key FROM (
      SELECT key, 0 AS rank FROM (SELECT unnest(${textList(known)}) AS key)
      UNION ALL
      SELECT DISTINCT key, 1 AS rank
      FROM (${keysOfRows(dataset, '')})
      WHERE key <> ${literal(NO_OPEN_KEY)} AND key NOT IN (SELECT unnest(${textList(known)}))
    )
    ORDER BY rank, key
    LIMIT ${Math.max(most, known.length)}`;
}

/** Lists the keys that `chooseColumnsSql` has chosen: `key`. */
export function chosenColumnsSql(): string {
  return `FROM ${COLUMNS}`;
}

/**
 * Splits the open structs that have keys without a column. For each such row, by `row_id`: `kept` is
 * the struct's map without these keys, and `others` is other_fields with them, as `Attributes.<key>`.
 * Entries are joined and grouped, because the cost of DuckDB's own functions for maps grows with the
 * square of a map's length.
 */
export function splitOpenStructsSql(dataset: Dataset): string {
  const open = openField(dataset);
  if (open === null) return `CREATE TABLE ${SPLIT} (row_id BIGINT)`;
  return `
    CREATE TABLE ${SPLIT} AS
    WITH overfull AS (
      SELECT DISTINCT row_id FROM (${keysOfRows(dataset)}) ANTI JOIN ${COLUMNS} USING (key)
    ),
    entries AS (${entriesOf(open.name)} SEMI JOIN overfull USING (row_id)),
    kept AS (
      SELECT row_id, ${mapOf('place')} AS kept
      FROM entries SEMI JOIN ${COLUMNS} USING (key)
      GROUP BY row_id
    ),
    moved AS (
      SELECT
        row_id,
        1 AS part,
        place,
        ${literal(`${open.sourceName}.`)} || key AS key,
        coalesce(CAST(to_json(value) AS VARCHAR), 'null') AS value
      FROM entries ANTI JOIN ${COLUMNS} USING (key)
    ),
    before AS (
      SELECT row_id, 0 AS part, place, key, value
      FROM (${entriesOf(OTHER_FIELDS)})
      SEMI JOIN overfull USING (row_id)
      -- An attribute that did not fit may have left a field of the same path.
      ANTI JOIN moved USING (row_id, key)
    ),
    others AS (
      SELECT row_id, ${mapOf('part, place')} AS others
      FROM (FROM before UNION ALL FROM moved)
      GROUP BY row_id
    )
    SELECT row_id, coalesce(kept, MAP {}) AS kept, others
    FROM others LEFT JOIN kept USING (row_id)`;
}

/** Lists the batch's days: `day` as text, the number of `rows`, and which columns they need as `keys`. */
export function stagedDaysSql(dataset: Dataset): string {
  return `
    WITH day_keys AS (
      SELECT day, list(DISTINCT key) AS keys
      FROM (${keysOfRows(dataset)}) SEMI JOIN ${COLUMNS} USING (key)
      GROUP BY day
    )
    SELECT CAST(day AS VARCHAR) AS day, count(*)::INTEGER AS rows, any_value(keys) AS keys
    FROM ${BATCH} LEFT JOIN day_keys USING (day)
    GROUP BY day
    ORDER BY day`;
}

/** A row for each entry of a map in the batch: `row_id`, `place`, `key`, `value`. */
function entriesOf(column: string): string {
  return `
    SELECT row_id, generate_subscripts(items, 1) AS place, unnest(items, recursive := true)
    FROM (SELECT rowid AS row_id, map_entries(${identifier(column)}) AS items FROM ${BATCH})`;
}

/** The entries of a group as a map, in this order. */
function mapOf(order: string): string {
  return `map_from_entries(list({'key': key, 'value': value} ORDER BY ${order}))`;
}

/**
 * A row for each key of the open struct of each of the batch's rows: `key` and the other columns; none if there is no
 * such struct.
 * @param columns with a comma after each. A view of the batch has no `rowid`
 */
function keysOfRows(dataset: Dataset, columns = 'rowid AS row_id, day,'): string {
  const open = openField(dataset);
  if (open === null) return `SELECT ${columns} '' AS key FROM ${BATCH} WHERE false`;
  return `SELECT ${columns} unnest(map_keys(${identifier(open.name)})) AS key FROM ${BATCH}`;
}

function textList(texts: readonly string[]): string {
  return `CAST([${texts.map(literal).join(', ')}] AS VARCHAR[])`;
}
