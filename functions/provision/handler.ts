import { assets } from 'virtual:assets';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { answer } from '../custom-resource.ts';
import { ENV_BUCKET, readEnvironment } from '../environment.ts';

/** Puts into the bucket what a template cannot hold. What is no longer needed stays. */
export async function handler(event: CloudFormationCustomResourceEvent): Promise<void> {
  await answer(event, async () => {
    const bucket = readEnvironment(ENV_BUCKET)[ENV_BUCKET];
    const s3 = new S3Client({});
    for (const [Key, Body] of Object.entries(assets)) {
      await s3.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key,
          Body,
          ContentType: 'text/plain; charset=utf-8',
        }),
      );
    }
    return { Assets: Object.keys(assets).length };
  });
}
