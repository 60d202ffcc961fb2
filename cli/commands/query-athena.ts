import { type Command, Option } from 'commander';
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
import { UserError } from '../../terminal/user-error.ts';
import { formatMegabytes } from '../../terminal/wording.ts';
import type { PrintRows } from '../shared/output.ts';

export interface AthenaOptions {
  engine: 'local' | 'athena';
  workgroup?: string;
  database?: string;
  stack?: string;
}

/** The options that say where to ask. Those of Athena's say that it is to be asked. */
export function addAthenaOptions(command: Command): Command {
  const athenas = (flags: string, description: string) =>
    new Option(flags, description).implies({ engine: 'athena' }).conflicts('lake');
  return command
    .addOption(
      new Option('--engine <engine>', 'where to ask').choices(['local', 'athena']).default('local'),
    )
    .addOption(athenas('--stack <name>', 'ask the Athena of this deployed stack'))
    .addOption(athenas('--workgroup <name>', "Athena's workgroup, if not the stack's"))
    .addOption(athenas('--database <name>', "the Glue catalogue's database, if not the stack's"));
}

/** @throws UserError if the laptop's lake is to be asked in a place of Athena's */
export function refuseAthenasPlace({ workgroup, database, stack }: AthenaOptions): void {
  const [found] = Object.entries({ stack, workgroup, database }).find(([, name]) => name) ?? [];
  if (found) throw new UserError(`Found --${found} with --engine local, expected --engine athena`);
}

/** Asks Athena; rows go to standard output, what was scanned and its price to standard error. */
export async function queryAthena(
  sql: string,
  print: PrintRows,
  options: AthenaOptions,
): Promise<void> {
  const place = await placeOf(options);
  try {
    await untilInterrupted((stop) =>
      askAthena(sql, place, {
        stop,
        whileWaiting: (wait) => withProgress(`Asking ${place.workgroup}`, wait),
        read: async ({ columns, batches, execution }) => {
          process.stderr.write(`${bill(execution)}\n`);
          await print(columns, batches);
        },
      }),
    );
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
    process.stderr.write(`${visibleInLine(error.message)}\n`);
  }
}

async function placeOf({ workgroup, database, stack }: AthenaOptions): Promise<AthenaPlace> {
  if (workgroup !== undefined && database !== undefined) return { workgroup, database };
  if (stack === undefined) {
    throw new UserError(
      'Found no place to ask Athena in, expected --stack, or --workgroup and --database',
    );
  }
  const opened = await openStack(stack);
  return { workgroup: workgroup ?? opened.workgroup, database: database ?? opened.database };
}

/** `Scanned 12.3 MB in 1.4 s: $0.0001 (…)` */
function bill({ id, scanned_bytes, seconds }: AthenaExecution): string {
  return (
    `Scanned ${formatMegabytes(scanned_bytes)} in ${seconds.toFixed(1)} s: ` +
    `$${scanCost(scanned_bytes).toFixed(5)} at $${PRICES.athena_terabyte.usd} a TB (${PRICED_REGION}'s price; query ${id})`
  );
}
