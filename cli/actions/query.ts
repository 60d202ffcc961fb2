import {
  overLiveViews,
  readSavedQuery,
  withParameters,
} from '../../queries/reader/saved-queries.ts';
import { oneStatement, refuseChanging } from '../../queries/reader/sql-statements.ts';
import { QUERIES } from '../../terminal/package-files.ts';
import { UsageError } from '../../terminal/user-error.ts';
import {
  type AthenaOptions,
  rejectAthenaOptionsWithLocalEngine,
} from '../shared/athena-options.ts';
import { rowsPrinter } from '../shared/output.ts';
import type { OutputOptions } from '../shared/output-options.ts';

export interface QueryOptions extends AthenaOptions, OutputOptions {
  lake: string;
  sql?: string;
  live?: true;
  param: Record<string, string>;
}

/** Runs a saved query, or the SQL of the options, in the engine that they choose. */
export async function query(name: string | undefined, options: QueryOptions): Promise<void> {
  const sql = sqlFor(name, options);
  const print = rowsPrinter(options);
  if (options.engine === 'athena') {
    refuseChanging(sql);
    const { queryAthena } = await import('./query-athena.ts');
    return queryAthena(sql, print, options);
  }
  rejectAthenaOptionsWithLocalEngine(options);
  const { queryLake } = await import('./query-lake.ts');
  return queryLake(name, sql, print, options);
}

function sqlFor(name: string | undefined, { sql, live, param }: QueryOptions): string {
  if (name !== undefined && sql !== undefined) {
    throw new UsageError(`Found both the saved query ${name} and --sql, expected one of them`);
  }
  if (name !== undefined) {
    const query = readSavedQuery(QUERIES, name);
    return withParameters(live ? overLiveViews(QUERIES, query) : query, param);
  }
  if (sql === undefined || sql.trim() === '') {
    throw new UsageError('Found neither the name of a saved query nor --sql, expected one of them');
  }
  if (Object.keys(param).length > 0) {
    throw new UsageError('Found --param with --sql, expected it with a saved query only');
  }
  if (live) {
    throw new UsageError(
      'Found --live with --sql, expected it with a saved query only: SQL names contact_facts_live itself',
    );
  }
  return oneStatement(sql);
}
