import { vi } from 'vitest';
import { whyNoJava } from './java-libraries.ts';
import { describeOnEngines } from './on-engines.ts';
import { whyNoPython } from './python.ts';

/** A run takes seconds on a quiet machine; on one with as many suites as cores, ten times as long. */
const TIMEOUT_MILLISECONDS = 600_000;

/** A suite that stands on Spark and the emulator, for which it takes Java and Python. */
export function describeOnSpark(name: string, suite: () => void): void {
  vi.setConfig({ testTimeout: TIMEOUT_MILLISECONDS, hookTimeout: TIMEOUT_MILLISECONDS });
  describeOnEngines(name, [whyNoPython(), whyNoJava()], suite);
}
