/** A query that is limited to some rows of its answer takes each name that a row has, contacts with it or not. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newFolder, removeFolder } from '../local/folder.ts';
import { contactLake } from './contact-lake.ts';
import { succeeds } from './small-lake.ts';

const QUERY = ['query', 'seconds-to-answer-by-queue', '--format', 'json'];

interface Answered {
  readonly queue: string | null;
  readonly queue_kind: string;
}

/** A lake with events of contacts of which no record has come yet: their queues have no name. */
let folder: string;
let rows: Answered[];
beforeAll(async () => {
  folder = await newFolder();
  await succeeds(folder, 'generate', '--contacts', '120', '--days', '2', '--out', 'generated');
  await succeeds(folder, 'land', 'generated/contact-events');
  await succeeds(folder, 'run');
  rows = JSON.parse(await succeeds(folder, ...QUERY));
});
afterAll(() => removeFolder(folder));

test.each([
  ['Queue without a name', 'unnamed'],
  ['Agents’ own queues', 'agent'],
])('%s', async (name, kind) => {
  const ofKind = rows.filter(({ queue_kind }) => queue_kind === kind);
  expect(ofKind).not.toEqual([]);
  expect(ofKind.length).toBeLessThan(rows.length);
  expect(JSON.parse(await succeeds(folder, ...QUERY, '--queue', name))).toEqual(ofKind);
});

test('a name that no row has is refused with those that there are', async () => {
  const { code, stderr } = await contactLake(folder, ...QUERY, '--queue', 'Nowhere');
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr:
      'Found --queue Nowhere, expected the name of a queue that has contacts or other records: Queue without a name, Agents’ own queues\n',
  });
});
