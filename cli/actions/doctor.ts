import { jsonOf } from '../../terminal/control-characters.ts';
import type { Finding } from '../../terminal/finding.ts';
import { UsageError } from '../../terminal/user-error.ts';
import { printFacts } from '../shared/print.ts';

export interface DoctorOptions {
  lake: string;
  stack?: string;
  json?: boolean;
  beforeLaunch?: boolean;
  parameters?: string[];
  template: string;
  walk?: boolean;
  patience: number;
}

const MARKS = { well: '✓', warning: '!', fault: '✗' };

/** Prints what the checks have found; a fault makes the exit code 1. */
export async function showFindings(options: DoctorOptions): Promise<void> {
  const findings = await findingsFor(options);
  if (options.json) process.stdout.write(`${jsonOf(findings)}\n`);
  else await printFacts(findings.map((f) => [`${MARKS[f.outcome]} ${f.check}`, f.finding]));
  if (findings.some(({ outcome }) => outcome === 'fault')) process.exitCode = 1;
}

async function findingsFor(options: DoctorOptions): Promise<Finding[]> {
  const { beforeLaunch, lake, parameters = [], stack, template } = options;
  if (options.walk && stack === undefined)
    throw new UsageError('Found --walk without --stack NAME');
  if (stack === undefined && !beforeLaunch) {
    const { examineLake } = await import('./doctor-lake.ts');
    return examineLake(lake);
  }
  const { examineAccount, examineStack } = await import('./doctor-aws.ts');
  if (beforeLaunch) return examineAccount({ template, parameters, stack: stack ?? null });
  return examineStack(stack!, options.walk ? { patienceSeconds: 60 * options.patience } : null);
}
