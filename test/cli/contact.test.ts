import { describe, expect } from 'vitest';
import { record } from '../local/records.ts';
import { contactLake, test } from './contact-lake.ts';
import { makeLakeOf, succeeds } from './small-lake.ts';

const FIRST = 'aaaa1111-0000-4000-8000-000000000001';
const SECOND = 'aaaa2222-0000-4000-8000-000000000002';
const THIRD = 'bbbb3333-0000-4000-8000-000000000003';
const NUMBER = '+441632960961';

/** A call that waits, is transferred by its agent, and is answered by another; and a hostile one. */
const RECORDS = [
  record({
    ContactId: SECOND,
    InitialContactId: FIRST,
    PreviousContactId: FIRST,
    Channel: 'VOICE',
    InitiationMethod: 'TRANSFER',
    InitiationTimestamp: '2026-07-01T09:05:00Z',
    DisconnectTimestamp: '2026-07-01T09:09:00Z',
    DisconnectReason: 'CUSTOMER_DISCONNECT',
    Queue: {
      Name: 'Claims',
      ARN: 'arn:queue/c',
      EnqueueTimestamp: '2026-07-01T09:05:00Z',
      Duration: 70,
    },
    Agent: {
      Username: 'agent-2',
      ConnectedToAgentTimestamp: '2026-07-01T09:06:10Z',
      AgentInteractionDuration: 170,
      CustomerHoldDuration: 0,
      NumberOfHolds: 0,
      AfterContactWorkDuration: 3700,
    },
  }),
  record({
    ContactId: FIRST,
    NextContactId: SECOND,
    Channel: 'VOICE',
    InitiationMethod: 'INBOUND',
    InitiationTimestamp: '2026-07-01T09:00:00Z',
    TransferCompletedTimestamp: '2026-07-01T09:05:00Z',
    DisconnectTimestamp: '2026-07-01T09:05:00Z',
    CustomerEndpoint: { Address: NUMBER, Type: 'TELEPHONE_NUMBER' },
    Attributes: { tier: 'gold', phone: NUMBER },
    Queue: {
      Name: 'Sales',
      ARN: 'arn:queue/s',
      EnqueueTimestamp: '2026-07-01T09:00:30Z',
      Duration: 29,
    },
    Agent: {
      Username: 'agent-1',
      ConnectedToAgentTimestamp: '2026-07-01T09:00:59Z',
      AgentInteractionDuration: 200,
      CustomerHoldDuration: 41,
      NumberOfHolds: 2,
      AfterContactWorkDuration: 5,
    },
  }),
  record({
    ContactId: THIRD,
    Channel: 'VOICE',
    InitiationMethod: 'INBOUND',
    InitiationTimestamp: '2026-07-01T10:00:00Z',
    DisconnectTimestamp: '2026-07-01T10:01:00Z',
    Queue: {
      Name: '\u001b[31m<b>"Q"\n9  forged',
      ARN: 'arn:queue/h',
      EnqueueTimestamp: '2026-07-01T10:00:00Z',
    },
  }),
];

const makeLake = (folder: string) => makeLakeOf(folder, [...RECORDS, '{"ContactId": "cccc"}']);

describe('contact', () => {
  test('shows a journey in order, in local time, whichever segment is asked for', async ({
    folder,
  }) => {
    await makeLake(folder);
    const journey = [
      '2 segments, begun on 2026-07-01; times of UTC',
      '',
      `1  ${FIRST}  VOICE INBOUND`,
      '   09:00:00  began',
      '   09:00:30  entered the queue Sales, waited 0:29',
      '   09:00:59  agent-1: talk 3:20, hold 0:41 (2 holds), after-contact work 0:05',
      '   09:05:00  transferred',
      '   09:05:00  ended: transferred',
      '   attributes: phone, tier',
      '',
      `2  ${SECOND}  VOICE TRANSFER`,
      '   09:05:00  began',
      '   09:05:00  entered the queue Claims, waited 1:10',
      '   09:06:10  agent-2: talk 2:50, after-contact work 1:01:40',
      '   09:09:00  ended: handled, CUSTOMER_DISCONNECT',
      '   no attributes',
      '',
    ];
    for (const [beginning, id] of [
      ['aaaa1', FIRST],
      ['AAAA2222', SECOND],
      [FIRST, FIRST],
    ] as const) {
      const shown = await succeeds(folder, 'contact', beginning);
      const marked = [`Contact ${id}`, ...journey].map((line) =>
        line.includes(`  ${id}  `) ? line.replace(id, `${id}  ← asked for`) : line,
      );
      expect(shown.split('\n')).toEqual(marked);
    }
  });

  test('shows neither an address nor, unless asked, the value of an attribute', async ({
    folder,
  }) => {
    await makeLake(folder);
    for (const more of [[], ['--json']]) {
      const shown = await succeeds(folder, 'contact', 'aaaa1', ...more);
      expect(shown).not.toContain(NUMBER);
      expect(shown).not.toContain('gold');
    }
    const asked = await succeeds(folder, 'contact', 'aaaa1', '--attributes');
    expect(asked).toContain('   tier: gold\n');
    const { segments } = JSON.parse(
      await succeeds(folder, 'contact', 'aaaa1', '--attributes', '--json'),
    );
    expect(segments[0].attributes).toEqual({ tier: 'gold', phone: NUMBER });
  });

  test('keeps a hostile name on its line, and claims no wait that is not known', async ({
    folder,
  }) => {
    await makeLake(folder);
    const shown = await succeeds(folder, 'contact', 'bbbb');
    expect(shown.split('\n')[5]).toBe(
      '   10:00:00  entered the queue \\x1b[31m<b>"Q"\\x0a9  forged, wait not known',
    );
  });

  test.for([
    [
      'aaaa',
      `Found 2 contacts that begin with "aaaa": ${SECOND}, ${FIRST}, expected the beginning of one\n`,
    ],
    [
      'cccc',
      'No contact of the table begins with "cccc"; what is quarantined, or waits for `contact-lake run`, is not searched\n',
    ],
    [
      'zzz',
      'No contact of the table begins with "zzz", expected an id such as 36ef1131-5b0c-4d8e-9a27-c1f0e2d3b4a5, or a beginning of it; what is quarantined, or waits for `contact-lake run`, is not searched\n',
    ],
    [
      "%' OR true",
      'No contact of the table begins with "%\' OR true", expected an id such as 36ef1131-5b0c-4d8e-9a27-c1f0e2d3b4a5, or a beginning of it; what is quarantined, or waits for `contact-lake run`, is not searched\n',
    ],
  ] as const)('says that %s means no one contact', async ([beginning, message], { folder }) => {
    await makeLake(folder);
    const { code, stderr, stdout } = await contactLake(folder, 'contact', beginning);
    expect({ code, stderr, stdout }).toEqual({ code: 1, stderr: message, stdout: '' });
  });
});
