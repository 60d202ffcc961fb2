/** A timer of more fires at once (Node.js, `setTimeout`): 24 days. */
const LONGEST_TIMER_MILLISECONDS = 2 ** 31 - 1;

/**
 * Does work under a signal that is raised after so many seconds, or with `stop`.
 *
 * `AbortSignal.any([stop, AbortSignal.timeout(…)])` would do the same in one line, but nothing holds the signal of the
 * timeout then: once the garbage collector has taken it, it is never raised, and whoever waits, waits for ever (seen with
 * Node.js 20).
 */
export async function withinSeconds<T>(
  seconds: number,
  stop: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const patience = new AbortController();
  const timer = setTimeout(
    () => patience.abort(),
    Math.min(seconds * 1000, LONGEST_TIMER_MILLISECONDS),
  );
  try {
    return await work(AbortSignal.any([stop, patience.signal]));
  } finally {
    clearTimeout(timer);
  }
}
