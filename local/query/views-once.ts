import type { DuckDBConnection } from '@duckdb/node-api';
import { identifier } from '../../pipeline/spellings/duckdb-types.ts';
import type { View } from '../../queries/reader/views.ts';

/**
 * Puts a temporary table of the same rows in front of each of these views, on a connection of `whileAsking`.
 * @param views each after the views that it reads
 */
export async function workOutOnce(
  connection: DuckDBConnection,
  views: readonly View[],
): Promise<void> {
  for (const { name } of views) {
    const view = identifier(name);
    await connection.run(`CREATE TEMP TABLE ${view} AS SELECT * FROM memory.main.${view}`);
  }
}
