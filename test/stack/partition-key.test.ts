import { expect, test } from 'vitest';
import type { Dataset } from '../../pipeline/dataset.ts';
import { dataset as agentEvents } from '../../pipeline/datasets/agent-events/dataset.ts';
import { dataset as evaluations } from '../../pipeline/datasets/contact-evaluations/dataset.ts';
import { dataset as contactEvents } from '../../pipeline/datasets/contact-events/dataset.ts';
import { dataset as voice } from '../../pipeline/datasets/contact-lens-voice/dataset.ts';
import { contactRecords } from '../../pipeline/datasets/contact-records/dataset.ts';
import { dataset as flowLogs } from '../../pipeline/datasets/flow-logs/dataset.ts';
import { partitionKey } from '../../stack/replay/kinesis-sink.ts';
import { record } from '../local/records.ts';
import { anElement, anEntry, anEnvelope } from '../pipeline/flow-logs.ts';

const INSTANCE = 'arn:aws:connect:eu-west-2:111122223333:instance/one';
const EVENT = {
  InstanceARN: INSTANCE,
  AgentARN: `${INSTANCE}/agent/a`,
  EventTimestamp: '2026-03-02T09:00:00.000Z',
  EventType: 'HEART_BEAT',
};
const DETAIL = {
  account: '111122223333',
  region: 'eu-west-2',
  time: '2026-03-02T09:00:00Z',
  'detail-type': 'Amazon Connect Contact Event',
  detail: { contactId: 'c-1' },
};
/** @param fields of the evaluation, beside what each one has */
const evaluation = (evaluationId: string, metadata: object = {}) => ({
  evaluationId,
  metadata: {
    instanceId: 'one',
    contactId: 'c-1',
    evaluationStartTimestamp: '2026-03-02T09:00:00.000Z',
    evaluationSubmitTimestamp: '2026-03-02T09:10:00.000Z',
    ...metadata,
  },
});
/** @param fields of the file, beside what each one has */
const analysis = (ContactId: string, fields: object = {}) => ({
  Channel: 'VOICE',
  CustomerMetadata: { InstanceId: 'one', ContactId },
  ContentMetadata: { Output: 'Raw' },
  ...fields,
});
const twice = (second: string) =>
  JSON.stringify(record({ ContactId: 'a' })).replace(/\}$/, `,"ContactId":"${second}"}`);

/** It says on which day the contact was disconnected, and at which time the analysis was made. */
const FILE = 'Analysis/Voice/2026/03/02/1_analysis_2026-03-02T09_20_00Z.json';

/** The same row's records share a shard, and other rows' need not. */
test.each<[Dataset, object | string, object | string, boolean]>([
  [contactRecords, record({ ContactId: 'a' }), record({ ContactId: 'a', Channel: 'CHAT' }), true],
  [contactRecords, record({ ContactId: 'a' }), record({ ContactId: 'b' }), false],
  [agentEvents, { ...EVENT, EventId: '1' }, { ...EVENT, EventId: '1', Version: '2' }, true],
  [agentEvents, { ...EVENT, EventId: '1' }, { ...EVENT, EventId: '2' }, false],
  [contactEvents, { ...DETAIL, id: '1' }, { ...DETAIL, id: '1', source: 'aws.connect' }, true],
  [contactEvents, { ...DETAIL, id: '1' }, { ...DETAIL, id: '2' }, false],
  [flowLogs, anEnvelope([anElement('1', anEntry())]), anEnvelope([anElement('2', '{}')]), false],
  [evaluations, evaluation('1'), evaluation('1', { score: 5 }), true],
  [evaluations, evaluation('1'), evaluation('2'), false],
  [evaluations, evaluation('1'), evaluation('1', { instanceId: 'two' }), false],
  [voice, analysis('1'), analysis('1', { Transcript: [] }), true],
  [voice, analysis('1'), analysis('2'), false],
  [voice, analysis('1'), analysis('1', { ContentMetadata: { Output: 'Redacted' } }), false],
  [contactRecords, record({ ContactId: 'a' }), twice('b'), true],
  [contactRecords, record({ ContactId: 'b' }), twice('b'), false],
])('of two $name, in the same shard or not', (dataset, one, other, isSame) => {
  const [key, otherKey] = [one, other].map((value) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return partitionKey({ dataset, bytes: Buffer.from(text), file: FILE });
  });
  expect([key!.length, key === otherKey]).toEqual([32, isSame]);
});
