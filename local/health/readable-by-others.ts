import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LakeFolder } from '../lake/lake-folder.ts';

/** What a group or everybody may do with a file. */
const OF_OTHERS = 0o077;

/**
 * Whether other users of this machine may look into the lake: into its folder, and into something in
 * it. Windows has no such modes.
 */
export async function isReadableByOthers(lake: LakeFolder): Promise<boolean> {
  if (process.platform === 'win32' || !(await isOpen(lake.path))) return false;
  const inside = await readdir(lake.path);
  const open = await Promise.all(inside.map((name) => isOpen(join(lake.path, name))));
  return open.includes(true);
}

async function isOpen(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found !== null && (found.mode & OF_OTHERS) !== 0;
}
