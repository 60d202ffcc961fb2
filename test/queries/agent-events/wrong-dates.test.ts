/** An event may have any date that can be written. What a query costs, and what others did, do not depend on it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listSavedQueries } from '../../../queries/reader/saved-queries.ts';
import { QUERIES } from '../small-lake.ts';
import { type AgentEvent, type AgentLake, openAgentLake } from './agent-lake.ts';
import { randomOf, simulateAgents } from './simulated-agents.ts';

const DATES = [
  '0001-01-01T00:00:00Z',
  '1582-10-10T12:00:00Z',
  '1970-01-01T00:00:00Z',
  '2026-03-01T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
];
/** Quarters of an hour in a hundred days: the most that a piece of time is cut into. */
const MOST_PIECES = 100 * 96 + 1;

let lake: AgentLake;
beforeAll(async () => {
  lake = await openAgentLake();
}, 60_000);
afterAll(() => lake.close());

const right = simulateAgents(randomOf(1), {
  agents: 2,
  sessions: 1,
  hours: 2,
  fromMs: Date.UTC(2026, 2, 1, 8),
}).sent;

/** Events of one more agent, with a status and a contact that begin at these dates. */
const wrong: AgentEvent[] = DATES.map((date, place) => ({
  ...right[0]!,
  AgentARN: 'wrong',
  EventId: `wrong-${place}`,
  EventTimestamp: '2026-03-01T09:00:00Z',
  EventType: 'STATE_CHANGE',
  PreviousAgentSnapshot: null,
  CurrentAgentSnapshot: {
    AgentStatus: { ARN: 's', Name: 'Available', Type: 'ROUTABLE', StartTimestamp: date },
    Configuration: { Username: 'wrong' },
    Contacts: [
      { ContactId: 'c', Channel: 'CHAT', State: 'CONNECTED', StateStartTimestamp: date },
      { ContactId: `c-${place}`, Channel: 'CHAT', State: 'CONNECTING', StateStartTimestamp: date },
    ],
  },
}));

test('every saved query answers, and has few rows', async () => {
  await lake.refill([...right, ...wrong]);
  for (const { name, sql } of listSavedQueries(QUERIES))
    expect([name, (await lake.ask(sql)).rows.length < 100]).toEqual([name, true]);
  const pieces = await lake.ask("SELECT count(*) FROM agent_time WHERE agent = 'wrong'");
  expect(pieces.rows[0]![0]).toBeLessThan(DATES.length * MOST_PIECES);
});

test('the other agents’ pieces are as if those events were not there', async () => {
  const pieces = "SELECT * FROM agent_time WHERE agent <> 'wrong' ORDER BY agentarn, started_at";
  await lake.refill(right);
  const before = await lake.ask(pieces);
  expect(before.rows.length).toBeGreaterThan(20);
  await lake.refill([...right, ...wrong]);
  expect(await lake.ask(pieces)).toEqual(before);
});
