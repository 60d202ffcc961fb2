import type { DuckDBConnection } from '@duckdb/node-api';
import { rowsOf } from '../../local/duckdb/duckdb.ts';
import { packageViews } from '../../local/lake/lake-views.ts';
import { workOutOnce } from '../../local/query/views-once.ts';
import { withParameters } from '../../queries/reader/parameters.ts';
import { readSavedQuery } from '../../queries/reader/saved-queries.ts';
import { viewsRead } from '../../queries/reader/views.ts';
import type { AnswerEntry } from '../../sample-data/answers/answer.ts';
import { QUERIES } from '../../terminal/package-files.ts';
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
  // Nearly all queries read the same view, which otherwise opens the files of all days for each of them: most of a
  // query's time where the days are small.
  await workOutOnce(connection, viewsRead(queries, packageViews().views));
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
