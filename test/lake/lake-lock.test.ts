import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { contactLake, test } from '../command-line/contact-lake.ts';
import { makeSmallLake } from '../command-line/small-lake.ts';

/** What may stand where the lock is. */
const DAMAGE: Record<string, (lock: string) => Promise<unknown>> = {
  nonsense: (lock) => writeFile(lock, 'nonsense '.repeat(5000)),
  'a short text': (lock) => writeFile(lock, 'x'),
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
    '%s: is told in a sentence with its mend',
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
