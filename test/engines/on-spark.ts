import { whyNoJava } from './java-libraries.ts';
import { describeOnEngines } from './on-engines.ts';
import { whyNoPython } from './python.ts';

/** A suite that stands on Spark and the emulator, for which it takes Java and Python. */
export function describeOnSpark(name: string, suite: () => void): void {
  describeOnEngines(name, [whyNoPython(), whyNoJava()], suite);
}
