import { CfnRule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type { EventSource } from '../pipeline/dataset.ts';
import type { DatasetOption } from './dataset-options.ts';
import { Delivery } from './delivery.ts';
import type { Flow } from './flow.ts';
import type { Lake } from './lake.ts';
import { onlyIf } from './only-if.ts';
import type { SourceParts } from './optional-sources.ts';

/** A rule that puts the events of a dataset from the default bus into a delivery of their own. */
export class OptionalEvents extends Construct {
  readonly flow: Flow;

  constructor(
    scope: Construct,
    id: string,
    lake: Lake,
    { dataset, isKept, source }: DatasetOption<EventSource>,
    { bucket, normalise }: SourceParts,
  ) {
    super(scope, id);
    const delivery = new Delivery(this, 'Delivery', lake, dataset, bucket, { sends: 'texts' });
    const role = delivery.sender(this, lake, 'events.amazonaws.com');
    const rule = new CfnRule(this, 'Rule', {
      description: `Puts ${dataset.oneRow}s into the lake`,
      eventPattern: { source: [source.sender], 'detail-type': source.detailTypes },
      targets: [{ id: 'delivery', arn: delivery.arn, roleArn: role.roleArn }],
    });
    rule.node.addDependency(normalise);
    this.flow = { dataset, condition: isKept, delivery: delivery.name, rule: rule.ref };
    onlyIf(this, isKept);
  }
}
