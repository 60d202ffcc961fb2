/** A look at one part of a deployed stack. AWS may refuse it, and the other looks go on. */
import { type CheckResult, fault } from '../../terminal/finding.ts';
import { UserError } from '../../terminal/user-error.ts';
import { MissingPermission } from '../errors.ts';

/** What a look found; or in a sentence why it failed, and the missing permission if there is one. */
export type ProbeResult<T> = { value: T } | { problem: string; missing_permission: string | null };

/** Waits for a look. A refusal by AWS is a result, too; any other error is thrown. */
export async function probe<T>(look: Promise<T>): Promise<ProbeResult<T>> {
  try {
    return { value: await look };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const missing = error instanceof MissingPermission ? error.permission : null;
    return { problem: error.message, missing_permission: missing };
  }
}

/** The outcome by what was found. A look that failed is a fault, since anything may be wrong there. */
export function outcomeOf<T>(
  result: ProbeResult<T>,
  judge: (value: T) => CheckResult,
): CheckResult {
  return 'value' in result ? judge(result.value) : fault(result.problem);
}
