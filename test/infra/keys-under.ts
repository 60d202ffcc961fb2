import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';

/** The keys of all objects below the prefix, in their order. */
export async function keysUnder(client: S3Client, Bucket: string, Prefix: string) {
  const keys: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix }))
    keys.push(...Contents.map(({ Key }) => Key!));
  return keys;
}
