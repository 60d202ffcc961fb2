import { Aws, Fn, RemovalPolicy } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { LogGroup, LogStream, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Dataset } from '../pipeline/dataset.ts';
import { errorPrefix, rawPrefix } from '../pipeline/lake-keys.ts';
import { acknowledge } from './acknowledge.ts';
import { DeliveryStart } from './delivery-start.ts';
import { type Lake, objectsArn } from './lake.ts';
import type { LakeBucket } from './lake-bucket.ts';
import { serviceRole } from './roles.ts';
import type { RecordStream } from './stream.ts';

/** Firehose's largest buffer, so that the time limit, not the size, closes most objects. */
const BUFFER_MEGABYTES = 128;

/** From where a delivery has its records. */
export type Intake =
  | {
      readonly stream: RecordStream;
      /** The code of the function that waits until the delivery has started. */
      readonly startCode: string;
    }
  /** Other services put them: texts, or contents that are compressed by gzip already. */
  | { readonly sends: 'texts' | 'gzip' };

/**
 * Firehose gathers the records of a dataset and lands them in raw/, below the UTC hour of delivery. If they
 * come from a stream, the construct counts as made only once Firehose reads the stream.
 */
export class Delivery extends Construct {
  readonly name: string;
  readonly arn: string;

  constructor(
    scope: Construct,
    id: string,
    lake: Lake,
    dataset: Dataset,
    bucket: LakeBucket,
    intake: Intake,
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
    const landing = [rawPrefix, errorPrefix].map((prefix) => objectsArn(lake, prefix(dataset)));
    const role = serviceRole(this, lake, 'firehose.amazonaws.com', 'Lands records in raw/', {
      ...('stream' in intake && {
        ReadStream: { actions: intake.stream.readActions, resources: [intake.stream.arn] },
      }),
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
      ...intakeOf(lake, intake, role),
      extendedS3DestinationConfiguration: {
        bucketArn: lake.bucketArn,
        roleArn: role.roleArn,
        bufferingHints: {
          intervalInSeconds: lake.parameters.bufferSeconds,
          sizeInMBs: BUFFER_MEGABYTES,
        },
        ...formOf(intake),
        prefix: `${rawPrefix(dataset)}!{timestamp:yyyy/MM/dd/HH}/`,
        errorOutputPrefix: `${errorPrefix(dataset)}!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/`,
        cloudWatchLoggingOptions: {
          enabled: true,
          logGroupName: logs.logGroupName,
          logStreamName: logStream.logStreamName,
        },
      },
    });
    delivery.node.addDependency(bucket);
    this.name = delivery.ref;
    this.arn = delivery.attrArn;
    if (!('stream' in intake)) return;
    acknowledge(
      delivery,
      'AwsSolutions-KDF1',
      'Its source is an encrypted stream, and with such a source Firehose cannot encrypt by itself.',
    );
    new DeliveryStart(this, 'Start', lake, delivery, intake.startCode);
  }

  /** Makes a role by which a service puts records into the delivery. */
  sender(scope: Construct, lake: Lake, service: string): Role {
    return serviceRole(scope, lake, service, 'Puts records into their delivery', {
      Put: { actions: ['firehose:PutRecord', 'firehose:PutRecordBatch'], resources: [this.arn] },
    });
  }
}

/** The properties of a delivery stream that say where its records come from. */
function intakeOf({ parameters: { hasKmsKey, kmsKeyArn } }: Lake, intake: Intake, role: Role) {
  if ('stream' in intake) {
    return {
      deliveryStreamType: 'KinesisStreamAsSource',
      kinesisStreamSourceConfiguration: {
        kinesisStreamArn: intake.stream.arn,
        roleArn: role.roleArn,
      },
    };
  }
  const ifKey = (value: string, otherwise: string) =>
    Fn.conditionIf(hasKmsKey.logicalId, value, otherwise).toString();
  return {
    deliveryStreamType: 'DirectPut',
    deliveryStreamEncryptionConfigurationInput: {
      keyType: ifKey('CUSTOMER_MANAGED_CMK', 'AWS_OWNED_CMK'),
      keyArn: ifKey(kmsKeyArn, Aws.NO_VALUE),
    },
  };
}

/** The properties of a destination that say what an object looks like. */
function formOf(intake: Intake) {
  // Members of gzip one after another are readable; anything between them is not.
  if ('sends' in intake && intake.sends === 'gzip') return { compressionFormat: 'UNCOMPRESSED' };
  return {
    compressionFormat: 'GZIP',
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
  };
}
