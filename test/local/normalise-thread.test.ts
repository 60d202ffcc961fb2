/** Large work is shared with threads: the outputs are the same, and a failure there is reported as one here. */
import { rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect } from 'vitest';
import { fileOf, type LakeFolder, listObjects } from '../../local/lake/lake-folder.ts';
import { normaliseGroup } from '../../local/stages/normalise-group.ts';
import { NormaliseThread } from '../../local/stages/normalise-thread.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { flatfileKey, rawPrefix } from '../../pipeline/lake-keys.ts';
import { UserError } from '../../terminal/user-error.ts';
import { test } from './folder.ts';
import { landObject, makeLake } from './lake.ts';
import { record } from './records.ts';

const threads: NormaliseThread[] = [];

afterEach(async () => {
  await Promise.all(threads.splice(0).map((thread) => thread.end()));
});

function newThread(lake: LakeFolder): NormaliseThread {
  const thread = new NormaliseThread(lake, dataset);
  threads.push(thread);
  return thread;
}

async function lakeWith(folder: string, names: readonly string[]): Promise<LakeFolder> {
  const lake = await makeLake(folder);
  for (const name of names)
    await landObject(lake, name, [record({ ContactId: name }), '{"no": 1}']);
  return lake;
}

const objectsOf = (lake: LakeFolder) => listObjects(lake, rawPrefix(dataset));

describe('a thread', () => {
  test('makes of a group what this thread makes of it', async ({ folder }) => {
    const lake = await lakeWith(folder, ['a', 'b', 'c']);
    const objects = await objectsOf(lake);
    const here = await normaliseGroup(lake, dataset, objects, null);
    expect(here.receipts.map(([key]) => key)).toEqual(['raw/ctr/a', 'raw/ctr/b', 'raw/ctr/c']);
    await rm(join(lake.path, 'flatfiles'), { recursive: true });
    expect(await newThread(lake).normalise(objects)).toEqual(here);
    expect((await listObjects(lake, 'flatfiles/')).map(({ key }) => key)).toEqual(
      ['a', 'b', 'c'].map((name) => flatfileKey(dataset, `raw/ctr/${name}`)),
    );
  });

  test('leaves out an object that is gone, and normalises its neighbours', async ({ folder }) => {
    const lake = await lakeWith(folder, ['gone', 'stays']);
    const objects = await objectsOf(lake);
    await rm(fileOf(lake, 'raw/ctr/gone'));
    const { receipts, left_out } = await newThread(lake).normalise(objects);
    expect(receipts.map(([key]) => key)).toEqual(['raw/ctr/stays']);
    expect(left_out).toEqual([
      { path: 'raw/ctr/gone', reason: 'it is not there any more', is_unreadable: true },
    ]);
  });

  test('names a refusal that concerns all objects in one sentence', async ({ folder }) => {
    const lake = await lakeWith(folder, ['a']);
    const objects = await objectsOf(lake);
    await symlink('flatfiles', join(lake.path, 'flatfiles'));
    const known = await normaliseGroup(lake, dataset, objects, null).catch((error) => error);
    expect(known).toBeInstanceOf(UserError);
    const told = await newThread(lake)
      .normalise(objects)
      .catch((error) => error);
    expect(told).toBeInstanceOf(UserError);
    expect(told.message).toBe(known.message);
  });

  test('that cannot go on refuses the work that it has, and all later work', async ({ folder }) => {
    const lake = await lakeWith(folder, ['a']);
    const objects = await objectsOf(lake);
    const thread = newThread(lake);
    const working = thread.normalise(objects);
    await thread.end();
    const reason = 'A thread of normalise has ended before its work was done';
    await expect(working).rejects.toThrow(reason);
    await expect(thread.normalise(objects)).rejects.toThrow(reason);
  });
});
