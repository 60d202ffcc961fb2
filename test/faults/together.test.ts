/**
 * Several processes that start at once on one lake: each does its work or says that the lake is
 * busy; and when those that were busy have been done again, the lake is as if one after the other had
 * been at it.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { start } from '../cli/contact-lake.ts';
import { newFolder, removeFolder } from '../local/folder.ts';
import { contentOf, copyLake, makeLakes, VERBS, type Verb } from './lakes.ts';

const TOGETHER = [
  ['run', 'run'],
  ['normalise', 'convert'],
  ['run', 'land'],
  ['erase', 'run'],
  ['land', 'land', 'replay', 'replay'],
  ['run', 'normalise', 'convert', 'land'],
  ['erase', 'erase', 'land', 'run'],
];

const BUSY = /^The lake at \S+ is busy: process \d+ is at work on it\n$/;

describe('started at once', () => {
  let folder: string;
  let lake: string;

  beforeAll(async () => {
    folder = await newFolder();
    lake = join(folder, 'lake');
    await makeLakes(folder);
  });

  afterAll(() => removeFolder(folder));

  test.for(TOGETHER.map((names) => ({ names })))('$names', async ({ names }) => {
    const verbs = names.map((name) => VERBS.find((verb) => verb.name === name)!);
    await copyLake(join(folder, 'half'), lake);
    await onceMore(verbs);
    const undisturbed = await contentOf(lake);
    await rm(lake, { recursive: true });

    await copyLake(join(folder, 'half'), lake);
    const running = verbs.map(({ args }) => start(folder, args).ended);
    for (const { code, stderr } of await Promise.all(running)) {
      if (code !== 0)
        expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(BUSY) });
    }
    await onceMore(verbs);
    expect(await contentOf(lake)).toEqual(undisturbed);
    await rm(lake, { recursive: true });
  });

  /** Repeats the verbs: first those that land, then those that erase, and at last those that process the rest. */
  async function onceMore(verbs: readonly Verb[]): Promise<void> {
    for (const name of ['land', 'replay', 'erase']) {
      const verb = verbs.find((one) => one.name === name);
      if (verb) await verb.again(lake);
    }
    await VERBS.find(({ name }) => name === 'run')!.again(lake);
  }
});
