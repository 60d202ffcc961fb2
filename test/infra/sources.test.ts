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
  it('are none of the stack’s unless their parameter is true', () => {
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

/** The actions and resources that a role's own policy allows. */
function allowed({ Properties }: Resource): [unknown, unknown][] {
  const { Policies } = Properties as {
    Policies: { PolicyDocument: { Statement: { Action: unknown; Resource: unknown }[] } }[];
  };
  return Policies[0]!.PolicyDocument.Statement.map(({ Action, Resource }) => [Action, Resource]);
}
