import type { Behind, Counted } from '../behind.ts';
import { WEEKDAYS } from '../days.ts';
import { halfHourLabel } from '../half-hours.ts';
import { has, type ListedContact } from '../listed-contacts.ts';
import { dayAt, type OpenPage } from '../open-page.ts';
import type { RepeatSums } from '../page-types.ts';
import { recompute } from '../recompute.ts';
import { dayRange, inSentence, shownName } from './format.ts';
import { filtersText } from './summary.ts';

/** What became of a contact. */
export function outcomeOf(contact: ListedContact): string {
  if (has(contact, 'is_abandoned')) return 'Abandoned';
  if (has(contact, 'is_transferred_out')) return 'Transferred';
  if (has(contact, 'is_handled')) return has(contact, 'is_queued') ? 'Answered' : 'Handled';
  return has(contact, 'is_queued') ? 'Left the queue' : 'Ended in the flow';
}

/** `CUSTOMER_DISCONNECT` as `Customer disconnect`, because it is easier to read. */
export function plainWord(word: string | null): string | null {
  if (word === null) return null;
  const words = word.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Seconds since 1970 UTC at an offset as `2026-11-15 20:47:10`. */
export function localTime(second: number, offsetMinutes: number | null): string {
  const local = new Date((second + (offsetMinutes ?? 0) * 60) * 1000);
  return local.toISOString().slice(0, 19).replace('T', ' ');
}

/** The moment by which a contact is listed, in local time: its enqueue, or its begin without one. */
export function listedAt(contact: ListedContact): string {
  const { enqueued_second: enqueued } = contact;
  return enqueued === null
    ? localTime(contact.begun_second, contact.begun_offset_minutes)
    : localTime(enqueued, contact.enqueued_offset_minutes);
}

/** What a list of contacts is limited to, in words. */
export function limitsOf(of: Behind, page: OpenPage): string {
  const half =
    of.halfHours && `${halfHourLabel(of.halfHours[0])}–${halfHourLabel(of.halfHours[1] + 1)}`;
  const weekday = of.weekday === null ? null : `${WEEKDAYS[of.weekday - 1]}s`;
  return [
    dayRange(dayAt(page, of.fromDay), dayAt(page, of.toDay)),
    [weekday, half].filter(Boolean).join(' '),
    filtersText(of, page),
    of.agent === null ? null : inSentence(shownName(of.agent)),
  ]
    .filter(Boolean)
    .join('; ');
}

/** The sums that count contacts which have not ended; `recompute` takes those of one instance alone itself. */
const NOT_ENDED_COUNT: Partial<Record<Counted, keyof RepeatSums>> = {
  first_contacts: 'contacts',
  repeated: 'repeated',
  repeated_alone: 'repeated',
  resolved: 'resolved',
  resolved_alone: 'resolved',
  unknown: 'unknown',
  unknown_alone: 'unknown',
};

/** How many of the contacts that a figure counts have not ended: they are in no list. */
export function notEnded(of: Behind, page: OpenPage, found: number): number {
  const name = NOT_ENDED_COUNT[of.counted];
  return name === undefined ? 0 : recompute(page, of).repeats[name] - found;
}
