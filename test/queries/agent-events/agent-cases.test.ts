import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rowsAsked } from '../cases.ts';
import { readAgentCases } from './agent-cases.ts';
import { type AgentLake, openAgentLake } from './agent-lake.ts';

const cases = readAgentCases();
const events = cases.flatMap((one) => one.events);
const schedules = cases.flatMap(({ schedule }) => schedule ?? []);
let lake: AgentLake;
/** A lake in which half of the events are converted, some of these wait to be removed, and the others wait. */
let waiting: AgentLake;

beforeAll(async () => {
  lake = await openAgentLake();
  await lake.refill(events);
  await lake.refillSchedules(schedules);
  waiting = await openAgentLake();
  await waiting.refillSchedules(schedules);
  await waiting.refill(events.filter((_, place) => place % 2 === 0));
  await waiting.wait(events.filter((_, place) => place % 2 === 1 || place % 3 === 0));
}, 60_000);
afterAll(() => {
  lake.close();
  waiting.close();
});

describe.each(cases)('$name', ({ questions, otherFiles }) => {
  test('has the files of a case, and no others', () => {
    expect(otherFiles).toEqual(['README.md', 'events.jsonl']);
    expect(questions).not.toEqual([]);
  });

  test.each(questions)('$file', async (question) => {
    expect(rowsAsked(question, await lake.ask(question.sql))).toEqual(question.rows);
  });

  test('has the same answers over the live views while some of its events wait to be converted', async () => {
    for (const question of questions) {
      const answer = await waiting.ask(question.liveSql);
      expect([question.file, rowsAsked(question, answer)]).toEqual([question.file, question.rows]);
    }
  });
});
