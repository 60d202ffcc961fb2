/** What a check of `doctor` has found. */
export interface Finding {
  check: string;
  /** A warning is something to know; a fault is something to mend. */
  outcome: 'well' | 'warning' | 'fault';
  /** What was found, and what to do about it. */
  finding: string;
}

/** What a check has found, without its name. */
export type Outcome = Omit<Finding, 'check'>;

export const well = (finding: string): Outcome => ({ outcome: 'well', finding });
export const warning = (finding: string): Outcome => ({ outcome: 'warning', finding });
export const fault = (finding: string): Outcome => ({ outcome: 'fault', finding });

/** Checks by their names, as findings in the same order. */
export function findingsOf(checks: Readonly<Record<string, Outcome>>): Finding[] {
  return Object.entries(checks).map(([check, outcome]) => ({ check, ...outcome }));
}
