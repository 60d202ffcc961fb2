import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { TABLE_ERASURE_EXTENSION } from '../../pipeline/lake-keys.ts';

/**
 * When the conversion last wrote a mark that the table is without the contacts of an erasure; null if
 * it never did. A mark that was taken back counts too: it only makes one more import of all rows.
 * @param Prefix `erasures/ctr/`
 */
export async function erasedAt(s3: S3Client, Bucket: string, Prefix: string): Promise<Date | null> {
  let newest: Date | null = null;
  const pages = paginateListObjectsV2({ client: s3 }, { Bucket, Prefix });
  for await (const { Contents = [] } of pages) {
    for (const { Key = '', LastModified } of Contents) {
      if (!Key.endsWith(TABLE_ERASURE_EXTENSION) || !LastModified) continue;
      if (newest === null || LastModified > newest) newest = LastModified;
    }
  }
  return newest;
}
