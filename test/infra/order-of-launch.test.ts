/** In which order CloudFormation makes the stack's resources: what may lose records or a name. */
import { beforeAll, describe, expect, it } from 'vitest';
import { dependenciesOf } from './dependencies.ts';
import { parse, resourcesOf, type Template, templateText } from './template.ts';

let template: Template;
let before: ReadonlyMap<string, ReadonlySet<string>>;
beforeAll(async () => {
  template = parse(await templateText());
  before = dependenciesOf(template);
});

/** With what the parts of an option's stream begin. */
const OPTION = 'AgentEventsSource';
const OF_OPTION = `${OPTION}RecordsStreaming`;

/** What puts records into a stream, and with what the parts of that stream begin. */
const SOURCES = [
  ['RecordsContactRecordStreaming', ''],
  ['SampleContacts', ''],
  [OF_OPTION, OPTION],
] as const;

/** What takes them from a stream to the bucket. A record that finds one of them missing is lost or late. */
const OF_STREAM = [
  'RecordsStream',
  'DeliveryDeliveryStream',
  // The delivery reads from its own start on: later than it is made.
  'DeliveryStartWait',
  'DeliveryRole',
];

/** And from there to flatfiles. */
const OF_ALL = [
  'LakeBucket',
  'LakePolicy',
  'RawQueue',
  'RawQueuePolicy',
  'RawDeadLetters',
  'NormaliseFunction',
  'NormaliseRole',
  'NormaliseMessages',
];

describe('records flow', () => {
  it.each(SOURCES)('from %s when all that takes them is there', (source, prefix) => {
    expect(template.Resources[source]).toBeDefined();
    for (const taker of [...OF_STREAM.map((name) => `${prefix}${name}`), ...OF_ALL]) {
      expect(template.Resources[taker], taker).toBeDefined();
      expect(before.get(source)!.has(taker), taker).toBe(true);
    }
  });

  it('from no other part of the stack', () => {
    const puts = Object.entries(template.Resources).filter(([, { Properties, Type }]) =>
      Type === 'AWS::IAM::Role'
        ? JSON.stringify(Properties).includes('kinesis:PutRecord')
        : Type === 'AWS::Connect::InstanceStorageConfig',
    );
    expect(puts.map(([name]) => name).sort()).toEqual([
      OF_OPTION,
      'RecordsContactRecordStreaming',
      'SampleRole',
    ]);
  });

  it('to raw/ only after S3 has been set up to notify the queue', () => {
    for (const prefix of ['', OPTION])
      expect(before.get(`${prefix}DeliveryDeliveryStream`)!.has('LakeBucket')).toBe(true);
    expect(before.get('LakeBucket')!.has('RawQueuePolicy')).toBe(true);
  });
});

describe('the bucket and the catalogue', () => {
  it('are filled last, when only the sample and the dashboard can still fail', () => {
    const made = before.get('ProvisionContent')!;
    const after = Object.keys(template.Resources).filter(
      (name) => name !== 'ProvisionContent' && !made.has(name),
    );
    expect(after.filter((name) => !/^(Sample|QuickSightDashboard)/.test(name))).toEqual([]);
  });
});

describe('the stream', () => {
  it('is deleted with the stack, and is kept with its unread records if another replaces it', () => {
    for (const [name, stream] of resourcesOf(template, 'AWS::Kinesis::Stream'))
      expect(stream, name).toMatchObject({
        UpdateReplacePolicy: 'Retain',
        DeletionPolicy: 'Delete',
      });
  });
});
