import { CfnDeletionPolicy, Fn } from 'aws-cdk-lib';
import { CfnInstanceStorageConfig } from 'aws-cdk-lib/aws-connect';
import { CfnStream } from 'aws-cdk-lib/aws-kinesis';
import { Construct, type IDependable } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { Lake } from './lake.ts';

/** A week, instead of Kinesis' one day, leaves time for a repair before records are lost. */
const RETENTION_HOURS = 168;

/** The stream into which Connect puts contact records. */
export class RecordStream extends Construct {
  readonly name: string;
  readonly arn: string;

  constructor(scope: Construct, id: string, lake: Lake) {
    super(scope, id);
    const { hasKmsKey, kmsKeyArn, streamName } = lake.parameters;
    const stream = new CfnStream(this, 'Stream', {
      name: streamName,
      streamModeDetails: { streamMode: 'ON_DEMAND' },
      retentionPeriodHours: RETENTION_HOURS,
      streamEncryption: {
        encryptionType: 'KMS',
        keyId: Fn.conditionIf(hasKmsKey.logicalId, kmsKeyArn, 'alias/aws/kinesis').toString(),
      },
    });
    // A stream that an update replaces is kept, with the records that nobody has read yet. A stream that
    // is deleted with its stack frees its name for the next one.
    stream.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
    stream.cfnOptions.deletionPolicy = CfnDeletionPolicy.DELETE;
    acknowledge(
      stream,
      'AwsSolutions-KDS3',
      'An owner can give a key of their own by the parameter KmsKeyArn.',
    );
    this.name = streamName;
    this.arn = stream.attrArn;
  }

  /**
   * Makes the Connect instance that the owner has named put contact records into the stream.
   * @param takers the constructs that take the records further. They must be made before the first
   * record comes: the delivery reads from its own start on, so earlier records would never reach raw/.
   */
  associate(lake: Lake, takers: readonly IDependable[]): void {
    const { connectInstanceArn, hasConnectInstance } = lake.parameters;
    const streaming = new CfnInstanceStorageConfig(this, 'ContactRecordStreaming', {
      instanceArn: connectInstanceArn,
      resourceType: 'CONTACT_TRACE_RECORDS',
      storageType: 'KINESIS_STREAM',
      kinesisStreamConfig: { streamArn: this.arn },
    });
    streaming.cfnOptions.condition = hasConnectInstance;
    streaming.node.addDependency(...takers);
  }

  /** The actions that a reader of the stream needs. */
  get readActions(): string[] {
    return [
      'kinesis:DescribeStream',
      'kinesis:GetShardIterator',
      'kinesis:GetRecords',
      'kinesis:ListShards',
    ];
  }
}
