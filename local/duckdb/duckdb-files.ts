import { literal } from './duckdb-types.ts';

/**
 * Parquet files as a table in SQL, with the columns that their rows have: a folder above them that is
 * named `channel=chat` says nothing of a column. A column that some files lack is null there.
 */
export function readParquet(files: readonly string[]): string {
  return `read_parquet(${fileList(files)}, hive_partitioning = false, union_by_name = true)`;
}

/** Files as a list in SQL. */
export function fileList(files: readonly string[]): string {
  return `[${files.map((file) => literal(patternOf(file))).join(', ')}]`;
}

/** The pattern that means this path alone. */
export function patternOf(path: string): string {
  return path.replace(/[*?[]/g, (sign) => `[${sign}]`);
}
