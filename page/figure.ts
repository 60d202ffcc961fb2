/**
 * Why a figure is missing, told apart as far as the sums tell it. The sentences stand in
 * `browser/wording.ts`, so that what is shown and why it is not cannot drift apart.
 */
export const REASONS = [
  'no_contact',
  'none_queued',
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

/** A quotient. No rate is not a rate of 0, so where nothing is to be divided by, it tells why. */
export function quotient(numerator: number, denominator: number, why: () => Reason): Figure {
  return denominator > 0 ? known(numerator / denominator) : missing(why());
}

/** A value that may not be there, such as the longest of some waits. */
export function figureOf(value: number | null, why: () => Reason): Figure {
  return value === null ? missing(why()) : known(value);
}

export function known(value: number): Known {
  return { value };
}

export function missing(reason: Reason): Missing {
  return { value: null, reason };
}
