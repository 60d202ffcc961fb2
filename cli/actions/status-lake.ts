import { lakeStatus } from '../../local/health/lake-status.ts';
import { openLake } from '../../local/lake/lake-folder.ts';
import { describeReasons } from '../../local/stages/set-aside.ts';
import { dataset } from '../../pipeline/datasets/datasets.ts';
import { jsonOf } from '../../terminal/control-characters.ts';
import { countOf, formatCount, formatMegabytes } from '../../terminal/wording.ts';
import { printFacts } from '../shared/print.ts';

/** Prints the state of the lake in the folder `path`. */
export async function showLakeStatus(path: string, asJson = false): Promise<void> {
  const status = await lakeStatus(await openLake(path), dataset);
  if (asJson) {
    process.stdout.write(`${jsonOf(status)}\n`);
    return;
  }
  const unknown =
    status.raw_objects_waiting === 0
      ? ''
      : '; not known for the raw objects that wait for `contact-lake run`';
  await printFacts([
    ['Contacts', `${formatCount(status.contacts)} on ${countOf(status.days, 'day')}`],
    ['From', status.first_initiated_at ?? 'none yet'],
    ['Last update', status.last_updated_at ?? 'none yet'],
    [
      'Records',
      `${formatCount(status.records_in)} in, ${formatCount(status.records_out)} kept${unknown}`,
    ],
    ['Quarantined', `${formatCount(status.quarantined)}${unknown}`],
    ...describeReasons(status.reasons).map((reason) => ['', reason] as const),
    ['Raw', `${countOf(status.raw_objects, 'object')}, ${formatMegabytes(status.raw_bytes)}`],
    ['Table', formatMegabytes(status.table_bytes)],
    ['To normalise', formatCount(status.raw_objects_waiting)],
    ['To convert', formatCount(status.flatfiles_waiting)],
    ['To erase', unfinishedErasures(status.erasures_undone)],
  ]);
}

function unfinishedErasures(count: number): string {
  return count === 0 ? '0' : `${countOf(count, 'erasure')} cut off: \`contact-lake erase\``;
}
