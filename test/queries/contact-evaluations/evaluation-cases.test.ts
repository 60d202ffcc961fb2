import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256 } from '../../../local/lake/erasures.ts';
import { erasureTable } from '../../../pipeline/dataset.ts';
import { dataset } from '../../../pipeline/datasets/contact-evaluations/dataset.ts';
import { newFolder, removeFolder } from '../../local/folder.ts';
import { rowsAsked } from '../cases.ts';
import { openSmallLake, type SmallLake } from '../small-lake.ts';
import { takeIn } from '../taken-in.ts';
import { readEvaluationCases } from './evaluation-cases.ts';

const cases = readEvaluationCases();
const objects = cases.flatMap((one) => one.objects);
const contacts = cases.flatMap((one) => one.contacts);
let lake: SmallLake;
/** A lake in which every other object is converted, and the others wait. */
let waiting: SmallLake;

beforeAll(async () => {
  const folder = await newFolder();
  lake = await openSmallLake(contacts);
  await lake.load(dataset, await takeIn(join(folder, 'all'), dataset, objects));
  waiting = await openSmallLake([]);
  await waiting.wait(contacts);
  const isOdd = (place: number) => place % 2 === 1;
  await waiting.load(dataset, await takeIn(join(folder, 'half'), dataset, objects, isOdd));
  await removeFolder(folder);
}, 60_000);
afterAll(() => {
  lake.close();
  waiting.close();
});

describe.each(cases)('$name', ({ questions, otherFiles }) => {
  test('has the files of a case, and no others', () => {
    const known = ['README.md', 'contacts.jsonl', 'objects.jsonl'];
    expect(otherFiles).toEqual(known.filter((file) => otherFiles.includes(file)));
    expect(otherFiles).toEqual(expect.arrayContaining(['README.md', 'objects.jsonl']));
    expect(questions).not.toEqual([]);
  });

  test.each(questions)('$file', async (question) => {
    expect(rowsAsked(question, await lake.ask(question.sql))).toEqual(question.rows);
  });

  test('has the same answers over the live views while some of its objects wait to be converted', async () => {
    for (const question of questions) {
      const answer = await waiting.ask(question.liveSql);
      expect([question.file, rowsAsked(question, answer)]).toEqual([question.file, question.rows]);
    }
  });
});

test('an erased contact’s evaluation is in no live view, though it waits to be converted', async () => {
  const folder = await newFolder();
  const one = await openSmallLake([]);
  await one.load(dataset, await takeIn(folder, dataset, objects, () => true));
  const contacts = async () => {
    const sql = 'SELECT contactid, count(*) FROM evaluations_live GROUP BY contactid ORDER BY 1';
    return new Map((await one.ask(sql)).rows.map(([id, count]) => [id, count]));
  };
  const before = await contacts();
  await one.ask(`INSERT INTO ${erasureTable(dataset)} VALUES (['${sha256('c-1')}'])`);
  const after = await contacts();
  one.close();
  await removeFolder(folder);
  expect(before.has('c-1')).toBe(true);
  before.delete('c-1');
  expect(after).toEqual(before);
}, 30_000);
