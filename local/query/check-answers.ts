import type { DuckDBConnection } from '@duckdb/node-api';
import { readSavedQuery, withParameters } from '../../queries/reader/saved-queries.ts';
import type { AnswerEntry } from '../../sample-data/answers/answer.ts';
import { QUERIES } from '../../terminal/package-files.ts';
import { rowsOf } from '../duckdb/duckdb.ts';
import { difference } from './answer-difference.ts';

/** Runs every query that the answer sheet has an answer to. @returns the differences, as sentences */
export async function differences(
  connection: DuckDBConnection,
  answers: readonly AnswerEntry[],
): Promise<string[]> {
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
