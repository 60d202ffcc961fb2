import { daysBetween } from './days.ts';

/** The most days on a page. It has a place for each day, also for days without contacts. */
const MOST_DAYS = 3_660;

export interface Days {
  /** `2026-11-23` */
  readonly first: string;
  readonly last: string;
}

/**
 * The span of ten years at most that holds the most rows; of several such, the latest. A row that is
 * centuries away from the rest has a wrong date, and would make the page a million days wide.
 * @param days `2026-11-23`, one for each row, in any order
 * @returns null if there are none
 */
export function daysTogether(days: readonly string[]): Days | null {
  const ordered = [...days].sort();
  let from = 0;
  let best = { from: 0, to: -1 };
  for (const [to, day] of ordered.entries()) {
    while (daysBetween(ordered[from]!, day) >= MOST_DAYS) from++;
    if (to - from >= best.to - best.from) best = { from, to };
  }
  return best.to < 0 ? null : { first: ordered[best.from]!, last: ordered[best.to]! };
}
