/** A day of UTC, and of any zone but on the days on which its clocks change. */
export const DAY_MILLISECONDS = 86_400_000;
