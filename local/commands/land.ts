import type { Command } from 'commander';
import { dataset } from '../../pipeline/datasets.ts';
import { openOrMakeLake } from '../lake/lake-folder.ts';
import { land } from '../stages/land.ts';
import { filesOf } from '../stages/source-files.ts';
import { counted } from '../wording.ts';
import { jsonOption, lakeOption } from './options.ts';
import { printOutcome } from './print.ts';

export function addLand(program: Command): void {
  program
    .command('land')
    .summary('copy files of contact records into the lake')
    .description(
      'Copies files (and all files of folders) into the lake, as the stream would deliver them: ' +
        'JSON objects one after another, gzip or not. Makes the lake if there is none.',
    )
    .argument('<file...>', 'files or folders')
    .addOption(lakeOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  contact-lake land records.json more.json.gz && contact-lake run',
    )
    .action(async (paths: string[], options: { lake: string; json?: boolean }) => {
      // Before the lake: none is made for files that are not there.
      const files = await filesOf(paths);
      const lake = await openOrMakeLake(options.lake);
      const keys = await land(lake, dataset, files, new Date());
      printOutcome(
        options.json,
        { objects: keys.length, keys },
        `Landed ${counted(keys.length, 'object')}.`,
      );
    });
}
