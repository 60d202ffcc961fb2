import type { LakeFolder } from '../../local/lake/lake-folder.ts';
import { ageMinutes } from '../../page/age.ts';
import { lakePage, wholePage } from '../../page/lake-page.ts';
import { dayAt, type OpenPage, openPage } from '../../page/open-page.ts';
import { type Today, today } from '../../page/today.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { SERVICE_LEVELS } from '../../queries/metrics.ts';
import type { Settings } from '../../queries/settings.ts';

/** The meaning of service level that the page begins with: Connect's own. */
export const MEANING = SERVICE_LEVELS[0];

/** The newest day on which contacts entered a queue, up to now. */
export interface DaySoFar {
  readonly page: OpenPage;
  readonly figures: Today;
  /** Local, `2026-11-23`. */
  readonly day: string;
  /** Minutes since the newest contact was disconnected; negative if that is ahead of this machine's clock. */
  readonly ageMinutes: number;
}

/**
 * The newest day on which contacts entered a queue; null if none has entered one and disconnected yet.
 * @param other settings in place of the lake's own
 * @param queues names of the queues that count; null for all
 */
export async function daySoFar(
  lake: LakeFolder,
  other: Settings | null,
  queues: readonly string[] | null,
  now = new Date(),
): Promise<DaySoFar | null> {
  // The cache for the page belongs to the lake's own settings, and other settings would overwrite it.
  const { data } = other
    ? await wholePage(lake, dataset, other, 0)
    : await lakePage(lake, dataset, lake.settings, 0);
  const age = ageMinutes(data, now);
  if (data.firstDay === null || age === null) return null;
  const page = openPage(data);
  const chosen =
    queues &&
    page.queues.flatMap(({ name }, at) => (name !== null && queues.includes(name) ? [at] : []));
  const day = newestDay(page);
  if (day === null) return null;
  return {
    page,
    figures: today(page, { day, instances: null, queues: chosen, channels: null }, MEANING),
    day: dayAt(page, day),
    ageMinutes: age,
  };
}

/** Looks for queued contacts, as the page's newest day may only hold disconnects of contacts queued the day before. */
function newestDay({ intervals }: OpenPage): number | null {
  let newest: number | null = null;
  for (let row = 0; row < intervals.length; row++) {
    if (intervals.sums.queued[row]! > 0) newest = Math.max(newest ?? 0, intervals.index.day[row]!);
  }
  return newest;
}

/** `62.3 %` */
export function formatShare(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
