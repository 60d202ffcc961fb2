import { describe, it } from 'vitest';

/**
 * A suite that stands on engines. Where one cannot run the suite is skipped, and says so in one
 * line; with CI set that is a failure.
 * @param reasons why an engine cannot run here, null for one that can
 */
export function describeOnEngines(
  name: string,
  reasons: readonly (string | null)[],
  suite: () => void,
): void {
  const reason = reasons.find((reason) => reason !== null) ?? null;
  if (reason === null) {
    describe(name, suite);
  } else if (process.env.CI) {
    it(name, () => {
      throw new Error(`CI must have every engine: ${reason}`);
    });
  } else {
    console.warn(`Skipped: ${name}, because ${reason}.`);
    describe.skip(name, suite);
  }
}
