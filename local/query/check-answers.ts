import type { DuckDBConnection } from '@duckdb/node-api';
import { identifier } from '../../pipeline/spellings/duckdb-types.ts';
import {
  readSavedQuery,
  readViews,
  viewsRead,
  withParameters,
} from '../../queries/reader/saved-queries.ts';
import type { AnswerEntry } from '../../sample-data/answers/answer.ts';
import { QUERIES } from '../../terminal/package-files.ts';
import { rowsOf } from '../duckdb/duckdb.ts';
import { difference } from './answer-difference.ts';

/**
 * Runs every query that the answer sheet has an answer to, on a connection of `whileAsking`.
 * @returns the differences, as sentences
 */
export async function differences(
  connection: DuckDBConnection,
  answers: readonly AnswerEntry[],
): Promise<string[]> {
  const queries = answers.map(({ query }) => readSavedQuery(QUERIES, query).sql);
  await workOutViewsOnce(connection, queries);
  const found: string[] = [];
  for (const answer of answers) {
    const parameters = Object.entries(answer.parameters).map(([name, value]) => [name, `${value}`]);
    const query = readSavedQuery(QUERIES, answer.query);
    const rows = await rowsOf(connection, withParameters(query, Object.fromEntries(parameters)));
    const wrong = difference(answer, rows);
    if (wrong) found.push(wrong);
  }
  return found;
}

/**
 * Puts a temporary table of the same rows in front of each view that the queries read. Nearly all queries read the same view, which
 * otherwise opens the files of all days for each of them: most of a query's time where the days are small.
 */
async function workOutViewsOnce(
  connection: DuckDBConnection,
  queries: readonly string[],
): Promise<void> {
  for (const { name } of viewsRead(queries, readViews(QUERIES))) {
    const view = identifier(name);
    await connection.run(`CREATE TEMP TABLE ${view} AS SELECT * FROM memory.main.${view}`);
  }
}
