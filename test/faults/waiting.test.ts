/** A file system that never answers, such as a server's that is gone. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { start, test } from '../cli/contact-lake.ts';
import { makeSmallLake } from '../cli/small-lake.ts';
import { compiled, describeWithStorage, environment } from './storage.ts';

describeWithStorage('a file system that never answers', () => {
  test('keeps nobody waiting who presses Tab', async ({ folder }) => {
    await makeSmallLake(folder);
    await mkdir(join(folder, 'library'));
    const fault = { kinds: ['open' as const], at: 1, waits: true };
    const env = environment(compiled(join(folder, 'library')), {
      root: join(folder, 'lake'),
      fault,
    });
    const words = ['complete', '--', 'contacts', '--queue', ''];
    const { signal, stdout } = await start(folder, words, { env }).ended;
    expect({ signal, stdout }).toEqual({ signal: 'SIGKILL', stdout: '' });
  });
});
