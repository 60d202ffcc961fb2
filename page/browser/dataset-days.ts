/** The days of which the lake has records of the datasets beside contact records. */
import { dayAt, type OpenPage } from '../open-page.ts';
import { type DatasetDays, OTHER_DATASETS, type OtherDataset } from '../page-types.ts';
import type { Selection } from '../sums.ts';
import { dayLabel, dayRange, moment } from './format.ts';

const TITLES: Readonly<Record<OtherDataset, string>> = {
  agent_events: 'Agent events',
  contact_analyses: 'Contact Lens analyses',
  evaluations: 'Evaluations',
  flow_logs: 'Flow logs',
  contact_events: 'Contact events',
};

/** A title and the days of each dataset of which there are records. */
export function daysOfDatasets({ datasetDays }: OpenPage): [title: string, days: string][] {
  return OTHER_DATASETS.flatMap((name) => {
    const days = datasetDays[name];
    return days === null ? [] : [[TITLES[name], rangeText(days)]];
  });
}

/** `17–23 Nov 2026`, or `17 Nov 2026, 19:56 to 23 Nov 2026` where the first day lacks its beginning. */
function rangeText({ first, last, firstLocal }: DatasetDays): string {
  return firstLocal === null
    ? dayRange(first, last)
    : `${moment(firstLocal)} to ${dayLabel(last, 'year')}`;
}

/**
 * `Occupancy since 19:56 on 17 Nov, evaluation score since 18 Nov: records from before are missing.` Null if the
 * selected days begin no earlier.
 * @param figures what a section shows of the datasets, in the order in which they are named
 */
export function sinceWhen(
  page: OpenPage,
  { fromDay }: Selection,
  figures: Readonly<Partial<Record<OtherDataset, string>>>,
): string | null {
  const selected = dayAt(page, fromDay);
  const begins = new Map<string, string[]>();
  for (const name of OTHER_DATASETS) {
    const [figure, days] = [figures[name], page.datasetDays[name]];
    if (figure === undefined || days === null) continue;
    const isMissing =
      selected < days.first || (selected === days.first && days.firstLocal !== null);
    const begin = beginText(days);
    if (isMissing) begins.set(begin, [...(begins.get(begin) ?? []), figure]);
  }
  if (begins.size === 0) return null;
  const parts = [...begins].map(([begin, names]) => `${inSeries(names)} since ${begin}`);
  const words = parts.join(', ').replace(/^./, (letter) => letter.toUpperCase());
  return `${words}: records from before are missing.`;
}

/** `17 Nov`, or `19:56 on 17 Nov` where the day lacks its beginning. */
function beginText({ first, firstLocal }: DatasetDays): string {
  const day = dayLabel(first, 'short');
  return firstLocal === null ? day : `${firstLocal.slice(11, 16)} on ${day}`;
}

/** `a, b and c` */
function inSeries(names: readonly string[]): string {
  const last = names.at(-1)!;
  return names.length === 1 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
