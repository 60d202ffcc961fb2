/**
 * The reasons for a missing value that the sums can show. `browser/wording.ts` has a sentence for each, so that a
 * figure and its explanation cannot disagree.
 */
export const REASONS = [
  'no_contact',
  'none_queued',
  'nothing_promised',
  'none_answered',
  'none_abandoned',
  'none_handled',
  'all_left_otherwise',
  'only_short_abandons',
  'only_quick_abandons',
  'waits_unknown',
  'answer_waits_unknown',
  'abandon_waits_unknown',
  'outcome_waits_unknown',
  'late_abandons_unknown',
  'late_waits_unknown',
  'handle_times_unknown',
  'none_in_this_queue',
  'no_such_weekday',
  'no_callback',
  'no_known_customer',
  'windows_open',
  'no_period_before',
  'day_not_over',
] as const;
export type Reason = (typeof REASONS)[number];

/** A figure of the page: a value, or the reason why there is none. */
export type Figure = Known | Missing;

interface Known {
  readonly value: number;
}

interface Missing {
  readonly value: null;
  readonly reason: Reason;
}

/** A quotient. If the denominator is 0 there is no rate, which is not a rate of 0, but a reason. */
export function quotient(numerator: number, denominator: number, why: () => Reason): Figure {
  return denominator > 0 ? known(numerator / denominator) : missing(why());
}

/** A value, or the reason why there is none, such as for the longest of no waits. */
export function figureOf(value: number | null, why: () => Reason): Figure {
  return value === null ? missing(why()) : known(value);
}

export function known(value: number): Known {
  return { value };
}

export function missing(reason: Reason): Missing {
  return { value: null, reason };
}
