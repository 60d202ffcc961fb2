import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { engineFolder } from './folder.ts';
import { until } from './until.ts';

const INSTALL_TIMEOUT_MILLISECONDS = 600_000;

/**
 * Installs once, even if several processes start it.
 * @param name of the folder below `.engines/`
 * @param pins the exact versions to install; other pins cause a new installation
 */
export async function installOnce(
  name: string,
  pins: readonly string[],
  install: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = join(engineFolder(), name);
  const mark = join(folder, 'installed.json');
  const wanted = JSON.stringify(pins);
  const isThere = async () => existsSync(mark) && (await readFile(mark, 'utf8')) === wanted;
  const lock = `${folder}.lock`;
  return until(`${name} in .engines/`, INSTALL_TIMEOUT_MILLISECONDS, async () => {
    if (await isThere()) return folder;
    if (!(await takeLock(lock))) return null;
    try {
      if (await isThere()) return folder;
      await rm(folder, { recursive: true, force: true });
      await install(folder);
      await writeFile(mark, wanted);
      return folder;
    } finally {
      await rm(lock, { recursive: true, force: true });
    }
  });
}

/** Whether this process has the lock now. A lock whose process has ended is taken over. */
async function takeLock(lock: string): Promise<boolean> {
  const holder = join(lock, 'pid');
  try {
    await mkdir(lock);
    await writeFile(holder, String(process.pid));
    return true;
  } catch {
    const pid = Number(await readFile(holder, 'utf8').catch(() => ''));
    if (pid > 0 && !isAlive(pid)) await rm(lock, { recursive: true, force: true });
    return false;
  }
}

/** Whether there is a process of this id. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
