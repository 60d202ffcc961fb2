import type { OpenPage } from './open-page.ts';
import { groupSums, type Selection, selectedRows } from './sums.ts';

const NAMES = ['created', 'promised_queued'] as const;

/** The selected channels with contacts, the leading one first: most contacts with a target, else most contacts. */
export function channelsIn(page: OpenPage, selection: Selection): number[] {
  const { contacts } = page;
  const rows = selectedRows(contacts, page, selection);
  const sums = groupSums(contacts, rows, (row) => contacts.index.channel[row]!, NAMES);
  return [...sums]
    .sort(
      ([, one], [, other]) =>
        other.promised_queued - one.promised_queued || other.created - one.created,
    )
    .map(([channel]) => channel);
}
