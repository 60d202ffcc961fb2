import { recordObjects } from './records.ts';

const DAY_MS = 86_400_000;
/** The days that the shortest simulation has. */
const PERIOD_DAYS = 14;
const TIMES = /\b\d{4}-\d\d-\d\d(?=T\d\d:)/g;
const CONTACT_IDS = /("\w*Contact(?:Association)?Id":")[0-9a-f]{4}/g;
const INITIATION = /"InitiationTimestamp":"(\d{4}-\d\d-\d\d)/;

/** A day's records, as text. */
export interface DayOfRecords {
  readonly day: string;
  readonly records: readonly string[];
}

/**
 * The records of the given number of days, the latest first: two simulated weeks, repeated in the weeks before with
 * other contact ids.
 */
export function* manyDays(days: number, contactsPerDay: number): Generator<DayOfRecords> {
  const weeks = byDay(contactsPerDay * PERIOD_DAYS);
  for (let index = 0; index < days; index++) {
    const { day, records } = weeks[index % weeks.length]!;
    const copy = Math.floor(index / weeks.length);
    const earlierDays = copy * weeks.length;
    yield {
      day: earlier(day, earlierDays),
      records: records.map((record) => asOthers(earlierBy(record, earlierDays), copy)),
    };
  }
}

/** The record as another contact's: the first four digits of its contact ids are replaced. */
export function asOthers(record: string, copy: number): string {
  const digits = copy.toString(16).padStart(4, '0');
  return record.replace(CONTACT_IDS, `$1${digits}`);
}

/** The simulated records by the day of their contact's initiation, the latest day first. */
function byDay(contacts: number): DayOfRecords[] {
  const days = new Map<string, string[]>();
  for (const { records } of recordObjects(contacts)) {
    for (const record of records.map(String)) {
      const day = INITIATION.exec(record)![1]!;
      days.set(day, [...(days.get(day) ?? []), record]);
    }
  }
  return [...days]
    .map(([day, records]) => ({ day, records }))
    .sort((a, b) => (a.day < b.day ? 1 : -1))
    .slice(0, PERIOD_DAYS);
}

function earlierBy(record: string, days: number): string {
  return days === 0 ? record : record.replace(TIMES, (day) => earlier(day, days));
}

function earlier(day: string, days: number): string {
  return new Date(Date.parse(day) - days * DAY_MS).toISOString().slice(0, 10);
}
