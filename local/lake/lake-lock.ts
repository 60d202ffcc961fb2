import { chmod, lstat, open, rm, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { workKey } from '../../pipeline/lake-keys.ts';
import { UserError } from '../../terminal/user-error.ts';
import { asUserError, ownUnfinishedName } from './atomic-write.ts';
import { fileOf, fileWithFolder, type LakeFolder, nullIfGone } from './lake-folder.ts';
import { sweepLeftovers } from './leftovers.ts';
import { sweepQueryWorkplaces } from './query-workplace.ts';
import { filled, readWhole } from './read-whole.ts';

/** The holder's workplace: locked while open, swept when opened. */
const LOCK_KEY = workKey('lock.duckdb');

/** Of opening the lock, while others mend it too. */
const MOST_TRIES = 10;

/** Another process is at work on the lake. */
export class LakeBusy extends UserError {}

/**
 * Runs `work` as the only process that changes the lake.
 *
 * The lock is the one the kernel holds on an open DuckDB file: it ends with its process, however
 * that ends, so there is never a stale one to clear away.
 * @throws LakeBusy naming the process that is at work on the lake; UserError if the lock cannot be
 *   opened
 */
export async function whileLocked<T>(lake: LakeFolder, work: () => Promise<T>): Promise<T> {
  const file = await roomForLock(lake);
  const lock = await openLock(lake, file);
  try {
    await sweepQueryWorkplaces(lake);
    await sweepLeftovers(lake);
    return await work();
  } finally {
    lock.closeSync();
  }
}

async function roomForLock(lake: LakeFolder): Promise<string> {
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
      if (!(await isDatabase(file))) await mend(file);
      return await DuckDBInstance.create(file);
    } catch (error) {
      if (/Could not set lock/.test(String(error))) {
        const holder = /PID ([1-9]\d*)/.exec(String(error))?.[1];
        const who = holder === undefined ? 'another process' : `process ${holder}`;
        throw new LakeBusy(`The lake at ${lake.path} is busy: ${who} is at work on it`);
      }
      if (error instanceof UserError) throw error;
      if (tries === MOST_TRIES) throw asUserError(error, file);
      await mend(file);
    }
  }
}

/** Whether the engine takes it for its own: other kinds of file it may open without any lock. */
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
 * Makes an empty database of a lock that cannot be opened, as nothing is kept in it. It is written
 * over and never removed: whoever has it open by now holds the kernel's lock on this very file, and
 * would hold none on a new one of the same name.
 */
async function mend(file: string): Promise<void> {
  const found = await lstat(file).catch(nullIfGone);
  if (found?.isDirectory()) return removeEmpty(file);
  if (found && !found.isFile()) throw notOurs(file, 'a link or no file');
  try {
    await rm(`${file}.wal`, { recursive: true, force: true });
    if (!found) return;
    await chmod(file, 0o600);
    await writeOver(file, await emptyDatabase(file));
  } catch (error) {
    // Whoever mends it too, or is at work by now, may take files away meanwhile: the next try tells.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw asUserError(error, file);
  }
}

async function removeEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch((error: NodeJS.ErrnoException) => {
    // Another process may have put the lock there in the meantime.
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
