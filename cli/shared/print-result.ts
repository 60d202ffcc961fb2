import type { DuckDBResult } from '@duckdb/node-api';
import { batchesOf } from '../../local/duckdb/duckdb.ts';
import { writeParquet } from '../../local/duckdb/write-parquet.ts';
import { writeUsersFile } from '../../local/lake/users-file.ts';
import { type AboutRows, rowsPrinter, sayWritten } from './output.ts';
import { formatOf, type OutputOptions } from './output-options.ts';

/** Prints the answer of DuckDB in the format of the options. @returns the number of rows */
export async function printResult(
  result: DuckDBResult,
  options: OutputOptions,
  about: AboutRows,
): Promise<number> {
  if (formatOf(options) !== 'parquet') {
    return rowsPrinter(options)(result.columnNames(), batchesOf(result), about);
  }
  const file = options.out!;
  let count = 0;
  await writeUsersFile(file, async (path) => {
    count = await writeParquet(result, path);
  });
  sayWritten(file, count);
  return count;
}
