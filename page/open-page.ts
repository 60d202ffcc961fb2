import { addDays } from './days.ts';
import { openTable } from './packed-table.ts';
import { FILTERED, FILTERED_BY_DAY, type PageData } from './page-types.ts';
import { promisedPairs, targetsByPair, withPromised } from './promises.ts';
import * as SUMS from './sum-names.ts';

/** The page's data with its tables opened, ready for `recompute`. */
export function openPage(data: PageData) {
  const targets = targetsByPair(data);
  const channels = data.channels.length;
  const contacts = openTable(data.contacts, FILTERED, SUMS.CONTACTS);
  const intervals = openTable(
    data.intervals,
    [...FILTERED, 'half_hour', 'utc_offset_minutes'] as const,
    SUMS.INTERVALS,
  );
  return {
    ...data,
    promises: promisedPairs(contacts, targets, channels),
    contacts: withPromised(contacts, targets, channels),
    intervals: withPromised(intervals, targets, channels),
    agentWork: openTable(data.agentWork, [...FILTERED, 'agent'] as const, SUMS.AGENTS),
    waits: openTable(data.waits, [...FILTERED, 'outcome', 'wait_seconds'] as const, SUMS.WAITS),
    callbacks: openTable(data.callbacks, FILTERED, SUMS.CALLBACKS),
    repeats: openTable(data.repeats, FILTERED, SUMS.REPEATS),
    spreads: openTable(data.spreads, FILTERED, SUMS.SPREADS),
    occupancy: openTable(data.occupancy, [...FILTERED_BY_DAY, 'agent'] as const, SUMS.OCCUPANCY),
    sentiments: openTable(data.sentiments, [...FILTERED, 'agent'] as const, SUMS.SENTIMENTS),
    evaluations: openTable(
      data.evaluations,
      [...FILTERED_BY_DAY, 'agent', 'form'] as const,
      SUMS.EVALUATIONS,
    ),
    exits: openTable(data.exits, [...FILTERED_BY_DAY, 'block', 'days_before'] as const, SUMS.EXITS),
  };
}

export type OpenPage = ReturnType<typeof openPage>;

/** The day at an index: `2026-11-23`. */
export function dayAt(page: Pick<OpenPage, 'firstDay'>, index: number): string {
  return addDays(page.firstDay ?? '1970-01-01', index);
}

/** How many contacts disconnected on each day of the page. */
export function createdByDay({ contacts, dayCount }: OpenPage): Float64Array {
  const created = new Float64Array(dayCount);
  for (let row = 0; row < contacts.length; row++) {
    created[contacts.index.day[row]!]! += contacts.sums.created[row]!;
  }
  return created;
}
