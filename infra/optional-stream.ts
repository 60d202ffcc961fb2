import { CfnCondition, CfnOutput, Fn, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { StreamSource } from '../pipeline/dataset.ts';
import type { DatasetOption } from './dataset-options.ts';
import { Delivery } from './delivery.ts';
import type { Flow } from './flow.ts';
import type { Lake } from './lake.ts';
import { onlyIf } from './only-if.ts';
import type { SourceParts } from './optional-sources.ts';
import { RecordStream } from './stream.ts';

/** The stream of a dataset that a parameter switches on, and its delivery into the bucket. */
export class OptionalStream extends Construct {
  readonly flow: Flow;

  constructor(
    scope: Construct,
    id: string,
    lake: Lake,
    { dataset, isKept, option }: DatasetOption<StreamSource>,
    { bucket, normalise, startCode }: SourceParts,
  ) {
    super(scope, id);
    const name = Fn.join('-', [lake.parameters.bucketName, dataset.name.replaceAll('_', '-')]);
    const stream = new RecordStream(this, 'Records', lake, dataset, name);
    const delivery = new Delivery(this, 'Delivery', lake, dataset, bucket, { stream, startCode });
    this.flow = {
      dataset,
      condition: isKept,
      stream: stream.name,
      delivery: delivery.name,
    };
    const output = new CfnOutput(this, 'Stream', {
      value: stream.name,
      description: `The stream into which ${dataset.oneRow}s go`,
    });
    output.condition = isKept;
    onlyIf(this, isKept);
    // Whether it is kept, and the Connect instance is to stream it.
    const isStreamed = new CfnCondition(Stack.of(this), `Streams${option.parameter}`, {
      expression: Fn.conditionAnd(isKept, lake.parameters.hasConnectInstance),
    });
    stream.associate(lake, isStreamed, [delivery, normalise]);
  }
}
