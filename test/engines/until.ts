import { setTimeout } from 'node:timers/promises';

const LONGEST_PAUSE_MILLISECONDS = 1_000;

/**
 * Asks again and again, ever more slowly, until the answer is neither null nor undefined.
 * @param what is waited for, in words for the error
 * @throws Error at the timeout, with the last error that was met
 */
export async function until<T>(
  what: string,
  timeoutMilliseconds: number,
  ask: () => Promise<T | null | undefined>,
): Promise<T> {
  const deadline = Date.now() + timeoutMilliseconds;
  let cause: unknown;
  for (let pause = 25; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MILLISECONDS)) {
    try {
      const answer = await ask();
      if (answer !== null && answer !== undefined) return answer;
    } catch (error) {
      cause = error;
    }
    if (Date.now() > deadline)
      throw new Error(`In ${timeoutMilliseconds} ms there was not: ${what}`, { cause });
    await setTimeout(pause);
  }
}
