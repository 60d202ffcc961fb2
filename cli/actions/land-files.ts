import { openOrMakeLake } from '../../local/lake/lake-folder.ts';
import { type LandTotals, land, nothingLanded } from '../../local/stages/land.ts';
import { filesOf, type SourceFile, type Sources } from '../../local/stages/source-files.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { withProgress } from '../../terminal/progress.ts';
import { countOf, formatCount } from '../../terminal/wording.ts';
import { printLeftOut } from '../shared/left-out.ts';
import { printOutcome } from '../shared/print.ts';

export interface LandOptions {
  lake: string;
  json?: boolean;
}

/** Copies the files and folders at `paths` into the lake, and prints what landed. */
export async function landPaths(paths: string[], { lake, json }: LandOptions): Promise<void> {
  // Before the lake is opened: none must be made for files that do not exist.
  const sources = await filesOf(paths);
  const totals = await landed(sources, lake);
  await printOutcome(json, totals, sentence(totals));
  printLeftOut(totals.left_out);
  if (totals.objects === 0 && totals.already_there.length === 0) process.exitCode = 1;
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
