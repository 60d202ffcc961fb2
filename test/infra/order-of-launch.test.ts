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

/** What puts records into the stream. */
const SOURCES = ['RecordsContactRecordStreaming', 'SampleContacts'];

/** What takes them from there, to flatfiles. A record that finds one of them missing is lost or late. */
const TAKERS = [
  'RecordsStream',
  'DeliveryDeliveryStream',
  // The delivery reads from its own start on: later than it is made.
  'DeliveryStartWait',
  'DeliveryRole',
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
  it.each(SOURCES)('from %s when all that takes them is there', (source) => {
    expect(template.Resources[source]).toBeDefined();
    for (const taker of TAKERS) {
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
      'RecordsContactRecordStreaming',
      'SampleRole',
    ]);
  });

  it('to raw/ only after S3 has been set up to notify the queue', () => {
    expect(before.get('DeliveryDeliveryStream')!.has('LakeBucket')).toBe(true);
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
    const [[, stream] = []] = resourcesOf(template, 'AWS::Kinesis::Stream');
    expect(stream).toMatchObject({ UpdateReplacePolicy: 'Retain', DeletionPolicy: 'Delete' });
  });
});
