import { ownUnfinishedName, writeAtomically } from '../../local/lake/atomic-write.ts';
import { lakeAround } from '../../local/lake/lake-folder.ts';
import { withUsersUmask } from '../../terminal/umask.ts';
import { UserError } from '../../terminal/user-error.ts';

/**
 * Lets `write` make the file under another name, and then puts it in place whole.
 * @throws UserError if the file is a lake's own, or cannot be written
 */
export async function writeOut(
  file: string,
  write: (unfinished: string) => Promise<unknown>,
): Promise<void> {
  const lake = await lakeAround(file);
  if (lake !== null) {
    throw new UserError(`${file} is in the lake at ${lake}, expected another place for --out`);
  }
  await withUsersUmask(() => writeAtomically(file, write, ownUnfinishedName(file)));
}
