/** Times are whole seconds since 1970-01-01T00:00:00Z; days are whole days since 1970-01-01. */

export const MINUTE_SECONDS = 60;
export const HALF_HOUR_SECONDS = 1_800;
export const HOUR_SECONDS = 3_600;
export const DAY_SECONDS = 86_400;

export type TimeZone = 'UTC' | 'Europe/London';

/** The zone the simulated centre works in. */
export const CENTRE_TIME_ZONE: TimeZone = 'Europe/London';

const TWO_DIGITS = Array.from({ length: 100 }, (_, value) => String(value).padStart(2, '0'));
const MINUTE_TEXT = Array.from(
  { length: 1_440 },
  (_, minute) => `${TWO_DIGITS[Math.floor(minute / 60)]}:${TWO_DIGITS[minute % 60]}:`,
);
const dayTexts = new Map<number, string>();

/** 20743 → '2026-10-17'. */
export function dayText(day: number): string {
  let text = dayTexts.get(day);
  if (text === undefined) {
    text = new Date(day * DAY_SECONDS * 1_000).toISOString().slice(0, 10);
    dayTexts.set(day, text);
  }
  return text;
}

/** '2026-10-17' → 20743. */
export function dayNumber(text: string): number {
  return Date.parse(`${text}T00:00:00Z`) / 1_000 / DAY_SECONDS;
}

/** 'hh:mm:ss' of a time. */
export function timeOfDayText(seconds: number): string {
  const secondOfDay = seconds - Math.floor(seconds / DAY_SECONDS) * DAY_SECONDS;
  return MINUTE_TEXT[Math.floor(secondOfDay / 60)]! + TWO_DIGITS[secondOfDay % 60]!;
}

/** A time as records spell it: '2026-10-17T09:30:00Z'. */
export function isoTimestamp(seconds: number): string {
  return `${dayText(Math.floor(seconds / DAY_SECONDS))}T${timeOfDayText(seconds)}Z`;
}

/** A time as the answer sheet spells it: '2026-10-17 09:30:00'. */
export function sqlTimestamp(seconds: number): string {
  return `${dayText(Math.floor(seconds / DAY_SECONDS))} ${timeOfDayText(seconds)}`;
}

interface Summer {
  readonly start: number;
  readonly end: number;
}
const summers = new Map<number, Summer>();
let knownFrom = 0;
let knownTo = 0;
let knownOffset = 0;

/** The seconds by which clocks in a zone are ahead of UTC. */
function offsetSeconds(zone: TimeZone, seconds: number): number {
  if (zone === 'UTC') return 0;
  if (seconds < knownFrom || seconds >= knownTo) findLondonOffset(seconds);
  return knownOffset;
}

/** The local wall clock, as if it were a time in UTC. */
export function wallClock(zone: TimeZone, seconds: number): number {
  return seconds + offsetSeconds(zone, seconds);
}

/** The local date. */
export function localDay(zone: TimeZone, seconds: number): number {
  return Math.floor(wallClock(zone, seconds) / DAY_SECONDS);
}

/** ISO weekday of a day: 1 = Monday … 7 = Sunday. */
export function isoWeekday(day: number): number {
  return ((day + 3) % 7) + 1;
}

/** The moment at which a zone's wall clock shows a time of a day (the later one where it occurs twice). */
export function momentOf(zone: TimeZone, day: number, secondOfDay: number): number {
  const asUtc = day * DAY_SECONDS + secondOfDay;
  return asUtc - offsetSeconds(zone, asUtc);
}

function findLondonOffset(seconds: number): void {
  const year = new Date(seconds * 1_000).getUTCFullYear();
  const summer = summerOf(year);
  if (seconds < summer.start) setKnown(summerOf(year - 1).end, summer.start, 0);
  else if (seconds < summer.end) setKnown(summer.start, summer.end, HOUR_SECONDS);
  else setKnown(summer.end, summerOf(year + 1).start, 0);
}

function setKnown(from: number, to: number, offset: number): void {
  knownFrom = from;
  knownTo = to;
  knownOffset = offset;
}

/** British Summer Time: from 01:00 UTC of March's last Sunday to 01:00 UTC of October's. */
function summerOf(year: number): Summer {
  let summer = summers.get(year);
  if (summer === undefined) {
    summer = { start: lastSundayAtOne(year, 2), end: lastSundayAtOne(year, 9) };
    summers.set(year, summer);
  }
  return summer;
}

function lastSundayAtOne(year: number, month: number): number {
  const lastDay = Date.UTC(year, month + 1, 0, 1) / 1_000;
  const weekday = isoWeekday(Math.floor(lastDay / DAY_SECONDS));
  return lastDay - (weekday % 7) * DAY_SECONDS;
}
