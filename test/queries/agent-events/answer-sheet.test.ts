/** The saved queries over the simulated centre's agent events, and its answer sheet. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDays } from '../../../page/days.ts';
import { SCHEDULE_HEAD, scheduleText } from '../../../pipeline/schedules.ts';
import { withParameters } from '../../../queries/reader/parameters.ts';
import { readSavedQuery } from '../../../queries/reader/saved-queries.ts';
import type { AgentTable } from '../../../sample-data/answers/agent-answers.ts';
import type { GenerateOptions } from '../../../sample-data/generate.ts';
import { newFolder, removeFolder } from '../../local/folder.ts';
import { eventsOf } from '../../sample-data/agents/events.ts';
import { generated } from '../../sample-data/stream.ts';
import { type Cell, QUERIES } from '../small-lake.ts';
import { type AgentLake, openAgentLake } from './agent-lake.ts';

type Row = Readonly<Record<string, Cell>>;

const WORLDS: readonly (readonly [string, GenerateOptions])[] = [
  ['the end of summer time', { contacts: 800, seed: 43, days: 4, lastDay: '2026-10-26' }],
  ['a day in progress', { contacts: 500, seed: 5, days: 3, untilHour: 14 }],
];
const ZONES = ['UTC', 'Europe/London'];

/** Columns of the sheet, and the saved query's column that has the same figure. */
const OCCUPANCY: Readonly<Record<string, string>> = {
  online_seconds: 'online_seconds',
  custom_seconds: 'non_productive_seconds',
  on_contact_seconds: 'on_contact_seconds',
  idle_seconds: 'idle_seconds',
  ring_seconds: 'ring_seconds',
  after_contact_work_seconds: 'after_contact_work_seconds',
  hold_seconds: 'hold_seconds',
  occupancy_with_ring_as_idle: 'occupancy',
};
const OFFERS: Readonly<Record<string, string>> = {
  offered: 'contacts_offered',
  answered: 'contacts_answered',
  missed: 'contacts_missed',
  rejected: 'contacts_rejected',
};
const AT_ONCE = ['one', 'two', 'three'];

describe.each(WORLDS)('over %s', (_what, { contacts, seed, ...others }) => {
  const world = generated(contacts, seed, {
    ...others,
    otherDays: 'all',
    otherKinds: ['agent-events'],
  });
  const { tables } = world.sheet.agents!;
  let lake: AgentLake;
  beforeAll(async () => {
    lake = await openAgentLake();
    await lake.refill(eventsOf(world));
  }, 60_000);
  afterAll(() => lake.close());

  const askSaved = async (name: string, parameters: Record<string, string>): Promise<Row[]> => {
    const { columns, rows } = await lake.ask(
      withParameters(readSavedQuery(QUERIES, name), parameters),
    );
    return rows.map((row) =>
      Object.fromEntries(columns.map((column, place) => [column, row[place]!])),
    );
  };
  const sheet = (name: string, zone: string | null = null): Row[] =>
    rowsOf(tables.find((one) => one.table === name && one.time_zone === zone)!);

  test.each(ZONES)('each agent’s time by day of %s is the sheet’s', async (time_zone) => {
    const expected = sheet('time-by-agent-and-day', time_zone);
    expect(expected.length).toBeGreaterThan(10);
    const rows = await askSaved('agent-occupancy', { time_zone });
    const online = (row: Row) => row.online_seconds !== 0;
    expect(texts(rows.filter(online), ['day', 'agent', ...Object.values(OCCUPANCY)])).toEqual(
      texts(expected.filter(online), ['day', 'agent', ...Object.keys(OCCUPANCY)]),
    );
    const withoutRing = await askSaved('agent-occupancy', { time_zone, ring_is_idle: 'false' });
    expect(texts(withoutRing.filter(online), ['day', 'agent', 'occupancy'])).toEqual(
      texts(expected.filter(online), ['day', 'agent', 'occupancy_without_ring']),
    );
  });

  test.each(ZONES)('each agent’s offers by day of %s are the sheet’s', async (time_zone) => {
    const expected = sheet('time-by-agent-and-day', time_zone).filter(
      ({ offered }) => offered !== 0,
    );
    const rows = await askSaved('agent-offers', { time_zone });
    expect(texts(rows, ['day', 'agent', ...Object.values(OFFERS)])).toEqual(
      texts(expected, ['day', 'agent', ...Object.keys(OFFERS)]),
    );
  });

  test.each(ZONES)('each agent’s statuses by day of %s are the sheet’s', async (time_zone) => {
    const expected = sheet('time-by-agent-day-and-status', time_zone);
    const rows = await askSaved('agent-time-by-status-and-day', { time_zone });
    const columns = ['day', 'agent', 'status', 'status_type'];
    expect(texts(rows, [...columns, 'status_seconds'])).toEqual(
      texts(expected, [...columns, 'seconds']),
    );
  });

  test.each(ZONES)(
    'who is to be in one status all the time keeps to it, by day of %s, as long as the sheet has it',
    async (time_zone) => {
      const expected = sheet('time-by-agent-day-and-status', time_zone);
      const folder = await newFolder();
      for (const status of ['Available', 'Lunch', 'Break']) {
        const file = join(folder, `${status}.csv`);
        await writeFile(file, alwaysIn(status, expected));
        await lake.refillSchedules([file]);
        const rows = await askSaved('agent-adherence', { time_zone });
        const kept = rows.filter((row) => row.in_adherence_seconds !== 0);
        const ofStatus = expected.filter((row) => row.status === status && row.seconds !== 0);
        expect(ofStatus.length).toBeGreaterThan(10);
        expect(texts(kept, ['day', 'agent', 'in_adherence_seconds'])).toEqual(
          texts(ofStatus, ['day', 'agent', 'seconds']),
        );
      }
      await removeFolder(folder);
    },
    60_000,
  );

  test.each(ZONES)('how agents keep to their plan, by day of %s, is the sheet’s', async (zone) => {
    const expected = sheet('adherence-by-agent-and-day', zone);
    const shares = expected.map(({ adherence }) => Number(adherence));
    // Most log in late or early, move their breaks or are trained meanwhile; few plans are nearly kept.
    expect(shares.filter((share) => share > 0.9 && share < 1).length).toBeGreaterThan(2);
    expect(shares.filter((share) => share < 0.9).length).toBeGreaterThan(10);
    const folder = await newFolder();
    const file = join(folder, 'shifts.csv');
    await writeFile(file, scheduleText(world.sheet.agents!.schedule));
    await lake.refillSchedules([file]);
    const rows = await askSaved('agent-adherence', { time_zone: zone });
    const columns = ['day', 'agent', 'scheduled_seconds', 'in_adherence_seconds', 'adherence'];
    expect(texts(rows, columns)).toEqual(texts(expected, columns));
    await removeFolder(folder);
  });

  test.each([
    ['true', 'chat'],
    ['false', 'contact'],
  ])(
    'with chats_only=%s, the time with several at once is the sheet’s',
    async (chats_only, what) => {
      const expected = new Map<string, number>();
      for (const row of sheet('time-by-agent-and-day', 'UTC'))
        AT_ONCE.forEach((word, place) => {
          const column = `${word}_${what}${place === 0 ? '' : 's'}_seconds`;
          const key = `${row.agent} ${place + 1}`;
          expected.set(key, (expected.get(key) ?? 0) + Number(row[column]));
        });
      const rows = await askSaved('agent-concurrency', { chats_only });
      const few = rows.filter((row) => Number(row.contacts_at_once) <= AT_ONCE.length);
      expect(
        few.map((row) => `${row.agent} ${row.contacts_at_once} ${row.seconds_at_once}`).sort(),
      ).toEqual(
        [...expected]
          .filter(([, seconds]) => seconds > 0)
          .map((entry) => entry.join(' '))
          .sort(),
      );
    },
  );

  test('everybody does at three moments what the sheet says', async () => {
    const expected = sheet('agents-at-a-moment');
    const moments = [...new Set(expected.map(({ moment_utc }) => String(moment_utc)))];
    expect(moments.length).toBe(3);
    for (const moment of moments) {
      const rows = await askSaved('agents-at-a-moment', { moment });
      const there = rows.filter(({ status_type }) => status_type !== 'OFFLINE');
      const atMoment = expected.filter(({ moment_utc }) => moment_utc === moment);
      const columns = ['agent', 'activity', 'status'];
      expect(texts(there, columns)).toEqual([...new Set(texts(atMoment, columns))]);
      expect(there.reduce((sum, { contacts }) => sum + Number(contacts), 0)).toBe(
        atMoment.filter(({ contact_id }) => contact_id !== null).length,
      );
    }
  });
});

function rowsOf({ columns, rows }: AgentTable): Row[] {
  return rows.map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at]!])));
}

/** A schedule by which each agent is in the status from the day before the first to the day after the last. */
function alwaysIn(status: string, rows: readonly Row[]): string {
  const days = rows.map(({ day }) => String(day)).sort();
  const [from, to] = [addDays(days[0]!, -1), addDays(days.at(-1)!, 2)];
  const agents = [...new Set(rows.map(({ agent }) => agent))];
  const shifts = agents.map((agent) => `all,${agent},${status},${from}T00:00:00Z,${to}T00:00:00Z`);
  return [SCHEDULE_HEAD, ...shifts, ''].join('\n');
}

function texts(rows: readonly Row[], columns: readonly string[]): string[] {
  return rows.map((row) => columns.map((column) => `${row[column]}`).join(' ')).sort();
}
