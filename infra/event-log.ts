import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnLogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** A log group that keeps Glue's events about runs. */
export interface EventLog {
  readonly group: CfnLogGroup;
  readonly arn: string;
}

/**
 * Makes the log group.
 * @param name `/aws/events/…`
 */
export function eventLog(scope: Construct, id: string, name: string): EventLog {
  const arn = `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:${name}`;
  const group = new CfnLogGroup(scope, id, {
    logGroupName: name,
    retentionInDays: RetentionDays.ONE_MONTH,
    // A policy of the group itself: an account may have only ten policies of the other kind.
    resourcePolicyDocument: logPolicy(arn),
  });
  group.applyRemovalPolicy(RemovalPolicy.DESTROY);
  return { group, arn };
}

/**
 * Makes a rule that counts events of Glue and puts them into the log.
 * @param detail the details that an event must have: `{ jobName: […], state: […] }`
 * @returns the rule's name
 */
export function glueRule(
  scope: Construct,
  id: string,
  log: EventLog,
  event: { readonly description: string; readonly type: string; readonly detail: object },
): string {
  const rule = new CfnRule(scope, id, {
    description: event.description,
    eventPattern: { source: ['aws.glue'], 'detail-type': [event.type], detail: event.detail },
    targets: [{ id: 'log', arn: log.arn }],
  });
  rule.addResourceDependency(log.group);
  return rule.ref;
}

/**
 * Lets rules of this account, and of no other, write to the log group. EventBridge names the rule when it
 * writes events, but not when it creates a log stream (EventBridge user guide, "Using resource-based
 * policies").
 */
function logPolicy(arn: string): object {
  const rules = `arn:${Aws.PARTITION}:events:${Aws.REGION}:${Aws.ACCOUNT_ID}:rule/*`;
  const statement = (Action: string, Condition: object) => ({
    Effect: 'Allow',
    Principal: { Service: ['events.amazonaws.com', 'delivery.logs.amazonaws.com'] },
    Action,
    Resource: `${arn}:*`,
    Condition: { StringEqualsIfExists: { 'aws:SourceAccount': Aws.ACCOUNT_ID }, ...Condition },
  });
  return {
    Version: '2012-10-17',
    Statement: [
      statement('logs:CreateLogStream', {}),
      statement('logs:PutLogEvents', { ArnLike: { 'aws:SourceArn': rules } }),
    ],
  };
}
