import type { Command } from 'commander';
import { lakeStatus } from '../../local/health/lake-status.ts';
import { openLake } from '../../local/lake/lake-folder.ts';
import { describeReasons } from '../../local/stages/set-aside.ts';
import { dataset } from '../../pipeline/datasets/datasets.ts';
import { stackStatus, statusLines } from '../../stack/health/status.ts';
import { redrive } from '../../stack/replay/redrive.ts';
import { openStack } from '../../stack/stack.ts';
import { jsonOf } from '../../terminal/control-characters.ts';
import { untilInterrupted } from '../../terminal/interrupt.ts';
import { withProgress } from '../../terminal/progress.ts';
import { countOf, formatCount, formatMegabytes } from '../../terminal/wording.ts';
import { jsonOption, lakeOption, stackOption } from '../shared/options.ts';
import { printFacts, printOutcome } from '../shared/print.ts';

interface StatusOptions {
  lake: string;
  stack?: string;
  json?: boolean;
}

export function addStatus(program: Command): void {
  program
    .command('status')
    .summary('what the lake holds and what waits')
    .description(
      'Tells what the lake holds, what waits in it and up to when it is known. Of a deployed stack: ' +
        'what is behind, dead letters, the state of crawler and conversion, the last commit.',
    )
    .addOption(stackOption('look at this deployed stack instead'))
    .addOption(lakeOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  contact-lake status --lake ./lake')
    .action((options: StatusOptions) =>
      options.stack === undefined ? showLake(options) : showStack(options.stack, options),
    );

  program
    .command('redrive')
    .summary('let a deployed stack try its dead letters again')
    .description(
      'Moves the dead letters of a deployed stack back into its queue, for normalise to try again. ' +
        'Do it when the cause is mended. Ctrl-C ends the waiting; SQS goes on.',
    )
    .requiredOption('--stack <name>', 'the stack')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  contact-lake doctor --stack ContactLake\n  contact-lake redrive --stack ContactLake',
    )
    .action(async ({ stack, json }: { stack: string; json?: boolean }) => {
      const opened = await openStack(stack);
      const totals = await untilInterrupted((stop) =>
        withProgress('Moving dead letters', (progress) =>
          redrive(opened, stop, (moved) => progress(formatCount(moved))),
        ),
      );
      const goesOn = totals.state === 'RUNNING' ? ' so far; SQS goes on' : '';
      printOutcome(json, totals, `Moved ${countOf(totals.moved, 'dead letter')} back${goesOn}.`);
    });
}

async function showLake({ lake, json }: StatusOptions): Promise<void> {
  const status = await lakeStatus(await openLake(lake), dataset);
  if (json) {
    process.stdout.write(`${jsonOf(status)}\n`);
    return;
  }
  const unknown =
    status.raw_objects_waiting === 0 ? '' : '; of what waits, not known until `contact-lake run`';
  printFacts([
    ['Contacts', `${formatCount(status.contacts)} on ${countOf(status.days, 'day')}`],
    ['From', status.first_initiated_at ?? 'none yet'],
    ['Last update', status.last_updated_at ?? 'none yet'],
    [
      'Records',
      `${formatCount(status.records_in)} in, ${formatCount(status.records_out)} kept${unknown}`,
    ],
    ['Quarantined', `${formatCount(status.quarantined)}${unknown}`],
    ...describeReasons(status.reasons).map((told) => ['', told] as const),
    ['Raw', `${countOf(status.raw_objects, 'object')}, ${formatMegabytes(status.raw_bytes)}`],
    ['Table', formatMegabytes(status.table_bytes)],
    ['To normalise', formatCount(status.raw_objects_waiting)],
    ['To convert', formatCount(status.flatfiles_waiting)],
    ['To erase', toErase(status.erasures_undone)],
  ]);
}

function toErase(undone: number): string {
  return undone === 0 ? '0' : `${countOf(undone, 'erasure')} cut off: \`contact-lake erase\``;
}

async function showStack(name: string, { json }: StatusOptions): Promise<void> {
  const status = await stackStatus(await openStack(name), dataset, new Date());
  if (json) process.stdout.write(`${jsonOf(status)}\n`);
  else printFacts(statusLines(status));
}
