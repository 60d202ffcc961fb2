/** The result of one of the checks of `doctor`. */
export interface Finding {
  check: string;
  /** A warning needs no action; a fault must be repaired. */
  outcome: 'well' | 'warning' | 'fault';
  /** The state that was found, and what to do about it. */
  finding: string;
}

/** A check's result without the check's name. */
export type CheckResult = Omit<Finding, 'check'>;

export const well = (finding: string): CheckResult => ({ outcome: 'well', finding });
export const warning = (finding: string): CheckResult => ({ outcome: 'warning', finding });
export const fault = (finding: string): CheckResult => ({ outcome: 'fault', finding });

/** Turns results by their checks' names into findings in the same order. */
export function findingsOf(checks: Readonly<Record<string, CheckResult>>): Finding[] {
  return Object.entries(checks).map(([check, outcome]) => ({ check, ...outcome }));
}
