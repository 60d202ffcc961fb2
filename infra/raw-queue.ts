import { Aws, Duration } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct, type IDependable } from 'constructs';
import type { Lake } from './lake.ts';
import { NORMALISE_TIMEOUT } from './limits.ts';

/** With six of the function's timeouts between them: time for an outage of hours to pass. */
const MOST_RECEIVES = 5;

/** What has landed and waits for normalise; and what normalise could not do. */
export class RawQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, lake: Lake) {
    super(scope, id);
    // Messages hold the keys of objects, no records: a key that AWS manages will do.
    const common = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    };
    this.deadLetters = new Queue(this, 'DeadLetters', common);
    this.queue = new Queue(this, 'Queue', {
      ...common,
      // AWS Lambda developer guide, "Using Lambda with Amazon SQS": six times the timeout.
      visibilityTimeout: Duration.seconds(6 * NORMALISE_TIMEOUT.toSeconds()),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MOST_RECEIVES },
    });
    this.queue.addToResourcePolicy(
      new PolicyStatement({
        sid: 'OnlyThisBucketsEvents',
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.queue.queueArn],
        conditions: {
          ArnEquals: { 'aws:SourceArn': lake.bucketArn },
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
        },
      }),
    );
  }

  /** What lets the bucket send. */
  get policy(): IDependable {
    return this.queue.node.findChild('Policy');
  }

  get arn(): string {
    return this.queue.queueArn;
  }
}
