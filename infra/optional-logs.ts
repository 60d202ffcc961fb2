import { CfnSubscriptionFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { LogSource } from '../pipeline/dataset.ts';
import type { DatasetOption } from './dataset-options.ts';
import { Delivery } from './delivery.ts';
import type { Flow } from './flow.ts';
import type { Lake } from './lake.ts';
import { onlyIf } from './only-if.ts';
import type { SourceParts } from './optional-sources.ts';

/**
 * A subscription of a log group that puts its entries into a delivery of their own. CloudWatch Logs sends
 * envelopes of several entries, each compressed by gzip.
 */
export class OptionalLogs extends Construct {
  readonly flow: Flow;

  constructor(
    scope: Construct,
    id: string,
    lake: Lake,
    { dataset, given, isKept }: DatasetOption<LogSource>,
    { bucket, normalise }: SourceParts,
  ) {
    super(scope, id);
    const delivery = new Delivery(this, 'Delivery', lake, dataset, bucket, { sends: 'gzip' });
    const role = delivery.sender(this, lake, 'logs.amazonaws.com');
    const subscription = new CfnSubscriptionFilter(this, 'Subscription', {
      logGroupName: given,
      // Every entry.
      filterPattern: '',
      destinationArn: delivery.arn,
      roleArn: role.roleArn,
    });
    subscription.node.addDependency(normalise);
    this.flow = { dataset, condition: isKept, delivery: delivery.name, logGroup: given };
    onlyIf(this, isKept);
  }
}
