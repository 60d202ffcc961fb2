import { lakeStatus, type OtherStatus } from '../../local/health/lake-status.ts';
import { markerOf, openLake } from '../../local/lake/lake-folder.ts';
import { describeReasons } from '../../local/stages/set-aside.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { clockIn } from '../../queries/reader/days.ts';
import { readableSettings } from '../../queries/settings.ts';
import { jsonOf } from '../../terminal/control-characters.ts';
import { countOf, formatCount, formatMegabytes } from '../../terminal/wording.ts';
import { printFacts } from '../shared/print.ts';

/** Prints the state of the lake in the folder `path`. */
export async function showLakeStatus(path: string, asJson = false): Promise<void> {
  const lake = await openLake(path);
  const status = await lakeStatus(lake, dataset);
  if (asJson) {
    process.stdout.write(`${jsonOf(status)}\n`);
    return;
  }
  // A wrong setting stops only what depends on it.
  const { timeZone } = readableSettings(lake.settingsJson, markerOf(lake)).settings;
  const local = (utc: string | null) =>
    utc === null ? 'none yet' : clockIn(timeZone, new Date(`${utc.replace(' ', 'T')}Z`));
  const unknown =
    status.raw_objects_waiting === 0
      ? ''
      : '; not known for the raw objects that wait for `contact-lake run`';
  await printFacts([
    ['Contacts', `${formatCount(status.contacts)} on ${countOf(status.days, 'day')}`],
    ['From', local(status.first_initiated_at)],
    ['To', local(status.last_initiated_at)],
    ['Last update', local(status.last_updated_at)],
    ['Times of', timeZone],
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
    ...status.other_datasets.flatMap((other) => factsOf(other, local)),
  ]);
}

/** Some lines on another dataset, the first with its name. */
function factsOf(
  other: OtherStatus,
  local: (utc: string | null) => string,
): (readonly [string, string])[] {
  const { rows, days, records_in, records_out, quarantined } = other;
  const waiting = other.raw_objects_waiting + other.flatfiles_waiting;
  return [
    [other.dataset, `${countOf(rows, 'row')} on ${countOf(days, 'day')}`],
    ['', `from ${local(other.first_at)} to ${local(other.last_at)}`],
    [
      '',
      `${formatCount(records_in)} in, ${formatCount(records_out)} kept, ${formatCount(quarantined)} quarantined`,
    ],
    ...describeReasons(other.reasons).map((reason) => ['', `  ${reason}`] as const),
    ...(waiting > 0 ? [['', `${countOf(waiting, 'object')} waiting`] as const] : []),
  ];
}

function unfinishedErasures(count: number): string {
  return count === 0 ? '0' : `${countOf(count, 'erasure')} cut off: \`contact-lake erase\``;
}
