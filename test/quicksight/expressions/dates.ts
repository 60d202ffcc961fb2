/** Calculations with moments in UTC, as the pages of QuickSight's date functions describe them. */
import { EvaluationError } from './evaluation-error.ts';
import { UNITS, type Unit } from './functions.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

/** The units whose length is always the same, in milliseconds. */
const LENGTHS: Partial<Record<Unit, number>> = {
  WK: WEEK,
  DD: DAY,
  HH: HOUR,
  MI: MINUTE,
  SS: SECOND,
  MS: 1,
};
const MONTHS: Partial<Record<Unit, number>> = { YYYY: 12, Q: 3, MM: 1 };

/** 1970-01-04, a Sunday: weeks begin on Sunday ("truncDate"). */
const FIRST_SUNDAY = 3 * DAY;

/** @throws EvaluationError for a text that is no unit */
export function asUnit(text: string): Unit {
  const unit = UNITS.find((one) => one === text.toUpperCase());
  if (unit === undefined)
    throw new EvaluationError(`found the unit '${text}', expected one of ${UNITS.join(', ')}`);
  return unit;
}

/** The beginning of the unit in which a moment lies. */
export function truncDate(unit: Unit, date: Date): Date {
  const months = MONTHS[unit];
  if (months !== undefined) return startOfMonth(Math.floor(monthNumber(date) / months) * months);
  const origin = unit === 'WK' ? FIRST_SUNDAY : 0;
  const length = LENGTHS[unit]!;
  return new Date(Math.floor((date.getTime() - origin) / length) * length + origin);
}

/** How many beginnings of the unit lie between two moments: what is smaller than the unit is cut off first. */
export function dateDiff(from: Date, to: Date, unit: Unit): number {
  const months = MONTHS[unit];
  const [start, end] = [truncDate(unit, from), truncDate(unit, to)];
  if (months !== undefined) return (monthNumber(end) - monthNumber(start)) / months;
  return (end.getTime() - start.getTime()) / LENGTHS[unit]!;
}

/** A moment that lies `amount` units later. The last days of a month stay within the month. */
export function addDateTime(amount: number, unit: Unit, date: Date): Date {
  const months = MONTHS[unit];
  if (months === undefined) return new Date(date.getTime() + amount * LENGTHS[unit]!);
  const month = monthNumber(date) + amount * months;
  const start = startOfMonth(month).getTime();
  const daysInMonth = (startOfMonth(month + 1).getTime() - start) / DAY;
  const timeOfDay = date.getTime() - truncDate('DD', date).getTime();
  return new Date(start + (Math.min(date.getUTCDate(), daysInMonth) - 1) * DAY + timeOfDay);
}

/** A part of a moment; the day of the week counts from Sunday, which is 1. */
export function extract(unit: string, date: Date): number {
  switch (unit.toUpperCase()) {
    case 'YYYY':
      return date.getUTCFullYear();
    case 'Q':
      return Math.floor(date.getUTCMonth() / 3) + 1;
    case 'MM':
      return date.getUTCMonth() + 1;
    case 'DD':
      return date.getUTCDate();
    case 'WD':
      return date.getUTCDay() + 1;
    case 'HH':
      return date.getUTCHours();
    case 'MI':
      return date.getUTCMinutes();
    case 'SS':
      return date.getUTCSeconds();
    case 'MS':
      return date.getUTCMilliseconds();
    default:
      throw new EvaluationError(`the evaluator does not know how to extract '${unit}'`);
  }
}

/** The letters of a date's pattern, each as often as it is repeated. */
const PATTERNS: Readonly<Record<string, (date: Date) => string>> = {
  yyyy: (date) => String(date.getUTCFullYear()),
  MM: (date) => padded(date.getUTCMonth() + 1),
  MMM: named({ month: 'short' }),
  MMMM: named({ month: 'long' }),
  dd: (date) => padded(date.getUTCDate()),
  d: (date) => String(date.getUTCDate()),
  EEE: named({ weekday: 'short' }),
  EEEE: named({ weekday: 'long' }),
  HH: (date) => padded(date.getUTCHours()),
  mm: (date) => padded(date.getUTCMinutes()),
  ss: (date) => padded(date.getUTCSeconds()),
};

/** @throws EvaluationError for a letter of the pattern that the evaluator does not know */
export function formatDate(date: Date, pattern: string): string {
  return pattern.replace(/([A-Za-z])\1*/g, (letters) => {
    const format = PATTERNS[letters];
    if (format === undefined)
      throw new EvaluationError(`the evaluator does not know '${letters}' in '${pattern}'`);
    return format(date);
  });
}

function named(part: Intl.DateTimeFormatOptions): (date: Date) => string {
  const format = new Intl.DateTimeFormat('en-GB', { ...part, timeZone: 'UTC' });
  return (date) => format.format(date);
}

function padded(number: number): string {
  return String(number).padStart(2, '0');
}

function monthNumber(date: Date): number {
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

function startOfMonth(month: number): Date {
  return new Date(Date.UTC(Math.floor(month / 12), month % 12));
}
