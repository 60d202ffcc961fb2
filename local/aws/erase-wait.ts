import { setTimeout } from 'node:timers/promises';
import { UserError } from '../user-error.ts';

const FIRST_PAUSE_MILLISECONDS = 200;
const LONGEST_PAUSE_MILLISECONDS = 10_000;

/**
 * Asks, ever more slowly, until it is so.
 * @param what is waited for, in words
 * @throws UserError if `stop` is raised before
 */
export async function patiently(
  what: string,
  stop: AbortSignal,
  isSo: () => Promise<boolean>,
): Promise<void> {
  for (
    let pause = FIRST_PAUSE_MILLISECONDS;
    !(await isSo());
    pause = Math.min(1.5 * pause, LONGEST_PAUSE_MILLISECONDS)
  ) {
    await setTimeout(pause, null, { signal: stop }).catch(() => {});
    if (stop.aborted) {
      throw new UserError(`Interrupted while waiting for ${what}: \`erase\` again completes it`);
    }
  }
}
