import { unitsOf } from '../../queries/reader/saved-queries.ts';
import { DEFAULT_SETTINGS } from '../../queries/settings.ts';
import { PRICED_REGION, PRICES, scanCost } from '../../stack/cost/prices.ts';
import {
  type AthenaExecution,
  type AthenaPlace,
  askAthena,
  Cancelled,
} from '../../stack/query/athena.ts';
import { openStack } from '../../stack/stack.ts';
import { visibleInLine } from '../../terminal/control-characters.ts';
import { untilInterrupted } from '../../terminal/interrupt.ts';
import { withProgress } from '../../terminal/progress.ts';
import { UsageError } from '../../terminal/user-error.ts';
import { formatMegabytes } from '../../terminal/wording.ts';
import type { AthenaOptions } from '../shared/athena-options.ts';
import { clockOfToday } from '../shared/days-meant.ts';
import { type AboutRows, rowsPrinter } from '../shared/output.ts';
import { formatOf } from '../shared/output-options.ts';
import { readyQuery, zoneOf } from '../shared/query-words.ts';
import type { QueryOptions, QueryToRun } from './query.ts';

/** Runs the query in Athena: rows go to standard output, the bytes scanned and their price to standard error. */
export async function queryAthena(toRun: QueryToRun, options: QueryOptions): Promise<void> {
  if (formatOf(options) === 'parquet') {
    throw new UsageError(
      'Found --format parquet with Athena, whose answers are texts: expected another format, or UNLOAD in Athena itself',
    );
  }
  const print = rowsPrinter(options);
  const { timeZone, ...place } = await placeOf(options);
  const { sql, ...about } = readyFor(toRun, timeZone);
  try {
    await untilInterrupted((stop) =>
      askAthena(sql, place, {
        stop,
        whileWaiting: (wait) => withProgress(`Asking ${place.workgroup}`, wait),
        read: async ({ columns, batches, execution }) => {
          process.stderr.write(`${bill(execution)}\n`);
          await print(columns, batches, about);
        },
      }),
    );
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
    process.stderr.write(`${visibleInLine(error.message)}\n`);
  }
}

/**
 * The SQL for Athena. Relative days (`--today`) follow the clock, since a stack is live. A stack has a time zone
 * but no other settings, so the query's own defaults apply.
 * @param timeZone the stack's, an IANA name; a parameter of the user's wins over it
 */
export function readyFor(
  toRun: QueryToRun,
  timeZone: string,
  now = new Date(),
): { readonly sql: string } & AboutRows {
  if ('sql' in toRun) return toRun;
  const { query, words } = toRun;
  const settings = { ...DEFAULT_SETTINGS, timeZone };
  const clock = clockOfToday(zoneOf(query, words, settings), now);
  const columns = { units: unitsOf(query), narrow: query.narrow };
  return { ...readyQuery(query, words, settings, clock), ...columns };
}

/** Where the query runs, and the zone in which its days are meant: without a stack, UTC. */
async function placeOf({
  workgroup,
  database,
  stack,
}: AthenaOptions): Promise<AthenaPlace & { readonly timeZone: string }> {
  const opened = stack === undefined ? null : await openStack(stack);
  const [group, base] = [workgroup ?? opened?.workgroup, database ?? opened?.database];
  if (group === undefined || base === undefined) {
    throw new UsageError('--engine athena needs --stack, or --workgroup and --database');
  }
  const timeZone = opened?.time_zone ?? DEFAULT_SETTINGS.timeZone;
  return { workgroup: group, database: base, timeZone };
}

/** `Scanned 12.3 MB in 1.4 s: $0.0001 (…)` */
function bill({ id, scanned_bytes, seconds }: AthenaExecution): string {
  return (
    `Scanned ${formatMegabytes(scanned_bytes)} in ${seconds.toFixed(1)} s: ` +
    `$${scanCost(scanned_bytes).toFixed(5)} at $${PRICES.athena_terabyte.usd} a TB (${PRICED_REGION}'s price; query ${id})`
  );
}
