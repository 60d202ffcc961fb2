import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { erasureTable } from '../../../pipeline/dataset.ts';
import { dataset } from '../../../pipeline/datasets/flow-logs/dataset.ts';
import { identityText } from '../../../pipeline/erase/erasure.ts';
import { withParameters } from '../../../queries/reader/parameters.ts';
import { readSavedQuery } from '../../../queries/reader/saved-queries.ts';
import { rowsAsked } from '../cases.ts';
import { openSmallLake, QUERIES, type SmallLake } from '../small-lake.ts';
import { readFlowCases } from './flow-cases.ts';

const cases = await readFlowCases();
const entries = cases.flatMap((one) => one.entries);
const contacts = cases.flatMap((one) => one.contacts);
let lake: SmallLake;
/** A lake in which half of the entries are converted, some of these wait to be removed, and the others wait. */
let waiting: SmallLake;

beforeAll(async () => {
  lake = await openSmallLake(contacts);
  await lake.refillOther(dataset, entries);
  waiting = await openSmallLake(contacts);
  await waiting.refillOther(
    dataset,
    entries.filter((_, place) => place % 2 === 0),
  );
  await waiting.waitForOther(
    dataset,
    entries.filter((_, place) => place % 2 === 1 || place % 3 === 0),
  );
}, 60_000);
afterAll(() => {
  lake.close();
  waiting.close();
});

describe.each(cases)('$name', ({ questions, otherFiles }) => {
  test('has the files of a case, and no others', () => {
    expect(otherFiles).toEqual(['README.md', 'contacts.jsonl', 'entries.csv']);
    expect(questions).not.toEqual([]);
  });

  test.each(questions)('$file', async (question) => {
    expect(rowsAsked(question, await lake.ask(question.sql))).toEqual(question.rows);
    expect(rowsAsked(question, await waiting.ask(question.liveSql))).toEqual(question.rows);
  });
});

test.each([
  [
    'the page',
    withParameters(readSavedQuery(join(QUERIES, 'page'), 'exits'), { instance: 'not-over' }),
  ],
  ['dashboard tools', "SELECT * FROM flat_flow_blocks WHERE instance_id = 'not-over'"],
])('a contact whose record lacks its disconnect has not left, for %s, either', async (_, sql) => {
  const { rows } = await lake.ask(`SELECT sum(contacts_left) FROM (${sql})`);
  expect(rows).toEqual([['1']]);
});

test('an entry of an erased contact that comes again is in no live view', async () => {
  const other = await openSmallLake([]);
  await other.waitForOther(dataset, entries);
  const erased = createHash('sha256')
    .update(identityText(['c-1']))
    .digest('hex');
  await other.ask(`INSERT INTO ${erasureTable(dataset)} VALUES (['${erased}'])`);
  const { rows } = await other.ask('SELECT DISTINCT contactid FROM flow_entries_live ORDER BY 1');
  expect(rows.flat()).toEqual(['c-2', 'c-3', 'c-4', 'c-5']);
  other.close();
});
