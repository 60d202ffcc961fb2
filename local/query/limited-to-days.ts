import type { DuckDBConnection } from '@duckdb/node-api';
import { daysOfParameters, withConstantBounds } from '../../queries/reader/parameters.ts';
import { type DaysOfTables, leaveDaysAround } from '../lake/leave-days.ts';

/**
 * Makes the engine read only the files that an answer about the asked days needs.
 * @param connection of `whileAsking`, on which nothing else is asked afterwards
 * @param sql of a saved query, its days given
 * @returns the SQL to run, which has the same answer
 */
export async function limitedToDays(
  connection: DuckDBConnection,
  tables: DaysOfTables,
  sql: string,
): Promise<string> {
  const days = daysOfParameters(sql);
  if (days !== null) await leaveDaysAround(connection, tables, days);
  return withConstantBounds(sql);
}
