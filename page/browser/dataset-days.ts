/** The days of which the lake has records of the datasets beside contact records. */
import { dayAt, type OpenPage } from '../open-page.ts';
import { OTHER_DATASETS, type OtherDataset } from '../page-types.ts';
import type { Selection } from '../sums.ts';
import { dayLabel, dayRange } from './format.ts';

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
    return days === null ? [] : [[TITLES[name], dayRange(days.first, days.last)]];
  });
}

/**
 * `Occupancy since 17 Nov, evaluation score since 18 Nov: there are no such records before.` Null if the selected days
 * begin no earlier.
 * @param figures what a section shows of the datasets, in the order in which they are named
 */
export function sinceWhen(
  page: OpenPage,
  { fromDay }: Selection,
  figures: Readonly<Partial<Record<OtherDataset, string>>>,
): string | null {
  const byDay = new Map<string, string[]>();
  for (const name of OTHER_DATASETS) {
    const [figure, first] = [figures[name], page.datasetDays[name]?.first];
    if (figure !== undefined && first !== undefined && dayAt(page, fromDay) < first)
      byDay.set(first, [...(byDay.get(first) ?? []), figure]);
  }
  if (byDay.size === 0) return null;
  const parts = [...byDay].map(
    ([first, names]) => `${inSeries(names)} since ${dayLabel(first, 'short')}`,
  );
  const words = parts.join(', ').replace(/^./, (letter) => letter.toUpperCase());
  return `${words}: there are no such records before.`;
}

/** `a, b and c` */
function inSeries(names: readonly string[]): string {
  const last = names.at(-1)!;
  return names.length === 1 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
