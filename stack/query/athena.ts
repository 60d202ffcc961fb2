import type { Athena, GetQueryResultsOutput, QueryExecution } from '@aws-sdk/client-athena';
import { poll } from '../../functions/poll.ts';
import type { Row } from '../../terminal/row.ts';
import { UserError } from '../../terminal/user-error.ts';
import { CLIENT_OPTIONS, callAws, withClient } from '../client.ts';
import { type AthenaColumn, rowOf } from './athena-values.ts';

/** Where Athena runs a query. */
export interface AthenaPlace {
  readonly workgroup: string;
  readonly database: string;
}

/** A query's answer, while it is being read. */
export interface AthenaAnswer {
  readonly columns: readonly string[];
  readonly batches: AsyncIterable<Row[]>;
  readonly execution: AthenaExecution;
}

export interface AthenaExecution {
  readonly id: string;
  readonly scanned_bytes: number;
  readonly seconds: number;
}

export interface AskOptions {
  /** Cancels the query, so that Athena scans no more. */
  readonly stop: AbortSignal;
  /** Runs the waiting for the answer, so that a caller can show its progress meanwhile. */
  readonly whileWaiting?: <T>(wait: () => Promise<T>) => Promise<T>;
  /** Receives the answer. */
  readonly read: (answer: AthenaAnswer) => Promise<void>;
}

/** The query was cancelled by the user. */
export class Cancelled extends UserError {}

const PAUSES = { firstMilliseconds: 150, longestMilliseconds: 2_000 };

/** The most rows that a page can have: API reference, "GetQueryResults". */
const PAGE_ROWS = 1000;

/**
 * Runs a query in Athena and reads the answer, a page at a time.
 * @throws UserError if Athena cannot run the query; Cancelled if it was stopped
 */
export async function askAthena(
  sql: string,
  place: AthenaPlace,
  { stop, whileWaiting = (wait) => wait(), read }: AskOptions,
): Promise<void> {
  const { Athena } = await import('@aws-sdk/client-athena');
  await withClient(new Athena(CLIENT_OPTIONS), async (athena) => {
    const id = await start(athena, sql, place);
    const execution = await whileWaiting(() => ended(athena, id, stop));
    const first = await page(athena, id);
    const columns: AthenaColumn[] = (first.ResultSet?.ResultSetMetadata?.ColumnInfo ?? []).map(
      ({ Label, Name, Type }) => ({ name: Label ?? Name ?? '', type: Type ?? 'varchar' }),
    );
    await read({
      columns: columns.map(({ name }) => name),
      batches: batchesOf(athena, id, first, columns, execution, stop),
      execution: {
        id,
        scanned_bytes: execution.Statistics?.DataScannedInBytes ?? 0,
        seconds: (execution.Statistics?.TotalExecutionTimeInMillis ?? 0) / 1000,
      },
    });
  });
}

async function start(athena: Athena, sql: string, place: AthenaPlace): Promise<string> {
  const { workgroup, database } = place;
  const thing = `the workgroup ${workgroup}`;
  const { QueryExecutionId: id } = await callAws(
    athena,
    [thing, 'athena:StartQueryExecution'],
    () =>
      athena
        .startQueryExecution({
          QueryString: sql,
          QueryExecutionContext: { Database: database },
          WorkGroup: workgroup,
        })
        .catch((error: Error) => {
          // Athena refuses a query at once only for its text, which is the user's own: it may be shown.
          if (error.name !== 'InvalidRequestException' || /^WorkGroup /i.test(error.message))
            throw error;
          throw new UserError(`The query cannot be run: ${error.message}`);
        }),
  );
  if (id === undefined) throw new Error('Athena has given the query no id');
  return id;
}

/** Waits until Athena has run the query; cancels it if `stop` is raised first. */
async function ended(athena: Athena, id: string, stop: AbortSignal): Promise<QueryExecution> {
  const about = [`the query ${id}`, 'athena:GetQueryExecution'] as const;
  const look = async () => {
    const { QueryExecution: execution = {} } = await callAws(athena, about, () =>
      athena.getQueryExecution({ QueryExecutionId: id }),
    );
    const { State: state, StateChangeReason: reason = '' } = execution.Status ?? {};
    if (state === 'CANCELLED') throw new UserError(`Athena cancelled the query ${id}: ${reason}`);
    if (state === 'FAILED') {
      throw new UserError(`The query cannot be run: ${publicReason(reason, id)}`);
    }
    return state === 'SUCCEEDED' ? execution : null;
  };
  return (await poll(look, PAUSES, stop)) ?? cancel(athena, id);
}

async function cancel(athena: Athena, id: string): Promise<never> {
  await callAws(athena, [`the query ${id}`, 'athena:StopQueryExecution'], () =>
    athena.stopQueryExecution({ QueryExecutionId: id }),
  );
  throw new Cancelled(`The query ${id} was cancelled`);
}

/**
 * The part of a failure's reason that can be shown. An error with a place in the query's text
 * (`line 3:7`) was found before Athena read a row. Any other error may quote a value of a row, so only
 * its name is shown.
 */
function publicReason(reason: string, id: string): string {
  const line = reason.split('\n')[0]!.trim();
  if (/\bline \d+:\d+: /.test(line)) return line;
  const name = /^[A-Za-z][\w ]{2,60}(?=[:.]|$)/.exec(line)?.[0] ?? 'it failed';
  return `${name}; all of it is in Athena's history, query ${id}`;
}

function page(athena: Athena, id: string, token?: string): Promise<GetQueryResultsOutput> {
  return callAws(athena, [`the query ${id}`, 'athena:GetQueryResults'], () =>
    athena.getQueryResults({
      QueryExecutionId: id,
      MaxResults: PAGE_ROWS,
      ...(token === undefined ? {} : { NextToken: token }),
    }),
  );
}

async function* batchesOf(
  athena: Athena,
  id: string,
  first: GetQueryResultsOutput,
  columns: readonly AthenaColumn[],
  { StatementType: type }: QueryExecution,
  stop: AbortSignal,
): AsyncGenerator<Row[]> {
  let current = first;
  // The first row of a SELECT holds the names of its columns.
  for (let from = type === 'DML' ? 1 : 0; ; from = 0) {
    const rows = current.ResultSet?.Rows ?? [];
    yield rows.slice(from).map(({ Data = [] }) =>
      rowOf(
        columns,
        Data.map(({ VarCharValue }) => VarCharValue),
      ),
    );
    if (current.NextToken === undefined) return;
    if (stop.aborted) throw new Cancelled('The reading of the answer was cancelled');
    current = await page(athena, id, current.NextToken);
  }
}
