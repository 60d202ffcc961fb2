/** Days of the calendar as texts, `2026-01-31`, and times of them, whatever the time zone. */

/** Whether the text is a day of the calendar: `2026-02-30` is not. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && dayOf(day) === text;
}

const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?$/;

/** Whether the text is a time of a day of the calendar: `2026-03-02 09:10:00`, without the seconds too, or with parts of one. */
export function isMoment(text: string): boolean {
  return isDay(text.slice(0, 10)) && text[10] === ' ' && TIME_OF_DAY.test(text.slice(11));
}

/** The day `count` months earlier; the last day of a shorter month: 31 March less one is 28 February. */
export function monthsBefore(day: string, count: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const lastOfMonth = new Date(Date.UTC(year, month - count, 0));
  const last = lastOfMonth.getUTCDate();
  return dayOf(new Date(lastOfMonth.setUTCDate(Math.min(date, last))));
}

/** The day that it is at a moment in a time zone. */
export function dayIn(timeZone: string, moment: Date): string {
  // Sweden writes days as ISO 8601 does.
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(moment);
}

/** The moment as a clock of the time zone shows it: `2026-11-23 08:30:00`. */
export function clockIn(timeZone: string, moment: Date): string {
  const format = { timeZone, dateStyle: 'short', timeStyle: 'medium' } as const;
  return new Intl.DateTimeFormat('sv-SE', format).format(moment);
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
