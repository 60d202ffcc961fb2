/**
 * `npm run engines` starts the emulator, a Spark and a Trino, and keeps them up until Ctrl-C. Test
 * files that run meanwhile use them and start none of their own, which saves most of a minute.
 */
import { rm, writeFile } from 'node:fs/promises';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { KEPT_FILE, type KeptEngines } from './kept.ts';
import { startMiniStack } from './ministack.ts';
import { startSpark } from './spark.ts';
import { startTrino } from './trino.ts';

const bucket = 'contact-lake-kept';

const ministack = await startMiniStack({ name: 'kept' });
const { aws } = ministack;
const s3 = new S3Client({ ...aws, forcePathStyle: true });
await s3.send(new CreateBucketCommand({ Bucket: bucket }));
const [spark, trino] = await Promise.all([
  startSpark(aws, 'kept'),
  startTrino('kept-trino', aws, bucket),
]);
const kept: KeptEngines = { pid: process.pid, aws, spark: spark.path, trino: trino.url, bucket };
await writeFile(KEPT_FILE, JSON.stringify(kept));
console.log('The engines are up, and tests use them. Ctrl-C ends them.');

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await rm(KEPT_FILE, { force: true });
    await Promise.all([spark.stop(), trino.stop(), ministack.stop()]);
    process.exit(0);
  });
}
