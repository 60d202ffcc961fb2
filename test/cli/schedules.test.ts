/** Schedules of agents, which the user puts into the lake's folder `schedules/`. */
import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { concatenated } from '../local/records.ts';
import { contactLake, test } from './contact-lake.ts';
import { makeSmallLake, succeeds } from './small-lake.ts';

const INSTANCE_ID = '11111111-2222-4333-8444-555555555555';
const INSTANCE = `arn:aws:connect:eu-west-2:111122223333:instance/${INSTANCE_ID}`;

const HEAD = 'instance,agent,status,starts_at,ends_at';

const snapshot = (name: string, type: string, since: string) => ({
  AgentStatus: { ARN: name, Name: name, Type: type, StartTimestamp: since },
  Configuration: { Username: 'agent-1' },
  Contacts: [],
});

const OFFLINE = ['Offline', 'OFFLINE'] as const;
const AVAILABLE = ['Available', 'ROUTABLE'] as const;

const agentEvent = (type: string, time: string, before: object, after: object) => ({
  AWSAccountId: '111122223333',
  InstanceARN: INSTANCE,
  AgentARN: `${INSTANCE}/agent/a-1`,
  EventId: `event-${type}`,
  EventType: type,
  EventTimestamp: time,
  Version: '2017-10-01',
  PreviousAgentSnapshot: before,
  CurrentAgentSnapshot: after,
});

const AT_7 = '2026-11-23T07:00:00.000Z';
const AT_9 = '2026-11-23T09:00:00.000Z';
const AT_10 = '2026-11-23T10:00:00.000Z';

/** agent-1 is Available from 9:00 to 10:00. */
const EVENTS = [
  agentEvent('LOGIN', AT_9, snapshot(...OFFLINE, AT_7), snapshot(...AVAILABLE, AT_9)),
  agentEvent('LOGOUT', AT_10, snapshot(...AVAILABLE, AT_9), snapshot(...OFFLINE, AT_10)),
];

const ROW = `${INSTANCE_ID},agent-1,Available,2026-11-23T09:00:00Z,2026-11-23T09:45:00Z`;
const LATER = `${INSTANCE_ID},agent-1,Lunch,2026-11-23T09:45:00Z,2026-11-23T10:00:00Z`;
const UNKNOWN = `${INSTANCE_ID},agent-2,Available,2026-11-23T09:00:00Z,2026-11-23T09:45:00Z`;

async function putSchedules(folder: string, files: Record<string, string | Buffer>) {
  await mkdir(join(folder, 'lake', 'schedules', 'november'), { recursive: true });
  for (const [name, text] of Object.entries(files))
    await writeFile(join(folder, 'lake', 'schedules', name), text);
}

const adherence = async (folder: string) =>
  JSON.parse(await succeeds(folder, 'query', 'agent-adherence', '--format', 'json'));

describe('schedules', () => {
  test('of an instance that no event is of are named by doctor, and have no answer', async ({
    folder,
  }) => {
    await makeSmallLake(folder);
    await writeFile(join(folder, 'events.json'), concatenated(EVENTS));
    await succeeds(folder, 'land', 'events.json');
    await succeeds(folder, 'run');
    await putSchedules(folder, { 'a.csv': `${HEAD}\n${ROW}\n` });
    const schedules = async () =>
      JSON.parse((await contactLake(folder, 'doctor', '--json')).stdout).find(
        ({ check }: { check: string }) => check === 'schedules',
      );
    expect(await schedules()).toMatchObject({ outcome: 'well', finding: '1 file, each readable' });
    const typo = INSTANCE_ID.replace('5555', '5556');
    await putSchedules(folder, { 'a.csv': `${HEAD}\n${ROW.replace(INSTANCE_ID, typo)}\n` });
    const { stdout } = await contactLake(folder, 'query', 'agent-adherence', '--format', 'json');
    expect(JSON.parse(stdout)).toEqual([]);
    expect(await schedules()).toMatchObject({
      outcome: 'warning',
      finding: `1 file: found rows of the instance ${typo}, expected those that agent events name`,
    });
  });

  test('are read from all files of the folder, with an agent whom no event names', async ({
    folder,
  }) => {
    await writeFile(join(folder, 'events.json'), concatenated(EVENTS));
    await succeeds(folder, 'land', 'events.json');
    await succeeds(folder, 'run');
    expect(await contactLake(folder, 'query', 'agent-adherence', '--format', 'json')).toMatchObject(
      {
        code: 0,
        stdout: '[]\n',
        stderr: 'No rows; the lake has agent_events of 2026-11-23 to 2026-11-23, no schedules.\n',
      },
    );
    await putSchedules(folder, {
      'week 48.csv': `\uFEFF${HEAD}\r\n${ROW}\n\r\n`,
      'november/more.txt': `${HEAD}\n${LATER}\n${UNKNOWN}`,
      '.hidden': 'not read',
    });
    await writeFile(join(folder, 'outside.csv'), 'no schedule');
    await symlink('../../outside.csv', join(folder, 'lake', 'schedules', 'outside.csv'));
    execFileSync('mkfifo', [join(folder, 'lake', 'schedules', 'pipe.csv')]);
    await symlink('/nowhere', join(folder, 'lake', 'schedules', 'link.csv'));
    expect(await adherence(folder)).toEqual([
      {
        day: '2026-11-23',
        agent: 'agent-1',
        scheduled_seconds: 3600,
        in_adherence_seconds: 2700,
        out_of_adherence_seconds: 900,
        adherence: 0.75,
      },
      {
        day: '2026-11-23',
        agent: 'agent-2',
        scheduled_seconds: 2700,
        in_adherence_seconds: 0,
        out_of_adherence_seconds: 2700,
        adherence: 0,
      },
    ]);
    const rows = await succeeds(folder, 'query', '--sql', 'SELECT count(*) AS n FROM schedules');
    expect(rows).toContain(' 3 ');
  });

  test.for<[string, string | Buffer, string]>([
    [
      'a row that is cut off',
      `${HEAD}\n${ROW}\n${INSTANCE_ID},agent-1,Lun`,
      `Found 3 columns in line 3 of schedules/a.csv, expected 5: ${HEAD}`,
    ],
    [
      'a local time',
      `${HEAD}\n${ROW.replace('T09:00:00Z', ' 09:00')}\n`,
      'Found no time in starts_at in line 2 of schedules/a.csv, expected one in UTC such as 2026-11-23T09:00:00Z',
    ],
    ['no head', `${ROW}\n`, `Found another head in line 1 of schedules/a.csv, expected ${HEAD}`],
    [
      'zeros',
      Buffer.alloc(5000),
      `Found another head in line 1 of schedules/a.csv, expected ${HEAD}`,
    ],
    [
      'Latin-1',
      Buffer.from(`${HEAD}\n${ROW}\n${ROW.replace('agent-1', 'René')}\n`, 'latin1'),
      'Found bytes that are not UTF-8 or stand for such (U+FFFD) in line 3 of schedules/a.csv, expected text in UTF-8',
    ],
    [
      'a carriage return in a cell',
      `${HEAD}\r\n${ROW.replace('agent-1', '"agent\r1"')}\r\n`,
      'Found a quote that is not closed or doubled in line 2 of schedules/a.csv, expected CSV',
    ],
    [
      'a misspelt instance',
      `${HEAD}\n${ROW.replace(INSTANCE_ID, 'ALL')}\n`,
      'Found no instance in instance in line 2 of schedules/a.csv, expected all, or the id or the ARN of one',
    ],
    ['nothing', '', `Found nothing in schedules/a.csv, expected the first line ${HEAD}`],
    ['blank lines', '\n\r\n', `Found nothing in schedules/a.csv, expected the first line ${HEAD}`],
  ])(
    'with %s stop the queries that read them, and nothing else',
    async ([, text, said], { folder }) => {
      await makeSmallLake(folder);
      await putSchedules(folder, { 'a.csv': text });
      for (const asked of [['agent-adherence'], ['--sql', 'SELECT * FROM agent_schedule']]) {
        const { code, stdout, stderr } = await contactLake(folder, 'query', ...asked);
        expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: '', stderr: `${said}\n` });
      }
      const doctor = await contactLake(folder, 'doctor');
      expect(doctor.code).toBe(1);
      expect(doctor.stdout).toContain(said);
      await succeeds(folder, 'query', 'data-quality');
      await succeeds(folder, 'run');
    },
  );
});
