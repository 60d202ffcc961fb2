import { CfnDeletionPolicy, Fn } from 'aws-cdk-lib';
import { CfnInstanceStorageConfig } from 'aws-cdk-lib/aws-connect';
import { CfnStream } from 'aws-cdk-lib/aws-kinesis';
import { Construct, type IDependable } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { Lake } from './lake.ts';

/** Time for a repair before records are lost: a week instead of Kinesis' one day. */
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
    // A stream that is replaced by another holds what was not read yet, for its week; one that goes
    // with its stack leaves its name to the next.
    stream.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
    stream.cfnOptions.deletionPolicy = CfnDeletionPolicy.DELETE;
    acknowledge(stream, 'AwsSolutions-KDS3', "A key of one's own is the parameter KmsKeyArn.");
    this.name = streamName;
    this.arn = stream.attrArn;
  }

  /**
   * Connect puts contact records into the stream, where the owner named an instance.
   * @param takers what takes the records further. All of it is made before the first record comes:
   * the delivery reads from its own start on, and what came earlier never reaches raw/.
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

  /** What a reader of the stream may do. */
  get readActions(): string[] {
    return [
      'kinesis:DescribeStream',
      'kinesis:GetShardIterator',
      'kinesis:GetRecords',
      'kinesis:ListShards',
    ];
  }
}
