/** Where the records of a dataset come from, for each kind of source: made-up datasets of one column. */
import { beforeAll, describe, expect, it } from 'vitest';
import { readContent } from '../../infra/app.ts';
import type { Dataset, Source } from '../../pipeline/dataset.ts';
import { datasets } from '../../pipeline/datasets/datasets.ts';
import { ROOT } from '../engines/folder.ts';
import { FEW_OF_EVENTS } from '../glue-scripts/few-columns.ts';
import { parse, type Resource, type Template, templateOf } from './template.ts';

const NO_VALUE = { Ref: 'AWS::NoValue' };

function madeUp(name: string, source: Source): Dataset {
  return { ...FEW_OF_EVENTS, name, source };
}

const option = (parameter: string) => ({ parameter, label: parameter, description: 'Made up.' });

const DATASETS = [
  ...datasets,
  madeUp('heard', {
    kind: 'events',
    sender: 'aws.example',
    detailTypes: ['One', 'Another'],
    option: option('Heard'),
  }),
  madeUp('found', { kind: 'objects', keys: ['*Found/*.json'], option: option('Finds') }),
  madeUp('found_too', { kind: 'objects', keys: ['*Too/*.json'], option: option('Finds') }),
  madeUp('logged', { kind: 'logs', option: option('Logged') }),
];

let template: Template;
beforeAll(async () => {
  template = parse(await templateOf(await readContent(ROOT, { datasets: DATASETS })));
});

/** The resources whose names begin so, by the rest of their names. */
function below(prefix: string): Record<string, Resource> {
  const found = Object.entries(template.Resources).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(found.map(([name, one]) => [name.slice(prefix.length), one]));
}

const typesOf = (resources: Record<string, Resource>) =>
  Object.values(resources)
    .map(({ Type }) => Type)
    .sort();

const conditionsOf = (resources: Record<string, Resource>) => [
  ...new Set(Object.values(resources).map(({ Condition }) => Condition)),
];

const arnOf = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] });

describe('events of the default bus', () => {
  it('come to no stack unless their parameter is true', () => {
    expect(template.Parameters.Heard).toMatchObject({
      Default: 'false',
      AllowedValues: ['true', 'false'],
    });
    expect(template.Conditions.KeepsHeard).toEqual({ 'Fn::Equals': [{ Ref: 'Heard' }, 'true'] });
    const own = below('HeardSource');
    expect(typesOf(own)).toEqual([
      'AWS::Events::Rule',
      'AWS::IAM::Role',
      'AWS::IAM::Role',
      'AWS::KinesisFirehose::DeliveryStream',
      'AWS::Logs::LogGroup',
      'AWS::Logs::LogStream',
    ]);
    expect(conditionsOf(own)).toEqual(['KeepsHeard']);
  });

  it('go by a rule, which may do nothing else, into their delivery, one on each line', () => {
    const { DeliveryDeliveryStream, Role, Rule } = below('HeardSource');
    expect(Rule!.Properties).toMatchObject({
      EventPattern: { source: ['aws.example'], 'detail-type': ['One', 'Another'] },
      Targets: [
        { Arn: arnOf('HeardSourceDeliveryDeliveryStream'), RoleArn: arnOf('HeardSourceRole') },
      ],
    });
    expect(allowed(Role!)).toEqual([
      [
        ['firehose:PutRecord', 'firehose:PutRecordBatch'],
        arnOf('HeardSourceDeliveryDeliveryStream'),
      ],
    ]);
    const properties = DeliveryDeliveryStream!.Properties!;
    expect(properties).toMatchObject({
      DeliveryStreamType: 'DirectPut',
      DeliveryStreamEncryptionConfigurationInput: {
        KeyType: { 'Fn::If': ['HasKmsKey', 'CUSTOMER_MANAGED_CMK', 'AWS_OWNED_CMK'] },
        KeyARN: { 'Fn::If': ['HasKmsKey', { Ref: 'KmsKeyArn' }, NO_VALUE] },
      },
      ExtendedS3DestinationConfiguration: {
        CompressionFormat: 'GZIP',
        Prefix: 'raw/heard/!{timestamp:yyyy/MM/dd/HH}/',
      },
    });
    expect(JSON.stringify(properties)).toContain('AppendDelimiterToRecord');
  });
});

describe('entries of a log group', () => {
  it('are none of the stack’s unless their parameter names the group', () => {
    const { AllowedPattern = '', Default } = template.Parameters.Logged!;
    expect(Default).toBe('');
    const takes = new RegExp(AllowedPattern);
    for (const name of ['', '/aws/connect/my-instance']) expect(name).toMatch(takes);
    for (const name of ['a group', 'arn:aws:logs:x', '*']) expect(name).not.toMatch(takes);
    expect(template.Conditions.KeepsLogged).toEqual({
      'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Logged' }, ''] }],
    });
    const own = below('LoggedSource');
    expect(typesOf(own)).toEqual([
      'AWS::IAM::Role',
      'AWS::IAM::Role',
      'AWS::KinesisFirehose::DeliveryStream',
      'AWS::Logs::LogGroup',
      'AWS::Logs::LogStream',
      'AWS::Logs::SubscriptionFilter',
    ]);
    expect(conditionsOf(own)).toEqual(['KeepsLogged']);
  });

  it('go by a subscription of all entries into their delivery, whose objects are the envelopes as they are', () => {
    const { DeliveryDeliveryStream, Role, Subscription } = below('LoggedSource');
    expect(Subscription!.Properties).toEqual({
      LogGroupName: { Ref: 'Logged' },
      FilterPattern: '',
      DestinationArn: arnOf('LoggedSourceDeliveryDeliveryStream'),
      RoleArn: arnOf('LoggedSourceRole'),
    });
    expect(JSON.stringify(Role!.Properties!.AssumeRolePolicyDocument)).toContain(
      '"logs.amazonaws.com"',
    );
    const { ExtendedS3DestinationConfiguration: destination } = DeliveryDeliveryStream!.Properties!;
    expect(destination).toMatchObject({
      CompressionFormat: 'UNCOMPRESSED',
      Prefix: 'raw/logged/!{timestamp:yyyy/MM/dd/HH}/',
    });
    // A line break between two members of gzip would break them.
    expect(destination).not.toHaveProperty('ProcessingConfiguration');
  });
});

describe('objects of another bucket', () => {
  it('are none of the stack’s unless their parameter names the bucket, which several datasets may share', () => {
    const { AllowedPattern = '', Default } = template.Parameters.Finds!;
    expect(Default).toBe('');
    for (const name of ['', 'amazon-connect-1a2b3c'])
      expect(name).toMatch(new RegExp(AllowedPattern));
    for (const name of ['*', 'a/b', 's3://a']) expect(name).not.toMatch(new RegExp(AllowedPattern));
    const given = { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Finds' }, ''] }] };
    expect(template.Conditions.KeepsFinds).toEqual(given);
    expect(conditionsOf(below('CollectRuleFound'))).toEqual(['KeepsFinds']);
    const { Function: collect, Messages, Queue, QueuePolicy, Role } = below('Collect');
    for (const one of [collect, Messages, Queue, QueuePolicy, Role])
      expect(one!.Condition, one!.Type).toBe('CollectAny');
    expect(template.Conditions.CollectAny).toMatchObject({
      'Fn::Or': expect.arrayContaining([{ Condition: 'KeepsFinds' }]),
    });
  });

  it('are announced by a rule, once all is made that takes them further', () => {
    const { RuleFound } = below('Collect');
    expect(RuleFound!.Properties).toMatchObject({
      EventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: {
          bucket: { name: [{ Ref: 'Finds' }] },
          object: { key: [{ wildcard: '*Found/*.json' }] },
        },
      },
      Targets: [{ Arn: arnOf('CollectQueue') }],
    });
    expect(RuleFound!.DependsOn).toEqual(
      expect.arrayContaining(['CollectFunction', 'LakeBucket', 'NormaliseMessages']),
    );
  });

  it('are read from that bucket alone, decrypted by the one key that is named, and landed below raw/', () => {
    const { Function: collect, Queue, Role } = below('Collect');
    expect(Queue!.Properties!.RedrivePolicy).toMatchObject({
      deadLetterTargetArn: arnOf('RawDeadLetters'),
    });
    const { Policies } = Role!.Properties as { Policies: object[] };
    const ofOption = (name: string) =>
      Policies.find((one) => JSON.stringify(one).includes(`"PolicyName":"${name}"`));
    const arn = (...parts: unknown[]) => ({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::', ...parts]],
    });
    expect(ofOption('found')).toMatchObject({
      'Fn::If': [
        'KeepsFinds',
        {
          PolicyDocument: {
            Statement: [
              { Action: 's3:GetObject', Resource: arn({ Ref: 'Finds' }, '/*Found/*.json') },
              { Action: 's3:ListBucket', Resource: arn({ Ref: 'Finds' }) },
              {
                Action: ['s3:GetObject', 's3:PutObject'],
                Resource: arn({ Ref: 'BucketName' }, '/raw/found/*'),
              },
            ],
          },
        },
        NO_VALUE,
      ],
    });
    expect(template.Parameters.ConnectBucketKeyArn!.Default).toBe('');
    expect(ofOption('ObjectKey')).toMatchObject({
      'Fn::If': [
        'HasConnectBucketKeyArn',
        { PolicyDocument: { Statement: [{ Action: 'kms:Decrypt' }] } },
        NO_VALUE,
      ],
    });
    expect(JSON.stringify(collect!.Properties!.Environment)).toContain('"found=",{"Ref":"Finds"}');
  });
});

/** The actions and resources that a role's own policy allows. */
function allowed({ Properties }: Resource): [unknown, unknown][] {
  const { Policies } = Properties as {
    Policies: { PolicyDocument: { Statement: { Action: unknown; Resource: unknown }[] } }[];
  };
  return Policies[0]!.PolicyDocument.Statement.map(({ Action, Resource }) => [Action, Resource]);
}
