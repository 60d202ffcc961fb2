import { addDays } from './days.ts';
import { openTable } from './packed-table.ts';
import {
  AGENT_SUMS,
  CALLBACK_SUMS,
  CONTACT_SUMS,
  FILTERED,
  INTERVAL_SUMS,
  type PageData,
  REPEAT_SUMS,
  WAIT_SUMS,
} from './page-types.ts';

/** The page's data with its tables opened, ready for `recompute`. */
export function openPage(data: PageData) {
  return {
    ...data,
    contacts: openTable(data.contacts, FILTERED, CONTACT_SUMS),
    intervals: openTable(
      data.intervals,
      [...FILTERED, 'half_hour', 'utc_offset_minutes'] as const,
      INTERVAL_SUMS,
    ),
    agentWork: openTable(data.agentWork, [...FILTERED, 'agent'] as const, AGENT_SUMS),
    waits: openTable(data.waits, [...FILTERED, 'outcome', 'wait_seconds'] as const, WAIT_SUMS),
    callbacks: openTable(data.callbacks, FILTERED, CALLBACK_SUMS),
    repeats: openTable(data.repeats, FILTERED, REPEAT_SUMS),
  };
}

export type OpenPage = ReturnType<typeof openPage>;

/** The day at an index: `2026-11-23`. */
export function dayAt(page: Pick<OpenPage, 'firstDay'>, index: number): string {
  return addDays(page.firstDay ?? '1970-01-01', index);
}
