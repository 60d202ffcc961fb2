import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listSavedQueries } from '../../queries/reader/saved-queries.ts';
import { readAgentCases } from './agent-events/agent-cases.ts';
import { readCases, rowsAsked } from './cases.ts';
import { readEvaluationCases } from './contact-evaluations/evaluation-cases.ts';
import { readEventCases } from './contact-events/event-cases.ts';
import { readLensCases } from './contact-lens/lens-cases.ts';
import { readFlowCases } from './flow-logs/flow-cases.ts';
import { openSmallLake, QUERIES, type SmallLake } from './small-lake.ts';

const cases = readCases();
/** A lake of one case after another, in which the attributes of all have columns. */
let lake: SmallLake;

beforeAll(async () => {
  lake = await openSmallLake(cases.flatMap(({ contacts }) => contacts));
});
afterAll(() => lake.close());

describe.each(cases)('$name', ({ contacts, questions, otherFiles }) => {
  beforeAll(async () => {
    await lake.wait([]);
    await lake.refill(contacts);
  });

  test('has the files of a case, and no others', () => {
    expect(otherFiles).toEqual(['README.md', 'contacts.jsonl']);
    expect(questions).not.toEqual([]);
  });

  test.each(questions)('$file', async (question) => {
    expect(rowsAsked(question, await lake.ask(question.sql))).toEqual(question.rows);
  });

  test('has the same answers over the live views while its contacts wait to be converted', async () => {
    await lake.wait(contacts);
    await lake.refill([]);
    for (const question of questions) {
      const answer = await lake.ask(question.liveSql);
      expect([question.file, rowsAsked(question, answer)]).toEqual([question.file, question.rows]);
    }
  });
});

test('every saved query is in a case', async () => {
  const all = [
    cases,
    readAgentCases(),
    readEvaluationCases(),
    readEventCases(),
    readLensCases(),
    await readFlowCases(),
  ].flat();
  const asked = all.flatMap(({ questions }) => questions.map(({ query }) => query));
  const names = listSavedQueries(QUERIES).map((query) => query.name);
  expect(names.filter((name) => !asked.includes(name))).toEqual([]);
});
