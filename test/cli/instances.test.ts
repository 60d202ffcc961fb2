import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newFolder, removeFolder } from '../local/folder.ts';
import { concatenated, record } from '../local/records.ts';
import { contactLake } from './contact-lake.ts';
import { makeSmallLake, succeeds } from './small-lake.ts';

const ARN = 'arn:aws:connect:eu-west-2:111122223333:instance/';

/** A contact of the queue Billing, which both instances have: answered by pat.example, or not. */
function billed(id: string, instance: string, isAnswered: boolean) {
  return record({
    ContactId: id,
    InstanceARN: ARN + instance,
    InitiationMethod: 'INBOUND',
    DisconnectTimestamp: '2026-11-23T09:05:00Z',
    Queue: { Name: 'Billing', EnqueueTimestamp: '2026-11-23T09:00:05Z', Duration: 5 },
    Agent: isAnswered
      ? { Username: 'pat.example', ConnectedToAgentTimestamp: '2026-11-23T09:00:10Z' }
      : null,
  });
}

/** An event of an agent who is available from nine o'clock on. */
const agentOnline = (agent: string, instance: string, type: string, time: string) => ({
  InstanceARN: ARN + instance,
  AgentARN: `${ARN}${instance}/agent/${agent}`,
  EventId: `${type}-${agent}`,
  EventType: type,
  EventTimestamp: `2026-11-23T${time}.000Z`,
  CurrentAgentSnapshot: {
    AgentStatus: {
      ARN: 's-1',
      Name: 'Available',
      Type: 'ROUTABLE',
      StartTimestamp: '2026-11-23T09:00:00.000Z',
    },
    Configuration: { Username: agent },
    Contacts: [],
  },
});

const queuedIn = (instance: string) => ({
  version: '0',
  id: `queued-${instance}`,
  'detail-type': 'Amazon Connect Contact Event',
  source: 'aws.connect',
  account: '111122223333',
  time: '2026-11-23T09:00:00Z',
  region: 'eu-west-2',
  resources: [],
  detail: {
    contactId: `contact-${instance}`,
    channel: 'VOICE',
    eventType: 'QUEUED',
    instanceArn: ARN + instance,
    queueInfo: { queueArn: `q-${instance}`, queueType: 'STANDARD' },
  },
});

describe('a lake of two instances', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await newFolder();
    const records = [
      billed('1', 'one', true),
      billed('2', 'one', false),
      billed('3', 'two', true),
      billed('4', 'two', true),
    ];
    await writeFile(join(folder, 'records.json'), concatenated(records));
    await succeeds(folder, 'land', 'records.json');
    await succeeds(folder, 'run');
  });
  afterAll(() => removeFolder(folder));

  const ask = (...args: string[]) =>
    contactLake(folder, 'query', 'service-level-by-queue-and-day', '--format', 'json', ...args);

  test('is queried as a whole, and a line beside the answer says so', async () => {
    const { code, stdout, stderr } = await ask();
    expect(JSON.parse(stdout)).toMatchObject([{ queue: 'Billing', service_level_answered: 0.75 }]);
    expect(stderr).toBe(
      'This answer is over 2 instances together: one, two. For one of them, add --param instance=one\n',
    );
    expect(code).toBe(0);
  });

  test.each([
    ['one', 0.5],
    ['two', 1],
    [`${ARN}one`, 0.5],
    [`${ARN}two`, 1],
  ])('of %s alone the service level is %f', async (instance, share) => {
    const { stdout, stderr } = await ask('--param', `instance=${instance}`);
    expect(JSON.parse(stdout)).toMatchObject([{ queue: 'Billing', service_level_answered: share }]);
    expect(stderr).toBe('');
  });

  test.each(['three', `${ARN}three`])('an instance it has not, "%s", is a mistake', async (id) => {
    const { code, stdout, stderr } = await ask('--param', `instance=${id}`);
    expect(stderr).toContain(
      `Found instance="${id}", expected all or one of the lake's: one, two\n`,
    );
    expect([code, stdout]).toEqual([1, '']);
  });

  test('an instance that is blank is a mistake, whatever the lake has', async () => {
    const { code, stdout, stderr } = await ask('--param', 'instance=');
    expect(stderr).toBe(
      'Found instance="", expected the id or whole ARN of one Connect instance, or all\n',
    );
    expect([code, stdout]).toEqual([2, '']);
  });

  test('a mistake is reported without the line about instances', async () => {
    const { code, stderr } = await contactLake(
      folder,
      'query',
      'attribute-breakdown',
      '--param=attribute_name=Tir',
    );
    expect(stderr).toMatch(/^Found attribute_name="Tir"/);
    expect(code).toBe(1);
  });

  test('SQL of one’s own is answered without a word', async () => {
    const { stderr } = await contactLake(folder, 'query', '--sql', 'SELECT 1 AS one');
    expect(stderr).toBe('');
  });
});

describe('a lake of two instances without contact records', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await newFolder();
    const files = {
      'agents.json': [
        agentOnline('sil', 'one', 'LOGIN', '09:00:00'),
        agentOnline('sil', 'one', 'HEART_BEAT', '09:02:00'),
        agentOnline('ann', 'two', 'LOGIN', '09:00:00'),
        agentOnline('ann', 'two', 'HEART_BEAT', '09:02:00'),
      ],
      'events.json': [queuedIn('one'), queuedIn('two')],
    };
    for (const [name, records] of Object.entries(files)) {
      await writeFile(join(folder, name), records.map((one) => JSON.stringify(one)).join(''));
      await succeeds(folder, 'land', name);
    }
    await succeeds(folder, 'run');
  });
  afterAll(() => removeFolder(folder));

  const ask = async (...args: string[]) => {
    const answer = await contactLake(folder, 'query', ...args, '--format', 'json');
    return { ...answer, rows: answer.code === 0 ? JSON.parse(answer.stdout) : null };
  };

  // The instance is in a column of one dataset's table, and within records of the other.
  test.each(['agent-occupancy', 'queue-at-a-moment'])(
    '%s is asked of both, or of one',
    async (name) => {
      expect((await ask(name)).stderr).toContain(
        'This answer is over 2 instances together: one, two.',
      );
      for (const instance of ['one', `${ARN}two`]) {
        const { rows, stderr } = await ask(name, '--param', `instance=${instance}`);
        expect([rows.length, stderr]).toEqual([1, '']);
      }
      expect((await ask(name, '--param', 'instance=three')).stderr).toContain(
        'Found instance="three", expected all or one of the lake\'s: one, two\n',
      );
    },
  );

  test('an agent online without contacts can be chosen, and one who is not there is refused', async () => {
    expect((await ask('agent-occupancy', '--agent', 'sil')).rows).toMatchObject([{ agent: 'sil' }]);
    const { code, stderr } = await ask('agent-occupancy', '--agent', 'sill');
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^Found --agent sill, .*\bsil\b/m)]);
  });
});

test('a lake of one instance has no such line', async () => {
  const folder = await newFolder();
  try {
    await makeSmallLake(folder);
    expect((await contactLake(folder, 'query', 'journeys')).stderr).toBe('');
  } finally {
    await removeFolder(folder);
  }
});
