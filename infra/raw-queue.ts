import { Aws, Duration } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct, type IDependable } from 'constructs';
import type { Lake } from './lake.ts';
import { NORMALISE_TIMEOUT } from './limits.ts';

/** Five attempts, each six function timeouts (30 minutes) apart, ride out an outage of two hours. */
const MOST_RECEIVES = 5;

// Messages hold keys of objects but no records, so an encryption key that AWS manages is enough.
const COMMON: QueueProps = {
  encryption: QueueEncryption.SQS_MANAGED,
  enforceSSL: true,
  retentionPeriod: Duration.days(14),
};

/**
 * Makes a queue from which a message that fails goes to the dead letters; redriven, it comes back.
 * @param timeout of the function that reads it
 */
export function redrivenQueue(scope: Construct, deadLetters: Queue, timeout: Duration): Queue {
  return new Queue(scope, 'Queue', {
    ...COMMON,
    // AWS Lambda developer guide, "Using Lambda with Amazon SQS": six times the timeout.
    visibilityTimeout: Duration.seconds(6 * timeout.toSeconds()),
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: MOST_RECEIVES },
  });
}

/** The queue of raw objects that wait for normalise, and the dead letters that normalise gave up. */
export class RawQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, lake: Lake) {
    super(scope, id);
    this.deadLetters = new Queue(this, 'DeadLetters', COMMON);
    this.queue = redrivenQueue(this, this.deadLetters, NORMALISE_TIMEOUT);
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

  /** The policy that lets the bucket send messages. */
  get policy(): IDependable {
    return this.queue.node.findChild('Policy');
  }

  get arn(): string {
    return this.queue.queueArn;
  }
}
