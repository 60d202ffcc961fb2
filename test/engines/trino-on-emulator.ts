import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { startMiniStack } from './ministack.ts';
import { startTrino } from './trino.ts';
import type { TrinoOfRun } from './trino-of-run.ts';

const BUCKET = 'contact-lake-trino';

/** Starts a Trino over an emulator of its own. */
export async function startTrinoOnEmulator(): Promise<{
  found: TrinoOfRun;
  stop: () => Promise<void>;
}> {
  const { aws, stop } = await startMiniStack({ name: 'trino-of-run' });
  try {
    const s3 = new S3Client({ ...aws, forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    s3.destroy();
    const trino = await startTrino('trino-of-run-trino', aws, BUCKET);
    return {
      found: { aws, trino: trino.url, bucket: BUCKET },
      stop: async () => {
        await trino.stop();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
