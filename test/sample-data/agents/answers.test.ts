import { describe, expect, it } from 'vitest';
import type { AgentTable } from '../../../sample-data/answers/agent-answers.ts';
import type { GenerateOptions } from '../../../sample-data/generate.ts';
import { generated, type Json } from '../stream.ts';
import { eventsOf } from './events.ts';
import { foldAgents } from './fold.ts';
import { agentsAt, timeByAgentAndDay, timeByStatus } from './recount.ts';

type Row = Readonly<Record<string, Json>>;

/** The rows as objects, each without its zeros: a count of nothing has no row. */
function rowsOf({ columns, rows }: AgentTable): Row[] {
  return rows.map((row) =>
    withoutZeros(Object.fromEntries(columns.map((name, at) => [name, row[at]]))),
  );
}

function withoutZeros(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== 0));
}

function inOrder(rows: readonly Row[]): Row[] {
  const text = (row: Row) => JSON.stringify(Object.entries(row).toSorted());
  return rows.map(withoutZeros).toSorted((left, right) => (text(left) < text(right) ? -1 : 1));
}

const WORLDS: readonly (readonly [string, GenerateOptions])[] = [
  ['the end of summer time', { contacts: 800, seed: 41, days: 5, lastDay: '2026-10-27' }],
  ['its beginning, with many agents', { contacts: 2_500, seed: 7, days: 2, lastDay: '2026-03-30' }],
  ['the last of nine days', { contacts: 700, seed: 5, days: 9, otherDays: 3 }],
  ['a day in progress', { contacts: 600, seed: 3, days: 6, untilHour: 14 }],
];

describe.each(WORLDS)(
  'over %s, the delivered events give',
  (_what, { contacts, seed, ...others }) => {
    const world = generated(contacts, seed, {
      otherDays: 'all',
      otherKinds: ['agent-events'],
      ...others,
    });
    const { tables } = world.sheet.agents!;
    const agents = foldAgents(eventsOf(world));
    const table = (name: string, zone: string | null = null) =>
      tables.find((one) => one.table === name && one.time_zone === zone)!;

    it.each(['UTC', 'Europe/London'])('the same time and offers by agent and day of %s', (zone) => {
      const expected = rowsOf(table('time-by-agent-and-day', zone));
      expect(expected.length).toBeGreaterThan(20);
      expect(inOrder(timeByAgentAndDay(agents, zone))).toEqual(inOrder(expected));
    });

    it.each(['UTC', 'Europe/London'])('the same time by status and day of %s', (zone) => {
      const expected = rowsOf(table('time-by-agent-day-and-status', zone));
      expect(expected.length).toBeGreaterThan(20);
      expect(inOrder(timeByStatus(agents, zone))).toEqual(inOrder(expected));
    });

    it('the same states of everybody at three moments', () => {
      const expected = rowsOf(table('agents-at-a-moment'));
      const moments = [...new Set(expected.map(({ moment_utc }) => moment_utc))];
      expect(moments.length).toBe(3);
      expect(inOrder(moments.flatMap((moment) => agentsAt(agents, moment)))).toEqual(
        inOrder(expected),
      );
    });
  },
);
