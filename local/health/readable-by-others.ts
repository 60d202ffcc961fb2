import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LakeFolder } from '../lake/lake-folder.ts';

/** The permission bits of the group and of everybody. */
const OTHERS_PERMISSIONS = 0o077;

/**
 * Whether other users of this machine may read the lake: its folder, and something in it. Windows has
 * no such permissions.
 */
export async function isReadableByOthers(lake: LakeFolder): Promise<boolean> {
  if (process.platform === 'win32' || !(await isOpen(lake.path))) return false;
  const inside = await readdir(lake.path);
  const open = await Promise.all(inside.map((name) => isOpen(join(lake.path, name))));
  return open.includes(true);
}

async function isOpen(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found !== null && (found.mode & OTHERS_PERMISSIONS) !== 0;
}
