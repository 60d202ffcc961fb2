/** The path of a lake and the names of its raw objects never change its rows. */
import { describe, expect } from 'vitest';
import { whileLocked } from '../../local/lake/lake-lock.ts';
import { normaliseLake } from '../../local/stages/normalise-lake.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { test } from './folder.ts';
import { ask, landObject, makeLake, runLake } from './lake.ts';
import { record } from './records.ts';

const QUESTION = `SELECT contactid, channel, agent.username AS agent, source_key
  FROM ctr ORDER BY contactid`;

function expectedRows(names: readonly string[]) {
  return names.map((name, i) => ({
    contactid: `c${i}`,
    channel: 'VOICE',
    agent: 'pat',
    source_key: `raw/ctr/${name}`,
  }));
}

/** Two runs, of which the second merges into the days of the first. */
async function filled(folder: string, path: string, names: readonly string[]) {
  const lake = await makeLake(folder, path);
  const half = Math.ceil(names.length / 2);
  for (const [from, to] of [
    [0, half],
    [half, names.length],
  ] as const) {
    for (let i = from; i < to; i++) {
      await landObject(lake, names[i]!, [
        record({ ContactId: `c${i}`, Agent: { Username: 'pat' } }),
      ]);
    }
    await whileLocked(lake, () => runLake(lake));
  }
  return lake;
}

describe('a lake in a folder named', () => {
  test.for([
    'channel=chat/lake',
    'contactid=zz/agent=x/lake',
    'year=2026/month=11/day=25/lake',
    'la?ke/a?b',
    'a*b/[ke]/{c,d}',
    `it's "so" %41 #`,
    'back\\slash',
    '☃ ü',
  ])('%s has the rows that its records say', async (path, { folder }) => {
    const names = ['one.json', 'two.json'];
    const lake = await filled(folder, path, names);
    expect(await ask(lake, QUESTION)).toEqual(expectedRows(names));
  });
});

test('raw objects with the characters of patterns in their names are read one by one', async ({
  folder,
}) => {
  const names = [
    'a?b.json',
    'aab.json',
    'a*.json',
    '[ab].json',
    'a.json',
    'channel=chat/a.json',
    "it's.json",
    '%41.json',
    '{a,b}.json',
  ];
  const lake = await filled(folder, 'lake', names);
  expect(await ask(lake, QUESTION)).toEqual(expectedRows(names));
});

test('if the outputs of two objects collide, one is taken, the other is reported, and the rest is processed', async ({
  folder,
}) => {
  const lake = await makeLake(folder);
  const pairs = [1, 2, 3, 4].flatMap((i) => [`2026/11/23/14/${i}`, `2026/11/23/14/${i}.jsonl/q`]);
  for (const [i, name] of pairs.entries()) {
    await landObject(lake, name, [record({ ContactId: `c${i}` }), '{"ContactId": "none"}']);
  }
  await landObject(lake, '2026/11/23/14/z', [record({ ContactId: 'z' })]);
  for (const isFirst of [true, false]) {
    const { objects, left_out } = await whileLocked(lake, () => normaliseLake(lake, dataset));
    expect(objects).toBe(isFirst ? 5 : 0);
    const leftOut = left_out.map(({ path }) => path.replace('.jsonl/q', ''));
    expect(leftOut).toEqual([1, 2, 3, 4].map((i) => `raw/ctr/2026/11/23/14/${i}`));
    await whileLocked(lake, () => runLake(lake));
  }
  expect(await ask(lake, "SELECT contactid FROM ctr WHERE contactid = 'z'")).toHaveLength(1);
  expect(await ask(lake, 'SELECT contactid FROM ctr')).toHaveLength(5);
});
