import { RemovalPolicy } from 'aws-cdk-lib';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { LogGroup, LogStream, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { errorPrefix, rawPrefix } from '../pipeline/lake-keys.ts';
import { acknowledge } from './acknowledge.ts';
import { DeliveryStart } from './delivery-start.ts';
import { type Lake, objectsArn } from './lake.ts';
import type { LakeBucket } from './lake-bucket.ts';
import { serviceRole } from './roles.ts';
import type { RecordStream } from './stream.ts';

/** Firehose's largest buffer, so that the time limit, not the size, closes most objects. */
const BUFFER_MEGABYTES = 128;

/**
 * Firehose gathers the stream's records and lands them in raw/, below the UTC hour of delivery. The
 * construct counts as made only once Firehose reads the stream.
 */
export class Delivery extends Construct {
  readonly name: string;

  /**
   * @param stream of the records of one dataset
   * @param startCode the code of the function that waits until the delivery has started
   */
  constructor(
    scope: Construct,
    id: string,
    lake: Lake,
    stream: RecordStream,
    bucket: LakeBucket,
    startCode: string,
  ) {
    super(scope, id);
    const logs = new LogGroup(this, 'Log', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const logStream = new LogStream(this, 'LogStream', {
      logGroup: logs,
      logStreamName: 'delivery',
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const { dataset } = stream;
    const landing = [rawPrefix, errorPrefix].map((prefix) => objectsArn(lake, prefix(dataset)));
    const role = serviceRole(this, lake, 'firehose.amazonaws.com', 'Lands records in raw/', {
      ReadStream: { actions: stream.readActions, resources: [stream.arn] },
      Land: {
        actions: ['s3:PutObject', 's3:AbortMultipartUpload'],
        resources: landing,
        wildcardReason: 'Firehose chooses the names below the prefix.',
      },
      FindBucket: {
        actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
        resources: [lake.bucketArn],
      },
      Log: { actions: ['logs:PutLogEvents'], resources: [logs.logGroupArn] },
    });

    const delivery = new CfnDeliveryStream(this, 'DeliveryStream', {
      deliveryStreamType: 'KinesisStreamAsSource',
      kinesisStreamSourceConfiguration: { kinesisStreamArn: stream.arn, roleArn: role.roleArn },
      extendedS3DestinationConfiguration: {
        bucketArn: lake.bucketArn,
        roleArn: role.roleArn,
        bufferingHints: {
          intervalInSeconds: lake.parameters.bufferSeconds,
          sizeInMBs: BUFFER_MEGABYTES,
        },
        compressionFormat: 'GZIP',
        prefix: `${rawPrefix(dataset)}!{timestamp:yyyy/MM/dd/HH}/`,
        errorOutputPrefix: `${errorPrefix(dataset)}!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/`,
        // Line breaks are for people who open an object; normalise does not need them.
        processingConfiguration: {
          enabled: true,
          processors: [
            {
              type: 'AppendDelimiterToRecord',
              parameters: [{ parameterName: 'Delimiter', parameterValue: '\\n' }],
            },
          ],
        },
        cloudWatchLoggingOptions: {
          enabled: true,
          logGroupName: logs.logGroupName,
          logStreamName: logStream.logStreamName,
        },
      },
    });
    delivery.node.addDependency(bucket);
    acknowledge(
      delivery,
      'AwsSolutions-KDF1',
      'Its source is an encrypted stream, and with such a source Firehose cannot encrypt by itself.',
    );
    this.name = delivery.ref;
    new DeliveryStart(this, 'Start', lake, delivery, startCode);
  }
}
