import { type Pauses, poll } from '../../functions/poll.ts';
import { UserError } from '../../terminal/user-error.ts';

/** How to wait for parts of a deployed stack: for how long at most, and with which pauses. */
export interface Waiting {
  /** Ends the waiting. */
  readonly stop: AbortSignal;
  readonly pauses: Pauses;
}

/** Pauses that suit work of seconds to minutes: by normalise, or by a run of the job. */
export const STACK_PAUSES: Pauses = { firstMilliseconds: 200, longestMilliseconds: 3_000 };

/**
 * Waits until a condition holds.
 * @param what the condition in words, for the error
 * @throws UserError if `stop` is raised first
 */
export async function waitUntil(
  what: string,
  { stop, pauses }: Waiting,
  holds: () => Promise<boolean>,
): Promise<void> {
  if ((await poll(async () => (await holds()) || null, pauses, stop)) === null) {
    throw new UserError(
      `Interrupted while waiting for ${what}: run \`erase\` again to complete it`,
    );
  }
}
