/**
 * Opens the lake's own files for reading. None of this ever waits: opening a pipe would, for a writer that may
 * never come, and while the main thread waits no signal ends the process.
 */
import { closeSync, constants, fstatSync, openSync, type Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** Windows has no such flag, and no pipes among its files. */
const READ_AND_DO_NOT_WAIT = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Our own error code for a pipe, a socket or a device, as the file system has none for it. */
export const NOT_A_FILE = 'ENOTFILE';

/** Whether the error says that a folder, a pipe, a socket or a device is in the file's place. */
export function isNoFile(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EISDIR' || code === NOT_A_FILE;
}

/** Whether the error says that there is no file: nothing has its name, a link leads nowhere, or something else is there. */
export function isNothingToRead(error: unknown): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  return isNoFile(error) || ['ENOENT', 'ENOTDIR', 'ELOOP'].includes(code);
}

/**
 * A file, open for reading.
 * @throws the file system's error; or one with the code EISDIR for a folder, NOT_A_FILE for a pipe, a socket or a device
 */
export async function openFile(file: string): Promise<FileHandle> {
  const handle = await open(file, READ_AND_DO_NOT_WAIT);
  try {
    refuseUnlessFile(await handle.stat(), file);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The synchronous version, for small files: promises take several times as long as reading one. */
export function openFileSync(file: string): number {
  const descriptor = openSync(file, READ_AND_DO_NOT_WAIT);
  try {
    refuseUnlessFile(fstatSync(descriptor), file);
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** All bytes of a file in pieces, of `highWaterMark` bytes at most. It throws as `openFile` does. */
export async function* piecesOf(file: string, highWaterMark: number): AsyncGenerator<Buffer> {
  const handle = await openFile(file);
  yield* handle.createReadStream({ highWaterMark });
}

function refuseUnlessFile(found: Stats, file: string): void {
  if (found.isFile()) return;
  const code = found.isDirectory() ? 'EISDIR' : NOT_A_FILE;
  throw Object.assign(new Error(`${code}: ${file} is not a file`), {
    code,
    path: file,
    syscall: 'open',
  });
}
