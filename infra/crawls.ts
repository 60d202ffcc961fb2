import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnLogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Lake } from './lake.ts';

/**
 * How the crawler's runs end. They have no metric, but an event each: rules count them, and a log
 * group keeps them, with what Glue says of the failure.
 */
export class Crawls extends Construct {
  /** A rule that matches each failed run. */
  readonly failed: string;
  /** A rule that matches each run that ended well. */
  readonly succeeded: string;

  constructor(scope: Construct, id: string, lake: Lake, crawlerName: string) {
    super(scope, id);
    const name = `/aws/events/${lake.parameters.bucketName}-crawls`;
    const arn = `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:${name}`;
    const log = new CfnLogGroup(this, 'Log', {
      logGroupName: name,
      retentionInDays: RetentionDays.ONE_MONTH,
      // On the group itself: an account has ten of the other kind, and others have used them up.
      resourcePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: ['events.amazonaws.com', 'delivery.logs.amazonaws.com'] },
            Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            Resource: `${arn}:*`,
            Condition: { StringEqualsIfExists: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
          },
        ],
      },
    });
    log.applyRemovalPolicy(RemovalPolicy.DESTROY);
    const rule = (end: string, description: string) => {
      const made = new CfnRule(this, end, {
        description,
        // The states' names are those of AWS Glue's developer guide, "Automating AWS Glue with
        // EventBridge".
        eventPattern: {
          source: ['aws.glue'],
          'detail-type': ['Glue Crawler State Change'],
          detail: { crawlerName: [crawlerName], state: [end] },
        },
        targets: [{ id: 'log', arn }],
      });
      made.addResourceDependency(log);
      return made.ref;
    };
    this.failed = rule('Failed', 'Failed runs of the crawler');
    this.succeeded = rule('Succeeded', 'Runs of the crawler that ended well');
  }
}
