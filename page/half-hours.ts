/** The half-hours of a day, 0 (00:00) to 47 (23:30). */
export const HALF_HOURS = 48;

/** Half-hour 19 as `09:30`; 48, the end of the day, as `24:00`. */
export function halfHourLabel(halfHour: number): string {
  return `${String(Math.floor(halfHour / 2)).padStart(2, '0')}:${halfHour % 2 ? '30' : '00'}`;
}
