import { fault, type Outcome } from '../../terminal/finding.ts';
import type { Found } from './probes.ts';

/** What could not be looked at is a fault too: it may be anything. */
export function judged<T>(finding: Found<T>, judge: (value: T) => Outcome): Outcome {
  return 'value' in finding ? judge(finding.value) : fault(finding.problem);
}
