import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { examineLaunch } from '../../stack/before-launch/launch-doctor.ts';
import { diagnose, stackJoints } from '../../stack/health/doctor.ts';
import { stackStatus } from '../../stack/health/status.ts';
import { type DeployedStack, openStack } from '../../stack/stack.ts';
import { walk } from '../../stack/walk/walk.ts';
import type { Finding } from '../../terminal/finding.ts';
import { untilInterrupted } from '../../terminal/interrupt.ts';
import { withProgress } from '../../terminal/progress.ts';

/** What `doctor` finds in an account before a stack is launched in it. */
export function examineAccount(launch: Parameters<typeof examineLaunch>[0]): Promise<Finding[]> {
  return examineLaunch(launch, dataset);
}

/**
 * What `doctor` finds in a deployed stack.
 * @param walking how long each stage of the walk may take; null for no walk
 */
export async function examineStack(
  name: string,
  walking: { patienceSeconds: number } | null,
): Promise<Finding[]> {
  const stack = await openStack(name);
  const now = new Date();
  const [status, joints] = await Promise.all([
    stackStatus(stack, dataset, now),
    stackJoints(stack, now),
  ]);
  const findings = diagnose(status, joints);
  return walking ? [...findings, ...(await walkIn(stack, walking.patienceSeconds))] : findings;
}

function walkIn(stack: DeployedStack, patienceSeconds: number): Promise<Finding[]> {
  return untilInterrupted((stop) =>
    withProgress('Walking a sample through', (progress) =>
      walk(stack, dataset, { patienceSeconds, stop, progress }),
    ),
  );
}
