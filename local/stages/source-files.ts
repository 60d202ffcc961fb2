import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { UserError } from '../user-error.ts';

/** A file of records that the user has named, by itself or by its folder. */
export interface SourceFile {
  readonly file: string;
  /** Its path within the named folder, with `/`; the bare name of a file named by itself. */
  readonly within: string;
}

/**
 * The files at the paths and in the folders at the paths, hidden ones left out.
 * @throws UserError naming every path that is not there
 */
export async function filesOf(paths: readonly string[]): Promise<SourceFile[]> {
  const found = await Promise.all(paths.map((path) => stat(path).catch(() => null)));
  const missing = paths.filter((_, i) => found[i] === null);
  if (missing.length > 0) throw new UserError(`There is no ${missing.join(', no ')}`);
  const files = await Promise.all(
    paths.map(async (path, i) => {
      if (!found[i]?.isDirectory()) return [{ file: path, within: basename(path) }];
      const entries = await readdir(path, { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
        .map((entry) => join(entry.parentPath, entry.name))
        .sort()
        .map((file) => ({ file, within: relative(path, file).split(sep).join('/') }));
    }),
  );
  return files.flat();
}
