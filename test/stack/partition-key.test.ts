import { expect, test } from 'vitest';
import type { Dataset } from '../../pipeline/dataset.ts';
import { dataset as agentEvents } from '../../pipeline/datasets/agent-events/dataset.ts';
import { dataset as evaluations } from '../../pipeline/datasets/contact-evaluations/dataset.ts';
import { dataset as contactEvents } from '../../pipeline/datasets/contact-events/dataset.ts';
import { contactRecords } from '../../pipeline/datasets/contact-records/dataset.ts';
import { dataset as flowLogs } from '../../pipeline/datasets/flow-logs/dataset.ts';
import { partitionKey } from '../../stack/replay/kinesis-sink.ts';
import { record } from '../local/records.ts';
import { anElement, anEntry, anEnvelope } from '../pipeline/flow-logs.ts';

const INSTANCE = 'arn:aws:connect:eu-west-2:111122223333:instance/one';
const EVENT = { InstanceARN: INSTANCE, AgentARN: `${INSTANCE}/agent/a` };
const DETAIL = { account: '111122223333', region: 'eu-west-2', 'detail-type': 'Amazon Connect' };
const EVALUATION = { instanceId: 'one', contactId: 'c-1' };

/** The same row's records share a shard, and other rows' need not. */
test.each<[Dataset, object | string, object | string, boolean]>([
  [contactRecords, record({ ContactId: 'a' }), record({ ContactId: 'a', Channel: 'CHAT' }), true],
  [contactRecords, record({ ContactId: 'a' }), record({ ContactId: 'b' }), false],
  [agentEvents, { ...EVENT, EventId: '1' }, { ...EVENT, EventId: '1', Version: '2' }, true],
  [agentEvents, { ...EVENT, EventId: '1' }, { ...EVENT, EventId: '2' }, false],
  [contactEvents, { ...DETAIL, id: '1' }, { ...DETAIL, id: '1', source: 'aws.connect' }, true],
  [contactEvents, { ...DETAIL, id: '1' }, { ...DETAIL, id: '2' }, false],
  [flowLogs, anEnvelope([anElement('1', anEntry())]), anEnvelope([anElement('2', '{}')]), false],
  [evaluations, { ...EVALUATION, evaluationId: '1' }, { ...EVALUATION, evaluationId: '2' }, false],
])('of two $name, in the same shard or not', (dataset, one, other, isSame) => {
  const [key, otherKey] = [one, other].map((value) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return partitionKey({ dataset, bytes: Buffer.from(text) });
  });
  expect([key!.length, key === otherKey]).toEqual([32, isSame]);
});
