/** The exit code of what Ctrl-C has ended, as a shell says it. */
export const INTERRUPTED = 130;

/**
 * Runs `work` with a signal that Ctrl-C (or a polite kill) raises, so that it ends at a good place;
 * a second Ctrl-C ends the process at once.
 */
export async function untilInterrupted<T>(work: (stop: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = () => controller.abort();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}
