import { type CfnCondition, CfnDeletionPolicy, Fn } from 'aws-cdk-lib';
import { CfnInstanceStorageConfig } from 'aws-cdk-lib/aws-connect';
import { CfnStream } from 'aws-cdk-lib/aws-kinesis';
import { Construct, type IDependable } from 'constructs';
import type { Dataset } from '../pipeline/dataset.ts';
import { acknowledge } from './acknowledge.ts';
import type { Lake } from './lake.ts';

/** A week, instead of Kinesis' one day, leaves time for a repair before records are lost. */
const RETENTION_HOURS = 168;

/** The stream into which Connect puts the records of a dataset. */
export class RecordStream extends Construct {
  readonly dataset: Dataset;
  readonly name: string;
  readonly arn: string;

  constructor(scope: Construct, id: string, lake: Lake, dataset: Dataset, name: string) {
    super(scope, id);
    this.dataset = dataset;
    const { hasKmsKey, kmsKeyArn } = lake.parameters;
    const stream = new CfnStream(this, 'Stream', {
      name,
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
    this.name = name;
    this.arn = stream.attrArn;
  }

  /**
   * Makes the Connect instance that the owner has named put records into the stream.
   * @param condition whether it does
   * @param takers the constructs that take the records further. They must be made before the first
   * record comes: the delivery reads from its own start on, so earlier records would never reach raw/.
   */
  associate(lake: Lake, condition: CfnCondition, takers: readonly IDependable[]): void {
    const { source } = this.dataset;
    if (source?.kind !== 'stream') throw new Error(`No stream brings ${this.dataset.name}`);
    const id = this.dataset === lake.dataset ? 'ContactRecordStreaming' : 'Streaming';
    const streaming = new CfnInstanceStorageConfig(this, id, {
      instanceArn: lake.parameters.connectInstanceArn,
      resourceType: source.stream,
      storageType: 'KINESIS_STREAM',
      kinesisStreamConfig: { streamArn: this.arn },
    });
    streaming.cfnOptions.condition = condition;
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
