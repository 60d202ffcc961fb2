import { Aws, Fn, type IResolvable, Stack } from 'aws-cdk-lib';
import { CfnConfigRule, CfnRemediationConfiguration } from 'aws-cdk-lib/aws-config';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { CfnTopicPolicy, Topic } from 'aws-cdk-lib/aws-sns';
import { flattenCfnReference } from 'cdk-nag/lib/utils/flatten-cfn-reference.js';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { Lake } from './lake.ts';
import { describeNotice } from './notice.ts';

/**
 * AWS's runbook that switches on all four settings of a bucket's public access block, and checks them.
 * All four is the default of its parameters (AWS Systems Manager Automation runbook reference).
 */
const RUNBOOK = 'AWSConfigRemediation-ConfigureS3BucketPublicAccessBlock';

/** How often the runbook is tried, at least a minute apart, before a person has to act. */
const TRIES = { maximumAutomaticAttempts: 5, retryAttemptSeconds: 60 };

const MEANING = 'AWS Config found that the bucket can be read or written by the public.';

/**
 * AWS Config watches whether the bucket is public for reading or writing. If it is, the receivers of
 * alarms get a message, and the bucket is closed again automatically. All of this is made only if the
 * form says so, since it needs a configuration recorder, and an account has one of them in a Region.
 */
export class GuardRails extends Construct {
  private readonly lake: Lake;

  constructor(scope: Construct, id: string, lake: Lake, topic: Topic) {
    super(scope, id);
    this.lake = lake;
    const role = this.role();
    const rules = Object.entries({
      Read: 'S3_BUCKET_PUBLIC_READ_PROHIBITED',
      Write: 'S3_BUCKET_PUBLIC_WRITE_PROHIBITED',
    }).map(([name, identifier]) => this.rule(name, identifier, role));
    const names = rules.map(({ ref }) => ref);
    // The messages have the shape of CloudWatch's alarms, so that one subscription filter fits both.
    const opened = this.notice('Opened', topic, 'ALARM', MEANING, {
      configRuleName: names,
      newEvaluationResult: { complianceType: ['NON_COMPLIANT'] },
    });
    const closed = this.notice('Closed', topic, 'OK', 'The bucket is closed to the public again.', {
      configRuleName: names,
      oldEvaluationResult: { complianceType: ['NON_COMPLIANT'] },
      newEvaluationResult: { complianceType: ['COMPLIANT'] },
    });
    this.letPublish(topic, [opened, closed]);
  }

  private rule(name: string, sourceIdentifier: string, role: CfnRole): CfnConfigRule {
    const { bucketName } = this.lake.parameters;
    const rule = this.ifWanted(
      new CfnConfigRule(this, `Public${name}`, {
        description: `The bucket ${bucketName} of the contact lake is not public: ${sourceIdentifier}`,
        source: { owner: 'AWS', sourceIdentifier },
        scope: { complianceResourceTypes: ['AWS::S3::Bucket'], complianceResourceId: bucketName },
      }),
    );
    this.ifWanted(
      new CfnRemediationConfiguration(this, `Close${name}`, {
        configRuleName: rule.ref,
        resourceType: 'AWS::S3::Bucket',
        targetType: 'SSM_DOCUMENT',
        targetId: RUNBOOK,
        automatic: true,
        ...TRIES,
        parameters: {
          AutomationAssumeRole: { StaticValue: { Values: [role.attrArn] } },
          BucketName: { ResourceValue: { Value: 'RESOURCE_ID' } },
        },
      }),
    );
    return rule;
  }

  /** The role as which the runbook acts; it may close this bucket and nothing else. */
  private role(): CfnRole {
    const ssm = (resource: string) => `arn:${Aws.PARTITION}:ssm:${Aws.REGION}:${resource}`;
    const [runbook, execution] = [
      ssm(`:automation-definition/${RUNBOOK}:*`),
      ssm(`${Aws.ACCOUNT_ID}:automation-execution/*`),
    ];
    const allow = (Sid: string, Action: string[], Resource: string) => ({
      Sid,
      Effect: 'Allow',
      Action,
      Resource,
    });
    const role = this.ifWanted(
      new CfnRole(this, 'Role', {
        description: 'Closes the bucket of the contact lake to the public',
        assumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'ssm.amazonaws.com' },
              Action: 'sts:AssumeRole',
              Condition: { StringEqualsIfExists: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
            },
          ],
        },
        policies: [
          {
            policyName: 'Work',
            policyDocument: {
              Version: '2012-10-17',
              Statement: [
                allow(
                  'CloseBucket',
                  ['s3:GetBucketPublicAccessBlock', 's3:PutBucketPublicAccessBlock'],
                  this.lake.bucketArn,
                ),
                allow('StartRunbook', ['ssm:StartAutomationExecution'], runbook),
                allow('FollowRunbook', ['ssm:GetAutomationExecution'], execution),
              ],
            },
          },
        ],
      }),
    );
    for (const resource of [runbook, execution]) {
      const flat = flattenCfnReference(Stack.of(this).resolve(resource));
      acknowledge(
        role,
        `AwsSolutions-IAM5[Resource::${flat}]`,
        'Systems Manager numbers the versions of its runbooks and names each execution.',
      );
    }
    return role;
  }

  /** Publishes a change of compliance to the topic. */
  private notice(
    id: string,
    topic: Topic,
    state: 'ALARM' | 'OK',
    meaning: string,
    detail: object,
  ): CfnRule {
    const { bucketName } = this.lake.parameters;
    const AlarmDescription = describeNotice(this.lake, {
      name: 'bucket-public',
      stage: 'bucket',
      severity: 'urgent',
      meaning,
    });
    return this.ifWanted(
      new CfnRule(this, id, {
        description: meaning,
        eventPattern: {
          source: ['aws.config'],
          'detail-type': ['Config Rules Compliance Change'],
          detail: { resourceType: ['AWS::S3::Bucket'], resourceId: [bucketName], ...detail },
        },
        targets: [
          {
            id: 'topic',
            arn: topic.topicArn,
            inputTransformer: {
              inputPathsMap: { rule: '$.detail.configRuleName', time: '$.time' },
              inputTemplate: JSON.stringify({
                AlarmName: `${bucketName}-bucket-public`,
                AlarmDescription,
                NewStateValue: state,
                NewStateReason: 'AWS Config rule <rule>',
                StateChangeTime: '<time>',
              }),
            },
          },
        ],
      }),
    );
  }

  /** Lets these rules, if they are made, publish to the topic. */
  private letPublish(topic: Topic, rules: readonly CfnRule[]): void {
    const policy = topic.node.findChild('Policy').node.defaultChild as CfnTopicPolicy;
    policy.addPropertyOverride(
      // The topic's policy has two statements already.
      'PolicyDocument.Statement.2',
      Fn.conditionIf(
        this.wanted.logicalId,
        {
          Sid: 'NoticesOfAwsConfig',
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sns:Publish',
          Resource: topic.topicArn,
          Condition: { ArnEquals: { 'aws:SourceArn': rules.map(({ attrArn }) => attrArn) } },
        },
        { Ref: 'AWS::NoValue' },
      ) as IResolvable,
    );
  }

  private get wanted() {
    return this.lake.parameters.hasConfigRules;
  }

  private ifWanted<Made extends CfnConfigRule | CfnRemediationConfiguration | CfnRole | CfnRule>(
    made: Made,
  ): Made {
    made.cfnOptions.condition = this.wanted;
    return made;
  }
}
