/** The state of a day's file: what can be measured without reading its rows. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { rowsOf } from '../duckdb/duckdb.ts';
import { fileList } from '../duckdb/duckdb-files.ts';
import type { HeldFiles } from './held-files.ts';

export interface DayState {
  readonly rows: number;
  /** The columns that Parquet stores: each field of a struct is one. */
  readonly columns: number;
  readonly bytes: number;
  /**
   * The SHA-256 of the whole file, hexadecimal. Missing in a state that is measured, and in notes by
   * releases before late 2026. It is compared only where a day is read whole.
   */
  readonly sha256?: string;
}

/** Whether the two agree in all that can be measured without reading the rows. */
export function isSameState(one: DayState | null, other: DayState | null): boolean {
  return (
    one?.rows === other?.rows && one?.columns === other?.columns && one?.bytes === other?.bytes
  );
}

/** Measures Parquet files, by path. */
export async function measureStates(
  connection: DuckDBConnection,
  files: readonly string[],
): Promise<Map<string, DayState>> {
  if (files.length === 0) return new Map();
  const list = fileList(files);
  const rows = await rowsOf(
    connection,
    `SELECT file_name, num_rows AS rows, columns, file_size_bytes AS bytes
    FROM parquet_file_metadata(${list}) JOIN (
      SELECT file_name, count(*) FILTER (WHERE num_children IS NULL) AS columns
      FROM parquet_schema(${list}) GROUP BY file_name
    ) USING (file_name)`,
  );
  return new Map(
    rows.map(({ file_name, rows, columns, bytes }) => [
      String(file_name),
      { rows: Number(rows), columns: Number(columns), bytes: Number(bytes) },
    ]),
  );
}

/** Measures those of the held files that are readable Parquet, by path. */
export async function measureReadable(
  connection: DuckDBConnection,
  held: HeldFiles,
  paths: readonly string[],
): Promise<Map<string, DayState>> {
  try {
    return await measureStates(connection, paths);
  } catch (error) {
    // DuckDB names only one unreadable file; halving finds the others.
    if (held.culprit(error) === undefined) throw error;
    if (paths.length === 1) return new Map();
    const half = Math.ceil(paths.length / 2);
    const [first, second] = [paths.slice(0, half), paths.slice(half)];
    return new Map([
      ...(await measureReadable(connection, held, first)),
      ...(await measureReadable(connection, held, second)),
    ]);
  }
}
