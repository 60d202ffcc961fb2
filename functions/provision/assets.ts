import {
  DeleteObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { README_KEY } from '../../pipeline/lake-keys.ts';

/** Puts text into the bucket. What other releases have put stays: a run may be reading it. */
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
 * Whether the bucket has assets of an earlier release: it is a lake's then. One that is not there, or
 * is another's, has none.
 */
export async function hasAssets(s3: S3Client, bucket: string): Promise<boolean> {
  return s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: README_KEY, MaxKeys: 1 })).then(
    ({ Contents = [] }) => Contents.length > 0,
    (error: { $metadata?: { httpStatusCode?: number } }) => {
      const status = error.$metadata?.httpStatusCode ?? 0;
      // Of another Region it is moved, or the request for it is a bad one.
      if ([301, 400, 403, 404].includes(status)) return false;
      throw error;
    },
  );
}

/** Removes objects below the prefixes, with all their versions, as only so a bucket gets empty. */
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

/** A page of versions, and of the marks of deleted ones. */
async function firstVersions(s3: S3Client, Bucket: string, Prefix: string) {
  const page = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix }));
  return [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(({ Key, VersionId }) => ({
    Key: Key!,
    VersionId,
  }));
}
