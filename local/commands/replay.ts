import { type Command, Option } from 'commander';
import { dataset } from '../datasets.ts';
import { untilInterrupted } from '../interrupt.ts';
import { openOrMakeLake } from '../lake-folder.ts';
import { withProgress } from '../progress.ts';
import { replayToLake } from '../replay.ts';
import { counted, whole } from '../wording.ts';
import { jsonOption, lakeOption, wholeNumber } from './options.ts';
import { printOutcome } from './print.ts';

interface ReplayOptions {
  lake: string;
  rate?: number;
  json?: boolean;
}

export function addReplay(program: Command): void {
  program
    .command('replay')
    .summary('re-send the records of files, at a rate')
    .description(
      'Re-sends the records of files (and of all files of folders) into the lake. Cut off, it ' +
        'goes on where it stopped when started again over the same files.',
    )
    .argument('<file...>', 'files or folders')
    .addOption(new Option('--to <where>', 'where to').choices(['local']).default('local'))
    .option('--rate <n>', 'records a second at most (default: as fast as can be)', wholeNumber(1))
    .addOption(lakeOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  contact-lake replay week/records --rate 200 --lake ./lake')
    .action(async (paths: string[], options: ReplayOptions) => {
      const lake = await openOrMakeLake(options.lake);
      const totals = await untilInterrupted((stop) =>
        withProgress('Replaying', (progress) =>
          replayToLake(lake, dataset, paths, options.rate ?? null, stop, ({ records }) =>
            progress(`${whole(records)} records`),
          ),
        ),
      );
      const before = totals.records_sent_before;
      printOutcome(
        options.json,
        totals,
        `Replayed ${counted(totals.records, 'record')} as ${counted(totals.objects, 'object')}` +
          `${before > 0 ? `, after ${whole(before)} sent before` : ''}.`,
      );
    });
}
