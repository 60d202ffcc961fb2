import { execFileSync } from 'node:child_process';
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { openLake } from '../../local/lake/lake-folder.ts';
import { whileLocked } from '../../local/lake/lake-lock.ts';
import { contactLake, test } from '../cli/contact-lake.ts';
import { makeSmallLake } from '../cli/small-lake.ts';

/** What may stand where the lock is. */
const DAMAGE: Record<string, (lock: string) => Promise<unknown>> = {
  nonsense: (lock) => writeFile(lock, 'nonsense '.repeat(5000)),
  'a short text': (lock) => writeFile(lock, 'x'),
  'a file of another kind that the engine reads': (lock) => writeFile(lock, 'PAR1 and so on'),
  zeros: (lock) => writeFile(lock, Buffer.alloc(12_288)),
  nothing: (lock) => writeFile(lock, ''),
  'an empty folder': (lock) => mkdir(lock),
  'no permission': async (lock) => {
    await writeFile(lock, '');
    await chmod(lock, 0o000);
  },
  'a log of nonsense': (lock) => writeFile(`${lock}.wal`, 'nonsense'.repeat(500)),
  'a folder for a log': (lock) => mkdir(join(`${lock}.wal`, 'deep'), { recursive: true }),
};

describe.concurrent('a lock that cannot be opened', () => {
  test.for(Object.keys(DAMAGE))('%s: mends itself', async (damage, { folder }) => {
    await makeSmallLake(folder);
    const lock = join(folder, 'lake', 'work', 'lock.duckdb');
    await rm(lock);
    await DAMAGE[damage]!(lock);
    for (const verb of ['run', 'run']) {
      expect(await contactLake(folder, verb)).toMatchObject({ code: 0, stderr: '' });
    }
  });

  const NOT_OURS: Record<string, (lake: string) => Promise<unknown>> = {
    'a folder with something in it': (lake) =>
      mkdir(join(lake, 'work', 'lock.duckdb', 'mine'), { recursive: true }),
    'a link': (lake) => symlink(join(lake, 'lake.json'), join(lake, 'work', 'lock.duckdb')),
    'a file in the place of work/': async (lake) => {
      await rm(join(lake, 'work'), { recursive: true });
      await writeFile(join(lake, 'work'), 'mine');
    },
    'a link to nowhere in the place of work/': async (lake) => {
      await rm(join(lake, 'work'), { recursive: true });
      await symlink('nowhere', join(lake, 'work'));
    },
  };

  test.for(Object.keys(NOT_OURS))(
    '%s: the error is one sentence that says how to fix it',
    async (what, { folder }) => {
      await makeSmallLake(folder);
      const lake = join(folder, 'lake');
      await rm(join(lake, 'work', 'lock.duckdb'));
      await NOT_OURS[what]!(lake);
      const { code, stderr } = await contactLake(folder, 'run');
      expect({ code, stderr }).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/^.*\/lake\/work.*: move it away\n$/),
      });
    },
  );
});

test('of four processes that start at once on a damaged lock, one at a time works', async ({
  folder,
  beside,
}) => {
  await makeSmallLake(folder);
  const lake = await openLake(join(folder, 'lake'));
  const lock = join(folder, 'lake', 'work', 'lock.duckdb');
  for (let round = 0; round < 3; round++) {
    await writeFile(lock, 'nonsense '.repeat(5000));
    const watches = [1, 2, 3, 4].map(() => beside.start(['erase']));
    const outcomes = await Promise.all(watches.map(({ ended }) => ended));
    for (const { code, stderr } of outcomes) {
      if (code !== 0)
        expect(stderr).toMatch(/^The lake at .* is busy: process \d+ is at work on it\n$/);
    }
    expect(outcomes.filter(({ code }) => code === 0).length).toBeGreaterThan(0);
    // Who has it now keeps it, whatever others make of its file.
    await whileLocked(lake, async () => {
      await expect(contactLake(folder, 'run')).resolves.toMatchObject({
        code: 1,
        stderr: `The lake at ${lake.path} is busy: process ${process.pid} is at work on it\n`,
      });
    });
  }
});

test('a working process stays alone even if another finds its lock damaged', async ({ folder }) => {
  await makeSmallLake(folder);
  const lake = await openLake(join(folder, 'lake'));
  await whileLocked(lake, async () => {
    // By another process: the kernel drops the locks of one that closes the file.
    execFileSync('sh', ['-c', 'printf nonsense > lake/work/lock.duckdb'], { cwd: folder });
    for (const verb of ['run', 'erase']) {
      expect(await contactLake(folder, verb)).toMatchObject({
        code: 1,
        stderr: `The lake at ${lake.path} is busy: process ${process.pid} is at work on it\n`,
      });
    }
  });
  expect(await contactLake(folder, 'run')).toMatchObject({ code: 0 });
});
