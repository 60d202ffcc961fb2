import { readlink, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { LAKE_FOLDERS } from '../../pipeline/lake-keys.ts';
import { withUsersUmask } from '../../terminal/umask.ts';
import { UserError } from '../../terminal/user-error.ts';
import { asWriteError, ownUnfinishedName, writeAtomically } from './atomic-write.ts';
import { isOrWasLake, MARKER } from './lake-folder.ts';

/*
 * Files that a user asks for by --out. Inside a lake they may only stand at its top, beside the lake's own:
 * everything below may be taken for an object of the lake.
 */

/** The names at the top of a lake; a demo keeps its answer sheet there. */
const LAKES_OWN = new Set<string>([MARKER, 'answers.json', ...LAKE_FOLDERS]);

/** More links than the system itself would follow. */
const MOST_LINKS = 40;

interface Place {
  /** The file behind the links. */
  readonly path: string;
  /** Whether it is a pipe or a device, which takes bytes but cannot be replaced. */
  readonly isStream: boolean;
  /** Whether only the owner may read the file, as all of a lake. */
  readonly isInLake: boolean;
}

/**
 * Lets `write` make the file that the user has named. A file is made under another name, then put in
 * place whole, behind the links that lead to it. A pipe or a device is written to as it is.
 * @throws UserError if the place is a lake's own, or cannot be written
 */
export async function writeUsersFile(
  named: string,
  write: (path: string) => Promise<unknown>,
): Promise<void> {
  const { path, isStream, isInLake } = await placeOf(named);
  const put = () =>
    isStream ? writeThrough(path, write) : writeAtomically(path, write, ownUnfinishedName(path));
  await (isInLake ? put() : withUsersUmask(put));
}

/**
 * Refuses a place where a file or folder of the user would stand among a lake's own, so that no work
 * is done for it.
 * @throws UserError
 */
export async function refuseLakesOwn(named: string): Promise<void> {
  await placeOf(named);
}

async function placeOf(named: string): Promise<Place> {
  let path = named;
  let isInLake = false;
  for (let links = 0; links <= MOST_LINKS; links++) {
    isInLake = (await isAllowedInLake(path, named)) || isInLake;
    const found = await stat(path).catch(() => null);
    // A link such as /dev/stdout may lead to a pipe, which has no path of its own.
    const isStream = found !== null && !found.isFile() && !found.isDirectory();
    const link = isStream ? null : await readlink(path).catch(() => null);
    if (link === null) return { path, isStream, isInLake };
    path = isAbsolute(link) ? link : `${await realFolder(dirname(path))}${sep}${link}`;
  }
  throw new UserError(`Cannot write ${named}: a link leads back to itself`);
}

async function writeThrough(path: string, write: (path: string) => Promise<unknown>) {
  try {
    await write(path);
  } catch (error) {
    throw asWriteError(error, path);
  }
}

/**
 * Whether the place is inside a lake, by its path or behind the links of its folders.
 * @throws UserError if it is a lake's own
 */
async function isAllowedInLake(path: string, named: string): Promise<boolean> {
  const behindLinks = join(await realFolder(dirname(path)), basename(path));
  const byPath = await isAtTopOfLake(resolve(path), named);
  return (await isAtTopOfLake(behindLinks, named)) || byPath;
}

async function isAtTopOfLake(place: string, named: string): Promise<boolean> {
  let isAtTop = false;
  for (let above = dirname(place); ; above = dirname(above)) {
    if (await isOrWasLake(above)) {
      const [first = '', ...below] = relative(above, place).split(sep);
      // A folder that is not the lake's own may be another lake, which has a top of its own.
      if (LAKES_OWN.has(first) || (below.length > 0 && !isAtTop)) {
        throw new UserError(
          `${named} is in the lake at ${above}, expected another place for --out`,
        );
      }
      isAtTop = true;
    }
    if (above === dirname(above)) return isAtTop;
  }
}

/** The folder with its links followed, as far as it exists. The system's rule: a `..` leads up from behind a link. */
async function realFolder(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch {
    const above = dirname(folder);
    return above === folder ? folder : join(await realFolder(above), basename(folder));
  }
}
