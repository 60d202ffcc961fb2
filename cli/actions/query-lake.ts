import { type DuckDBConnection, StatementType } from '@duckdb/node-api';
import { batchesOf } from '../../local/duckdb/duckdb.ts';
import { describeRowError, describeSqlError } from '../../local/duckdb/engine-errors.ts';
import { openLake } from '../../local/lake/lake-folder.ts';
import { whileAsking } from '../../local/lake/lake-tables.ts';
import { refuseUnknownAttribute } from '../../local/query/attributes.ts';
import { tellInstances } from '../../local/query/instances.ts';
import { tableFields } from '../../pipeline/dataset.ts';
import { dataset } from '../../pipeline/datasets/datasets.ts';
import { arraysOfRows, refuseDifferent } from '../../queries/reader/athena-dialect.ts';
import { attributeAsked, liveName, readSavedQuery } from '../../queries/reader/saved-queries.ts';
import { doesMoreThanRead, refuseChanging } from '../../queries/reader/sql-statements.ts';
import { QUERIES } from '../../terminal/package-files.ts';
import { LaidOutError, UserError } from '../../terminal/user-error.ts';
import type { PrintRows } from '../shared/output.ts';
import type { QueryOptions } from './query.ts';

/** Types of statement that DuckDB itself says only read. */
const READING_TYPES = new Set([StatementType.SELECT, StatementType.EXPLAIN]);

/**
 * Runs SQL on a lake in a folder, and prints the rows.
 * @param name of the saved query that the SQL comes from; undefined for the user's own SQL
 */
export async function queryLake(
  name: string | undefined,
  sql: string,
  print: PrintRows,
  { lake, live: isLive = false, param }: Omit<QueryOptions, 'live'> & { live?: boolean },
): Promise<void> {
  const answer = async (connection: DuckDBConnection) => {
    if (name !== undefined) await checkParameters(connection, name, param, isLive);
    const statement = await prepared(connection, sql);
    try {
      const result = await statement.stream();
      await print(result.columnNames(), batchesOf(result));
    } catch (error) {
      throw cannotRun(describeRowError((error as Error).message, sql), error);
    }
  };
  await whileAsking(await openLake(lake), dataset, answer, sql);
}

/** Refuses an attribute that no contact has, and names the instances if there are several. */
async function checkParameters(
  connection: DuckDBConnection,
  name: string,
  param: Record<string, string>,
  isLive: boolean,
): Promise<void> {
  const attribute = attributeAsked(readSavedQuery(QUERIES, name), param);
  if (attribute !== null) await refuseUnknownAttribute(connection, dataset, attribute, isLive);
  const facts = isLive ? liveName('contact_facts') : 'contact_facts';
  await tellInstances(connection, facts, param.instance);
}

/**
 * The statement, checked by the engine that is to run it, before any row is read.
 * @throws UserError if it is not understood, or does more than read
 */
async function prepared(connection: DuckDBConnection, sql: string) {
  const statement = await connection
    .extractStatements(sql)
    .then((statements) => {
      refuseChanging(sql);
      refuseDifferent(sql, arraysOfRows(tableFields(dataset)));
      return statements.prepare(0);
    })
    .catch((error: Error) => {
      throw error instanceof UserError ? error : cannotRun(describeSqlError(error.message), error);
    });
  if (READING_TYPES.has(statement.statementType)) return statement;
  throw doesMoreThanRead(StatementType[statement.statementType]);
}

function cannotRun(said: string, cause: unknown): UserError {
  return new LaidOutError(`The query cannot be run: ${said}`, { cause });
}
