import type { Command } from 'commander';
import type { RedriveOptions } from '../actions/redrive.ts';
import { jsonOption, lakeOption, stackOption } from '../shared/options.ts';

interface StatusOptions {
  lake: string;
  stack?: string;
  json?: boolean;
}

export function addStatus(program: Command): void {
  program
    .command('status')
    .summary('show what the lake holds and what is waiting')
    .description(
      'Shows what the lake holds, what waits to be normalised or converted, and how recent its ' +
        'records are. With --stack: what waits in the deployed stack, its dead letters (notices of files that could ' +
        'not be normalised), the state of crawler and conversion, when the table was last written, and the imports into QuickSight if it has any.',
    )
    .addOption(stackOption('show this deployed stack instead'))
    .addOption(lakeOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  contact-lake status --lake ./lake')
    .action(async ({ lake, stack, json }: StatusOptions) => {
      if (stack === undefined) {
        const { showLakeStatus } = await import('../actions/status-lake.ts');
        await showLakeStatus(lake, json);
      } else {
        const { showStackStatus } = await import('../actions/status-stack.ts');
        await showStackStatus(stack, json);
      }
    });

  program
    .command('redrive')
    .summary('let a deployed stack try its dead letters again')
    .description(
      'A deployed stack sets aside the notice of a landed file that it has failed to normalise again and ' +
        'again: a dead letter. This moves the dead letters back into the queue, so that normalise tries ' +
        'them once more. Remove the cause of the failures first. Ctrl-C ends only the waiting: SQS goes on ' +
        'moving them.',
    )
    .requiredOption('--stack <name>', 'the deployed stack')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExamples:\n  contact-lake doctor --stack ContactLake\n  contact-lake redrive --stack ContactLake',
    )
    .action(async (options: RedriveOptions) => {
      const { redriveStack } = await import('../actions/redrive.ts');
      await redriveStack(options);
    });
}
