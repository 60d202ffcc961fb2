import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { rawKey, rawName } from '../../pipeline/lake-keys.ts';
import { hashedName } from '../../pipeline/raw-names.ts';
import { nullOn } from '../null-on.ts';
import type { CollectedDataset } from './collected-dataset.ts';
import type { CreatedObject } from './created-object.ts';

/** The names that landing gives on the laptop have as many. */
const HASH_DIGITS = 12;

/** How S3 names the error for an object that does not exist. */
const MISSING = ['NoSuchKey', 'NotFound'];

/** The raw object that has an object's content. */
export interface Collected {
  readonly key: string;
  readonly bytes: number;
  /** Whether it was there before. */
  readonly wasThere: boolean;
}

/**
 * Copies an object into raw/, below the hour in which it was created and by the name that landing it would
 * give. Once more has no effect: the key depends on the event and the content, and what is there stays, as
 * it may have been erased from since. The content is read for its hash in constant memory, and copied by S3.
 * @returns null if the object no longer exists
 * @throws Error named PreconditionFailed if the object is replaced meanwhile, which is an event of its own
 */
export async function collectObject(
  s3: S3Client,
  lake: string,
  dataset: CollectedDataset,
  { bucket, key, createdAt }: CreatedObject,
): Promise<Collected | null> {
  const source = { Bucket: bucket, Key: key };
  const found = await nullOn(MISSING, s3.send(new GetObjectCommand(source)));
  if (found === null) return null;
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of found.Body as Readable) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  const name = hashedName(rawName(dataset, key), hash.digest('hex').slice(0, HASH_DIGITS));
  const target = { Bucket: lake, Key: rawKey(dataset, createdAt, name) };
  const there = await nullOn(MISSING, s3.send(new HeadObjectCommand(target)));
  if (there === null) {
    await s3.send(
      new CopyObjectCommand({
        ...target,
        CopySource: encodeURI(`${bucket}/${key}`).replace(/[+?#]/g, encodeURIComponent),
        CopySourceIfMatch: found.ETag,
        // The tags and metadata of Connect say nothing here, and reading tags needs a permission of its own.
        MetadataDirective: 'REPLACE',
        TaggingDirective: 'REPLACE',
      }),
    );
  }
  return { key: target.Key, bytes, wasThere: there !== null };
}
