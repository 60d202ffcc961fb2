import { describe, it } from 'vitest';
import './patience.ts';
import { whyNoPython } from './python.ts';

/**
 * A suite that stands on the emulator. Without Python it is skipped, and says so in one line; with
 * CI set that is a failure.
 */
export function describeOnMiniStack(name: string, suite: () => void): void {
  const reason = whyNoPython();
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
