import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { Athena } from '@aws-sdk/client-athena';
import { Firehose } from '@aws-sdk/client-firehose';
import { Kinesis } from '@aws-sdk/client-kinesis';
import { S3 } from '@aws-sdk/client-s3';
import type { AwsConfig } from '../engines/ministack.ts';

/** Clients of the tests' own, with which they see what the command line has done. */
export function clientsOf(aws: AwsConfig) {
  const firehose = new Firehose(aws);
  // HTTP/1.1, as in the command line.
  const { requestHandler } = firehose.config;
  return {
    athena: new Athena(aws),
    firehose,
    kinesis: new Kinesis({ ...aws, requestHandler }),
    s3: new S3({ ...aws, forcePathStyle: true }),
  };
}

export type Clients = ReturnType<typeof clientsOf>;

/** The environment in which the command line reaches the emulator and keeps its state in `folder`. */
export function environmentOf(aws: AwsConfig, folder: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_REGION: aws.region,
    AWS_ACCESS_KEY_ID: aws.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: aws.credentials.secretAccessKey,
    AWS_CONFIG_FILE: `${folder}/no-config`,
    AWS_SHARED_CREDENTIALS_FILE: `${folder}/no-credentials`,
    AWS_EC2_METADATA_DISABLED: 'true',
    XDG_STATE_HOME: `${folder}/state`,
  };
}

/** All that is in a stream, shard by shard. */
export async function recordsIn({ kinesis }: Clients, stream: string): Promise<Buffer[][]> {
  const { Shards = [] } = await kinesis.listShards({ StreamName: stream });
  return Promise.all(
    Shards.map(async ({ ShardId }) => {
      const records: Buffer[] = [];
      let { ShardIterator: at } = await kinesis.getShardIterator({
        StreamName: stream,
        ShardId,
        ShardIteratorType: 'TRIM_HORIZON',
      });
      for (;;) {
        const { Records = [], NextShardIterator } = await kinesis.getRecords({ ShardIterator: at });
        if (Records.length === 0) return records;
        records.push(...Records.map(({ Data }) => Buffer.from(Data!)));
        at = NextShardIterator;
      }
    }),
  );
}

/** What has been delivered under the prefix, one after another. */
export async function delivered({ s3 }: Clients, bucket: string): Promise<string> {
  let all = '';
  for (let token: string | undefined; ; ) {
    const page = await s3.listObjectsV2({ Bucket: bucket, ContinuationToken: token });
    for (const { Key } of page.Contents ?? []) {
      const { Body } = await s3.getObject({ Bucket: bucket, Key });
      all += await Body!.transformToString();
    }
    token = page.NextContinuationToken;
    if (token === undefined) return all;
  }
}

/** Stands for these records, in whatever order. */
export function hashOf(records: readonly (string | Uint8Array)[]): string {
  const hashes = records.map((record) => createHash('sha256').update(record).digest('hex'));
  return createHash('sha256').update(hashes.sort().join()).digest('hex');
}

/** Resolves as soon as it is so. */
export async function eventually(isSo: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 30_000; !isSo(); ) {
    if (Date.now() > deadline) throw new Error('It did not come to that in 30 seconds');
    await setTimeout(5);
  }
}
