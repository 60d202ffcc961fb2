import type { Finding } from '../lake/doctor.ts';
import type { Found } from './stack-probes.ts';

/** What a check has found, without its name. */
export type Outcome = Omit<Finding, 'check'>;

export const well = (finding: string): Outcome => ({ outcome: 'well', finding });
export const warning = (finding: string): Outcome => ({ outcome: 'warning', finding });
export const fault = (finding: string): Outcome => ({ outcome: 'fault', finding });

/** What could not be looked at is a fault too: it may be anything. */
export function judged<T>(finding: Found<T>, judge: (value: T) => Outcome): Outcome {
  return 'value' in finding ? judge(finding.value) : fault(finding.problem);
}

/** Checks by their names, as findings in the same order. */
export function findingsOf(checks: Readonly<Record<string, Outcome>>): Finding[] {
  return Object.entries(checks).map(([check, outcome]) => ({ check, ...outcome }));
}
