import { chmod, lstat, open, rm, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { workKey } from '../../pipeline/lake-keys.ts';
import { UserError } from '../../terminal/user-error.ts';
import { asWriteError, ownUnfinishedName } from './atomic-write.ts';
import { fileOf, fileWithFolder, type LakeFolder, nullIfGone } from './lake-folder.ts';
import { sweepLeftovers } from './leftovers.ts';
import { sweepQueryWorkplaces } from './query-workplace.ts';
import { filled, readWhole } from './read-whole.ts';

/** The file that is locked. */
const LOCK_KEY = workKey('lock.duckdb');

/** The most tries to open the lock while other processes repair it or let it go. */
const MOST_TRIES = 10;

/** Another process is at work on the lake. */
export class LakeBusy extends UserError {}

/**
 * Runs `work` as the only process that changes the lake.
 *
 * The lock is the one that the kernel holds on an open DuckDB file. It ends with its process in any
 * case, so there is never a stale lock.
 * @throws LakeBusy naming the process that is at work on the lake; UserError if the lock cannot be
 *   opened
 */
export async function whileLocked<T>(lake: LakeFolder, work: () => Promise<T>): Promise<T> {
  const file = await lockFile(lake);
  const lock = await openLock(lake, file);
  try {
    await sweepQueryWorkplaces(lake);
    await sweepLeftovers(lake);
    return await work();
  } finally {
    lock.closeSync();
  }
}

async function lockFile(lake: LakeFolder): Promise<string> {
  try {
    return await fileWithFolder(lake, LOCK_KEY);
  } catch (error) {
    const work = dirname(fileOf(lake, LOCK_KEY));
    const found = await lstat(work).catch(() => null);
    throw found?.isSymbolicLink() ? notOurs(work, 'a link to nowhere') : error;
  }
}

async function openLock(lake: LakeFolder, file: string): Promise<DuckDBInstance> {
  for (let tries = 1; ; tries++) {
    try {
      if (!(await isDatabase(file))) await repairLock(file);
      return await DuckDBInstance.create(file);
    } catch (error) {
      if (error instanceof UserError) throw error;
      const isHeld = /Could not set lock/.test(String(error));
      const holder = isHeld ? /PID ([1-9]\d*)/.exec(String(error))?.[1] : undefined;
      if (holder !== undefined) throw busy(lake, `process ${holder}`);
      // Held, but by nobody that the kernel can name: the holder mostly has let go since.
      if (tries === MOST_TRIES)
        throw isHeld ? busy(lake, 'another process') : asWriteError(error, file);
      if (!isHeld) await repairLock(file);
    }
  }
}

function busy(lake: LakeFolder, who: string): LakeBusy {
  return new LakeBusy(`The lake at ${lake.path} is busy: ${who} is at work on it`);
}

/** Whether the file is a DuckDB database. DuckDB may open other kinds of file without locking them. */
async function isDatabase(file: string): Promise<boolean> {
  const found = await lstat(file).catch(nullIfGone);
  if (!found?.isFile()) return found === null;
  const handle = await open(file).catch(() => null);
  if (!handle) return false;
  try {
    const beginning = await filled(handle, Buffer.alloc(12), 0);
    return beginning.toString('latin1', 8) === 'DUCK';
  } finally {
    await handle.close();
  }
}

/**
 * Turns a lock file that cannot be opened into an empty database, since nothing is kept in it. The
 * file is overwritten and never removed: a process that has opened it meanwhile holds the kernel's
 * lock on this file, and would hold none on a new file of the same name.
 */
async function repairLock(file: string): Promise<void> {
  const found = await lstat(file).catch(nullIfGone);
  if (found?.isDirectory()) return removeEmpty(file);
  if (found && !found.isFile()) throw notOurs(file, 'a link or no file');
  try {
    await rm(`${file}.wal`, { recursive: true, force: true });
    if (!found) return;
    await chmod(file, 0o600);
    await writeOver(file, await emptyDatabase(file));
  } catch (error) {
    // Another process that repairs or holds the lock may remove files meanwhile; then the next try decides.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw asWriteError(error, file);
  }
}

async function removeEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch((error: NodeJS.ErrnoException) => {
    // Another process may have put the lock there meanwhile.
    if (error.code !== 'ENOTDIR' && error.code !== 'ENOENT') throw notOurs(folder, 'a folder');
  });
}

function notOurs(file: string, what: string): UserError {
  return new UserError(`${file} is ${what}, expected the lake's own: move it away`);
}

async function emptyDatabase(file: string): Promise<Buffer> {
  const own = ownUnfinishedName(file);
  try {
    (await DuckDBInstance.create(own)).closeSync();
    return await readWhole(own);
  } finally {
    await rm(own, { force: true });
  }
}

async function writeOver(file: string, content: Buffer): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.write(content, 0, content.length, 0);
    await handle.truncate(content.length);
  } finally {
    await handle.close();
  }
}
