import { lstat, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { unfinishedName } from '../../local/lake/atomic-write.ts';
import { OutputFile, syncFolders } from '../../local/lake/output-file.ts';
import { test } from './folder.ts';

async function put(path: string, content: string | null): Promise<void> {
  const file = new OutputFile(path);
  try {
    if (content !== null) file.write(Buffer.from(content));
    await file.finish();
    await file.replace();
    await syncFolders([file]);
  } finally {
    file.discard();
  }
}

test('a file takes the place of another, and goes if there is nothing to write', async ({
  folder,
}) => {
  const path = join(folder, 'file');
  for (const content of ['one', 'other']) {
    await put(path, content);
    expect(await readFile(path, 'utf8')).toBe(content);
  }
  await put(path, null);
  await expect(lstat(path)).rejects.toThrow('ENOENT');
  await put(path, null);
});

test.for(['file', 'link'])(
  'a %s in the place of the unfinished file is not written to',
  async (what, { folder }) => {
    const [path, other] = [join(folder, 'file'), join(folder, 'other')];
    await writeFile(other, 'precious');
    if (what === 'link') await symlink(other, unfinishedName(path));
    else await writeFile(unfinishedName(path), 'left by a process that was killed');
    await put(path, 'new');
    expect(await readFile(path, 'utf8')).toBe('new');
    expect((await lstat(path)).isFile()).toBe(true);
    expect(await readFile(other, 'utf8')).toBe('precious');
  },
);

test('a folder of another object in its place stays: an error if there is something to write', async ({
  folder,
}) => {
  const path = join(folder, 'x.jsonl');
  await mkdir(path);
  await writeFile(join(path, 'y.jsonl'), 'of x.jsonl/y');
  await put(path, null);
  await expect(put(path, 'new')).rejects.toThrow(`Cannot write ${path}: a folder is in its place`);
  expect(await readFile(join(path, 'y.jsonl'), 'utf8')).toBe('of x.jsonl/y');
  await expect(lstat(unfinishedName(path))).rejects.toThrow('ENOENT');
});

test('an empty folder in its place goes', async ({ folder }) => {
  const path = join(folder, 'file');
  await mkdir(join(path, 'empty'), { recursive: true });
  await put(path, 'new');
  expect(await readFile(path, 'utf8')).toBe('new');
});
