import { CustomResource, Duration } from 'aws-cdk-lib';
import type { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { Construct } from 'constructs';
import { inlineFunction } from './inline-function.ts';
import type { Lake } from './lake.ts';

/**
 * Waits until the delivery stream reads its source, which may be later than it is active. Every resource
 * that lets records flow depends on this one.
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
      // A function that does not answer fails the launch after this time, not after an hour.
      serviceTimeout: Duration.minutes(6),
      // A changed name makes CloudFormation call the function again.
      properties: { DeliveryStream: delivery.ref },
    });
  }
}
