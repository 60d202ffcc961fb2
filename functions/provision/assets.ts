import {
  DeleteObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { README_KEY } from '../../pipeline/lake-keys.ts';

/** Puts texts into the bucket. The assets of other releases stay, as a run may be reading them. */
export async function putAssets(
  s3: S3Client,
  bucket: string,
  assets: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [Key, Body] of Object.entries(assets))
    await s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key,
        Body,
        ContentType: 'text/plain; charset=utf-8',
      }),
    );
}

/**
 * Whether the bucket has assets of an earlier release, and so belongs to a lake. A bucket that does not
 * exist, or belongs to somebody else, has none.
 */
export async function hasAssets(s3: S3Client, bucket: string): Promise<boolean> {
  return s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: README_KEY, MaxKeys: 1 })).then(
    ({ Contents = [] }) => Contents.length > 0,
    (error: { $metadata?: { httpStatusCode?: number } }) => {
      const status = error.$metadata?.httpStatusCode ?? 0;
      // S3 answers 301 or 400 for a bucket in another Region.
      if ([301, 400, 403, 404].includes(status)) return false;
      throw error;
    },
  );
}

/** Removes objects below the prefixes in all their versions, without which a bucket is not empty. */
export async function removeVersions(
  s3: S3Client,
  bucket: string,
  prefixes: readonly string[],
): Promise<void> {
  for (const prefix of prefixes) {
    for (;;) {
      const Objects = await firstVersions(s3, bucket, prefix);
      if (Objects.length === 0) break;
      const { Errors = [] } = await s3.send(
        new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }),
      );
      const [refused] = Errors;
      if (refused) throw new Error(`${refused.Key} could not be removed: ${refused.Code}`);
    }
  }
}

/** The first page of versions and delete markers. */
async function firstVersions(s3: S3Client, Bucket: string, Prefix: string) {
  const page = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix }));
  return [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(({ Key, VersionId }) => ({
    Key: Key!,
    VersionId,
  }));
}
