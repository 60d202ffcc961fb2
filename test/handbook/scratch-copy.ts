import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { copyFile, mkdir, readdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { PACKAGE } from '../../terminal/package-files.ts';

const exec = promisify(execFile);

/** The files of the repository, changed ones too, beside the installed dependencies. */
export async function copyRepository(folder: string): Promise<void> {
  const listing = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const { stdout } = await exec('git', listing, { cwd: PACKAGE });
  for (const file of stdout.split('\0')) {
    if (!statSync(join(PACKAGE, file), { throwIfNoEntry: false })?.isFile()) continue;
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await copyFile(join(PACKAGE, file), join(folder, file));
  }
  // A folder of links and not a link: what tools keep beside the dependencies is the copy's own.
  const modules = join(PACKAGE, 'node_modules');
  await mkdir(join(folder, 'node_modules'));
  for (const name of await readdir(modules)) {
    if (name === '.vite') continue;
    await symlink(join(modules, name), join(folder, 'node_modules', name));
  }
}
