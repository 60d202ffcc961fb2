/** What `today` shows of datasets beside contact records: agents, who waits, who left within the flows. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { concatenated, INSTANCE, record } from '../local/records.ts';
import { contactLake, test } from './contact-lake.ts';
import { succeeds } from './small-lake.ts';

const DAY = '2025-11-26';
const at = (time: string, day = DAY) => `${day}T${time}.000Z`;

const RECORDS = [
  record({
    ContactId: 'call-1',
    InitiationMethod: 'INBOUND',
    InitiationTimestamp: at('09:00:00'),
    DisconnectTimestamp: at('09:59:00'),
    LastUpdateTimestamp: at('10:00:00'),
    Queue: { Name: 'Claims', ARN: 'q-1', EnqueueTimestamp: at('09:00:30'), Duration: 10 },
    Agent: { Username: 'agent-1', ConnectedToAgentTimestamp: at('09:00:40') },
  }),
  record({
    ContactId: 'lost-1',
    InitiationMethod: 'INBOUND',
    InitiationTimestamp: at('09:05:00'),
    DisconnectTimestamp: at('09:05:30'),
  }),
];

const TALK = {
  ContactId: 'call-1',
  Channel: 'VOICE',
  InitiationMethod: 'INBOUND',
  State: 'CONNECTED',
  StateStartTimestamp: at('09:10:00'),
};

const agentEvent = (
  agent: string,
  time: string,
  type: string,
  status: object,
  contacts: readonly object[] = [],
  contactsBefore: readonly object[] = [],
) => ({
  AWSAccountId: '111122223333',
  InstanceARN: INSTANCE,
  AgentARN: `${INSTANCE}/agent/${agent}`,
  EventId: `${agent}-${time}`,
  EventType: type,
  EventTimestamp: at(time),
  Version: '2017-10-01',
  PreviousAgentSnapshot: snapshot(agent, status, contactsBefore),
  CurrentAgentSnapshot: snapshot(agent, status, contacts),
});

const snapshot = (agent: string, status: object, contacts: readonly object[]) => ({
  AgentStatus: status,
  Configuration: { Username: agent },
  Contacts: contacts,
});

const available = (since: string) => ({
  ARN: 's-1',
  Name: 'Available',
  Type: 'ROUTABLE',
  StartTimestamp: at(since),
});

/**
 * Until 10:00: agent-1 is idle from 9:00, on contact from 9:10 to 9:40, and idle again. Of agent-2, who has lunch since
 * 9:58, nothing else has come yet. agent-3 is not heard of after 9:30, and counts as idle for five minutes.
 */
const AGENT_EVENTS = [
  agentEvent('agent-1', '09:00:00', 'LOGIN', available('09:00:00')),
  agentEvent('agent-1', '09:10:00', 'STATE_CHANGE', available('09:00:00'), [TALK]),
  agentEvent('agent-1', '09:40:00', 'STATE_CHANGE', available('09:00:00'), [], [TALK]),
  agentEvent('agent-1', '10:00:00', 'HEART_BEAT', available('09:00:00')),
  agentEvent('agent-2', '09:58:00', 'STATE_CHANGE', {
    ARN: 's-2',
    Name: 'Lunch',
    Type: 'CUSTOM',
    StartTimestamp: at('09:58:00'),
  }),
  agentEvent('agent-3', '09:30:00', 'LOGIN', available('09:30:00')),
];

const contactEvent = (contact: string, time: string, type: string, detail: object) => ({
  version: '0',
  id: `${contact}-${type}`,
  'detail-type': 'Amazon Connect Contact Event',
  source: 'aws.connect',
  account: '111122223333',
  time: `${DAY}T${time}Z`,
  region: 'eu-west-2',
  resources: [],
  detail: {
    contactId: contact,
    channel: 'VOICE',
    eventType: type,
    instanceArn: INSTANCE,
    ...detail,
  },
});

const queued = (queue: string) => ({ queueInfo: { queueArn: queue, queueType: 'STANDARD' } });

/** call-2 was answered; at 9:56:01, call-3 has waited 51 seconds, and call-4 a second, in a queue without a name. */
const CONTACT_EVENTS = [
  contactEvent('call-2', '09:50:00', 'QUEUED', queued('q-1')),
  contactEvent('call-2', '09:52:00', 'CONNECTED_TO_AGENT', queued('q-1')),
  contactEvent('call-3', '09:55:10', 'QUEUED', queued('q-1')),
  contactEvent('call-4', '09:56:00', 'QUEUED', queued('q-2')),
];

const flowLog = (entries: readonly (readonly [contact: string, time: string])[]) => ({
  messageType: 'DATA_MESSAGE',
  owner: '111122223333',
  logGroup: '/aws/connect/demo',
  logStream: 'stream-1',
  subscriptionFilters: ['all'],
  logEvents: entries.map(([contact, time]) => ({
    id: `entry-${contact}`,
    timestamp: Date.parse(at(time)),
    message: JSON.stringify({
      ContactId: contact,
      ContactFlowId: `${INSTANCE}/contact-flow/f-1`,
      ContactFlowName: 'Main',
      ContactFlowModuleType: 'GetUserInput',
      Identifier: 'menu',
      Timestamp: at(time),
    }),
  })),
});

const FLOWS = [
  flowLog([
    ['call-1', '09:00:05'],
    ['lost-1', '09:05:05'],
  ]),
];

async function makeLake(folder: string, files: readonly (readonly object[])[]): Promise<void> {
  const sources = join(folder, 'sources');
  await mkdir(sources);
  for (const [place, records] of files.entries()) {
    await writeFile(join(sources, `${place}.json`), concatenated(records as never));
  }
  await succeeds(folder, 'land', 'sources');
  await succeeds(folder, 'run');
}

const linesOf = async (folder: string) => (await succeeds(folder, 'today')).trimEnd().split('\n');

describe('today, in a lake with other datasets', () => {
  test('shows who is online, who waits, and where contacts left the flows', async ({ folder }) => {
    await makeLake(folder, [RECORDS, AGENT_EVENTS, CONTACT_EVENTS, FLOWS]);
    const lines = await linesOf(folder);
    // On contact for 30 minutes, idle for 10 + 20 + 5: 30/65.
    expect(lines.slice(lines.indexOf('Longest waits:') + 2)).toEqual([
      'Agents at 10:00: 2 online (1 available, 1 custom status). Occupancy so far 46.2 %.',
      'Waiting at 09:56: 2 contacts, as far as events have come.',
      '  Claims: 1 contact, the oldest for 0:51: call-3',
      '  Queue without a name: 1 contact, the oldest for 0:01: call-4',
      'Left within the flows, without a queue or an agent: 1 contact.',
      '  1 of 2 at Main: menu (GetUserInput)',
    ]);
    expect(JSON.parse(await succeeds(folder, 'today', '--json'))).toMatchObject({
      agents: {
        as_of_local: '2025-11-26 10:00:00',
        online: 2,
        activities: { available: 1, 'custom status': 1 },
        on_contact_seconds: 1800,
        idle_seconds: 2100,
        occupancy: 1800 / 3900,
      },
      waiting: {
        as_of_local: '2025-11-26 09:56:01',
        contacts: 2,
        queues: [
          { queue: 'Claims', contacts_waiting: 1, oldest_contact_id: 'call-3' },
          { queue: null, contacts_waiting: 1, longest_wait_seconds: 1 },
        ],
      },
      left: { contacts: 1, blocks: [{ flow: 'Main', contacts_left: 1, contacts_passed: 2 }] },
    });
  });

  test('shows them in a lake without contact records, of their own newest day', async ({
    folder,
  }) => {
    await makeLake(folder, [AGENT_EVENTS, CONTACT_EVENTS]);
    expect(await linesOf(folder)).toEqual([
      'Wednesday, 2025-11-26 (UTC)',
      'No contact of the lake has entered a queue and ended yet.',
      'Agents at 10:00: 2 online (1 available, 1 custom status). Occupancy so far 46.2 %.',
      'Waiting at 09:56: 2 contacts, as far as events have come.',
      // Records alone have the names of queues.
      '  Queue without a name: 2 contacts, the oldest for 0:51: call-3',
    ]);
    const facts = JSON.parse(await succeeds(folder, 'today', '--json'));
    expect(facts).toMatchObject({ day: DAY, until: null, channels: [], agents: { online: 2 } });
  });

  test('a lake without contact records has agents to complete, and check says what is missing', async ({
    folder,
  }) => {
    await makeLake(folder, [AGENT_EVENTS]);
    const offered = async (...words: readonly string[]) =>
      (await succeeds(folder, 'complete', '--', ...words)).split('\0').slice(0, -1);
    const ofQuery = await offered('query', 'agent-occupancy', '--agent', '');
    expect(ofQuery.toSorted()).toEqual(['agent-1', 'agent-2', 'agent-3', 'words']);
    // It lists contacts, which they do not have.
    expect(await offered('contacts', '--agent', '')).toEqual(['words']);
    expect(await contactLake(folder, 'check')).toMatchObject({
      code: 1,
      stdout: '',
      stderr:
        'Cannot check: the lake has no contact records, which alone say who was served in time; land some, and run\n',
    });
  });

  test('a contact that it names has events to list before it has a record', async ({ folder }) => {
    await makeLake(folder, [RECORDS, CONTACT_EVENTS, FLOWS]);
    const { code, stdout, stderr } = await contactLake(folder, 'contact', 'call-3');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    const [, said, sql = ''] = /^(.+): `contact-lake query --sql "(.+)"` lists them\n$/.exec(
      stderr,
    )!;
    expect(said).toBe(
      'Contact call-3 has contact events, but no contact record yet, of which its journey is made',
    );
    // The command as it is printed.
    expect(await succeeds(folder, 'query', '--sql', sql)).toContain('QUEUED');
    // Those with records come first.
    expect(await succeeds(folder, 'contact', 'CALL-')).toContain('Contact call-1');
    expect((await contactLake(folder, 'contact', 'call-9')).stderr).toMatch(/^No contact of the/);
  });

  test('a contact of flow logs alone is shown, and a beginning of several is refused', async ({
    folder,
  }) => {
    await makeLake(folder, [CONTACT_EVENTS, FLOWS]);
    expect((await contactLake(folder, 'contact', 'lost')).stderr).toMatch(
      /^Contact lost-1 has entries of flow logs, but no contact record yet, .* FROM flow_entries /,
    );
    expect((await contactLake(folder, 'contact', 'call-')).stderr).toBe(
      'Found 3 contacts that begin with "call-": call-2, call-3, call-4, expected the beginning of one\n',
    );
  });

  test('without contacts, nothing is said of their targets, and agents have events', async ({
    folder,
  }) => {
    await makeLake(folder, [AGENT_EVENTS]);
    const level = await contactLake(folder, 'query', 'service-level');
    expect(level).toMatchObject({ code: 0, stderr: 'No rows; the lake has no ctr.\n' });
    expect(level.stdout).not.toContain('target');
    const nobody = await contactLake(folder, 'query', 'agent-occupancy', '--agent', 'nobody');
    expect(nobody).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^Found --agent nobody, expected the name of an agent that has contacts or other records: agent-/,
      ),
    });
  });

  test('names the day of an occupancy if the newest event is of a later one', async ({
    folder,
  }) => {
    const monday = at('10:00:00', '2025-12-01');
    const login = agentEvent('agent-4', '10:00:00', 'LOGIN', {
      ...available('10:00:00'),
      StartTimestamp: monday,
    });
    const onMonday = { ...login, EventTimestamp: monday };
    await makeLake(folder, [RECORDS, [...AGENT_EVENTS, onMonday]]);
    // Of the 26th, agent-1 counts as idle for five minutes after 10:00, too: 30/(30 + 40).
    expect((await linesOf(folder)).at(-1)).toMatch(
      /^Agents at 2025-12-01 10:00: .*\. Occupancy on 2025-11-26 42\.9 %\.$/,
    );
  });

  test('says nothing of what the lake has no records of', async ({ folder }) => {
    await makeLake(folder, [RECORDS]);
    expect((await linesOf(folder)).at(-2)).toBe('Longest waits:');
    const facts = JSON.parse(await succeeds(folder, 'today', '--json'));
    expect(Object.keys(facts).at(-1)).toBe('longest_waits');
  });

  test('says nothing of a dataset whose records end before the day', async ({ folder }) => {
    const later = record({
      ...RECORDS[0],
      ContactId: 'call-5',
      InitiationTimestamp: at('09:00:00', '2025-11-27'),
      DisconnectTimestamp: at('09:59:00', '2025-11-27'),
      Queue: { Name: 'Claims', ARN: 'q-1', EnqueueTimestamp: at('09:00:30', '2025-11-27') },
    });
    await makeLake(folder, [[...RECORDS, later], AGENT_EVENTS, CONTACT_EVENTS, FLOWS]);
    const lines = await linesOf(folder);
    expect(lines[0]).toContain('2025-11-27');
    expect(lines.at(-1)).toBe('No wait is known.');
  });
});
