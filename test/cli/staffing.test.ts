import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { queuesToPlan } from '../../cli/actions/plan-staffing.ts';
import { record } from '../local/records.ts';
import { contactLake, test } from './contact-lake.ts';
import { makeLakeOf, succeeds } from './small-lake.ts';

const HOSTILE = '<b>"Support"</b>, __proto__';

/** Calls of a half-hour, of 180 s each; those that give up do so after their wait. */
function calls(day: string, count: number, { waits = 0, abandoned = 0, queue = HOSTILE } = {}) {
  return Array.from({ length: count }, (_, at) => {
    const second = String(Math.floor((at * 1799) / count) % 60).padStart(2, '0');
    const minute = String(Math.floor((at * 1799) / count / 60)).padStart(2, '0');
    const time = `${day}T09:${minute}:${second}Z`;
    return record({
      ContactId: `${day}-${queue}-${at}`,
      InitiationMethod: 'INBOUND',
      InitiationTimestamp: time,
      DisconnectTimestamp: `${day}T09:59:59Z`,
      LastUpdateTimestamp: `${day}T10:59:59Z`,
      Queue: { Name: queue, ARN: 'arn:queue/q', EnqueueTimestamp: time, Duration: waits },
      ...(at >= abandoned && {
        Agent: {
          Username: 'agent-1',
          ConnectedToAgentTimestamp: time,
          AgentInteractionDuration: 150,
          AfterContactWorkDuration: 30,
        },
      }),
    });
  });
}

/** Two Mondays of 80 and 120 calls, and the Tuesday after, which may not be over. */
function makeLake(folder: string, patience = {}): Promise<void> {
  return makeLakeOf(folder, [
    ...calls('2026-11-09', 80, patience),
    ...calls('2026-11-16', 120, patience),
    ...calls('2026-11-17', 1, patience),
    ...calls('2026-11-17', 1, { ...patience, queue: 'Tuesdays' }),
  ]);
}

async function plan(folder: string, ...args: readonly string[]) {
  const json = await succeeds(folder, 'staffing', '--queue', HOSTILE, '--format', 'json', ...args);
  return JSON.parse(json);
}

describe('staffing', () => {
  // 100 calls in half an hour of 180 s, 80/20 and 30 % shrinkage are a published example.
  test('plans a weekday from the mean of the same weekdays', async ({ folder }) => {
    await makeLake(folder);
    const rows = await plan(folder, '--weekday', 'mon');
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      half_hour: '09:00',
      contacts: 100,
      handle_seconds: 180,
      agents: 14,
      scheduled: 20,
    });
    expect(rows[0].service_level * 100).toBeCloseTo(88.835, 3);
    expect(rows[0].speed_of_answer_seconds).toBeCloseTo(7.836, 2);
    expect(await plan(folder, '--day', '2026-11-23')).toEqual(rows);
  });

  test('takes only days before the one that is planned, and as many as asked', async ({
    folder,
  }) => {
    await makeLake(folder);
    expect((await plan(folder, '--day', '2026-11-16'))[0].contacts).toBe(80);
    expect((await plan(folder, '--weekday', 'monday', '--last', '1w'))[0].contacts).toBe(120);
    expect((await plan(folder, '--weekday', 'mon', '--growth', '10'))[0].contacts).toBeCloseTo(
      110,
      9,
    );
  });

  test('with Erlang A takes the patience from the waits', async ({ folder }) => {
    // Each of 201 waits 12 s, and 21 give up: 2412 s / 21.
    await makeLake(folder, { waits: 12, abandoned: 10 });
    const table = await succeeds(
      folder,
      'staffing',
      '--queue',
      HOSTILE,
      '--weekday',
      'mon',
      '--model',
      'a',
    );
    expect(table).toContain('patience 1:55 on average');
    const [row] = await plan(folder, '--weekday', 'mon', '--model', 'a');
    expect(row.agents).toBeLessThanOrEqual(14);
    expect(row.abandoned).toBeGreaterThan(0);
  });

  test.for([
    [
      ['--queue', 'Nope'],
      /^Found --queue Nope, expected the name of a queue that has contacts: <b>/,
      1,
    ],
    [
      ['--queue', HOSTILE, '--day', '2026-11-09'],
      /^Found no Monday before 2026-11-09 in data that begin on 2026-11-09/,
      1,
    ],
    [
      ['--queue', HOSTILE, '--weekday', 'mon', '--model', 'a'],
      /^Nobody has given up since 2026-11-09, so/,
      1,
    ],
    [
      ['--queue', HOSTILE, '--channel', 'fax', '--weekday', 'mon'],
      /^Found --channel FAX, expected the name of a channel that has contacts: VOICE/,
      1,
    ],
    [
      ['--queue', HOSTILE, '--target', '100/20', '--weekday', 'mon'],
      /^Found --target 100\/20, expected one below 100 %, which no number of agents is sure to/,
      2,
    ],
    [
      ['--queue', HOSTILE, '--shrinkage', '100'],
      /found 100, expected a percentage from 0 to 95/,
      2,
    ],
    [
      ['--queue', 'Tuesdays', '--weekday', 'mon'],
      /^Found no contact of VOICE that entered Tuesdays on 2026-11-16, 2026-11-09, expected one at/,
      1,
    ],
    ...['-100', '-99.5', '1001', '1e3', 'NaN', '1e308', ''].map(
      (growth) =>
        [
          ['--queue', HOSTILE, `--growth=${growth}`],
          /'--growth <percent>': found (nothing|\S+), expected a percentage from -99 to 1000/,
          2,
        ] as const,
    ),
    ...['monkey', 'wedding', 'sunset', 'satan', 'mo', 'm', 'mondays', '1', 'Montag'].map(
      (day) =>
        [
          ['--queue', HOSTILE, '--weekday', day],
          /found \S+, expected one of monday, tuesday, .*, or its first letters, three at least \(/,
          2,
        ] as const,
    ),
    [['--weekday', 'mon'], /required option '--queue <name>' not specified/, 2],
  ] as const)('says what is wrong in: %s', async ([args, message, code], { folder }) => {
    await makeLake(folder);
    const outcome = await contactLake(folder, 'staffing', ...args);
    expect(outcome).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(message) });
  });

  test('needs a target below 100 %, also if it is the lake’s', async ({ folder }) => {
    await makeLake(folder);
    const outcome = async (target: string) => {
      await succeeds(folder, 'config', 'set', 'targets', `voice=${target}`);
      return contactLake(folder, 'staffing', '--queue', HOSTILE, '--weekday', 'mon');
    };
    const all = await outcome('100/20');
    expect({ code: all.code, stdout: all.stdout }).toEqual({ code: 1, stdout: '' });
    expect(all.stderr).toMatch(
      /^Found a target of VOICE in .* 100\/20, expected .*; give --target\n$/,
    );
    const none = await outcome('none');
    expect(none.code).toBe(1);
    expect(none.stderr).toMatch(/^VOICE in .* has no target, expected --target such as 80\/5m\n$/);
  });

  test('plans the queues that it offers, and no others', async ({ folder }) => {
    await makeLake(folder);
    expect(await queuesToPlan(join(folder, 'lake'))).toEqual([HOSTILE, 'Tuesdays']);
  });

  test('of a lake without contacts says so', async ({ folder }) => {
    await writeFile(join(folder, 'note.txt'), 'no record');
    await contactLake(folder, 'land', 'note.txt');
    await contactLake(folder, 'run');
    const { code, stderr } = await contactLake(folder, 'staffing', '--queue', 'Any');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'No contact of the lake has entered a queue yet\n',
    });
  });
});
