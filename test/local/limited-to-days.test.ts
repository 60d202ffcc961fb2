/** A question about some days has the same answer from the files of these days as from those of all. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generatedKey, generateFiles } from '../../cli/shared/generate-files.ts';
import { rowsOf } from '../../local/duckdb/duckdb.ts';
import { fileOf, type LakeFolder } from '../../local/lake/lake-folder.ts';
import { whileAsking } from '../../local/lake/lake-tables.ts';
import { limitedToDays } from '../../local/query/limited-to-days.ts';
import { convertLake } from '../../local/stages/convert-lake.ts';
import { normaliseLake } from '../../local/stages/normalise-lake.ts';
import { dataset as agentEvents } from '../../pipeline/datasets/agent-events/dataset.ts';
import { dataset as contactEvents } from '../../pipeline/datasets/contact-events/dataset.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { datasets } from '../../pipeline/datasets/datasets.ts';
import { SCHEDULES_PREFIX } from '../../pipeline/lake-keys.ts';
import { SCHEDULE_HEAD } from '../../pipeline/schedules.ts';
import { withParameters } from '../../queries/reader/parameters.ts';
import {
  listSavedQueries,
  readSavedQuery,
  type SavedQuery,
} from '../../queries/reader/saved-queries.ts';
import { QUERIES } from '../../terminal/package-files.ts';
import type { Row } from '../../terminal/row.ts';
import { newFolder, removeFolder } from './folder.ts';
import { landObject, makeLake } from './lake.ts';

const LONG = 300_000;

let folder: string;
beforeAll(async () => {
  folder = await newFolder();
});
afterAll(() => removeFolder(folder));

interface Answers {
  /** From the files of all days. */
  readonly whole: readonly Row[];
  /** From those that the days need. */
  readonly limited: readonly Row[];
}

/** The UTC days of November 2026. */
const DAYS_OF_LAKE = Array.from({ length: 30 }, (_, at) =>
  new Date(Date.UTC(2026, 10, at + 1)).toISOString().slice(0, 10),
);

/** The same shift for some agents on each day, also where they are off, and for one whom no event names. */
function schedulesOf(days: readonly string[]): string {
  const agents = ['agent-001', 'agent-002', 'agent-003', 'nobody'];
  const rows = days.flatMap((day) =>
    agents.map((agent) => `all,${agent},Available,${day}T07:00:00Z,${day}T16:00:00Z`),
  );
  return [SCHEDULE_HEAD, ...rows, ''].join('\n');
}

/** The answers of the query with each of the parameters. */
function answersOf(
  lake: LakeFolder,
  query: SavedQuery,
  parameters: readonly Record<string, string>[],
): Promise<Answers[]> {
  const statements = parameters.map((values) => withParameters(query, values));
  return whileAsking(
    lake,
    dataset,
    async (connection, _days, tables) => {
      const whole: Row[][] = [];
      for (const sql of statements) whole.push(await rowsOf(connection, sql));
      const answers: Answers[] = [];
      for (const [place, sql] of statements.entries()) {
        const limited = await limitedToDays(connection, tables, sql);
        answers.push({ whole: whole[place]!, limited: await rowsOf(connection, limited) });
      }
      return answers;
    },
    query.sql,
  );
}

/** The answer about one day, which is the same from all files. */
async function sameAnswer(lake: LakeFolder, name: string, day: string): Promise<readonly Row[]> {
  const query = readSavedQuery(QUERIES, name);
  const [answers] = await answersOf(lake, query, [{ from_day: day, to_day: day }]);
  expect(answers!.limited).toEqual(answers!.whole);
  return answers!.limited;
}

async function converted(lake: LakeFolder): Promise<LakeFolder> {
  for (const one of datasets) {
    await normaliseLake(lake, one);
    await convertLake(lake, one);
  }
  return lake;
}

describe('over three weeks of the simulated centre', () => {
  const DAYS = [
    ['1970-01-01', '2026-11-09'],
    ['2026-11-12', '2026-11-12'],
    ['2026-11-15', '2026-11-17'],
    ['2026-11-26', '2999-12-31'],
  ] as const;
  const queries = listSavedQueries(QUERIES).filter(({ parameters }) =>
    parameters.some(({ name }) => name === 'from_day'),
  );
  let lake: LakeFolder;
  let answered = 0;
  beforeAll(async () => {
    lake = await makeLake(folder, 'weeks');
    await generateFiles(
      { contacts: 300, seed: 3, days: 21, lastDay: '2026-11-27', otherDays: 'all' },
      (kind, key) => fileOf(lake, generatedKey(kind, key)),
      join(folder, 'answers.json'),
      () => {},
    );
    await converted(lake);
    await mkdir(fileOf(lake, SCHEDULES_PREFIX), { recursive: true });
    await writeFile(fileOf(lake, `${SCHEDULES_PREFIX}all.csv`), schedulesOf(DAYS_OF_LAKE));
  }, LONG);

  test.each(queries)(
    '$name',
    async (query) => {
      const hasZone = query.parameters.some(({ name }) => name === 'time_zone');
      const zone = hasZone ? { time_zone: 'America/Los_Angeles' } : {};
      const parameters = DAYS.map(([from_day, to_day]) => ({ ...zone, from_day, to_day }));
      for (const [place, { whole, limited }] of (
        await answersOf(lake, query, parameters)
      ).entries()) {
        expect(limited, DAYS[place]!.join(' to ')).toEqual(whole);
        if (whole.length > 0) answered++;
      }
    },
    LONG,
  );

  test('bounds of a column reach the scan of the files', async () => {
    const values = { from_day: '2026-11-12', to_day: '2026-11-12' };
    const sql = withParameters(readSavedQuery(QUERIES, 'handle-time-by-queue'), values);
    const plan = await whileAsking(
      lake,
      dataset,
      async (connection, _days, tables) =>
        rowsOf(connection, `EXPLAIN ${await limitedToDays(connection, tables, sql)}`),
      sql,
    );
    // The plan is drawn in boxes.
    const scan = plan.map((row) => String(row.explain_value).replace(/[│\s]/g, '')).join('');
    expect(scan).toContain("disconnecttimestamp>='2026-11-1100:00:00'");
  });

  test('most of the questions have answers', () => {
    expect(answered).toBeGreaterThan(2 * queries.length);
  });
});

/** `06T09:00:00` → `2026-11-06T09:00:00.000Z` */
const at = (time: string) => `2026-11-${time}.000Z`;
const MINUTE = 60_000;

/** What an agent, the only one of an instance, says every four minutes: available since `from`. */
function* heartbeats(
  agent: string,
  from: string,
  to: string,
  task: { from: string; to: string } | null = null,
) {
  const instance = `arn:aws:connect:eu-west-2:111122223333:instance/of-${agent}`;
  for (let time = Date.parse(from); time < Date.parse(to); time += 4 * MINUTE) {
    const now = new Date(time).toISOString();
    const hasTask = task !== null && now >= task.from && now < task.to;
    const contact = {
      ContactId: 'task',
      Channel: 'TASK',
      InitiationMethod: 'API',
      State: 'CONNECTED',
      StateStartTimestamp: task?.from,
      ConnectedToAgentTimestamp: task?.from,
    };
    yield {
      AWSAccountId: '111122223333',
      AgentARN: `${instance}/agent/${agent}`,
      InstanceARN: instance,
      EventId: `${agent} ${now}`,
      EventType: 'HEART_BEAT',
      EventTimestamp: now,
      Version: '2017-10-01',
      CurrentAgentSnapshot: {
        AgentStatus: {
          ARN: `${instance}/agent-state/1`,
          Name: 'Available',
          StartTimestamp: from,
        },
        Configuration: { Username: agent },
        Contacts: hasTask ? [contact] : [],
      },
    };
  }
}

/**
 * Two instances with one agent each. Ann is available from 2 November, 08:00, for eleven days on end, and has one task
 * all the time from 3 November, 09:00, to 10 November. Bob is available on 6 November, a Friday, from 09:00, and is gone
 * at noon without logging out; the next that is heard of his instance is on 19 November.
 */
describe('an agent who stays logged in, and one who is gone', () => {
  let lake: LakeFolder;
  beforeAll(async () => {
    lake = await makeLake(folder, 'two-agents');
    const task = { from: at('03T09:00:00'), to: at('10T09:00:00') };
    await landObject(
      lake,
      '2026/11/20/00/events',
      [
        ...heartbeats('ann', at('02T08:00:00'), at('13T08:00:00'), task),
        ...heartbeats('bob', at('06T09:00:00'), at('06T12:00:00')),
        ...heartbeats('bob', at('19T09:00:00'), at('19T09:04:00')),
      ],
      agentEvents,
    );
    await converted(lake);
  }, LONG);

  /** Seconds online and on contact, by agent. */
  async function occupancyOn(day: string): Promise<Record<string, readonly unknown[]>> {
    const rows = await sameAnswer(lake, 'agent-occupancy', day);
    return Object.fromEntries(
      rows.map((row) => [row.agent, [row.online_seconds, row.on_contact_seconds]]),
    );
  }

  test.each([
    ['the day of the log-in', '2026-11-02', { ann: [16 * 3600, 0] }],
    ['the day on which the task begins', '2026-11-03', { ann: [24 * 3600, 15 * 3600] }],
    // Of Bob, the last event is of 11:56, and he counts as there for 300 seconds more.
    [
      'the day on which Bob is gone',
      '2026-11-06',
      { ann: [24 * 3600, 24 * 3600], bob: [3 * 3600 + 60, 0] },
    ],
    ['five days after the log-in', '2026-11-07', { ann: [24 * 3600, 24 * 3600] }],
    ['the day on which the task ends', '2026-11-10', { ann: [24 * 3600, 9 * 3600] }],
    ['a day without events', '2026-11-16', {}],
    // What is open counts until the last event of the instance.
    ['the last day of Ann', '2026-11-13', { ann: [8 * 3600 - 240, 0] }],
  ])('%s', async (_what, day, expected) => {
    expect(await occupancyOn(day)).toEqual(expected);
  });

  test('of other days, each agent’s first event before and after, and the last of each instance, are all that is read', async () => {
    const sql = withParameters(readSavedQuery(QUERIES, 'agent-occupancy'), {
      from_day: '2026-11-06',
      to_day: '2026-11-06',
    });
    const rows = await whileAsking(
      lake,
      dataset,
      async (connection, _days, tables) => {
        await limitedToDays(connection, tables, sql);
        return rowsOf(
          connection,
          `SELECT CAST(CAST(eventtimestamp AS date) AS varchar) AS day, count(*) AS events, count(eventid) AS whole
          FROM agent_events GROUP BY 1 ORDER BY 1`,
        );
      },
      sql,
    );
    expect(rows).toEqual([
      { day: '2026-11-02', events: 1, whole: 1 },
      { day: '2026-11-04', events: 360, whole: 360 },
      { day: '2026-11-05', events: 360, whole: 360 },
      { day: '2026-11-06', events: 405, whole: 405 },
      { day: '2026-11-07', events: 360, whole: 360 },
      { day: '2026-11-08', events: 360, whole: 360 },
      { day: '2026-11-09', events: 1, whole: 1 },
      { day: '2026-11-13', events: 1, whole: 0 },
      { day: '2026-11-19', events: 2, whole: 1 },
    ]);
  });
});

/**
 * Three instances with one agent each, of whom something is heard until 6 November, a Friday, at 10:00, and then nothing
 * for days. Cal is still available on Monday: the browser only slept. Of Dee, the next log-in says that she had been
 * offline since 10:01. Eve has a shift on the 10th, and nothing is heard of her until the 20th.
 */
describe('agents of whom nothing is heard for days', () => {
  let lake: LakeFolder;
  beforeAll(async () => {
    lake = await makeLake(folder, 'silence');
    const [begin, end] = [at('06T09:00:00'), at('06T10:00:00')];
    const [dee] = heartbeats('dee', at('19T09:00:00'), at('19T09:01:00'));
    const offline = { Name: 'Offline', Type: 'OFFLINE', StartTimestamp: at('06T10:01:00') };
    const { AgentStatus, ...seen } = dee!.CurrentAgentSnapshot;
    const before = { ...seen, AgentStatus: { ...AgentStatus, ...offline } };
    const [cal] = heartbeats('cal', at('09T09:00:00'), at('09T09:01:00'));
    const since = { ...cal!.CurrentAgentSnapshot.AgentStatus, StartTimestamp: begin };
    await landObject(
      lake,
      '2026/11/20/00/events',
      [
        ...['cal', 'dee', 'eve'].flatMap((agent) => [...heartbeats(agent, begin, end)]),
        { ...cal, CurrentAgentSnapshot: { ...cal!.CurrentAgentSnapshot, AgentStatus: since } },
        { ...dee, PreviousAgentSnapshot: before },
        ...heartbeats('eve', at('20T09:00:00'), at('20T09:01:00')),
      ],
      agentEvents,
    );
    await converted(lake);
    await mkdir(fileOf(lake, SCHEDULES_PREFIX));
    const shift = 'all,eve,Available,2026-11-10T09:00:00Z,2026-11-10T10:00:00Z';
    await writeFile(fileOf(lake, `${SCHEDULES_PREFIX}shifts.csv`), `${SCHEDULE_HEAD}\n${shift}\n`);
  }, LONG);

  test('are online as long as a later event says, however late it comes', async () => {
    const rows = await sameAnswer(lake, 'agent-occupancy', '2026-11-06');
    expect(rows.map((row) => [row.agent, row.online_seconds])).toEqual([
      ['cal', 15 * 3600],
      ['dee', 3600 + 60],
      // The last event is of 09:56, and Eve counts as there for 300 seconds more.
      ['eve', 3600 + 60],
    ]);
  });

  test('are out of adherence, as they and their instance are known', async () => {
    const rows = await sameAnswer(lake, 'agent-adherence', '2026-11-10');
    expect(
      rows.map((row) => [row.agent, row.scheduled_seconds, row.out_of_adherence_seconds]),
    ).toEqual([['eve', 3600, 3600]]);
  });
});

/**
 * Two tasks enter a queue on 2 November at 09:00, are answered at 09:05 and end eleven days later. Of the first, only the
 * record tells this; it began three weeks before. Of the second, only the event of its end does.
 */
describe('tasks that last for days', () => {
  const INSTANCE = 'arn:aws:connect:eu-west-2:111122223333:instance/of-tasks';
  const [queued, answered, ended] = [at('02T09:00:00'), at('02T09:05:00'), at('13T10:00:00')];
  const queueInfo = { queueArn: `${INSTANCE}/queue/1`, enqueueTimestamp: queued };
  const agentInfo = { agentArn: `${INSTANCE}/agent/1`, connectedToAgentTimestamp: answered };
  const event = (contactId: string, time: string, eventType: string, more: object) => ({
    version: '0',
    id: `${contactId} ${eventType}`,
    'detail-type': 'Amazon Connect Contact Event',
    source: 'aws.connect',
    account: '111122223333',
    time: time.replace('.000', ''),
    region: 'eu-west-2',
    resources: [],
    detail: { contactId, channel: 'TASK', instanceArn: INSTANCE, eventType, queueInfo, ...more },
  });
  const record = {
    AWSAccountId: '111122223333',
    ContactId: 'first',
    InstanceARN: INSTANCE,
    Channel: 'TASK',
    InitiationMethod: 'API',
    InitiationTimestamp: '2026-10-12T09:00:00Z',
    DisconnectTimestamp: ended,
    LastUpdateTimestamp: ended,
    Agent: { ARN: agentInfo.agentArn, Username: 'ann', ConnectedToAgentTimestamp: answered },
    Queue: { ARN: queueInfo.queueArn, Name: 'Sales', EnqueueTimestamp: queued },
  };
  let lake: LakeFolder;
  beforeAll(async () => {
    lake = await makeLake(folder, 'tasks');
    await landObject(lake, '2026/11/13/10/records', [record]);
    await landObject(
      lake,
      '2026/11/13/10/events',
      [
        event('first', queued, 'QUEUED', {}),
        event('second', queued, 'QUEUED', {}),
        event('second', ended, 'DISCONNECTED', { agentInfo, disconnectTimestamp: ended }),
      ],
      contactEvents,
    );
    await converted(lake);
  }, LONG);

  const waitingOn = async (day: string) => {
    const rows = await sameAnswer(lake, 'backlog-by-quarter-hour', day);
    return rows.map((row) => [row.quarter_start_utc, row.contacts_waiting]);
  };

  test('wait until they are answered, whichever day is asked for', async () => {
    expect(await waitingOn('2026-11-02')).toEqual([['2026-11-02 09:00:00', 2]]);
    expect(await waitingOn('2026-11-03')).toEqual([]);
    expect(await waitingOn('2026-11-12')).toEqual([]);
  });
});
