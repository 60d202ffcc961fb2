/** What `contact` shows of datasets beside contact records: flows, analysis, evaluations, contact events. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect } from 'vitest';
import { copyOfOne } from '../local/folder.ts';
import { concatenated, INSTANCE, record } from '../local/records.ts';
import { test } from './contact-lake.ts';
import { succeeds } from './small-lake.ts';

const CALL = 'aaaa1111-0000-4000-8000-000000000001';
const LOST = 'bbbb2222-0000-4000-8000-000000000002';
/** In another instance: nothing of it is a detail of the call. */
const OTHER_INSTANCE = 'arn:aws:connect:eu-west-2:111122223333:instance/two';

const RECORDS = [
  record({
    ContactId: CALL,
    InitiationMethod: 'INBOUND',
    InitiationTimestamp: '2026-07-01T22:59:30Z',
    DisconnectTimestamp: '2026-07-01T23:04:00Z',
    Queue: { Name: 'Sales', ARN: 'q', EnqueueTimestamp: '2026-07-01T23:00:00Z', Duration: 20 },
    Agent: { Username: 'agent-1', ConnectedToAgentTimestamp: '2026-07-01T23:00:20Z' },
  }),
  record({
    ContactId: LOST,
    InitiationMethod: 'INBOUND',
    InitiationTimestamp: '2026-07-01T09:00:00Z',
    DisconnectTimestamp: '2026-07-01T09:00:12Z',
  }),
];

const flowLog = (
  entries: readonly (readonly [contact: string, time: string, fields: object])[],
  instance = INSTANCE,
) => ({
  messageType: 'DATA_MESSAGE',
  owner: '111122223333',
  logGroup: '/aws/connect/demo',
  logStream: 'stream-1',
  subscriptionFilters: ['all'],
  logEvents: entries.map(([contact, time, fields], at) => ({
    id: `entry-${instance}-${contact}-${at}`,
    timestamp: Date.parse(time),
    message: JSON.stringify({
      ContactId: contact,
      ContactFlowId: `${instance}/contact-flow/f-1`,
      ContactFlowName: 'Main',
      Timestamp: time,
      ...fields,
    }),
  })),
});

const analysis = (output: 'Raw' | 'Redacted', said: string) => ({
  Version: '1.1.0',
  Channel: 'VOICE',
  ContentMetadata: { Output: output },
  CustomerMetadata: { ContactId: CALL, InstanceId: 'one' },
  Participants: [
    { ParticipantId: 'AGENT', ParticipantRole: 'AGENT' },
    { ParticipantId: 'CUSTOMER', ParticipantRole: 'CUSTOMER' },
  ],
  Categories: { MatchedCategories: ['Refund', 'Complaint'], MatchedDetails: {} },
  ConversationCharacteristics: {
    TotalConversationDurationMillis: 220_000,
    TalkTime: {
      TotalTimeMillis: 150_000,
      DetailsByParticipant: {
        AGENT: { TotalTimeMillis: 90_000 },
        CUSTOMER: { TotalTimeMillis: 65_000 },
      },
    },
    NonTalkTime: { TotalTimeMillis: 61_000, Instances: [] },
    Interruptions: { TotalCount: 2, TotalTimeMillis: 4_000, InterruptionsByInterrupter: {} },
    Sentiment: { OverallSentiment: { AGENT: 1.5, CUSTOMER: -0.5 } },
  },
  Transcript: [
    {
      Id: 't-1',
      ParticipantId: 'CUSTOMER',
      Content: `A turn of the ${output} file: ${said}`,
      IssuesDetected: [
        {
          CharacterOffsets: {
            BeginOffsetChar: `A turn of the ${output} file: `.length,
            EndOffsetChar: `A turn of the ${output} file: ${said}`.length,
          },
        },
      ],
    },
  ],
});

const evaluation = (id: string, title: string, submitted: string, score: object, more = {}) => ({
  schemaVersion: '3.5',
  evaluationId: id,
  metadata: {
    contactId: CALL,
    instanceId: 'one',
    agentId: 'a-1',
    evaluator: 'supervisor-1',
    evaluationDefinitionTitle: title,
    evaluationDefinitionVersion: 2,
    evaluationStartTimestamp: submitted,
    evaluationSubmitTimestamp: submitted,
    score,
    ...more,
  },
});

const contactEvent = (id: string, type: string, time: string, contact = CALL) => ({
  version: '0',
  id,
  'detail-type': 'Amazon Connect Contact Event',
  source: 'aws.connect',
  account: '111122223333',
  time,
  region: 'eu-west-2',
  resources: [],
  detail: { contactId: contact, channel: 'VOICE', eventType: type, instanceArn: INSTANCE },
});

const voiceFile = (kind: string) =>
  `Analysis/Voice/2026/07/01/${CALL}_${kind}_2026-07-01T23:10:00Z.json`;

const MENU = { ContactFlowModuleType: 'GetUserInput', Identifier: 'menu' };

const FILES: Record<string, object> = {
  'flows.json': flowLog([
    [
      CALL,
      '2026-07-01T22:59:31.000Z',
      { ContactFlowModuleType: 'PlayPrompt', Identifier: 'hello' },
    ],
    [CALL, '2026-07-01T22:59:40.500Z', { ...MENU, Results: '2' }],
    [
      CALL,
      '2026-07-01T22:59:50.000Z',
      {
        ContactFlowModuleType: 'InvokeExternalResource',
        Identifier: 'look-up',
        Results: 'The Lambda Function Returned An Error.',
      },
    ],
    [CALL, '2026-07-01T22:59:59.000Z', { ContactFlowModuleType: 'Transfer' }],
    [LOST, '2026-07-01T09:00:01.000Z', { ...MENU, Results: 'Timeout' }],
  ]),
  'flows-of-two.json': flowLog([[CALL, '2026-07-01T22:59:33.000Z', MENU]], OTHER_INSTANCE),
  [voiceFile('analysis')]: analysis('Raw', 'my number is secret'),
  'events.json': contactEvent('e-1', 'CONNECTED_TO_AGENT', '2026-07-01T23:00:20Z'),
  'paused.json': contactEvent('e-2', 'CONTACT_DATA_UPDATED', '2026-07-01T23:00:10Z'),
  'Evaluations/2026/07/02/10:00:00.000Z-1.json': evaluation(
    'e1',
    'Service',
    '2026-07-02T10:00:00.000Z',
    { percentage: 87.5 },
  ),
  'Evaluations/2026/09/01/10:00:00.000Z-2.json': evaluation(
    'e2',
    'Safety',
    '2026-09-01T10:00:00.000Z',
    { percentage: 0, automaticFail: true },
    { calibrationSessionId: 'session-1' },
  ),
};

/** A lake of the call, the caller who was lost, and these files. */
function makeLake(folder: string, files: Record<string, object>): Promise<void> {
  const content = JSON.stringify([RECORDS, files]);
  return copyOfOne(folder, content, (original) => takeIn(original, files));
}

async function takeIn(folder: string, files: Record<string, object>): Promise<void> {
  const sources = join(folder, 'sources');
  await mkdir(sources);
  await writeFile(join(sources, 'records.json'), concatenated(RECORDS));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(sources, path)), { recursive: true });
    await writeFile(join(sources, path), JSON.stringify(content));
  }
  await succeeds(folder, 'land', 'sources');
  await succeeds(folder, 'run');
}

describe('contact, in a lake with other datasets', () => {
  test('shows the way through the flows, the analysis, the evaluations, and only events that are not in the record', async ({
    folder,
  }) => {
    await makeLake(folder, FILES);
    expect((await succeeds(folder, 'contact', 'aaaa1')).split('\n')).toEqual([
      `Contact ${CALL}`,
      '1 segment, begun on 2026-07-01; times of UTC',
      '',
      `1  ${CALL}  ← asked for  VOICE INBOUND`,
      '   22:59:30  began',
      '   23:00:00  entered the queue Sales, waited 0:20',
      '   23:00:10  contact data updated',
      '   23:00:20  agent-1: after-contact work 0:00',
      '   23:04:00  ended: handled',
      '   no attributes',
      '   way through the flows:',
      '   22:59:31  Main: hello (PlayPrompt)',
      '   22:59:40  Main: menu (GetUserInput), pressed 2',
      '   22:59:50  Main: look-up (InvokeExternalResource), failed with “The Lambda Function Returned An Error.”',
      '   22:59:59  Main: Transfer',
      '   sentiment, from −5 to 5: customer −0.5; agent 1.5',
      '   conversation: 3:40, talk 2:30, of the customer 1:05, of the agent 1:30, hold and silence 1:01, 2 interruptions of 0:04',
      '   categories: Complaint, Refund',
      '   in the original alone: 1 issue',
      '   evaluated: Service, version 2: 87.5 %, by supervisor-1 on 2026-07-02',
      '   evaluated: Safety, version 2: automatic fail, by supervisor-1 on 2026-09-01, for calibration',
      '',
    ]);
    expect((await succeeds(folder, 'contact', 'bbbb2')).split('\n').slice(-4)).toEqual([
      '   no attributes',
      '   way through the flows:',
      '   09:00:01  Main: menu (GetUserInput), no key in time: left here, without a queue or an agent',
      '',
    ]);
  });

  test('shows the words of issues as the redacted file has them, and no turn', async ({
    folder,
  }) => {
    await makeLake(folder, {
      [voiceFile('analysis')]: analysis('Raw', 'my number is secret'),
      [voiceFile('analysis_redacted')]: analysis('Redacted', 'my number is [PII]'),
    });
    for (const more of [[], ['--json'], ['--attributes']]) {
      const shown = await succeeds(folder, 'contact', 'aaaa1', ...more);
      expect(shown).not.toContain('secret');
      expect(shown).not.toContain('A turn of');
      expect(shown).toContain('my number is [PII]');
    }
    expect(await succeeds(folder, 'contact', 'aaaa1')).toContain(
      '\n   issue: my number is [PII]\n',
    );
  });

  test('has the same for programs, and nothing of what the lake does not have', async ({
    folder,
  }) => {
    await makeLake(folder, FILES);
    const { segments } = JSON.parse(await succeeds(folder, 'contact', 'aaaa1', '--json'));
    expect(segments[0]).toMatchObject({
      events: [{ at_local: '2026-07-01 23:00:10', event_type: 'CONTACT_DATA_UPDATED' }],
      analysis: {
        output: 'Raw',
        customer_sentiment: -0.5,
        talk_seconds: 150,
        greeting_seconds: null,
        categories: ['Complaint', 'Refund'],
        issues: [{ kind: 'issue', words: null }],
      },
      evaluations: [
        { form: 'Service', score: 87.5, is_automatic_fail: false, is_calibration: false },
        { form: 'Safety', score: 0, is_automatic_fail: true, is_calibration: true },
      ],
    });
    expect(segments[0].flow_steps[1]).toEqual({
      entered_local: '2026-07-01 22:59:40.5',
      flow: 'Main',
      block_type: 'GetUserInput',
      block: 'menu',
      choice: '2',
      error: null,
    });
    const lost = JSON.parse(await succeeds(folder, 'contact', 'bbbb2', '--json')).segments[0];
    expect(lost.flow_steps).toHaveLength(1);
    expect(Object.keys(lost).slice(-2)).toEqual(['attributes', 'flow_steps']);
  });

  test('breaks long lines between words, under their beginning', async ({ folder, beside }) => {
    await makeLake(folder, FILES);
    const narrow = beside.start(['contact', 'aaaa1'], { env: { COLUMNS: '60' } });
    const { stdout } = await narrow.ended;
    expect(stdout).toContain(
      [
        '   22:59:50  Main: look-up (InvokeExternalResource), failed',
        '             with “The Lambda Function Returned An Error.”',
        '   22:59:59  Main: Transfer',
      ].join('\n'),
    );
  });
});
