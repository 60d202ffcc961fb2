import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { addDays } from '../../page/days.ts';
import { concatenated, record } from '../local/records.ts';
import { contactLake, test } from './contact-lake.ts';
import { makeLakeOf, succeeds } from './small-lake.ts';

/** A call that enters the queue at a time of 26 November 2025, or a week before, and waits. */
function call(time: string, wait: number, { queue = 'Claims', day = '2025-11-26' } = {}) {
  return record({
    ContactId: `${day}-${queue}-${time}`,
    InitiationMethod: 'INBOUND',
    InitiationTimestamp: `${day}T${time}Z`,
    DisconnectTimestamp: `${day}T${time.slice(0, 3)}59:00Z`,
    LastUpdateTimestamp: `${day}T12:00:00Z`,
    Queue: { Name: queue, ARN: 'arn:queue/q', EnqueueTimestamp: `${day}T${time}Z`, Duration: wait },
    Agent: {
      Username: 'agent-1',
      ConnectedToAgentTimestamp: `${day}T${time}Z`,
      AgentInteractionDuration: 60,
    },
  });
}

/**
 * Claims: two of two late at 9:00 and at 9:30, one in time at 10:00. Sales: one in time. The last call
 * ends at 11:59, so that the day is known until 11:30.
 */
const DAY = [
  call('09:00:00', 100),
  call('09:10:00', 30),
  call('09:30:00', 20),
  call('09:40:00', 300),
  call('10:00:00', 3),
  call('10:10:00', 19, { queue: '<b>"Sales"</b>' }),
  call('11:40:00', 900),
];

/** A contact that ends at the moment without having entered a queue, and so belongs to no figure of a day. */
function ended(moment: Date) {
  const at = moment.toISOString();
  return record({
    ContactId: 'newest',
    InitiationMethod: 'INBOUND',
    InitiationTimestamp: at,
    DisconnectTimestamp: at,
    LastUpdateTimestamp: at,
  });
}

/** Runs the check. @returns the exit code, and the sentence, wherever it stands */
async function check(folder: string, ...args: readonly string[]) {
  const { code, stdout, stderr } = await contactLake(folder, 'check', ...args);
  return { code, said: stdout + stderr };
}

describe('today', () => {
  test('tells who is short of the target, and since when', async ({ folder }) => {
    await makeLakeOf(folder, [
      ...DAY,
      call('09:00:00', 3, { day: '2025-11-19' }),
      call('11:40:00', 3, { day: '2025-11-19' }),
      ...['09:00:00', '09:10:00', '10:00:00'].map((time) => call(time, 30, { day: '2025-11-12' })),
    ]);
    const lines = (await succeeds(folder, 'today')).trimEnd().split('\n');
    expect(lines[1]).toMatch(/^The data is [\d,]+ days old, which is stale\.$/);
    expect(lines.toSpliced(1, 1)).toEqual([
      'Wednesday, 2025-11-26, until 11:30 (UTC)',
      '“Was” is the mean of the 2 Wednesdays before, until the same time.',
      // Two of six in time where 80 % would be 4.8.
      // One of four in time on the Wednesdays before until 11:30: one contact, and three.
      '  VOICE  33.3 % for 80/20, was 25.0 %; 6 contacts, was 2; short by 3',
      'Queues short of target, by 3 contacts, each channel by itself:',
      '  Claims: 3 of 5, 20.0 % in time, was below from 09:00 to 10:00',
      'Longest waits:',
      '  15:00  Claims, VOICE, from 11:40, handled: 2025-11-',
      '  5:00  Claims, VOICE, from 09:40, handled: 2025-11-',
      '  1:40  Claims, VOICE, from 09:00, handled: 2025-11-',
    ]);
    expect(lines.every((line) => line.length <= 80)).toBe(true);
  });

  test('gives programs the same figures', async ({ folder }) => {
    await makeLakeOf(folder, DAY);
    const facts = JSON.parse(await succeeds(folder, 'today', '--json'));
    expect(facts).toMatchObject({
      day: '2025-11-26',
      until: '11:30',
      time_zone: 'UTC',
      stale_minutes: 1440,
    });
    expect(facts.short).toBeCloseTo(3, 9);
    expect(facts.channels).toMatchObject([{ channel: 'VOICE', queued: 6, targets: ['80/20'] }]);
    expect(facts.queues).toMatchObject([
      {
        queue: 'Claims',
        queued: 5,
        service_level: 0.2,
        below: { from: '09:00', to: '10:00', is_lasting: false },
      },
      { queue: '<b>"Sales"</b>', queued: 1, service_level: 1, below: null },
    ]);
  });
});

describe('check', () => {
  test('ends with 0 where targets are kept, and with 3 where one is broken', async ({ folder }) => {
    await makeLakeOf(folder, DAY);
    expect(await check(folder, '--sl', 'voice=30/20', '--stale', '99999d')).toEqual({
      code: 0,
      said: expect.stringMatching(
        /^Kept on 2025-11-26 until 11:30: VOICE 33\.3 % of 6 in time, 30\.0 % promised; the data is \d+ days old, 99,999 days allowed\.\n$/,
      ),
    });
    expect(await check(folder, '--stale', '99999d')).toEqual({
      code: 3,
      said: expect.stringMatching(
        /^Broken on .*: VOICE 33\.3 % of 6 in time, but 80\.0 % promised\. Kept: the data is \d+ days old, 99,999 days allowed\.\n$/,
      ),
    });
    expect(
      (
        await check(
          folder,
          '--sl',
          'voice=100/20',
          '--stale',
          '99999d',
          '--queue',
          '<b>"Sales"</b>',
        )
      ).code,
    ).toBe(0);
    const { code, stdout } = await contactLake(folder, 'check', '--json');
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({
      code: 3,
      is_kept: false,
      channels: [{ channel: 'VOICE', contacts: 6, target: 0.8, is_kept: false }],
      stale_minutes: 1440,
    });
  });

  test('is broken by old data alone', async ({ folder }) => {
    await makeLakeOf(folder, [call('09:00:00', 3), call('11:00:00', 3), ended(new Date())]);
    expect(await check(folder)).toMatchObject({ code: 0 });
    const lake = join(folder, 'old');
    await writeFile(
      join(folder, 'old.json'),
      concatenated([call('09:00:00', 3), call('11:00:00', 3)]),
    );
    await succeeds(folder, 'land', 'old.json', '--lake', lake);
    await succeeds(folder, 'run', '--lake', lake);
    expect(await check(folder, '--stale', '30m', '--lake', lake)).toEqual({
      code: 3,
      said: expect.stringMatching(
        /^Broken on .*: the data is \d+ days old, but 30 minutes allowed\. Kept: VOICE 100\.0 % of 2 in time, 80\.0 % promised\.\n$/,
      ),
    });
  });

  test('is broken by data that is ahead of the clock, whose age nobody knows', async ({
    folder,
  }) => {
    const day = addDays(new Date().toISOString().slice(0, 10), 4);
    await makeLakeOf(folder, [call('09:00:00', 3, { day }), call('11:00:00', 3, { day })]);
    expect(await check(folder)).toEqual({
      code: 3,
      said: expect.stringMatching(
        /^Broken on .*: the data is [34] days ahead of this clock, so its age is not known\. Kept: VOICE/,
      ),
    });
    expect(await succeeds(folder, 'today')).toMatch(
      /^The data is [34] days ahead of this clock, which is stale\.$/m,
    );
  });

  test('takes a clock that is some minutes behind for its own', async ({ folder }) => {
    const newest = ended(new Date(Date.now() + 120_000));
    await makeLakeOf(folder, [call('09:00:00', 3), call('11:00:00', 3), newest]);
    expect(await check(folder)).toEqual({
      code: 0,
      said: expect.stringContaining('the data is 0 minutes old'),
    });
  });

  test("takes the lake's own targets", async ({ folder }) => {
    await makeLakeOf(folder, DAY);
    const settings = { targets: [{ queue: 'Claims', target: '20/20' }], stale_minutes: 99999999 };
    await writeFile(join(folder, 'lake', 'lake.json'), JSON.stringify({ format: 1, settings }));
    // 20 % of five and 80 % of one are 1.8 of six.
    expect(await check(folder)).toEqual({
      code: 0,
      said: expect.stringContaining('VOICE 33.3 % of 6 in time, 30.0 % promised'),
    });
  });

  test('check ends with 1 if nothing can be checked', async ({ folder }) => {
    await writeFile(join(folder, 'records.json'), 'no record');
    await succeeds(folder, 'land', 'records.json');
    // It ends with 1, as all that it has found is set aside.
    expect(await contactLake(folder, 'run')).toMatchObject({ code: 1 });
    expect(await check(folder)).toEqual({
      code: 1,
      said: 'Cannot check: no contact of the lake has entered a queue and ended yet\n',
    });
    await writeFile(join(folder, 'records.json'), concatenated(DAY));
    await succeeds(folder, 'land', 'records.json');
    await succeeds(folder, 'run');
    expect(await check(folder, '--sl', 'chat=80/30', '--stale', '99999d')).toEqual({
      code: 1,
      said: 'Cannot check: no contact of 2025-11-26 up to 11:30 has a target\n',
    });
    expect(await check(folder, '--sl', 'voce=80/20', '--sl', 'chat=80/30')).toEqual({
      code: 1,
      said: 'Found VOCE in --sl, expected a channel of Connect or of the lake; nearest: VOICE\n',
    });
    expect(await check(folder, '--queue', 'Claim')).toEqual({
      code: 1,
      said: 'Found --queue Claim, expected the name of a queue that has contacts; nearest: Claims\n',
    });
  });

  test.for([
    [['--sl', '80/20'], 'found 80/20, expected a channel and its target such as voice=80/20'],
    [['--sl', 'voice=fast'], 'found voice=fast, expected a channel and its target'],
    [['--stale', '30'], 'found 30, expected a time such as 30m, 2h or 1d'],
  ] as const)('ends with 2 for %s', async ([args, message], { folder }) => {
    const { code, said } = await check(folder, ...args);
    expect({ code, said }).toEqual({ code: 2, said: expect.stringContaining(message) });
  });
});
