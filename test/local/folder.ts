import { cp, lstat, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { test as plainTest } from 'vitest';
import { ARTEFACTS } from '../artefacts.ts';

export async function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'contact-lake-test-'));
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/** The folders that others are copies of, by what is in them. */
const made = new Map<string, Promise<string>>();

/**
 * Puts into the folder what `make` puts there. Of the same content it is run once, because a lake takes seconds to make.
 * @param content tells it from all that other tests have made
 */
export async function copyOfOne(
  folder: string,
  content: string,
  make: (original: string) => Promise<void>,
): Promise<void> {
  const original = made.get(content) ?? newFolder().then((one) => make(one).then(() => one));
  made.set(content, original);
  await cp(await original, folder, { recursive: true, preserveTimestamps: true });
}

/** A test with a fresh `folder` of its own, which is gone when the test has ended well. */
export const test = plainTest.extend<{ folder: string }>({
  folder: async ({ task }, use) => {
    const folder = await newFolder();
    await use(folder);
    if (task.result?.state === 'fail') {
      const names = [basename(task.file.filepath), task.name].map(asFileName);
      await cp(folder, join(ARTEFACTS, ...names), { recursive: true, filter: canBeCopied });
    }
    await removeFolder(folder);
  },
});

/** `cp` refuses pipes and sockets, and its error would stand beside the test's own. */
async function canBeCopied(path: string): Promise<boolean> {
  const stat = await lstat(path);
  return stat.isFile() || stat.isDirectory() || stat.isSymbolicLink();
}

function asFileName(text: string): string {
  return text.replace(/[^\w.-]+/g, '-').slice(0, 80);
}
