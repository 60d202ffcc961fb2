/**
 * The subscriptions' filters decide who receives the messages of the alarms and of AWS Config. Here
 * they are evaluated; test/infra/lifecycle.test.ts lets the emulator's SNS apply the same filters.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { alarmsOf } from './alarm-evaluation.ts';
import { alarmMessage } from './alarm-message.ts';
import { holds, resolved } from './resolved.ts';
import { parse, resourcesOf, type Template, templateText } from './template.ts';

const GIVEN = {
  BucketName: 'lake',
  AlarmEmail: 'all@example.org',
  UrgentAlarmEmail: 'urgent@example.org',
  ConfigRules: 'true',
  QuickSightPrincipalArn: 'arn:aws:quicksight:eu-west-2:123456789012:user/default/owner',
};
const URGENT = [
  'no-records-arrive',
  'stream-write-throttled',
  'stream-iterator-age',
  'stream-not-landed',
  'records-soon-lost',
  'delivery-freshness',
  'delivery-failure',
  'raw-not-normalised',
  'conversion-failure',
  'conversion-behind',
];
const NOTICES = [
  'raw-objects-wait',
  'dead-letters',
  'normalise-errors',
  'normalise-throttles',
  'quarantine-rate',
  'crawler-failure',
  'quicksight-import-failure',
];

interface Subscription {
  readonly Endpoint: string;
  readonly FilterPolicyScope?: string;
  readonly FilterPolicy?: { readonly AlarmDescription: readonly { readonly prefix: string }[] };
}

interface Rule {
  readonly EventPattern: Pattern;
  readonly Targets: readonly {
    readonly Arn: string;
    readonly InputTransformer: {
      readonly InputPathsMap: Readonly<Record<string, string>>;
      readonly InputTemplate: string;
    };
  }[];
}

interface Pattern {
  readonly [key: string]: Pattern | readonly string[];
}

let template: Template;
beforeAll(async () => {
  template = parse(await templateText());
});

const subscriptions = (given: Record<string, string>) =>
  resourcesOf(template, 'AWS::SNS::Subscription')
    .filter(([, { Condition }]) => holds(template, given, Condition!))
    .map(([, { Properties }]) => resolved(template, given, Properties) as Subscription);

/** Who gets a message. */
const receivers = (message: string) =>
  subscriptions(GIVEN)
    .filter(({ FilterPolicy }) => !FilterPolicy || selects(FilterPolicy, message))
    .map(({ Endpoint }) => Endpoint);

const guardRules = () =>
  Object.fromEntries(
    ['Opened', 'Closed'].map((end) => [
      end,
      resolved(
        template,
        GIVEN,
        template.Resources[`OperationsGuardRails${end}`]!.Properties,
      ) as Rule,
    ]),
  ) as Record<'Opened' | 'Closed', Rule>;

describe('the addresses', () => {
  it('are none, one or two, as the parameters say', () => {
    const recipients = (AlarmEmail: string, UrgentAlarmEmail: string) =>
      subscriptions({ AlarmEmail, UrgentAlarmEmail }).map(({ Endpoint }) => Endpoint);
    expect(recipients('', '')).toEqual([]);
    expect(recipients('all@example.org', '')).toEqual(['all@example.org']);
    expect(recipients('', 'urgent@example.org')).toEqual(['urgent@example.org']);
    expect(recipients('all@example.org', 'urgent@example.org')).toHaveLength(2);
    // SNS would refuse the second, and the launch would fail.
    expect(recipients('all@example.org', 'all@example.org')).toEqual(['all@example.org']);
  });

  it.each([
    ...URGENT.map((name) => [name, ['all@example.org', 'urgent@example.org']] as const),
    ...NOTICES.map((name) => [name, ['all@example.org']] as const),
  ])('of %s are those that it concerns, when it begins and when it ends', (name, expected) => {
    const { AlarmDescription } = alarmsOf(template, GIVEN)[name]!;
    for (const state of ['ALARM', 'OK'] as const)
      expect(receivers(alarmMessage(name, AlarmDescription, state))).toEqual(expected);
  });

  it('receive every alarm of the template', () => {
    expect(Object.keys(alarmsOf(template, GIVEN)).sort()).toEqual([...URGENT, ...NOTICES].sort());
  });

  it('both receive a message when the bucket is public, and when it is closed again', () => {
    for (const [end, state] of [
      ['Opened', 'ALARM'],
      ['Closed', 'OK'],
    ] as const) {
      const [{ InputTransformer }] = guardRules()[end].Targets as [Rule['Targets'][0]];
      const message = transformed(InputTransformer.InputTemplate, { rule: 'r-1', time: 't' });
      expect(JSON.parse(message)).toMatchObject({
        AlarmName: 'lake-bucket-public',
        NewStateValue: state,
        NewStateReason: 'AWS Config rule r-1',
      });
      expect(receivers(message)).toEqual(['all@example.org', 'urgent@example.org']);
      expect(Object.keys(InputTransformer.InputPathsMap).sort()).toEqual(['rule', 'time']);
    }
  });

  it('receive a message that is not from an alarm only if they receive all messages', () => {
    for (const message of ['just words', '{}', '{"AlarmDescription":"Not severity=urgent "}'])
      expect(receivers(message)).toEqual(['all@example.org']);
  });
});

describe('the guard rails', () => {
  const made = () =>
    Object.entries(template.Resources).filter(
      ([, { Condition }]) => Condition === 'HasConfigRules',
    );

  it('are created only if the parameters request them', () => {
    expect(holds(template, {}, 'HasConfigRules')).toBe(false);
    expect(holds(template, GIVEN, 'HasConfigRules')).toBe(true);
    const types = made().map(([, { Type }]) => Type);
    expect(types.sort()).toEqual([
      'AWS::Config::ConfigRule',
      'AWS::Config::ConfigRule',
      'AWS::Config::RemediationConfiguration',
      'AWS::Config::RemediationConfiguration',
      'AWS::Events::Rule',
      'AWS::Events::Rule',
      'AWS::IAM::Role',
    ]);
    for (const [name, { Type }] of Object.entries(template.Resources))
      if (Type.startsWith('AWS::Config::')) expect(made().map(([made]) => made)).toContain(name);
  });

  it('watch this bucket, and close it within bounds', () => {
    for (const kind of ['Read', 'Write']) {
      const properties = (name: string) =>
        resolved(template, GIVEN, template.Resources[name]!.Properties);
      expect(properties(`OperationsGuardRailsPublic${kind}`)).toMatchObject({
        Source: {
          Owner: 'AWS',
          SourceIdentifier: `S3_BUCKET_PUBLIC_${kind.toUpperCase()}_PROHIBITED`,
        },
        Scope: { ComplianceResourceId: 'lake', ComplianceResourceTypes: ['AWS::S3::Bucket'] },
      });
      expect(properties(`OperationsGuardRailsClose${kind}`)).toEqual({
        ConfigRuleName: `OperationsGuardRailsPublic${kind}`,
        ResourceType: 'AWS::S3::Bucket',
        TargetType: 'SSM_DOCUMENT',
        TargetId: 'AWSConfigRemediation-ConfigureS3BucketPublicAccessBlock',
        Automatic: true,
        MaximumAutomaticAttempts: 5,
        RetryAttemptSeconds: 60,
        Parameters: {
          AutomationAssumeRole: { StaticValue: { Values: ['OperationsGuardRailsRole.Arn'] } },
          BucketName: { ResourceValue: { Value: 'RESOURCE_ID' } },
        },
      });
    }
  });

  it('may only close the bucket', () => {
    const { Policies } = resolved(
      template,
      GIVEN,
      template.Resources.OperationsGuardRailsRole!.Properties,
    ) as {
      Policies: { PolicyDocument: { Statement: { Action: string[]; Resource: string }[] } }[];
    };
    const statements = Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    const onS3 = statements.filter(({ Action }) =>
      Action.some((action) => !action.startsWith('ssm:')),
    );
    expect(onS3).toEqual([
      {
        Sid: 'CloseBucket',
        Effect: 'Allow',
        Action: ['s3:GetBucketPublicAccessBlock', 's3:PutBucketPublicAccessBlock'],
        Resource: 'arn:AWS::Partition:s3:::lake',
      },
    ]);
  });

  it('let their two rules publish, and only if the rules exist', () => {
    const publishers = (given: Record<string, string>) => {
      const { PolicyDocument } = resolved(
        template,
        given,
        template.Resources.OperationsTopicPolicy!.Properties,
      ) as { PolicyDocument: { Statement: { Sid: string; Effect: string; Condition: object }[] } };
      return PolicyDocument.Statement.filter(({ Effect }) => Effect === 'Allow');
    };
    expect(publishers({}).map(({ Sid }) => Sid)).toEqual(['AlarmsOfThisAccount']);
    expect(publishers(GIVEN)[1]).toMatchObject({
      Sid: 'NoticesOfAwsConfig',
      Principal: { Service: 'events.amazonaws.com' },
      Condition: {
        ArnEquals: {
          'aws:SourceArn': ['OperationsGuardRailsOpened.Arn', 'OperationsGuardRailsClosed.Arn'],
        },
      },
    });
  });

  const NON = 'NON_COMPLIANT';
  it.each([
    ['the bucket has been opened', {}, ['Opened']],
    ['it is found open at first sight', { old: null }, ['Opened']],
    ['it is closed again', { old: NON, now: 'COMPLIANT' }, ['Closed']],
    ['it is found closed at first sight', { old: null, now: 'COMPLIANT' }, []],
    ['another bucket has been opened', { bucket: 'other' }, []],
    ["another rule, of the account's own, says so", { rule: 'theirs' }, []],
    ['the rule no longer applies', { old: NON, now: 'NOT_APPLICABLE' }, []],
  ] as const)('tell where they ought to: %s', (_, facts, expected) => {
    const { bucket, now, old, rule } = {
      rule: 'OperationsGuardRailsPublicRead',
      bucket: 'lake',
      old: 'COMPLIANT',
      now: NON,
      ...facts,
    };
    const event = {
      source: 'aws.config',
      'detail-type': 'Config Rules Compliance Change',
      detail: {
        resourceId: bucket,
        resourceType: 'AWS::S3::Bucket',
        configRuleName: rule,
        messageType: 'ComplianceChangeNotification',
        newEvaluationResult: { complianceType: now },
        ...(old ? { oldEvaluationResult: { complianceType: old } } : {}),
      },
    };
    const found = Object.entries(guardRules())
      .filter(([, { EventPattern }]) => matches(EventPattern, event))
      .map(([name]) => name);
    expect(found).toEqual(expected);
  });
});

/** Whether a filter policy on the message's body lets it through: one key, prefixes. */
function selects(policy: NonNullable<Subscription['FilterPolicy']>, message: string): boolean {
  let body: Record<string, unknown>;
  try {
    body = JSON.parse(message);
  } catch {
    return false;
  }
  return Object.entries(policy).every(([key, rules]) =>
    rules.some(({ prefix }) => typeof body[key] === 'string' && body[key].startsWith(prefix)),
  );
}

/** Whether an event has, for each field of the pattern, one of its values. */
function matches(pattern: Pattern, event: unknown): boolean {
  return Object.entries(pattern).every(([key, wanted]) => {
    const found = (event as Record<string, unknown> | undefined)?.[key];
    if (Array.isArray(wanted)) return wanted.includes(found);
    return found !== undefined && matches(wanted as Pattern, found);
  });
}

function transformed(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/<(\w+)>/g, (_, name: string) => values[name]!);
}
