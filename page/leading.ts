import type { OpenPage } from './open-page.ts';
import { groupSums, type Selection, selectedRows } from './sums.ts';

const NAMES = ['created', 'queued', 'handle_contacts', 'promised_queued'] as const;
type Name = (typeof NAMES)[number];

/**
 * The selected channels with contacts, the leading one first: most contacts with a target, else most contacts.
 * @param counted the sum without which a channel is left out
 */
export function channelsIn(
  page: OpenPage,
  selection: Selection,
  counted: Name = 'created',
): number[] {
  const { contacts } = page;
  const rows = selectedRows(contacts, page, selection);
  const sums = groupSums(contacts, rows, (row) => contacts.index.channel[row]!, NAMES);
  return [...sums]
    .filter(([, of]) => of[counted] > 0)
    .sort(
      ([, one], [, other]) =>
        other.promised_queued - one.promised_queued || other.created - one.created,
    )
    .map(([channel]) => channel);
}
