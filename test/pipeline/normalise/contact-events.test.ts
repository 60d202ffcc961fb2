/** Contact events as EventBridge delivers them, and what else it delivers of the same source. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Dataset } from '../../../pipeline/dataset.ts';
import { dataset as agentEvents } from '../../../pipeline/datasets/agent-events/dataset.ts';
import { dataset as contactEvents } from '../../../pipeline/datasets/contact-events/dataset.ts';
import { contactRecords } from '../../../pipeline/datasets/contact-records/dataset.ts';
import { normalise } from '../../../pipeline/normalise/normalise.ts';
import { SMALL_RECORD } from './generated-records.ts';
import { piecesOf, splitLines } from './outcome.ts';

const INSTANCE = 'arn:aws:connect:eu-west-1:111122223333:instance/i-1';

/** An event with other fields than these, and other details. */
function event(fields: object = {}, detail: object = {}): string {
  return JSON.stringify({
    version: '0',
    id: 'n-1',
    'detail-type': 'Amazon Connect Contact Event',
    source: 'aws.connect',
    account: '111122223333',
    time: '2026-03-02T09:00:05Z',
    region: 'eu-west-1',
    resources: [],
    detail: { contactId: 'c-1', eventType: 'QUEUED', instanceArn: INSTANCE, ...detail },
    ...fields,
  });
}

/** The rows, the reasons of what is set aside, and the number of records passed on to other datasets. */
async function outcome(text: string, dataset: Dataset = contactEvents) {
  const lines: Buffer[] = [];
  const quarantine: Buffer[] = [];
  const others = [contactEvents, agentEvents, contactRecords].filter((one) => one !== dataset);
  const report = await normalise(
    dataset,
    `raw/${dataset.name}/2026/03/02/09/case`,
    piecesOf(Buffer.from(text), 50),
    {
      lines: async (bytes) => void lines.push(Buffer.from(bytes)),
      quarantine: async (bytes) => void quarantine.push(Buffer.from(bytes)),
      passedOn: async () => {},
    },
    others,
  );
  const read = (pieces: Buffer[]) =>
    splitLines(Buffer.concat(pieces)).map((line) => JSON.parse(line));
  return {
    rows: read(lines),
    reasons: read(quarantine).map(({ reason }) => reason),
    passed_on: report.passed_on,
  };
}

describe('contact events', () => {
  test('have a column for each part of the envelope, and one for the contact', async () => {
    const { rows } = await outcome(event({}, { channel: 'VOICE', queueInfo: { queueArn: 'q' } }));
    expect(rows).toEqual([
      {
        version: '0',
        id: 'n-1',
        detailtype: 'Amazon Connect Contact Event',
        source: 'aws.connect',
        account: '111122223333',
        time: '2026-03-02T09:00:05Z',
        region: 'eu-west-1',
        resources: [],
        detail: {
          contactid: 'c-1',
          eventtype: 'QUEUED',
          instancearn: INSTANCE,
          channel: 'VOICE',
          queueinfo: { queuearn: 'q' },
        },
        contact_id: 'c-1',
        source_key: 'raw/contact_events/2026/03/02/09/case',
        source_offset: 0,
      },
    ]);
  });

  test('stand one after another without a line break, as a rule hands them to Firehose', async () => {
    const { rows } = await outcome([1, 2, 3].map((n) => event({ id: `n-${n}` })).join(''));
    expect(rows.map(({ id }) => id)).toEqual(['n-1', 'n-2', 'n-3']);
  });

  test.each([
    ['a list', [{ index: 0, steps: [] }]],
    ['an object', { Index: 0, Steps: [] }],
  ])(
    'keep routing criteria that are %s as JSON among the other fields',
    async (_what, criteria) => {
      const { rows } = await outcome(event({}, { routingCriteria: criteria }));
      expect(rows[0].other_fields).toEqual({ 'detail.routingCriteria': JSON.stringify(criteria) });
    },
  );

  test('of several years become rows, with nothing beside their columns but what has no fixed shape', async () => {
    const folder = new URL('../../../sample-data/records/contact-events/', import.meta.url);
    const files = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));
    const { rows, reasons } = await outcome(files.join(''));
    expect([rows.length, reasons]).toEqual([files.length, []]);
    const others = rows.flatMap((row) => Object.keys(row.other_fields ?? {}));
    expect(new Set(others)).toEqual(new Set(['detail.routingCriteria', 'detail.outboundStrategy']));
  });

  test.each([
    'Amazon Connect Contact Event',
    'Connect Customer Contact Event',
    'Amazon Connect Customer Contact Event',
  ])('are found among records of other datasets by the type %s', async (type) => {
    const text = SMALL_RECORD + event({ 'detail-type': type });
    for (const dataset of [contactRecords, agentEvents])
      expect(await outcome(text, dataset)).toMatchObject({ reasons: [] });
    expect((await outcome(text)).passed_on).toBe(1);
  });

  test.each([
    ['id', { id: undefined }],
    ['account, region', { account: '', region: null }],
    ['time: found "0000-00-00", expected a time like', { time: '2026-03-02' }],
    ['detail.contactId', { detail: { eventType: 'QUEUED' } }],
  ])('without %s are none, and the reason says so', async (lack, fields) => {
    const { rows, reasons } = await outcome(event(fields));
    expect(rows).toEqual([]);
    expect(reasons).toEqual([expect.stringContaining(`an object without a usable ${lack}`)]);
  });
});

describe('another event of EventBridge is set aside, and the reason says what it is:', () => {
  test.each([
    ['Contact Lens Post Call Rules Matched', 'an event of a rule that matched'],
    ['Metrics Rules Matched', 'an event of a rule that matched'],
    ['Contact Lens Analysis State Change', 'an event of an analysis by Contact Lens that failed'],
    ['Contact Lens Evaluation Export Failed', 'an event of an evaluation that failed'],
    [
      'Contact Lens Automated Evaluation Submission Failed',
      'an event of an evaluation that failed',
    ],
    ['Screen Recording Status Changed', 'an event of a screen recording'],
    ['Amazon Connect Cases Change', 'an event of a case'],
    ['AWS API Call via CloudTrail', 'a call of an API in CloudTrail'],
    ['Something New', 'an EventBridge event'],
  ])('%s', async (type, what) => {
    const other = event({ 'detail-type': type, detail: { contactArn: `${INSTANCE}/contact/c-1` } });
    const { rows, reasons } = await outcome(other + event());
    expect(reasons).toEqual([`${what}, not a contact event`]);
    expect(rows).toHaveLength(1);
  });
});
