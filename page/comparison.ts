import type { Selection } from './sums.ts';

/** What a period is compared with. */
export const COMPARISONS = ['before', 'weekdays', 'year', 'none'] as const;
export type Comparison = (typeof COMPARISONS)[number];

const WEEK = 7;
/** Whole weeks, so that a Monday is compared with a Monday. */
const YEAR = 52 * WEEK;

/** A day is compared with the same weekday; longer periods with the days right before. */
export function usualComparison({ fromDay, toDay }: Selection): Comparison {
  return fromDay === toDay ? 'weekdays' : 'before';
}

/** The same number of days earlier; null without a comparison, or if the data does not reach back so far. */
export function comparedWith(selection: Selection, comparison: Comparison): Selection | null {
  const days = selection.toDay - selection.fromDay + 1;
  const back = {
    before: days,
    weekdays: Math.ceil(days / WEEK) * WEEK,
    year: Math.ceil(days / YEAR) * YEAR,
    none: Number.POSITIVE_INFINITY,
  }[comparison];
  const fromDay = selection.fromDay - back;
  return fromDay < 0 ? null : { ...selection, fromDay, toDay: selection.toDay - back };
}
