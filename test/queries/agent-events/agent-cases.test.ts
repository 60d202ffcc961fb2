import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256 } from '../../../local/lake/erasures.ts';
import { erasureTable } from '../../../pipeline/dataset.ts';
import { dataset } from '../../../pipeline/datasets/agent-events/dataset.ts';
import { identityText } from '../../../pipeline/erase/erasure.ts';
import { readSavedQuery } from '../../../queries/reader/saved-queries.ts';
import { rowsAsked } from '../cases.ts';
import { QUERIES } from '../small-lake.ts';
import { FOR_ALL, readAgentCases } from './agent-cases.ts';
import { type AgentEvent, type AgentLake, openAgentLake } from './agent-lake.ts';

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

test('an event that is erased and comes again is in no live view, and the others are', async () => {
  const other = await openAgentLake();
  await other.wait(events);
  const agents = async () =>
    (await other.ask('SELECT DISTINCT instancearn FROM agent_events_live ORDER BY 1')).rows.flat();
  const before = await agents();
  const [{ InstanceARN }] = events as [AgentEvent];
  for (const { EventId } of events.filter((event) => event.InstanceARN === InstanceARN))
    await other.ask(
      `INSERT INTO ${erasureTable(dataset)} VALUES (['${sha256(identityText([`${InstanceARN}`, `${EventId}`]))}', NULL])`,
    );
  expect(before).toContain(InstanceARN);
  expect(await agents()).toEqual(before.filter((one) => one !== InstanceARN));
  other.close();
});

test.each([
  ['its own', FOR_ALL.events],
  ['several', [...FOR_ALL.events, ...events]],
])(
  'a row that names an instance counts before those for all, in a lake of %s',
  async (_, given) => {
    const other = await openAgentLake();
    await other.refill(given);
    await other.refillSchedules([FOR_ALL.schedule!]);
    // To be Available for 60 minutes, at Lunch for 135 and in a Break for 15, then Available for 30: kept for 60, 15, 0 and 30.
    const { rows } = await other.ask(readSavedQuery(QUERIES, 'agent-adherence').sql);
    expect(rows).toEqual([['2026-03-02', 'lea', 14400, 6300, 8100, 7 / 16]]);
    other.close();
  },
);

test('rows whose times cannot be read are in no schedule, and leave the others as they are', async () => {
  const { rows: before } = await lake.ask('SELECT count(*) FROM agent_schedule');
  const moment = '2026-03-02T09:00:00Z';
  const wrong = [
    ['soon', moment],
    [moment, ''],
    ['2026-02-30T09:00:00Z', moment],
    ['2026-03-02T25:00:00Z', moment],
    ['2026-03-02', moment],
    ['2026-03-02T10:00:00+01:00', '2026-03-02T12:00:00+01:00'],
    [moment, moment],
    [moment, '2026-03-02T08:00:00Z'],
    [moment, '2027-03-02T09:00:00Z'],
  ];
  for (const times of wrong)
    await lake.ask(
      `INSERT INTO schedules VALUES ('all', 'ann', 'Lunch', '${times.join("', '")}', NULL)`,
    );
  expect((await lake.ask('SELECT count(*) FROM agent_schedule')).rows).toEqual(before);
  await lake.refillSchedules(schedules);
});
