import type { Field } from '../../pipeline/column-types.ts';
import { duckdbType, literal } from '../../pipeline/spellings/duckdb-types.ts';

/**
 * Parquet files as a table in SQL, with the columns that their rows have: a folder above them that is
 * named `channel=chat` says nothing of a column. A column that some files lack is null there.
 */
export function readParquet(files: readonly string[]): string {
  return `read_parquet(${fileList(files)}, hive_partitioning = false, union_by_name = true)`;
}

/**
 * Files of a JSON object a line as a table in SQL, the open struct as a map. Nothing is inferred.
 * @param setting one more of DuckDB's own, such as `compression = 'gzip'`
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

/** For `readJson`: as flatfiles are, whatever their names say. */
export const GZIP = "compression = 'gzip'";

/** Files as a list in SQL. */
export function fileList(files: readonly string[]): string {
  return `[${files.map((file) => literal(patternOf(file))).join(', ')}]`;
}

/** The pattern that means this path alone. */
export function patternOf(path: string): string {
  return path.replace(/[*?[]/g, (sign) => `[${sign}]`);
}
