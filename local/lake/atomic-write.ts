import { randomBytes } from 'node:crypto';
import { copyFile, open, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../../terminal/user-error.ts';
import { isRunning, PROCESS_NAME, processName } from './process-name.ts';

/**
 * The name a file has while it is written; in the same folder, so that the rename is atomic, and
 * hidden, so that no listing takes it for an object.
 */
export function unfinishedName(file: string): string {
  return join(dirname(file), `.${basename(file)}.unfinished`);
}

/**
 * Such a name that this process alone uses, for what several may be writing at the same time:
 * `.lake.json.4711-83920-1f2e3d4c.unfinished`
 */
export function ownUnfinishedName(file: string): string {
  return unfinishedName(`${file}.${processName()}-${randomBytes(4).toString('hex')}`);
}

/** Is this the name of such a file? */
export function isUnfinished(name: string): boolean {
  return name.startsWith('.') && name.endsWith('.unfinished');
}

const OWN_NAME = new RegExp(`\\.(${PROCESS_NAME})-[0-9a-f]+\\.unfinished$`);

/** Is it one of a process's own, and the process still there? */
export function isOfRunning(name: string): boolean {
  const owner = OWN_NAME.exec(name)?.[1];
  return owner !== undefined && isRunning(owner);
}

/**
 * Writes a file whole or not at all: nobody ever sees a part of it.
 * @param unfinished its name until then
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

/** Puts a file of this disk or another in its place, whole or not at all. */
export async function moveAtomically(from: string, to: string): Promise<void> {
  try {
    await publish(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw asUserError(error, to);
    await writeAtomically(to, (unfinished) => copyFile(from, unfinished), ownUnfinishedName(to));
    await rm(from);
  }
}

/**
 * Lets `write` make the file under another name, then puts it in place, safe on the disk.
 * What `write` throws is passed on, with nothing left behind.
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
    throw asUserError(error, file);
  }
}

/** Takes away a folder without files that is in the place of a file which the lake makes. */
export async function clearPlace(file: string): Promise<void> {
  const entries = await readdir(file, { withFileTypes: true }).catch(() => null);
  if (entries === null || !entries.every((entry) => entry.isDirectory())) return;
  for (const { name } of entries) await clearPlace(join(file, name));
  await rmdir(file).catch(() => {});
}

/** Puts a finished file in place of another: after a crash either the old or the new one is there. */
export async function publish(unfinished: string, file: string): Promise<void> {
  await sync(unfinished);
  await rename(unfinished, file);
  await sync(dirname(file));
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const PLAIN: Record<string, string> = {
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
  ELOOP: 'a link leads back to itself',
};

/** The same, in the words of the engine, which has no codes. */
const ENGINE_WORDS: Record<string, string> = {
  'No space left on device': 'ENOSPC',
  'Disk quota exceeded': 'EDQUOT',
  'Permission denied': 'EACCES',
  'Read-only file system': 'EROFS',
  'Input/output error': 'EIO',
  'File too large': 'EFBIG',
  'Too many open files': 'EMFILE',
};

/** A file system's refusal as a sentence; other errors as they are. */
export function asUserError(error: unknown, file: string): unknown {
  const reason = refusalOf(error);
  return reason ? new UserError(`Cannot write ${file}: ${reason}`, { cause: error }) : error;
}

/**
 * What a file system has refused somewhere in the program: a misfortune of the user's, in a sentence
 * with the path if it is known. Other errors as they are.
 */
export function userErrorIfRefused(error: unknown): unknown {
  const reason = error instanceof UserError ? undefined : refusalOf(error);
  if (reason === undefined) return error;
  const { path = pathInWords(error) } = error as NodeJS.ErrnoException;
  const what = path === undefined ? 'go on' : `${doing(error)} ${path}`;
  return new UserError(`Cannot ${what}: ${reason}`, { cause: error });
}

const READING = ['open', 'read', 'scandir', 'opendir', 'stat', 'lstat', 'access', 'readlink'];

function doing(error: unknown): 'read' | 'write' {
  const { syscall } = error as NodeJS.ErrnoException;
  const isReading =
    syscall === undefined ? !/ write /.test(String(error)) : READING.includes(syscall);
  return isReading ? 'read' : 'write';
}

/** The engine quotes it. */
function pathInWords(error: unknown): string | undefined {
  return /["'](\/[^"']+)["']/.exec(String(error))?.[1];
}

/** What a file system says in refusing, in words. */
export function refusalInWords(error: unknown): string {
  return refusalOf(error) ?? String(error);
}

function refusalOf(error: unknown): string | undefined {
  const code = (error as NodeJS.ErrnoException)?.code ?? codeInWords(error);
  return code === undefined ? undefined : PLAIN[code];
}

function codeInWords(error: unknown): string | undefined {
  const words = Object.keys(ENGINE_WORDS).find((said) => String(error).includes(said));
  return words && ENGINE_WORDS[words];
}
