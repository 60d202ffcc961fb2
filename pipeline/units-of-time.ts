export const HOUR_SECONDS = 3_600;

/** A day of UTC, and of any zone but on the days on which its clocks change. */
export const DAY_SECONDS = 24 * HOUR_SECONDS;
export const DAY_MILLISECONDS = 1000 * DAY_SECONDS;
