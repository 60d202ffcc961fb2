import { daysBetween } from './days.ts';

/** So many days at most: the page works with each of them, those without contacts included. */
const MOST_DAYS = 3_660;

export interface Days {
  /** `2026-11-23` */
  readonly first: string;
  readonly last: string;
}

/**
 * The days that belong together, ten years at most: of all spans of that length the one with the
 * most figures, the latest of several such. What is dated centuries away from the rest has a wrong
 * date, and would make the page a million days wide.
 * @param days `2026-11-23`, one a figure, in any order
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
