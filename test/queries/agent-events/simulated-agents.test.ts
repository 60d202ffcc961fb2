/** The views' answers are what simulated agents did, by the simulation's own clock. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { overChosen } from '../../../queries/reader/chosen-contacts.ts';
import { withParameters } from '../../../queries/reader/parameters.ts';
import { listSavedQueries, readSavedQuery } from '../../../queries/reader/saved-queries.ts';
import { type Cell, QUERIES } from '../small-lake.ts';
import { type AgentEvent, type AgentLake, openAgentLake } from './agent-lake.ts';
import { randomOf, type Simulation, type Span, simulateAgents } from './simulated-agents.ts';

type Row = Record<string, Cell>;

const FROM_MS = Date.UTC(2026, 2, 28, 20);
const ON_CONTACT = ['CONNECTED', 'CONNECTED_ONHOLD', 'PAUSED', 'ENDED'];
const IN_PROGRESS = ['CONNECTED', 'CONNECTED_ONHOLD', 'PAUSED'];

let lake: AgentLake;
beforeAll(async () => {
  lake = await openAgentLake();
}, 60_000);
afterAll(() => lake.close());

function law(
  name: string,
  holds: (simulation: Simulation, random: () => number) => Promise<void>,
): void {
  test(name, { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        const random = randomOf(seed);
        const sizes = { agents: 3, sessions: 2, hours: 4, fromMs: FROM_MS };
        const simulation = simulateAgents(random, sizes);
        await lake.refill(simulation.delivered);
        await holds(simulation, random);
      }),
      { numRuns: 3 },
    );
  });
}

law('every status is found, from its start to its end, and why it ended', async (simulation) => {
  const rows = await ask('SELECT * FROM agent_statuses');
  expect(rows.map((row) => spanOf(row, 'status')).sort()).toEqual(
    simulation.statuses.map(textOf).sort(),
  );
});

law('every state of a contact is found, from its start to its end', async (simulation) => {
  const rows = await ask('SELECT * FROM agent_contact_states');
  expect(rows.map((row) => spanOf(row, 'state')).sort()).toEqual(
    simulation.states.map(textOf).sort(),
  );
});

law('an offer has the outcome that the simulation gave it', async ({ states }) => {
  const OUTCOMES: Record<string, string> = {
    CONNECTED: 'answered',
    MISSED: 'missed',
    REJECTED: 'rejected',
    ERROR: 'error',
  };
  const expected = states
    .filter(({ what, contact }) => what === 'CONNECTING' && contact!.method !== 'OUTBOUND')
    .map(({ contact, closedBy, untilMs }) => {
      const next = states.find(
        (other) => other.contact!.id === contact!.id && other.fromMs === untilMs,
      );
      const isOver = closedBy === 'state' || closedBy === 'cleared';
      return `${contact!.id} ${next ? OUTCOMES[next.what] : isOver ? 'gone' : null}`;
    });
  const rows = await ask('SELECT * FROM agent_offers');
  expect(rows.map((row) => `${row.contactid} ${row.outcome}`).sort()).toEqual(expected.sort());
});

law('an agent’s pieces never overlap, and add up to what each moment was', async (simulation) => {
  const rows = await ask('SELECT * FROM agent_time ORDER BY agentarn, started_at');
  rows.forEach((row, place) => {
    const before = rows[place - 1];
    if (before?.agentarn === row.agentarn)
      expect(msOf(row.started_at)).toBeGreaterThanOrEqual(msOf(before!.ended_at));
    expect(msOf(row.ended_at) - msOf(row.started_at)).toBe(row.milliseconds);
    const quarter = (ms: number) => Math.floor(ms / 900_000);
    expect(quarter(msOf(row.ended_at) - 1)).toBe(quarter(msOf(row.started_at)));
  });
  for (const agent of new Set(simulation.statuses.map((span) => span.agent))) {
    const own = rows.filter((row) => row.agent === agent);
    expect([agent, sumsOfRows(own)]).toEqual([agent, sumsOfMoments(agent, simulation)]);
  }
});

law('nothing changes if events come twice and in another order', async (simulation, random) => {
  const answers = async () => {
    const views = ['agent_statuses', 'agent_contact_states', 'agent_offers', 'agent_time'];
    const texts = views.map(async (view) =>
      (await ask(`SELECT * FROM ${view}`)).map((row) => JSON.stringify(row)).sort(),
    );
    return Promise.all(texts);
  };
  const before = await answers();
  const repeated = simulation.delivered.flatMap((event) =>
    random() < 0.3 ? [event, event] : [event],
  );
  await lake.refill(shuffled(repeated, random));
  expect(await answers()).toEqual(before);
});

law('the saved queries add up to the same, however they cut the time', async () => {
  const zone = { time_zone: 'Europe/London' };
  const byDay = await askSaved('agent-occupancy', zone);
  const byHalfHour = await askSaved('agent-time-by-half-hour', zone);
  for (const column of ['online_seconds', 'on_contact_seconds', 'idle_seconds', 'ring_seconds'])
    expect([column, thousandths(byHalfHour, column)]).toEqual([column, thousandths(byDay, column)]);
  const byStatus = await askSaved('agent-time-by-status-and-day', zone);
  expect(thousandths(byStatus, 'status_seconds')).toBe(thousandths(byDay, 'online_seconds'));
  const chats = await askSaved('agent-concurrency');
  const contacts = await askSaved('agent-concurrency', { chats_only: 'false' });
  expect(thousandths(contacts, 'seconds_at_once')).toBeGreaterThanOrEqual(
    thousandths(chats, 'seconds_at_once'),
  );
  for (const row of await askSaved('agent-offers', zone))
    expect(row.contacts_not_answered).toBe(
      ['missed', 'rejected', 'in_error', 'gone'].reduce(
        (sum, how) => sum + Number(row[`contacts_${how}`]),
        0,
      ),
    );
  const utc = { from_day: '2026-03-28', to_day: '2026-03-28' };
  const single = await askSaved('agent-occupancy', utc);
  expect((await askSaved('agent-occupancy')).filter(({ day }) => day === '2026-03-28')).toEqual(
    single,
  );
});

law('chosen agents have the rows that they have among all', async () => {
  const ofAgents = listSavedQueries(QUERIES).filter(
    ({ sql, columns }) =>
      /\bagent_(offers|schedule|statuses|time)\b/.test(sql) &&
      columns.some(({ name }) => name === 'agent'),
  );
  expect(ofAgents.length).toBeGreaterThan(5);
  for (const query of ofAgents) {
    const chosen = await ask(overChosen(query, query.sql, { agent: ['agent-1'] }));
    const own = (await ask(query.sql)).filter(({ agent }) => agent === 'agent-1');
    expect([query.name, chosen]).toEqual([query.name, own]);
  }
});

law('an agent at a moment does what the simulation says', async (simulation, random) => {
  const ms = FROM_MS + Math.floor(random() * 8 * 3_600_000);
  const moment = new Date(ms).toISOString().slice(0, 23).replace('T', ' ');
  const isAt = ({ fromMs, untilMs }: Span) => fromMs <= ms && (untilMs === null || ms < untilMs);
  const expected = simulation.statuses.filter(isAt).map(({ agent, what }) => {
    const states = simulation.states.filter((span) => span.agent === agent && isAt(span));
    return [agent, what, states.length, activityOf(what, states)];
  });
  const rows = await askSaved('agents-at-a-moment', { moment });
  expect(rows.map((row) => [row.agent, row.status, row.contacts, row.activity])).toEqual(expected);
});

function activityOf(status: string, states: readonly Span[]): string {
  const has = (...whats: string[]) => states.some(({ what }) => whats.includes(what));
  const dials = states.some((span) => span.what === 'CONNECTING' && isOnContact(span));
  if (has('ERROR')) return 'error';
  if (has('MISSED')) return 'missed';
  if (has('REJECTED')) return 'rejected';
  if (has(...IN_PROGRESS) || dials) return 'on contact';
  if (has('ENDED')) return 'after-contact work';
  if (has('CONNECTING')) return 'incoming';
  return { Available: 'available', Offline: 'offline' }[status] ?? 'custom status';
}

function isOnContact({ what, contact }: Span): boolean {
  return ON_CONTACT.includes(what) || (what === 'CONNECTING' && contact!.method === 'OUTBOUND');
}

/** Milliseconds of each flag, and of each contact in progress, between all moments at which anything changed. */
function sumsOfMoments(agent: string, { statuses, states, knownUntilMs }: Simulation) {
  const spans = [...statuses, ...states]
    .filter((span) => span.agent === agent && !(span.what === 'Offline' && span.untilMs === null))
    .map((span) => ({ ...span, untilMs: span.untilMs ?? knownUntilMs }));
  const moments = [...new Set(spans.flatMap(({ fromMs, untilMs }) => [fromMs, untilMs]))].sort(
    (one, other) => one - other,
  );
  const sums = emptySums();
  moments.forEach((from, place) => {
    const ms = (moments[place + 1] ?? from) - from;
    const now = spans.filter((span) => span.fromMs <= from && from < span.untilMs);
    const status = now.find(({ contact }) => contact === null)?.what ?? 'Offline';
    const contacts = now.filter(({ contact }) => contact !== null);
    const has = (state: string) => contacts.some(({ what }) => what === state);
    const progressing = contacts.filter(({ what }) => IN_PROGRESS.includes(what));
    const isHandling = contacts.some(isOnContact);
    if (status !== 'Offline') sums.is_online += ms;
    if (status === 'Lunch') sums.is_custom += ms;
    if (status === 'Available' && isHandling) sums.is_on_contact += ms;
    if (status === 'Available' && !isHandling) sums.is_idle += ms;
    if (isHandling) sums.is_handling += ms;
    if (contacts.some((span) => span.what === 'CONNECTING' && !isOnContact(span)))
      sums.is_ringing += ms;
    if (has('CONNECTED_ONHOLD')) sums.is_on_hold += ms;
    if (has('ENDED')) sums.is_after_contact_work += ms;
    if (has('ERROR')) sums.is_error += ms;
    sums.contacts_in_progress += ms * progressing.length;
    sums.chats_in_progress +=
      ms * progressing.filter(({ contact }) => contact!.channel === 'CHAT').length;
  });
  return sums;
}

function sumsOfRows(rows: readonly Row[]) {
  const sums = emptySums();
  for (const row of rows)
    for (const name of Object.keys(sums) as (keyof typeof sums)[])
      sums[name] += Number(row.milliseconds) * Number(row[name]);
  return sums;
}

function emptySums() {
  return {
    is_online: 0,
    is_custom: 0,
    is_on_contact: 0,
    is_idle: 0,
    is_handling: 0,
    is_ringing: 0,
    is_on_hold: 0,
    is_after_contact_work: 0,
    is_error: 0,
    contacts_in_progress: 0,
    chats_in_progress: 0,
  };
}

function spanOf(row: Row, what: 'status' | 'state'): string {
  return [
    row.agent,
    row.contactid ?? '',
    row[what],
    msOf(row.started_at),
    row.ended_at === null ? null : msOf(row.ended_at),
    row.closed_by,
  ].join(' ');
}

function textOf({ agent, what, contact, fromMs, untilMs, closedBy }: Span): string {
  return [agent, contact?.id ?? '', what, fromMs, untilMs, closedBy].join(' ');
}

function shuffled(events: readonly AgentEvent[], random: () => number): AgentEvent[] {
  return events
    .map((event) => ({ event, place: random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ event }) => event);
}

function thousandths(rows: readonly Row[], column: string): number {
  return rows.reduce((sum, row) => sum + Math.round(Number(row[column]) * 1000), 0);
}

function msOf(timestamp: Cell | undefined): number {
  return Date.parse(`${String(timestamp).replace(' ', 'T')}Z`);
}

function askSaved(name: string, parameters: Record<string, string> = {}): Promise<Row[]> {
  return ask(withParameters(readSavedQuery(QUERIES, name), parameters));
}

async function ask(sql: string): Promise<Row[]> {
  const { columns, rows } = await lake.ask(sql);
  return rows.map((row) =>
    Object.fromEntries(columns.map((column, place) => [column, row[place]!])),
  );
}
