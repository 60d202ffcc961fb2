/** Sums of the contacts that entered a queue and whose wait is known. */
export interface Waits {
  /** The waits of all contacts that have one, answered or not. */
  readonly waitSecondsSum: number;
  /** How many of them gave up. */
  readonly abandoned: number;
}

/**
 * Mean patience by maximum likelihood, if patience is exponential: an answered customer's wait is a
 * patience that was not yet at its end (censored), so that all waits count, and only abandons divide.
 * @returns seconds; null if nobody gave up after a wait, which says nothing of how long people would wait
 */
export function meanPatienceSeconds({ waitSecondsSum, abandoned }: Waits): number | null {
  return abandoned > 0 && waitSecondsSum > 0 ? waitSecondsSum / abandoned : null;
}
