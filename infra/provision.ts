import { createHash } from 'node:crypto';
import { CustomResource, Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ENV_BUCKET } from '../functions/environment.ts';
import { ASSETS_PREFIX } from '../pipeline/lake-keys.ts';
import { inlineFunction } from './inline-function.ts';
import { type Lake, objectsArn } from './lake.ts';
import type { LakeBucket } from './lake-bucket.ts';

/** Puts into the bucket what the template cannot hold, when the stack is made or updated. */
export class Provision extends Construct {
  constructor(scope: Construct, id: string, lake: Lake, bucket: LakeBucket, code: string) {
    super(scope, id);
    const provision = inlineFunction(this, lake, {
      description: 'Puts scripts, saved queries and the runbook into the bucket',
      code,
      timeout: Duration.minutes(2),
      megabytes: 256,
      environment: { [ENV_BUCKET]: lake.parameters.bucketName },
      permissions: {
        PutAssets: {
          actions: ['s3:PutObject'],
          resources: [objectsArn(lake, ASSETS_PREFIX)],
          wildcardReason: 'The assets differ from release to release.',
        },
      },
    });
    const assets = new CustomResource(this, 'Assets', {
      resourceType: 'Custom::Assets',
      serviceToken: provision.functionArn,
      // So that a function that says nothing fails the stack now and not in an hour.
      serviceTimeout: Duration.minutes(3),
      // Another release's code holds other assets: so that it is asked again.
      properties: { Release: createHash('sha256').update(code).digest('hex').slice(0, 12) },
    });
    assets.node.addDependency(bucket);
  }
}
