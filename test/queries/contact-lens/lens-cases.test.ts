import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { erasureTable } from '../../../pipeline/dataset.ts';
import { dataset as voice } from '../../../pipeline/datasets/contact-lens-voice/dataset.ts';
import { identityText } from '../../../pipeline/erase/erasure.ts';
import { rowsAsked } from '../cases.ts';
import type { SmallLake } from '../small-lake.ts';
import { openLensLake, readLensCases } from './lens-cases.ts';

const cases = readLensCases();
const analyses = cases.flatMap((one) => one.analyses);
let lake: SmallLake;
/** A lake in which half of the files are converted, some of these wait to be removed, and the others wait. */
let waiting: SmallLake;

beforeAll(async () => {
  lake = await openLensLake(cases, analyses);
  waiting = await openLensLake(
    cases,
    analyses.filter((_, place) => place % 2 === 0),
    analyses.filter((_, place) => place % 2 === 1 || place % 3 === 0),
  );
}, 60_000);
afterAll(() => {
  lake.close();
  waiting.close();
});

describe.each(cases)('$name', ({ questions, otherFiles }) => {
  test('has the files of a case, and no others', () => {
    const names = ['README.md', 'contacts.jsonl', 'files.jsonl'];
    expect(otherFiles.filter((name) => !names.includes(name))).toEqual([]);
    expect(otherFiles).toEqual(expect.arrayContaining(['README.md', 'files.jsonl']));
    expect(questions).not.toEqual([]);
  });

  test.each(questions)('$file', async (question) => {
    expect(rowsAsked(question, await lake.ask(question.sql))).toEqual(question.rows);
  });

  test('has the same answers over the live views while some of its files wait to be converted', async () => {
    for (const question of questions) {
      const answer = await waiting.ask(question.liveSql);
      expect([question.file, rowsAsked(question, answer)]).toEqual([question.file, question.rows]);
    }
  });
});

test('a file that is erased stays out of the live views when it is delivered again', async () => {
  const both = cases.filter(({ name }) => name === 'outputs');
  const files = both.flatMap((one) => one.analyses);
  const again = await openLensLake(both, [], files);
  const text = identityText(['both']);
  const hash = createHash('sha256').update(text).digest('hex');
  await again.ask(`INSERT INTO ${erasureTable(voice)} VALUES (['${hash}'])`);
  const { rows } = await again.ask(
    "SELECT output FROM contact_turns_live WHERE contact_id = 'both'",
  );
  again.close();
  expect(rows).toEqual([]);
});
