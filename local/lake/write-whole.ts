import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../user-error.ts';

/**
 * The name a file has while it is written; in the same folder, so that the rename is atomic, and
 * hidden, so that no listing takes it for an object.
 */
function unfinishedName(file: string): string {
  return join(dirname(file), `.${basename(file)}.unfinished`);
}

/** Is this the name of such a file? */
export function isUnfinished(name: string): boolean {
  return name.startsWith('.') && name.endsWith('.unfinished');
}

/** Writes a file whole or not at all: nobody ever sees a part of it. */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  await whole(file, async (unfinished) => {
    const handle = await open(unfinished, 'w');
    try {
      await handle.writeFile(content);
    } finally {
      await handle.close();
    }
  });
}

/** Copies a file whole or not at all. */
export async function copyWhole(from: string, to: string): Promise<void> {
  await whole(to, (unfinished) => pipeline(createReadStream(from), createWriteStream(unfinished)));
}

/**
 * Lets `write` make the file under another name, then puts it in place, safe on the disk.
 * What `write` throws is passed on, with nothing left behind.
 */
export async function whole(
  file: string,
  write: (unfinished: string) => Promise<unknown>,
): Promise<void> {
  const unfinished = unfinishedName(file);
  try {
    await write(unfinished);
    await publish(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {});
    throw plainer(error, file);
  }
}

/** Puts a finished file in place of another: after a crash either the old or the new one is there. */
async function publish(unfinished: string, file: string): Promise<void> {
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
  EACCES: 'no permission to write there',
  EPERM: 'no permission to write there',
  EROFS: 'the disk is read-only',
  EFBIG: 'it would be larger than files may be here',
  ENOENT: 'there is no such file or folder',
  EISDIR: 'a folder is in its place',
  ENOTDIR: 'a file is in the place of its folder',
};

/** The same, in the words of the engine, which has no codes. */
const ENGINE_WORDS: Record<string, string> = {
  'No space left on device': 'ENOSPC',
  'Permission denied': 'EACCES',
  'Read-only file system': 'EROFS',
  'File too large': 'EFBIG',
};

/** A file system's refusal as a sentence; other errors as they are. */
export function plainer(error: unknown, file: string): unknown {
  const code = (error as NodeJS.ErrnoException)?.code ?? codeInWords(error);
  const reason = code === undefined ? undefined : PLAIN[code];
  return reason ? new UserError(`Cannot write ${file}: ${reason}`, { cause: error }) : error;
}

function codeInWords(error: unknown): string | undefined {
  const words = Object.keys(ENGINE_WORDS).find((said) => String(error).includes(said));
  return words && ENGINE_WORDS[words];
}
