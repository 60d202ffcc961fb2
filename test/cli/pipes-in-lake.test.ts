/**
 * Puts a pipe in the place of each file that a lake has. Nobody writes to the pipe, so a reader that opens it like a
 * file would wait for ever.
 */
import { execFileSync } from 'node:child_process';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { filesIn } from '../local/lake.ts';
import { contactLake, test } from './contact-lake.ts';
import { makeSmallLake, succeeds } from './small-lake.ts';

const READERS = [
  ['query', 'data-quality'],
  ['status'],
  ['doctor'],
  ['dashboard', '--out', 'page.html'],
  ['complete', '--', 'contacts', '--queue', ''],
];

/** What the verbs say of a pipe, in the place of each kind of file. */
const SAID: readonly (readonly [file: RegExp, verb: string, said: RegExp])[] = [
  [
    /^lake\.json$/,
    'query',
    /^Cannot read .*lake\.json: a pipe, a socket or a device is in its place\n$/,
  ],
  [
    /^parquet\/ctr\/.*\.parquet$/,
    'query',
    /^Found parquet\/ctr\/.*\.parquet damaged, expected Parquet that can be read: `contact-lake rebuild`/,
  ],
  [/^parquet\/ctr\/.*\.parquet$/, 'doctor', /parquet\/ctr\/.*\.parquet damaged/],
  [/^table-notes\//, 'query', /^Found table-notes\/.* damaged, expected it to say what/],
];

/** Runs the verb on the lake, to its end. */
async function end(folder: string, lake: string, [verb = '', ...words]: readonly string[]) {
  const isTab = verb === 'complete';
  const args = isTab ? ['--', '--lake', lake, ...words.slice(1)] : [...words, '--lake', lake];
  const { stdout, stderr, ...ended } = await contactLake(folder, verb, ...args);
  return { verb, ...ended, said: stdout + stderr };
}

describe('a pipe in the place of any file of a lake', () => {
  test('keeps no verb waiting, and is named by each verb that needs the file', async ({
    folder,
  }) => {
    await makeSmallLake(folder);
    // Keeps sums for the next time.
    await succeeds(folder, 'dashboard', '--out', 'page.html');
    const files = await filesIn(join(folder, 'lake'));
    const met = new Set<string>();
    for (const [i, file] of files.entries()) {
      const lake = `${i}`;
      await cp(join(folder, 'lake'), join(folder, lake), {
        recursive: true,
        preserveTimestamps: true,
      });
      await rm(join(folder, lake, file));
      execFileSync('mkfifo', [join(folder, lake, file)]);
      const outcomes = await Promise.all(READERS.map((words) => end(folder, lake, words)));
      for (const outcome of [...outcomes, await end(folder, lake, ['run'])]) {
        const { verb, code, signal, said } = outcome;
        expect({ file, verb, code, signal }).toEqual({
          file,
          verb,
          code: expect.toBeOneOf([0, 1]),
          signal: null,
        });
        for (const [of, by, expected] of SAID) {
          if (!of.test(file) || by !== verb) continue;
          expect(said).toMatch(expected);
          met.add(`${of} ${by}`);
        }
      }
    }
    expect(met.size).toBe(SAID.length);
  });

  test('gives way to the file, once rebuild has made it again', async ({ folder }) => {
    await makeSmallLake(folder);
    const before = await succeeds(folder, 'query', '--sql', 'SELECT count(*) AS n FROM ctr');
    const lake = join(folder, 'lake');
    for (const file of await filesIn(lake)) {
      if (!/^(parquet|table-notes|receipts)\//.test(file)) continue;
      await rm(join(lake, file));
      execFileSync('mkfifo', [join(lake, file)]);
    }
    await succeeds(folder, 'rebuild');
    expect(await succeeds(folder, 'query', '--sql', 'SELECT count(*) AS n FROM ctr')).toBe(before);
  });
});
