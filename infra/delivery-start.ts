import { CustomResource, Duration } from 'aws-cdk-lib';
import type { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { Construct } from 'constructs';
import { inlineFunction } from './inline-function.ts';
import type { Lake } from './lake.ts';

/**
 * Is made once the delivery stream reads its source, which may be later than it is active: whatever
 * makes records flow depends on it.
 */
export class DeliveryStart extends Construct {
  constructor(scope: Construct, id: string, lake: Lake, delivery: CfnDeliveryStream, code: string) {
    super(scope, id);
    const wait = inlineFunction(this, lake, {
      description: 'Waits until the delivery stream reads its source',
      code,
      timeout: Duration.minutes(5),
      megabytes: 128,
      environment: {},
      permissions: {
        AskAfterDelivery: {
          actions: ['firehose:DescribeDeliveryStream'],
          resources: [delivery.attrArn],
        },
      },
    });
    new CustomResource(this, 'Wait', {
      resourceType: 'Custom::DeliveryStart',
      serviceToken: wait.functionArn,
      // So that a function that says nothing fails the stack now and not in an hour.
      serviceTimeout: Duration.minutes(6),
      // Another delivery stream is waited for again.
      properties: { DeliveryStream: delivery.ref },
    });
  }
}
