import { randomBytes } from 'node:crypto';
import { copyFile, open, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../../terminal/user-error.ts';
import { NOT_A_FILE } from './open-file.ts';
import { isRunning, PROCESS_NAME, processName } from './process-name.ts';

/**
 * The name of a file while it is written. It is in the same folder, so that the rename is atomic, and
 * hidden, so that no listing takes it for an object.
 */
export function unfinishedName(file: string): string {
  return join(dirname(file), `.${basename(file)}.unfinished`);
}

/**
 * The same, but unique to this process, for files that several processes may write at once:
 * `.lake.json.4711-83920-1f2e3d4c.unfinished`
 */
export function ownUnfinishedName(file: string): string {
  return unfinishedName(`${file}.${processName()}-${randomBytes(4).toString('hex')}`);
}

/** Whether it is the name of an unfinished file. */
export function isUnfinished(name: string): boolean {
  return name.startsWith('.') && name.endsWith('.unfinished');
}

const OWN_NAME = new RegExp(`\\.(${PROCESS_NAME})-[0-9a-f]+\\.unfinished$`);

/** Whether it is a name by `ownUnfinishedName` whose process is still running. */
export function isOfRunning(name: string): boolean {
  const owner = OWN_NAME.exec(name)?.[1];
  return owner !== undefined && isRunning(owner);
}

/**
 * Writes a file whole or not at all.
 * @param unfinished the file's name while it is written
 */
export async function writeFileAtomically(
  file: string,
  content: string | Uint8Array,
  unfinished = unfinishedName(file),
): Promise<void> {
  const write = async () => {
    const handle = await open(unfinished, 'w');
    try {
      await handle.writeFile(content);
    } finally {
      await handle.close();
    }
  };
  await writeAtomically(file, write, unfinished);
}

/** Moves a file, from this disk or another, whole or not at all. */
export async function moveAtomically(from: string, to: string): Promise<void> {
  try {
    await publish(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw asWriteError(error, to);
    await writeAtomically(to, (unfinished) => copyFile(from, unfinished), ownUnfinishedName(to));
    await rm(from);
  }
}

/**
 * Lets `write` make the file under another name, then flushes it to disk and renames it. If `write`
 * throws, nothing is left behind.
 */
export async function writeAtomically(
  file: string,
  write: (unfinished: string) => Promise<unknown>,
  unfinished = unfinishedName(file),
): Promise<void> {
  try {
    await write(unfinished);
    await publish(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {});
    throw asWriteError(error, file);
  }
}

/** Removes a folder without files that stands where a file is to be written. */
export async function clearPlace(file: string): Promise<void> {
  const entries = await readdir(file, { withFileTypes: true }).catch(() => null);
  if (entries === null || !entries.every((entry) => entry.isDirectory())) return;
  for (const { name } of entries) await clearPlace(join(file, name));
  await rmdir(file).catch(() => {});
}

/** Replaces a file by a finished one, so that after a crash either the old or the new one is there. */
export async function publish(unfinished: string, file: string): Promise<void> {
  await sync(unfinished);
  await rename(unfinished, file);
  await sync(dirname(file));
}

/** Flushes a file or folder to disk: a folder's entries, not their content. */
export async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const REFUSALS: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'the disk is read-only',
  EIO: 'the disk has failed',
  EFBIG: 'it would be larger than files may be here',
  EMFILE: 'this process has as many files open as it may: raise `ulimit -n`',
  ENFILE: 'the machine has as many files open as it may',
  ENAMETOOLONG: 'its name is too long',
  ENOENT: 'there is no such file or folder',
  EISDIR: 'a folder is in its place',
  ENOTDIR: 'a file is in the place of its folder',
  EEXIST: 'something else is in its place: move it away',
  EPIPE: 'its reader has gone',
  ENXIO: 'it is a socket or a device that takes nothing',
  ELOOP: 'a link leads back to itself',
  [NOT_A_FILE]: 'a pipe, a socket or a device is in its place',
};

/** The codes of DuckDB's messages, which have none. */
const ENGINE_WORDS: Record<string, string> = {
  'No space left on device': 'ENOSPC',
  'Disk quota exceeded': 'EDQUOT',
  'Permission denied': 'EACCES',
  'Read-only file system': 'EROFS',
  'Input/output error': 'EIO',
  'fsync failed': 'EIO',
  'File too large': 'EFBIG',
  'Too many open files': 'EMFILE',
};

/** A file system's refusal to write the file as a UserError; other errors unchanged. */
export function asWriteError(error: unknown, file: string): unknown {
  const reason = refusalOf(error);
  return reason ? new UserError(`Cannot write ${file}: ${reason}`, { cause: error }) : error;
}

/**
 * A file system's refusal, anywhere in the program, as a UserError that names the path if it is
 * known; other errors unchanged.
 */
export function userErrorIfRefused(error: unknown): unknown {
  const reason = error instanceof UserError ? undefined : refusalOf(error);
  if (reason === undefined) return error;
  const { path = pathInWords(error) } = error as NodeJS.ErrnoException;
  const what = path === undefined ? 'go on' : `${accessOf(error)} ${path}`;
  return new UserError(`Cannot ${what}: ${reason}`, { cause: error });
}

const READING = ['open', 'read', 'scandir', 'opendir', 'stat', 'lstat', 'access', 'readlink'];

function accessOf(error: unknown): 'read' | 'write' {
  const { syscall } = error as NodeJS.ErrnoException;
  const isReading =
    syscall === undefined ? !/ write /.test(String(error)) : READING.includes(syscall);
  return isReading ? 'read' : 'write';
}

/** The path that DuckDB's message quotes. */
function pathInWords(error: unknown): string | undefined {
  return /["'](\/[^"']+)["']/.exec(String(error))?.[1];
}

/** A file system's refusal in words. */
export function refusalInWords(error: unknown): string {
  return refusalOf(error) ?? String(error);
}

function refusalOf(error: unknown): string | undefined {
  const code = (error as NodeJS.ErrnoException)?.code ?? codeInWords(error);
  return code === undefined ? undefined : REFUSALS[code];
}

function codeInWords(error: unknown): string | undefined {
  const words = Object.keys(ENGINE_WORDS).find((said) => String(error).includes(said));
  return words && ENGINE_WORDS[words];
}
