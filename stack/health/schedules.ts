/**
 * Reads the schedules in a deployed stack's bucket as a laptop reads a lake's. Athena takes the columns of any file by
 * their place and passes over its first line, and its view leaves out what is no row.
 */
import { SCHEDULES_PREFIX } from '../../pipeline/lake-keys.ts';
import { scheduleFaultIn, scheduleRows } from '../../pipeline/schedules.ts';
import { type CheckResult, fault, well } from '../../terminal/finding.ts';
import { countOf } from '../../terminal/wording.ts';
import { withObjects } from '../erase/erase-objects.ts';
import type { DeployedStack } from '../stack.ts';

export interface ScheduleFacts {
  readonly files: number;
  /** The first fault of each file that has any, in a sentence. */
  readonly faults: readonly string[];
}

const IN_ATHENA =
  'agent-adherence takes the columns by their place, and leaves out the first line of each file and each row that cannot be read';

export function scheduleFacts({ bucket }: DeployedStack): Promise<ScheduleFacts> {
  return withObjects(bucket, async (objects) => {
    const versions = await objects.versions(SCHEDULES_PREFIX);
    // The console makes an object without content for a folder.
    const keys = versions.flatMap(({ key, isCurrent }) =>
      isCurrent && !key.endsWith('/') ? [key] : [],
    );
    const faults: string[] = [];
    for (const key of keys) {
      const file = await objects.read(key);
      if (file === null) continue;
      const read = scheduleRows(Buffer.concat(await file.chunks.toArray()));
      if ('found' in read) faults.push(scheduleFaultIn(`s3://${bucket}/${key}`, read));
    }
    return { files: keys.length, faults };
  });
}

export function scheduleOutcome({ files, faults: [first, ...others] }: ScheduleFacts): CheckResult {
  const count = countOf(files, 'file');
  if (first === undefined) return well(`${count}, each readable`);
  const more = others.length === 0 ? '' : `, and faults in ${countOf(others.length, 'other file')}`;
  return fault(`${first}${more}: ${IN_ATHENA}`);
}
