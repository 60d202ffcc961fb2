import type { Behind, Counted } from '../contacts-behind.ts';
import { WEEKDAYS } from '../days.ts';
import { halfHourLabel } from '../half-hours.ts';
import { has, type ListedContact } from '../listed-contacts.ts';
import { createdByDay, dayAt, type OpenPage } from '../open-page.ts';
import type { Block, RepeatSums } from '../page-types.ts';
import { recompute } from '../recompute.ts';
import { count, dayLabel, dayRange, inSentence, shownName } from './format.ts';
import { filtersText } from './summary.ts';

/** How a contact ended, in words. */
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
export function timeAtOffset(second: number, offsetMinutes: number | null): string {
  const local = new Date((second + (offsetMinutes ?? 0) * 60) * 1000);
  return local.toISOString().slice(0, 19).replace('T', ' ');
}

/** The moment by which a contact is listed, in local time: its enqueue, or its start without one. */
export function listedAt(contact: ListedContact): string {
  const { enqueued_second: enqueued } = contact;
  return enqueued === null
    ? timeAtOffset(contact.begun_second, contact.begun_offset_minutes)
    : timeAtOffset(enqueued, contact.enqueued_offset_minutes);
}

/** The limits of a list of contacts, in words. */
export function limitsOf(of: Behind, page: OpenPage): string {
  const half =
    of.halfHours && `${halfHourLabel(of.halfHours[0])}–${halfHourLabel(of.halfHours[1] + 1)}`;
  const weekday = of.weekday === null ? null : `${WEEKDAYS[of.weekday - 1]}s`;
  return [
    dayRange(dayAt(page, of.fromDay), dayAt(page, of.toDay)),
    [weekday, half].filter(Boolean).join(' '),
    filtersText(of, page),
    of.agent === null ? null : inSentence(shownName(of.agent)),
    of.block === null ? null : blockText(page.blocks[of.block]!),
  ]
    .filter(Boolean)
    .join('; ');
}

/** `menu of Main voice flow` */
function blockText({ flow, type, name }: Block): string {
  const block = shownName(name ?? type ?? 'block without a name');
  return `${inSentence(block)} of ${inSentence(shownName(flow))}`;
}

/**
 * The sums that include contacts still in progress. The `_alone` sums have the same names here, because `recompute`
 * puts them in their place when one instance is selected.
 */
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
function notEnded(of: Behind, page: OpenPage, found: number): number {
  const name = NOT_ENDED_COUNT[of.counted];
  return name === undefined ? 0 : recompute(page, of).repeats[name] - found;
}

/** Whether the page has contacts of the days of the figure. */
export function isListed({ toDay }: Behind, page: OpenPage): boolean {
  return page.listed !== null && toDay >= page.listed.fromDay;
}

/** Says which contacts of the figure the list lacks, and why; empty if it lacks none. */
export function noteOn(of: Behind, page: OpenPage, found: number): string {
  if (page.listed === null) {
    return 'This page was written without contacts. `dashboard --contacts 7` puts those of seven days in.';
  }
  const { fromDay } = page.listed;
  if (of.toDay < fromDay)
    return `None: the page holds the contacts from ${dayLabel(dayAt(page, fromDay), 'year')} on.`;
  if (of.fromDay < fromDay) {
    return `Only those from ${dayLabel(dayAt(page, fromDay), 'year')} on: the page holds no older contacts.`;
  }
  const open = notEnded(of, page, found);
  return open > 0 ? `${count(open)} more not ended, so not listed.` : '';
}

/** How many contacts disconnected on the days of the figure. */
export function contactsIn({ fromDay, toDay }: Behind, page: OpenPage): number {
  return createdByDay(page)
    .slice(fromDay, toDay + 1)
    .reduce((sum, created) => sum + created, 0);
}
