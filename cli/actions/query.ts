import { withParameters } from '../../queries/reader/parameters.ts';
import { readSavedQuery, type SavedQuery } from '../../queries/reader/saved-queries.ts';
import { oneStatement, refuseChanging } from '../../queries/reader/sql-statements.ts';
import { overLiveViews } from '../../queries/reader/views.ts';
import { QUERIES } from '../../terminal/package-files.ts';
import { UsageError } from '../../terminal/user-error.ts';
import {
  type AthenaOptions,
  rejectAthenaOptionsWithLocalEngine,
} from '../shared/athena-options.ts';
import type { ContactOptions } from '../shared/contact-options.ts';
import type { DayOptions } from '../shared/day-options.ts';
import type { OutputOptions } from '../shared/output-options.ts';
import type { QueryWords } from '../shared/query-words.ts';

export interface QueryOptions extends AthenaOptions, OutputOptions, DayOptions, ContactOptions {
  lake: string;
  sql?: string;
  live?: true;
  by?: string;
  together?: true;
  param: Record<string, string>;
}

/** What is asked: a saved query with the user's words for it, or SQL. */
export type QueryToRun =
  | { readonly query: SavedQuery; readonly words: QueryWords; readonly isLive: boolean }
  | { readonly sql: string };

/** Runs a saved query, or the SQL of the options, in the engine that they choose. */
export async function query(name: string | undefined, options: QueryOptions): Promise<void> {
  const toRun = queryToRun(name, options);
  if (options.engine === 'athena') {
    if ('sql' in toRun) refuseChanging(toRun.sql);
    const { queryAthena } = await import('./query-athena.ts');
    return queryAthena(toRun, options);
  }
  rejectAthenaOptionsWithLocalEngine(options);
  const { queryLake } = await import('./query-lake.ts');
  return queryLake(toRun, options);
}

/** Options that belong to a saved query only. */
const OF_SAVED_QUERIES = [
  'param',
  'by',
  'together',
  'today',
  'yesterday',
  'last',
  'from',
  'to',
  'queue',
  'channel',
  'agent',
] as const;

function queryToRun(name: string | undefined, options: QueryOptions): QueryToRun {
  const { sql, live, param, by, together } = options;
  if (name !== undefined && sql !== undefined) {
    throw new UsageError(`Found both the saved query ${name} and --sql, expected one of them`);
  }
  if (name !== undefined) {
    const saved = readSavedQuery(QUERIES, name);
    // A wrong parameter is found before the lake is opened.
    withParameters(saved, param);
    return {
      query: live ? overLiveViews(QUERIES, saved) : saved,
      words: { days: options, contacts: options, by, together, param },
      isLive: live ?? false,
    };
  }
  if (sql === undefined) {
    throw new UsageError('Found neither the name of a saved query nor --sql, expected one of them');
  }
  const other = OF_SAVED_QUERIES.find((option) =>
    option === 'param' ? Object.keys(param).length > 0 : options[option] !== undefined,
  );
  if (other !== undefined) {
    throw new UsageError(`Found --${other} with --sql, expected it with a saved query only`);
  }
  if (live) {
    throw new UsageError(
      'Found --live with --sql, expected it with a saved query only: SQL names contact_facts_live itself',
    );
  }
  return { sql: oneStatement(sql) };
}
