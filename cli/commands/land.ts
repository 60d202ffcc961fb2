import type { Command } from 'commander';
import { openOrMakeLake } from '../../local/lake/lake-folder.ts';
import { type LandTotals, land, nothingLanded } from '../../local/stages/land.ts';
import { filesOf, type SourceFile, type Sources } from '../../local/stages/source-files.ts';
import { dataset } from '../../pipeline/datasets/datasets.ts';
import { withProgress } from '../../terminal/progress.ts';
import { countOf, formatCount } from '../../terminal/wording.ts';
import { tellLeftOut } from '../shared/left-out.ts';
import { jsonOption, lakeOption } from '../shared/options.ts';
import { printOutcome } from '../shared/print.ts';

export function addLand(program: Command): void {
  program
    .command('land')
    .summary('copy files of contact records into the lake')
    .description(
      'Copies files (and all files of folders) into the lake, as the stream would deliver them: ' +
        'JSON objects one after another, gzip or not. Each content lands once, however often and ' +
        'under whatever names it comes, and none replaces another. Within folders, what is hidden, ' +
        'a link or a lake is left out, and told; name it by itself. Makes the lake if there is ' +
        'none. Fails if something cannot be read, or nothing lands and nothing was there.',
    )
    .argument('<file...>', 'files or folders; /dev/stdin for a pipe')
    .addOption(lakeOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  contact-lake land records.json more.json.gz && contact-lake run
  xz -dc old.json.xz | contact-lake land /dev/stdin`,
    )
    .action(async (paths: string[], options: { lake: string; json?: boolean }) => {
      // Before the lake: none is made for files that are not there.
      const sources = await filesOf(paths);
      const totals = await landed(sources, options.lake);
      printOutcome(options.json, totals, sentence(totals));
      tellLeftOut(totals.left_out);
      if (totals.objects === 0 && totals.already_there.length === 0) process.exitCode = 1;
    });
}

async function landed({ files, passed_over }: Sources, path: string): Promise<LandTotals> {
  const totals = files.length > 0 ? await landFiles(files, path) : nothingLanded();
  return { ...totals, left_out: [...passed_over, ...totals.left_out] };
}

async function landFiles(files: readonly SourceFile[], path: string): Promise<LandTotals> {
  const lake = await openOrMakeLake(path);
  return withProgress('Landing', (progress) =>
    land(lake, dataset, files, new Date(), (done) =>
      progress(`${formatCount(done)} of ${countOf(files.length, 'file')}`),
    ),
  );
}

function sentence({ objects, empty_objects: empty, already_there }: LandTotals): string {
  const { length: there } = already_there;
  return [
    `Landed ${countOf(objects, 'object')}`,
    empty > 0 ? (objects === 1 ? ', which is empty' : `, ${empty} of them empty`) : '',
    there > 0 ? `, ${formatCount(there)} ${there === 1 ? 'was' : 'were'} already there` : '',
    '.',
  ].join('');
}
