import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataset } from '../../pipeline/datasets/agent-events/dataset.ts';
import { flatfilePrefix, SCHEDULES_PREFIX, tableFileKey } from '../../pipeline/lake-keys.ts';
import { SCHEDULE_HEAD, scheduleText } from '../../pipeline/schedules.ts';
import { literal } from '../../pipeline/spellings/duckdb-types.ts';
import { withParameters } from '../../queries/reader/parameters.ts';
import { liveName } from '../../queries/reader/views.ts';
import { newFolder, removeFolder } from '../local/folder.ts';
import { FAULTS, ROWS } from '../pipeline/schedule-lines.ts';
import { FOR_ALL, readAgentCases } from '../queries/agent-events/agent-cases.ts';
import { type AgentLake, eventRow, openAgentLake } from '../queries/agent-events/agent-lake.ts';
import { limitedTo } from '../queries/agent-events/limited-to.ts';
import { eventsOf } from '../sample-data/agents/events.ts';
import { generated } from '../sample-data/stream.ts';
import { queriesAbout } from './about.ts';
import type { Answer } from './answers.ts';
import type { AskTrino, Engines } from './engines.ts';

/** The views, and the columns that order their rows. */
const VIEWS: Readonly<Record<string, string>> = {
  agent_statuses: 'instancearn, agentarn, started_at',
  agent_contact_states: 'instancearn, agentarn, contactid, started_at',
  agent_offers: 'instancearn, agentarn, contactid, offered_at',
  agent_time: 'instancearn, agentarn, started_at',
  agent_schedule: 'instance, agent, starts_at, ends_at, status',
};

/** The view for dashboard tools, which has no live version. */
const FLAT_VIEW = 'flat_agent_days';

/** Other values than the defaults, of those that a query has. */
const OTHER_VALUES: Readonly<Record<string, string>> = {
  time_zone: 'Europe/London',
  ring_is_idle: 'false',
  chats_only: 'false',
  moment: '2026-03-02 09:02:30',
};

/**
 * The events of all cases of `test/queries/agent-events/cases/` in one lake, where DuckDB's answers are
 * worked out by hand: Trino gives the same.
 */
export function agentEvents(engines: () => Engines): void {
  const queries = queriesAbout('agent-events');

  test.each(['UTC', 'Europe/London'])(
    'how simulated agents keep to their plan, by day of %s',
    async (time_zone) => {
      const world = generated(800, 43, {
        days: 4,
        lastDay: '2026-10-26',
        otherDays: 'all',
        otherKinds: ['agent-events'],
      });
      const folder = await newFolder();
      const lake = await openAgentLake();
      await lake.refill(eventsOf(world));
      const events = join(folder, 'events.parquet');
      await lake.ask(`COPY ${dataset.name} TO ${literal(events)} (FORMAT parquet)`);
      const schedule = join(folder, 'shifts.csv');
      const { schedule: planned, tables } = world.sheet.agents!;
      await writeFile(schedule, scheduleText(planned));
      const files = [
        [tableFileKey(dataset, 'any-day'), events],
        [`${SCHEDULES_PREFIX}shifts.csv`, schedule],
      ] as const;
      const query = queries.find(({ name }) => name === 'agent-adherence')!;
      const schema = `plan_${time_zone.replace('/', '_').toLowerCase()}`;
      const ask = await engines().openLake(schema, new Map(files), [], [query.sql]);
      const { rows } = await ask(withParameters(query, { time_zone }));
      const expected = tables.find(
        (one) => one.table === 'adherence-by-agent-and-day' && one.time_zone === time_zone,
      )!;
      const inOrder = (texts: readonly string[]) => [...texts].sort();
      expect(expected.rows.length).toBeGreaterThan(10);
      expect(
        inOrder(rows.map((row) => expected.columns.map((name) => `${row[name]}`).join())),
      ).toEqual(inOrder(expected.rows.map((row) => row.join())));
      lake.close();
      await removeFolder(folder);
    },
  );

  // On a laptop a file with a line that is no row is refused. Elsewhere nobody reads it before the engine does.
  test('of the lines of schedules, those that a laptop reads are rows', async () => {
    const folder = await newFolder();
    const file = join(folder, 'lines.csv');
    const lines = [SCHEDULE_HEAD, ...[...ROWS, ...FAULTS].map(([line]) => line)];
    await writeFile(file, lines.join('\n'));
    const mixed = join(folder, 'ends.csv');
    await writeFile(mixed, [SCHEDULE_HEAD, ...ROWS.map(([line]) => line), ''].join('\r'));
    const files = new Map([
      [`${SCHEDULES_PREFIX}lines.csv`, file],
      [`${SCHEDULES_PREFIX}ends.csv`, mixed],
    ]);
    const ask = await engines().openLake('schedule_lines', files, [], ['agent_schedule']);
    const { rows } = await ask('SELECT instance, agent, status FROM agent_schedule');
    const inOrder = (cells: readonly (readonly unknown[])[]) => cells.map(String).sort();
    expect(inOrder(rows.map((row) => Object.values(row)))).toEqual(
      inOrder([...ROWS, ...ROWS].map(([, cells]) => cells.slice(0, 3))),
    );
    await removeFolder(folder);
  });

  describe('the agent events of the cases', () => {
    const cases = [...readAgentCases(), FOR_ALL];
    const events = cases.flatMap((one) => one.events);
    const schedules = cases.flatMap(({ schedule }) => schedule ?? []);
    const scheduleFiles = schedules.map(
      (file, place) => [`${SCHEDULES_PREFIX}${place}.csv`, file] as const,
    );
    let lake: AgentLake;
    let askTrino: AskTrino;
    let askWaiting: AskTrino;

    beforeAll(async () => {
      const folder = await newFolder();
      lake = await openAgentLake();
      await lake.refillSchedules(schedules);
      await lake.refill(events.filter((_, place) => place % 2 === 0));
      const half = join(folder, 'half.parquet');
      await lake.ask(`COPY ${dataset.name} TO ${literal(half)} (FORMAT parquet)`);
      await lake.refill(events);
      const all = join(folder, 'all.parquet');
      await lake.ask(`COPY ${dataset.name} TO ${literal(all)} (FORMAT parquet)`);
      const waiting = join(folder, 'waiting.json');
      const rows = events
        .filter((_, place) => place % 2 === 1 || place % 3 === 0)
        .map((event, source_offset) => ({ ...eventRow(event), source_key: 'raw', source_offset }));
      await writeFile(waiting, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
      const table = tableFileKey(dataset, 'any-day');
      askTrino = await engines().openLake(
        'agents',
        new Map([[table, all], ...scheduleFiles]),
        [],
        [...queries.map(({ sql }) => sql), ...Object.keys(VIEWS), FLAT_VIEW],
      );
      const files = new Map([
        [table, half],
        [`${flatfilePrefix(dataset)}waiting.json`, waiting],
        ...scheduleFiles,
      ]);
      askWaiting = await engines().openLake(
        'agents_live',
        files,
        [],
        Object.keys(VIEWS).map(liveName),
      );
      await removeFolder(folder);
    });
    afterAll(() => lake.close());

    const expectSame = async (asked: Promise<Answer>, sql: string) => {
      const { columns, rows } = await asked;
      const inDuckDB = await lake.ask(sql);
      expect(inDuckDB.rows).not.toEqual([]);
      expect(columns).toEqual(inDuckDB.columns);
      expect(rows.map((row) => columns.map((column) => row[column]))).toEqual(inDuckDB.rows);
    };

    test.each(queries)('$name', async (query) => {
      await expectSame(askTrino(query.sql), query.sql);
      const names = query.parameters.map(({ name }) => name);
      const others = Object.entries(OTHER_VALUES).filter(([name]) => names.includes(name));
      const sql = withParameters(query, Object.fromEntries(others));
      await expectSame(askTrino(sql), sql);
    });

    test(`the view ${FLAT_VIEW}`, async () => {
      const sql = `SELECT * FROM ${FLAT_VIEW} ORDER BY instance_id, agent, utc_day`;
      await expectSame(askTrino(sql), sql);
    });

    test.each(Object.entries(VIEWS))('the view %s, and its live version', async (view, order) => {
      const sql = `SELECT * FROM ${view} ORDER BY ${order}`;
      await expectSame(askTrino(sql), sql);
      await expectSame(askWaiting(sql.replace(view, liveName(view))), sql);
    });

    test.each([120, 900])('the views where an agent is gone after %i seconds', async (seconds) => {
      const change = async (to: number) => {
        for (const statement of limitedTo(to)) {
          await lake.ask(statement);
          if (!/ \w+_live AS /.test(statement)) await askTrino(statement);
        }
      };
      await change(seconds);
      try {
        for (const [view, order] of Object.entries(VIEWS)) {
          const sql = `SELECT * FROM ${view} ORDER BY ${order}`;
          await expectSame(askTrino(sql), sql);
        }
      } finally {
        await change(300);
      }
    });
  });
}
