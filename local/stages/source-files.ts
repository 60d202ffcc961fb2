import { constants } from 'node:fs';
import { access, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { datasets } from '../../pipeline/datasets/datasets.ts';
import { UsageError, UserError } from '../../terminal/user-error.ts';
import { isLake, isLakesOwn } from '../lake/lake-folder.ts';
import { type PassedOver, unreadable } from '../lake/passed-over.ts';

/** A file of records that the user has named, directly or by its folder. */
export interface SourceFile {
  readonly file: string;
  /** The path within the named folder, with `/`; the bare name if the file was named directly. */
  readonly within: string;
}

/** The files that the user's paths lead to. */
export interface Sources {
  readonly files: SourceFile[];
  readonly passed_over: PassedOver[];
}

/** The reasons for which a file is left out. */
const HIDDEN = 'hidden: name it by itself';
const LINK = 'a link: name it by itself';
const NO_FILE = 'neither a file nor a folder: name it by itself';
const LAKE = 'a lake: name its raw/ folder';
const LAKES_OWN = 'made by a lake: name its raw/ folder';
const NOTHING = 'a folder without files';

/**
 * The files at the paths, and in the folders at the paths. Within a folder, hidden files, links,
 * devices, files of a lake and what a dataset skips are left out: by the path as it was given, not by folders above.
 * A file that is named directly is taken, unless it belongs to a lake.
 * @throws UserError naming every path that does not exist
 */
export async function filesOf(paths: readonly string[]): Promise<Sources> {
  const named = await Promise.all(
    paths.map(async (path) => ({ path, ...(await statOrError(path)) })),
  );
  const missing = named.filter(({ error }) => isMissing(error)).map(({ path }) => path);
  if (missing.includes('')) {
    throw new UsageError('Found an empty path, expected a file or a folder');
  }
  if (missing.length > 0) throw new UserError(`Not found: ${missing.join(', ')}`);
  const sources: Sources = { files: [], passed_over: [] };
  for (const { path, found, error } of named) {
    const lakes = await lakesPart(path);
    if (error) passUnreadable(sources, path, error);
    else if (lakes) passOver(sources, path, lakes);
    else if (found?.isDirectory()) await takeFolder(sources, path);
    else await takeFile(sources, path, basename(path));
  }
  return sources;
}

async function statOrError(path: string) {
  return stat(path).then(
    (found) => ({ found, error: undefined }),
    (error: NodeJS.ErrnoException) => ({ found: undefined, error }),
  );
}

function isMissing(error: NodeJS.ErrnoException | undefined): boolean {
  return ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(error?.code ?? '');
}

/** The reason to leave out a path that leads to a lake or to a lake's outputs; null for other paths. */
async function lakesPart(path: string): Promise<string | null> {
  const real = await realpath(path).catch(() => null);
  if (real === null) return null;
  if (await isLake(real)) return LAKE;
  for (let [above, last] = [dirname(real), real]; above !== last; ) {
    if (await isLake(above))
      return isLakesOwn(withSlashes(relative(above, real))) ? LAKES_OWN : null;
    [above, last] = [dirname(above), above];
  }
  return null;
}

async function takeFolder(sources: Sources, folder: string): Promise<void> {
  const before = sources.files.length + sources.passed_over.length;
  await takeWithin(sources, folder, folder);
  const after = sources.files.length + sources.passed_over.length;
  if (after === before) passOver(sources, folder, NOTHING);
}

async function takeWithin(sources: Sources, named: string, folder: string): Promise<void> {
  let entries: Awaited<ReturnType<typeof entriesOf>>;
  try {
    entries = await entriesOf(folder);
  } catch (error) {
    passUnreadable(sources, folder, error);
    return;
  }
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.')) passOver(sources, path, HIDDEN);
    else if (entry.isSymbolicLink()) passOver(sources, path, LINK);
    else if (entry.isFile()) await takeUnlessSkipped(sources, named, path);
    else if (!entry.isDirectory()) passOver(sources, path, NO_FILE);
    else await takeUnlessLake(sources, named, path);
  }
}

/** A folder whose `lake.json` cannot be read is passed over: its files may be a lake's own, and no records. */
async function takeUnlessLake(sources: Sources, named: string, folder: string): Promise<void> {
  try {
    if (await isLake(folder)) return passOver(sources, folder, LAKE);
  } catch (error) {
    return passUnreadable(sources, folder, error);
  }
  await takeWithin(sources, named, folder);
}

async function entriesOf(folder: string) {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function takeUnlessSkipped(sources: Sources, named: string, file: string): Promise<void> {
  const path = withSlashes(file);
  const skipping = datasets.find(({ skips }) => skips?.test(path));
  if (skipping) passOver(sources, file, `not ${skipping.oneRecord}, though it lies among them`);
  else await takeFile(sources, file, withSlashes(relative(named, file)));
}

async function takeFile(sources: Sources, file: string, within: string): Promise<void> {
  try {
    await access(file, constants.R_OK);
    sources.files.push({ file, within });
  } catch (error) {
    passUnreadable(sources, file, error);
  }
}

function passOver({ passed_over }: Sources, path: string, reason: string): void {
  passed_over.push({ path, reason, is_unreadable: false });
}

function passUnreadable({ passed_over }: Sources, path: string, error: unknown): void {
  passed_over.push(unreadable(path, error));
}

/** The path with `/` between its folders, on every system. */
export function withSlashes(path: string): string {
  return path.split(sep).join('/');
}
