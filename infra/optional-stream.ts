import { CfnOutput, Fn } from 'aws-cdk-lib';
import { Construct, type IDependable } from 'constructs';
import type { DatasetOption } from './dataset-options.ts';
import { Delivery } from './delivery.ts';
import type { Lake } from './lake.ts';
import type { LakeBucket } from './lake-bucket.ts';
import { onlyIf } from './only-if.ts';
import { RecordStream } from './stream.ts';

/** The stream of a dataset that a parameter switches on, and its delivery into the bucket. */
export class OptionalStream extends Construct {
  /** @param normalise which must be made before the first record comes */
  constructor(
    scope: Construct,
    lake: Lake,
    option: DatasetOption,
    { bucket, normalise, startCode }: Parts,
  ) {
    const { dataset, isKept, isStreamed } = option;
    super(scope, `${option.option.parameter}Source`);
    const name = Fn.join('-', [lake.parameters.bucketName, dataset.name.replaceAll('_', '-')]);
    const stream = new RecordStream(this, 'Records', lake, dataset, name);
    const delivery = new Delivery(this, 'Delivery', lake, stream, bucket, startCode);
    const output = new CfnOutput(this, 'Stream', {
      value: stream.name,
      description: `The stream into which ${dataset.oneRow}s go`,
    });
    output.condition = isKept;
    onlyIf(this, isKept);
    stream.associate(lake, isStreamed, [delivery, normalise]);
  }
}

interface Parts {
  readonly bucket: LakeBucket;
  readonly normalise: IDependable;
  /** The code of the function that waits until the delivery has started. */
  readonly startCode: string;
}
