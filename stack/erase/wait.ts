import { setTimeout } from 'node:timers/promises';
import { UserError } from '../../terminal/user-error.ts';

const FIRST_PAUSE_MILLISECONDS = 200;
const LONGEST_PAUSE_MILLISECONDS = 10_000;

/**
 * Asks, ever more slowly, until it is so.
 * @param what is waited for, in words
 * @throws UserError if `stop` is raised before
 */
export async function waitUntil(
  what: string,
  stop: AbortSignal,
  isSo: () => Promise<boolean>,
): Promise<void> {
  if ((await answered(stop, async () => (await isSo()) || null)) === null) {
    throw new UserError(`Interrupted while waiting for ${what}: \`erase\` again completes it`);
  }
}

/**
 * Asks, ever more slowly, until there is an answer.
 * @param ask answers null while there is none
 * @returns null if `stop` is raised before
 */
export async function answered<T>(
  stop: AbortSignal,
  ask: () => Promise<T | null>,
): Promise<T | null> {
  for (
    let pause = FIRST_PAUSE_MILLISECONDS;
    ;
    pause = Math.min(1.5 * pause, LONGEST_PAUSE_MILLISECONDS)
  ) {
    const answer = await ask();
    if (answer !== null) return answer;
    await setTimeout(pause, null, { signal: stop }).catch(() => {});
    if (stop.aborted) return null;
  }
}
