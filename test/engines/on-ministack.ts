import { describeOnEngines } from './on-engines.ts';
import { whyNoPython } from './python.ts';

/** A suite that stands on the emulator, for which it takes Python. */
export function describeOnMiniStack(name: string, suite: () => void): void {
  describeOnEngines(name, [whyNoPython()], suite);
}
