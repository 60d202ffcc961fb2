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
  const timer = setTimeout(() => patience.abort(), seconds * 1000);
  try {
    return await work(AbortSignal.any([stop, patience.signal]));
  } finally {
    clearTimeout(timer);
  }
}
