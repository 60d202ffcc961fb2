import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { CONVERSION_METRICS } from '../../functions/conversion-metrics.ts';
import { METRIC_NAMESPACE } from '../../functions/log.ts';
import { readContent, synthesiseTemplate } from '../../infra/app.ts';
import { bucketReadme } from '../../infra/bucket-readme.ts';
import type { StackContent } from '../../infra/stack.ts';
import type { Dataset } from '../../pipeline/dataset.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { datasets } from '../../pipeline/datasets/datasets.ts';
import * as lakeKeys from '../../pipeline/lake-keys.ts';
import { ROOT } from '../engines/folder.ts';
import {
  parse,
  type Resource,
  resourcesOf,
  type Template,
  templateText,
  UNKNOWN_TO_EMULATOR,
} from './template.ts';

const MEGABYTE = 1024 * 1024;
/** As the linter counts CloudFormation's limit of 1 MB. */
const MOST_BYTES = 1_000_000;
const BUCKET = { Ref: 'BucketName' };
const NO_VALUE = { Ref: 'AWS::NoValue' };

/** The datasets that an option switches on. */
const ofDatasets = datasets.flatMap((dataset) => {
  const { source } = dataset;
  if (!source?.option) return [];
  return [{ dataset, parameter: source.option.parameter, kind: source.kind }];
});
const ofStreams = ofDatasets.filter(({ kind }) => kind === 'stream');

let content: StackContent;
let text: string;
let template: Template;
beforeAll(async () => {
  content = await readContent(ROOT);
  text = await synthesiseTemplate(content);
  template = parse(text);
});

const only = (type: string): Resource => {
  const [found, ...others] = resourcesOf(template, type);
  expect(others).toEqual([]);
  return found![1];
};

describe('the template', () => {
  it('is one file under 1 MB, the same every time, with nothing to bootstrap', async () => {
    expect(Buffer.byteLength(text)).toBeLessThan(MOST_BYTES);
    expect(await templateText()).toBe(text);
    expect(text).not.toMatch(/BootstrapVersion|cdk-bootstrap|AssetParameters|cdk-hnb659fds/);
    expect(resourcesOf(template, 'AWS::CDK::Metadata')).toEqual([]);
  });

  it('holds code that the runtime takes: CommonJS, without the SDK, within 4 MB', () => {
    for (const [name, code] of Object.entries(content.bundles)) {
      expect(code, name).toMatch(/module\.exports/);
      expect(code, name).toMatch(/require\("@aws-sdk\/client-/);
      expect(code, name).not.toMatch(/middlewareStack/);
      expect(Buffer.byteLength(code), name).toBeLessThan(4 * MEGABYTE);
    }
    for (const [name, { Properties }] of resourcesOf(template, 'AWS::Lambda::Function'))
      expect(Properties, name).toMatchObject({ Handler: 'index.handler', Runtime: 'nodejs24.x' });
  });

  it('leaves out for the emulator only the parts that the emulator does not know', () => {
    expect(UNKNOWN_TO_EMULATOR).toEqual([
      'AWS::Athena::NamedQuery',
      'AWS::Connect::InstanceStorageConfig',
    ]);
    for (const type of UNKNOWN_TO_EMULATOR)
      expect(resourcesOf(template, type).length, type).toBeGreaterThan(0);
  });

  it('keeps the bucket and its policy when the stack is deleted', () => {
    const kept = Object.entries(template.Resources).filter(([, r]) => r.DeletionPolicy);
    const names = kept
      .filter(([, { DeletionPolicy }]) => DeletionPolicy === 'RetainExceptOnCreate')
      .map(([name]) => name);
    expect(names.sort()).toEqual(['LakeBucket', 'LakePolicy']);
    for (const [name, { UpdateReplacePolicy }] of kept)
      expect(UpdateReplacePolicy, name).toMatch(names.includes(name) ? /^Retain$/ : /./);
  });
});

describe('its parameters', () => {
  it('keep the names that users know, with the same permitted values', () => {
    const { BucketName, etlJobSchedule, KinesisStreamName, s3interval, sampledata } =
      template.Parameters;
    expect(BucketName!.Default).toBeUndefined();
    expect(etlJobSchedule).toMatchObject({ Type: 'String', Default: 'cron(0 * * * ? *)' });
    expect(KinesisStreamName).toMatchObject({ Type: 'String', Default: 'contact-records' });
    expect(s3interval).toMatchObject({ Type: 'Number', MinValue: 60, MaxValue: 900 });
    expect(sampledata).toMatchObject({ Default: 'false', AllowedValues: ['true', 'false'] });
    const mandatory = Object.entries(template.Parameters).filter(
      ([, p]) => p.Default === undefined,
    );
    expect(mandatory.map(([name]) => name)).toEqual(['BucketName']);
  });

  it('each have a description with an example, and a label in the form', () => {
    const form = template.Metadata['AWS::CloudFormation::Interface'] as {
      ParameterGroups: { Parameters: string[] }[];
      ParameterLabels: Record<string, { default: string }>;
    };
    const names = Object.keys(template.Parameters).sort();
    expect(form.ParameterGroups.flatMap((group) => group.Parameters).sort()).toEqual(names);
    expect(Object.keys(form.ParameterLabels).sort()).toEqual(names);
    for (const [name, parameter] of Object.entries(template.Parameters)) {
      expect(parameter.Description, name).toMatch(/\.$/);
      expect(parameter.ConstraintDescription, name).toMatch(/^(Type|Choose|Leave)/);
    }
  });

  it('accept their own examples, and refuse values that would fail later', () => {
    const takes = (name: string, value: string) =>
      new RegExp(template.Parameters[name]!.AllowedPattern!).test(value);
    expect(takes('BucketName', 'my-contact-lake-2026')).toBe(true);
    for (const wrong of ['My-Lake', 'my.lake', 'a', '-lake', 'lake-'])
      expect(takes('BucketName', wrong), wrong).toBe(false);
    const schedules = template.Parameters.etlJobSchedule!.ConstraintDescription!;
    const examples = [...schedules.matchAll(/cron\([^)]*\)/g)].map(([example]) => example);
    expect(examples.length).toBeGreaterThan(1);
    for (const example of examples) expect(takes('etlJobSchedule', example), example).toBe(true);
    for (const wrong of ['hourly', '0 * * * ? *', 'rate(1 hour)', 'cron(0 * * * * *)'])
      expect(takes('etlJobSchedule', wrong), wrong).toBe(false);
    const id = '11111111-2222-3333-4444-555555555555';
    const instance = `arn:aws:connect:eu-west-2:123456789012:instance/${id}`;
    expect(takes('ConnectInstanceArn', instance)).toBe(true);
    expect(takes('ConnectInstanceArn', id)).toBe(false);
    for (const name of [
      'ConnectInstanceArn',
      'AlarmEmail',
      'UrgentAlarmEmail',
      'OrganizationId',
      'KmsKeyArn',
    ])
      expect(takes(name, ''), name).toBe(true);
  });
});

describe('the bucket', () => {
  it('is encrypted, versioned, closed to the public and reachable only over TLS', () => {
    const { Properties } = only('AWS::S3::Bucket');
    expect(Properties).toMatchObject({
      VersioningConfiguration: { Status: 'Enabled' },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    expect(JSON.stringify(Properties!.BucketEncryption)).toContain('AES256');
    const policy = JSON.stringify(only('AWS::S3::BucketPolicy').Properties);
    expect(policy).toContain('"aws:SecureTransport":"false"');
    expect(policy).toContain('"StringNotEqualsIfExists":{"aws:PrincipalOrgID"');
    expect(policy).toContain('"BoolIfExists":{"aws:PrincipalIsAWSService":"false"}');
  });

  it('expires a flatfile only if the conversion has tagged it', () => {
    const { Rules } = only('AWS::S3::Bucket').Properties!.LifecycleConfiguration as {
      Rules: { Prefix?: string; ExpirationInDays?: number; TagFilters?: object[] }[];
    };
    const current = Rules.filter((rule) => rule.ExpirationInDays !== undefined);
    expect(current.map(({ Prefix, TagFilters }) => [Prefix, TagFilters])).toEqual([
      ...datasets.map(({ name }) => [`flatfiles/${name}/`, [{ Key: 'converted', Value: 'true' }]]),
      ['athena-results/', undefined],
      ['errors/', undefined],
    ]);
  });
});

describe("the bucket's own page", () => {
  it('explains every prefix', () => {
    const prefixes = Object.entries(lakeKeys).flatMap(([name, value]) => {
      if (name.endsWith('_PREFIX')) return [value as string];
      return name.endsWith('Prefix') ? [(value as (of: Dataset) => string)(dataset)] : [];
    });
    expect(prefixes).toEqual(expect.arrayContaining(['athena-results/', 'open-keys/ctr/']));
    const ofBucket: ReadonlySet<string> = new Set(lakeKeys.BUCKET_FOLDERS);
    const named = new Set(prefixes.map((prefix) => prefix.split('/')[0]!));
    const folders = [...named].filter((name) => ofBucket.has(name)).map((name) => `${name}/`);
    const documented = [...bucketReadme().matchAll(/^([a-z-]+\/) +\S/gm)].map(
      ([, folder]) => folder,
    );
    expect(documented.sort()).toEqual(folders.sort());
  });
});

describe('an optional part', () => {
  it('is created only if a parameter requests it', () => {
    const conditionOf = (type: string) => resourcesOf(template, type).map(([, r]) => r.Condition);
    expect(conditionOf('AWS::Connect::InstanceStorageConfig')).toEqual([
      'HasConnectInstance',
      ...ofStreams.map(({ parameter }) => `Streams${parameter}`),
    ]);
    expect(conditionOf('AWS::SNS::Subscription')).toEqual(['HasAlarmEmail', 'HasUrgentAlarmEmail']);
    const sample = Object.entries(template.Resources).filter(([name]) => name.startsWith('Sample'));
    expect(sample.map(([, { Condition }]) => Condition)).toEqual(sample.map(() => 'SendsSample'));
    expect(template.Resources.OperationsAlarmNoRecordsArrive!.Condition).toBe('ExpectsRecords');
  });

  it('of a dataset from a stream is the stream, its delivery and their roles', () => {
    expect(ofStreams.map(({ parameter }) => parameter)).toContain('AgentEvents');
    for (const { parameter } of ofStreams) {
      const own = Object.entries(template.Resources).filter(([name]) => name.startsWith(parameter));
      expect(own.map(([, { Type }]) => Type)).toEqual(
        expect.arrayContaining(['AWS::Kinesis::Stream', 'AWS::KinesisFirehose::DeliveryStream']),
      );
      for (const [name, { Condition }] of own)
        expect(Condition, name).toBe(
          name.endsWith('Streaming') ? `Streams${parameter}` : `Keeps${parameter}`,
        );
      expect(template.Outputs[`${parameter}SourceStream`]).toMatchObject({
        Condition: `Keeps${parameter}`,
      });
    }
  });

  it('of a dataset is what normalise may do with it, and hears of it; its table is there from the start', () => {
    expect(ofDatasets.length).toBeGreaterThan(3);
    const tables = content.job.declared.tables.map(({ name }) => name);
    for (const { dataset, kind, parameter } of ofDatasets) {
      const off = kind === 'stream' || kind === 'events' ? 'false' : '';
      expect(template.Parameters[parameter]!.Default, parameter).toBe(off);
      const permissions = template.Resources.NormaliseRole!.Properties!.Policies as object[];
      const asking = permissions.filter((one) => jsonOf(one).includes(`raw/${dataset.name}/`));
      expect(asking).toEqual([{ 'Fn::If': [`Keeps${parameter}`, expect.anything(), NO_VALUE] }]);
      const { QueueConfigurations } = only('AWS::S3::Bucket').Properties!
        .NotificationConfiguration as { QueueConfigurations: object[] };
      const announced = QueueConfigurations.filter((one) => jsonOf(one).includes(dataset.name));
      expect(announced).toEqual([{ 'Fn::If': [`Keeps${parameter}`, expect.anything(), NO_VALUE] }]);
      expect(tables).toContain(dataset.name);
    }
  });

  it("the user's own key encrypts streams, bucket and results, and every role may use it", () => {
    const key = { Ref: 'KmsKeyArn' };
    for (const type of ['AWS::Kinesis::Stream', 'AWS::S3::Bucket', 'AWS::Athena::WorkGroup'])
      for (const [name, { Properties }] of resourcesOf(template, type))
        expect(jsonOf(Properties), name).toContain(`["HasKmsKey",${jsonOf(key)},`);
    for (const [name, { Properties }] of resourcesOf(template, 'AWS::IAM::Role')) {
      // It closes the bucket, and reads nothing in it.
      if (name === 'OperationsGuardRailsRole') continue;
      const { Policies } = Properties as { Policies: unknown[] };
      if (!['NormaliseRole', 'CollectRole'].includes(name)) expect(Policies, name).toHaveLength(2);
      expect(jsonOf(Policies[1]), name).toContain('"kms:GenerateDataKey"');
    }
  });
});

describe('parameters that must never change', () => {
  it.each(['BucketName', 'DatabaseName', 'KinesisStreamName'])('%s says so', (name) => {
    expect(template.Parameters[name]!.Description).toContain('Never change it later');
  });

  it.each([
    ['DatabaseName', 'as it does for the stream'],
    ['KinesisStreamName', 'as it does for the database'],
  ])('%s says what a second lake needs', (name, also) => {
    const { ConstraintDescription } = template.Parameters[name]!;
    expect(ConstraintDescription).toContain('A second lake in the account needs another name');
    expect(ConstraintDescription).toContain(also);
  });
});

describe('trust in other accounts', () => {
  it('is not given by any role: only services that act for this account may assume it', () => {
    for (const [name, { Properties }] of resourcesOf(template, 'AWS::IAM::Role')) {
      const { Statement } = Properties!.AssumeRolePolicyDocument as { Statement: object[] };
      const account = { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } };
      expect(Statement, name).toMatchObject([{ Condition: { StringEqualsIfExists: account } }]);
    }
  });

  it('is not given by the log group of failed runs, which admits only this account’s rules', () => {
    // Of the other kind an account has ten, for all that it runs.
    expect(resourcesOf(template, 'AWS::Logs::ResourcePolicy')).toEqual([]);
    const { LogGroupName, ResourcePolicyDocument } = template.Resources.ConversionFailedRuns!
      .Properties as { LogGroupName: unknown; ResourcePolicyDocument: { Statement: object[] } };
    const [target] = template.Resources.ConversionFailure!.Properties!.Targets as {
      Arn: unknown;
    }[];
    const nameIn = (arn: unknown) =>
      jsonOf(arn)
        .replace(/^.*:log-group:/, '')
        .replace(/[":\]].*$/, '');
    expect(jsonOf(LogGroupName)).toContain('/aws/events/');
    for (const statement of ResourcePolicyDocument.Statement as { Resource: unknown }[])
      expect(jsonOf(statement.Resource)).toContain(nameIn(target!.Arn));
    expect(jsonOf(ResourcePolicyDocument)).toContain(
      '"aws:SourceAccount":{"Ref":"AWS::AccountId"}',
    );
    expect(jsonOf(ResourcePolicyDocument)).toContain('"aws:SourceArn":');
  });
});

describe('the logs', () => {
  it('expire, also the logs that Glue writes of each run', () => {
    const groups = resourcesOf(template, 'AWS::Logs::LogGroup');
    for (const [name, { Properties }] of groups)
      expect(Properties!.RetentionInDays, name).toBeLessThanOrEqual(90);
    const { DefaultArguments } = only('AWS::Glue::Job').Properties as {
      DefaultArguments: Record<string, { 'Fn::Join': [string, unknown[]] }>;
    };
    const prefix = DefaultArguments['--custom-logGroup-prefix']!['Fn::Join'][1];
    expect(prefix[0]).toBe('/aws-glue/jobs/');
    const names = groups.map(([, { Properties }]) => jsonOf(Properties!.LogGroupName));
    for (const kind of ['output', 'error'])
      expect(names).toContain(jsonOf({ 'Fn::Join': ['', [...prefix, `/${kind}`]] }));
  });
});

describe('permissions', () => {
  it('have no wildcard without a written reason, and no wildcard action', () => {
    for (const [name, { Metadata, Properties }] of resourcesOf(template, 'AWS::IAM::Role')) {
      const { Policies } = Properties as {
        Policies: { PolicyDocument?: { Statement: { Action: unknown; Resource: unknown }[] } }[];
      };
      const statements = Policies.flatMap((policy) => policy.PolicyDocument?.Statement ?? []);
      const wild = statements.flatMap(({ Resource }) => [Resource].flat()).filter(hasWildcard);
      const nag = Metadata?.cdk_nag as { rules_to_suppress: { reason: string }[] } | undefined;
      expect(nag?.rules_to_suppress.length ?? 0, name).toBe(new Set(wild.map(jsonOf)).size);
      expect(statements.flatMap(({ Action }) => Action).filter(hasWildcard), name).toEqual([]);
    }
    // What is started late may be allowed late; all else is within the role, which it comes with.
    const apart = resourcesOf(template, 'AWS::IAM::Policy').map(([name]) => name);
    expect(apart).toEqual(['ProvisionStartConversion']);
  });

  it('suppress only these rules of cdk-nag', () => {
    const aside = Object.entries(template.Resources).flatMap(([name, { Metadata }]) => {
      const nag = Metadata?.cdk_nag as { rules_to_suppress: { id: string }[] } | undefined;
      return (nag?.rules_to_suppress ?? []).map(({ id }) => `${id} ${name}`);
    });
    expect(aside.filter((text) => !text.includes('IAM5')).sort()).toEqual([
      'AwsSolutions-GL1 CatalogueCrawler',
      'AwsSolutions-GL1 ConversionJob',
      'AwsSolutions-GL3 ConversionJob',
      ...ofStreams.map(
        ({ parameter }) => `AwsSolutions-KDF1 ${parameter}SourceDeliveryDeliveryStream`,
      ),
      'AwsSolutions-KDF1 DeliveryDeliveryStream',
      ...ofStreams.map(({ parameter }) => `AwsSolutions-KDS3 ${parameter}SourceRecordsStream`),
      'AwsSolutions-KDS3 RecordsStream',
      'AwsSolutions-S1 LakeBucket',
      'AwsSolutions-SNS2 OperationsTopic',
      'AwsSolutions-SNS2 OperationsTopicPolicy',
    ]);
  });

  it('on the catalogue belong to roles that the outputs name, for Lake Formation', () => {
    const asking = resourcesOf(template, 'AWS::IAM::Role').filter(([, { Properties }]) =>
      jsonOf(Properties).includes('"glue:GetTable"'),
    );
    expect(asking.length).toBeGreaterThan(2);
    const outputs = ['CatalogueRoles', 'QuickSightCatalogueRole', 'QuickSightImportRole'];
    const named = jsonOf(outputs.map((name) => template.Outputs[name]!.Value));
    for (const [name] of asking) expect(named).toContain(`["${name}","Arn"]`);
  });

  it('of the conversion include every look-up of AWS’s build of Iceberg', () => {
    expect(jsonOf(template.Resources.ConversionRole!.Properties)).toContain('"glue:GetCatalog"');
  });

  it('on tables of the catalogue name the table, or the database that is the stack’s own', () => {
    const tablesOf = (role: string) =>
      [
        ...jsonOf(template.Resources[role]!.Properties).matchAll(/:table\/",[^\]]*?"\/([^"]+)"\]/g),
      ].map(([, t]) => t);
    expect(tablesOf('NormaliseRole')).toEqual(['attributes_ctr']);
    expect(tablesOf('CatalogueRole')).toEqual(['attributes_ctr']);
    expect(tablesOf('ConversionRole')).toEqual(['*']);
    expect(new Set(tablesOf('ProvisionRole'))).toEqual(new Set(['*']));
  });

  it('of each role fit into IAM’s 10,240 characters, with the longest bucket’s name', () => {
    const values: Record<string, string> = {
      BucketName: 'b'.repeat(63),
      DatabaseName: 'contact_lake_of_a_long_name',
      KinesisStreamName: 'contact-records-of-a-long-name',
      'AWS::Region': 'ap-northeast-1',
      'AWS::Partition': 'aws',
      'AWS::AccountId': '123456789012',
    };
    for (const [name, { Properties }] of resourcesOf(template, 'AWS::IAM::Role')) {
      const { Policies = [] } = Properties as { Policies?: unknown[] };
      expect(jsonOf(inFull(Policies, values)).length, name).toBeLessThan(10_240);
    }
  });
});

/** A value in full, with every option on. What is not given counts as long as a name that CloudFormation makes. */
function inFull(value: unknown, values: Record<string, string>): unknown {
  if (Array.isArray(value)) return value.map((one) => inFull(one, values));
  if (typeof value !== 'object' || value === null) return value;
  const { 'Fn::If': choice, 'Fn::Join': join, Ref: ref } = value as Record<string, unknown>;
  if (typeof ref === 'string') return values[ref] ?? 'x'.repeat(63);
  if (Array.isArray(choice)) return inFull(choice[1], values);
  if (Array.isArray(join)) return (inFull(join[1], values) as string[]).join(String(join[0]));
  if ('Fn::GetAtt' in value) return 'x'.repeat(120);
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, inFull(v, values)]));
}

describe('the conversion', () => {
  it('may write metrics only under the name of the lake', () => {
    const { Policies } = template.Resources.ConversionRole!.Properties as {
      Policies: [{ PolicyDocument: { Statement: { Action: string }[] } }];
    };
    const statements = Policies[0].PolicyDocument.Statement;
    expect(statements.filter(({ Action }) => Action === 'cloudwatch:PutMetricData')).toEqual([
      {
        Sid: 'Measure',
        Effect: 'Allow',
        Action: 'cloudwatch:PutMetricData',
        Resource: '*',
        Condition: { StringEquals: { 'cloudwatch:namespace': METRIC_NAMESPACE } },
      },
    ]);
  });

  it('runs on the schedule, one run at a time, with the size that it needs', () => {
    expect(only('AWS::Glue::Job').Properties).toMatchObject({
      GlueVersion: '5.1',
      Command: { Name: 'glueetl' },
      ExecutionProperty: { MaxConcurrentRuns: 1 },
      JobRunQueuingEnabled: true,
      MaxRetries: 0,
      NumberOfWorkers: 4,
      Timeout: 60,
      DefaultArguments: { '--enable-auto-scaling': 'true' },
    });
    expect(only('AWS::Glue::Trigger').Properties).toMatchObject({
      Type: 'SCHEDULED',
      Schedule: { Ref: 'etlJobSchedule' },
      StartOnCreation: true,
    });
  });

  it('gets every script, the datasets, and the arguments that the scripts require', () => {
    const { Command, DefaultArguments } = only('AWS::Glue::Job').Properties as {
      Command: { ScriptLocation: unknown };
      DefaultArguments: Record<string, unknown>;
    };
    const folder = `assets/glue-scripts/${content.job.declared.release}/`;
    expect(folder).toMatch(/\/[0-9a-f]{12}\/$/);
    expect(Command.ScriptLocation).toEqual({
      'Fn::Join': ['', ['s3://', BUCKET, `/${folder}convert.py`]],
    });
    expect(DefaultArguments['--datasets_file']).toBe(`${folder}datasets.json`);
    expect(DefaultArguments['--catalogue_file']).toBe(`${folder}catalogue.json`);
    const scripts = readdirSync(join(ROOT, 'glue-scripts')).filter((file) => file.endsWith('.py'));
    expect(scripts).toContain('convert.py');
    const modules = jsonOf(DefaultArguments['--extra-py-files']);
    for (const script of scripts) {
      expect(modules.includes(`/${folder}${script}`), script).toBe(script !== 'convert.py');
    }
    const entry = readFileSync(join(ROOT, 'glue-scripts/convert.py'), 'utf8');
    const expected = [...entry.matchAll(/"--([a-z_]+)"/g)].map(([, name]) => `--${name}`);
    const glues =
      /^--(custom-logGroup-prefix|datalake-formats|extra-py-files|enable-auto-scaling|job-bookmark-option)$/;
    const given = Object.keys(DefaultArguments).filter((name) => !glues.test(name));
    // Arguments that users give by hand, for one run.
    const byHand = ['--accept_orphans'];
    expect([...given, ...byHand].sort()).toEqual(expected.sort());
  });

  it('is on the dashboard with all of its metrics', () => {
    const script = readFileSync(join(ROOT, 'glue-scripts/result.py'), 'utf8');
    const [, figures = ''] = /^class Figures:$([\s\S]*?)^\S/m.exec(script) ?? [];
    const measured = [...figures.matchAll(/^ {4}([a-z_]+): /gm)].map(([, name = '']) =>
      name.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    );
    measured.push('RunsSucceeded');
    expect(measured.sort()).toEqual(Object.keys(CONVERSION_METRICS).sort());
    const shown = jsonOf(only('AWS::CloudWatch::Dashboard').Properties);
    for (const name of measured) expect(shown).toContain(`\\"${METRIC_NAMESPACE}\\",\\"${name}\\"`);
  });
});

function jsonOf(value: unknown): string {
  return JSON.stringify(value);
}

function hasWildcard(value: unknown): boolean {
  return jsonOf(value).includes('*');
}
