import type { Field } from '../../pipeline/column-types.ts';
import { duckdbType, literal } from '../../pipeline/spellings/duckdb-types.ts';

/**
 * Parquet files as a table in SQL. Columns come from the files alone, and not from the name of a
 * folder such as `channel=chat`. A column that a file lacks is null for the file's rows.
 */
export function readParquet(files: readonly string[]): string {
  return `read_parquet(${fileList(files)}, hive_partitioning = false, union_by_name = true)`;
}

/**
 * Parquet files that all have the same columns as a table in SQL. DuckDB opens only the first of them when
 * it examines a statement, and needs half of the time of `readParquetAs` to open each of the others.
 */
export function readParquetAlike(files: readonly string[]): string {
  return `read_parquet(${fileList(files)}, hive_partitioning = false, union_by_name = false)`;
}

/** A column of a table in SQL. */
export interface Column {
  readonly name: string;
  /** In DuckDB's spelling. */
  readonly type: string;
}

/**
 * Parquet files as a table in SQL with these columns, found in the files by their names. DuckDB opens
 * the files when it reads rows, and not when it examines a statement. A column, or a field of a struct,
 * that a file lacks is null for the file's rows.
 */
export function readParquetAs(columns: readonly Column[], files: readonly string[]): string {
  const schema = columns.map(({ name, type }) => {
    const column = `name: ${literal(name)}, type: ${literal(type)}, default_value: NULL`;
    return `${literal(name)}: {${column}}`;
  });
  return `read_parquet(
    ${fileList(files)}, hive_partitioning = false, schema = MAP {${schema.join(', ')}}
  )`;
}

/**
 * Files with a JSON object on each line as a table in SQL, with the open struct as a map. No column
 * or type is inferred.
 * @param setting a further setting of DuckDB, such as `compression = 'gzip'`
 */
export function readJson(
  files: readonly string[],
  fields: readonly Field[],
  setting: string,
): string {
  const columns = fields.map(({ name, type }) => `${literal(name)}: ${literal(duckdbType(type))}`);
  return `read_json(
    ${fileList(files)},
    hive_partitioning = false, format = 'newline_delimited', ${setting},
    columns = {${columns.join(', ')}}
  )`;
}

/** The setting of `readJson` for flatfiles, which are gzip whatever their names are. */
export const GZIP = "compression = 'gzip'";

/** The files' paths as a list in SQL. */
export function fileList(files: readonly string[]): string {
  return `[${files.map((file) => literal(patternOf(file))).join(', ')}]`;
}

/** The glob pattern that matches only this path. */
export function patternOf(path: string): string {
  return path.replace(/[*?[]/g, (sign) => `[${sign}]`);
}
