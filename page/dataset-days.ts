/** Since when, and until when, a dataset has its records. */
import type { Dataset } from '../pipeline/dataset.ts';
import { daysBetween } from './days.ts';
import type { DatasetDays } from './page-types.ts';

/** A local day on which a dataset has a record. */
export interface DayOfRecords {
  /** `2026-11-23` */
  readonly day: string;
  /** Local time of the day's first record, `2026-11-23 14:05:09`; null if only its day is known. */
  readonly firstLocal: string | null;
}

/** A local day on which there are contacts. */
export interface DayOfContacts {
  readonly day: string;
  /** The half-hour in which the first of them entered a queue, 0 to 47; null if none did. */
  readonly firstHalfHour: number | null;
}

/** How many days with contacts may pass without a record: a quiet weekend, and a month. More is a gap. */
const QUIET_DAYS = { continual: 2, other: 30 };

/**
 * The newest days in which a dataset has its records without a gap. A record with a wrong date, years before or after
 * the contacts, is by itself, and so are the records of a trial weeks before.
 * @param days in their order
 * @param contacts in their order
 * @returns null without days
 */
export function stretchOf(
  { isContinual = false }: Pick<Dataset, 'isContinual'>,
  days: readonly DayOfRecords[],
  contacts: readonly DayOfContacts[],
): DatasetDays | null {
  const quiet = QUIET_DAYS[isContinual ? 'continual' : 'other'];
  const stretches: DayOfRecords[][] = [];
  for (const one of days) {
    const last = stretches.at(-1)?.at(-1);
    if (last && daysWithout(last.day, one.day, contacts, quiet) <= quiet)
      stretches.at(-1)!.push(one);
    else stretches.push([one]);
  }
  const newest = contacts.at(-1)?.day;
  const isKnown = ([first]: DayOfRecords[]) => !newest || daysBetween(newest, first!.day) <= 1;
  const stretch = stretches.findLast(isKnown) ?? stretches.at(-1);
  if (stretch === undefined) return null;
  const first = stretch[0]!;
  return {
    first: first.day,
    last: stretch.at(-1)!.day,
    firstLocal: isContinual && beginsLate(first, contacts) ? first.firstLocal : null,
  };
}

/** Days between two on which there may be records: those with contacts, and those before and after all contacts. */
function daysWithout(
  from: string,
  to: string,
  contacts: readonly DayOfContacts[],
  enough: number,
): number {
  const between = daysBetween(from, to) - 1;
  const [oldest, newest] = [contacts[0]?.day, contacts.at(-1)?.day];
  if (between <= enough || oldest === undefined || newest === undefined) return between;
  const before = daysBetween(from, oldest < to ? oldest : to) - 1;
  const after = daysBetween(newest > from ? newest : from, to) - 1;
  const within = contacts.filter(({ day }) => from < day && day < to).length;
  return Math.max(0, before) + within + Math.max(0, after);
}

/** Whether contacts entered a queue in a half-hour of the day before that of its first record. */
function beginsLate(
  { day, firstLocal }: DayOfRecords,
  contacts: readonly DayOfContacts[],
): boolean {
  const firstHalfHour = contacts.find((one) => one.day === day)?.firstHalfHour ?? null;
  if (firstLocal === null || firstHalfHour === null) return false;
  const [hours, minutes] = firstLocal.slice(11, 16).split(':').map(Number);
  return firstHalfHour < Math.floor((hours! * 60 + minutes!) / 30);
}
