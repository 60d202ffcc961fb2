import { setTimeout } from 'node:timers/promises';

/** How long to pause between two looks. Each pause is twice as long as the one before it. */
export interface Pauses {
  readonly firstMilliseconds: number;
  readonly longestMilliseconds: number;
}

/**
 * Looks again and again, with growing pauses, until there is something to see.
 * @param look resolves to null as long as there is nothing; it is called once at least
 * @returns what `look` resolved to; null if `stop` was raised first
 */
export async function poll<T>(
  look: () => Promise<T | null>,
  { firstMilliseconds, longestMilliseconds }: Pauses,
  stop: AbortSignal,
): Promise<T | null> {
  for (let pause = firstMilliseconds; ; pause = Math.min(2 * pause, longestMilliseconds)) {
    const seen = await look();
    if (seen !== null) return seen;
    await setTimeout(pause, null, { signal: stop }).catch(() => {});
    if (stop.aborted) return null;
  }
}
