import type { LakeFolder } from '../../../local/lake/lake-folder.ts';
import { succeeds } from '../../cli/small-lake.ts';
import { makeLake } from '../lake.ts';
import { landOthers } from './person.ts';

/** A lake beside the test's that never had the person, taken all the way. */
export async function lakeThatNeverHadThem(folder: string): Promise<LakeFolder> {
  const never = await makeLake(folder, 'never');
  await landOthers(never);
  await succeeds(folder, 'run', '--lake', 'never');
  return never;
}
