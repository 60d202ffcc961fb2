import { spawnSync } from 'node:child_process';
import { whyNoJava } from './java-libraries.ts';
import { describeOnEngines } from './on-engines.ts';
import { whyNoPython } from './python.ts';

/** A suite that stands on Trino over the emulator's S3, for which it takes Java and Python. */
export function describeOnTrino(name: string, suite: () => void): void {
  describeOnEngines(name, [whyNoPython(), whyNoJava() ?? whyNoCompiler()], suite);
}

/** Trino is launched from source. */
function whyNoCompiler(): string | null {
  const { stdout } = spawnSync('java', ['--list-modules'], { encoding: 'utf8' });
  return stdout.includes('jdk.compiler') ? null : 'java is here without its compiler';
}
