import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Dataset } from '../../pipeline/dataset.ts';
import { flatfileKey, quarantineKey } from '../../pipeline/lake-keys.ts';
import { type NormaliseReport, normalise } from '../../pipeline/normalise/normalise.ts';
import { ObjectWriter, type Replaces } from './object-writer.ts';

/** Flatfiles live until the day after their conversion: worth little time. */
const GZIP_LEVEL = 1;
const MOST_ATTEMPTS = 4;
/** S3 user guide, "Conditional writes": the object has changed, or is being written just now. */
const CONFLICTS = ['PreconditionFailed', 'ConditionalRequestConflict'];

/** What came of a raw object, and when it had landed. */
export type ObjectReport = NormaliseReport & { readonly landed_at: Date };

/**
 * Normalises one raw object into its flatfile and, where something is no record, its quarantine.
 *
 * Whatever the order and number of events, the outcome is that of the object as it is now: it is
 * read after looking up the flatfile to be replaced, and the flatfile is replaced only if it is
 * still that one. Who was overtaken begins again and reads the newer object.
 * @returns null if the raw object is no more
 */
export async function normaliseObject(
  s3: S3Client,
  bucket: string,
  dataset: Dataset,
  rawKey: string,
): Promise<ObjectReport | null> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await normaliseOnce(s3, bucket, dataset, rawKey);
    } catch (error) {
      const isOvertaken = error instanceof Error && CONFLICTS.includes(error.name);
      if (!isOvertaken || attempt === MOST_ATTEMPTS) throw error;
    }
  }
}

async function normaliseOnce(
  s3: S3Client,
  bucket: string,
  dataset: Dataset,
  rawKey: string,
): Promise<ObjectReport | null> {
  const keys = [flatfileKey(dataset, rawKey), quarantineKey(dataset, rawKey)] as const;
  const [flatfileTag, quarantineTag] = await Promise.all(keys.map((key) => tagOf(s3, bucket, key)));
  const raw = await orNothing(s3.send(new GetObjectCommand({ Bucket: bucket, Key: rawKey })));
  if (raw === null) return null;
  const [flatfile, quarantine] = keys.map((key) => new ObjectWriter(s3, bucket, key)) as [
    ObjectWriter,
    ObjectWriter,
  ];
  try {
    const report = await writeBoth(dataset, rawKey, raw.Body as Readable, flatfile, quarantine);
    if (!quarantine.isEmpty) await quarantine.commit(replacing(quarantineTag));
    else if (quarantineTag) await remove(s3, bucket, keys[1]);
    // Last, as it says that the rest is done.
    if (report.records_out > 0 || flatfileTag) await flatfile.commit(replacing(flatfileTag));
    return { ...report, landed_at: raw.LastModified ?? new Date() };
  } catch (error) {
    await Promise.allSettled([flatfile.abort(), quarantine.abort()]);
    throw error;
  }
}

async function writeBoth(
  dataset: Dataset,
  rawKey: string,
  raw: Readable,
  flatfile: ObjectWriter,
  quarantine: ObjectWriter,
): Promise<NormaliseReport> {
  const gzip = createGzip({ level: GZIP_LEVEL });
  const done = pipeline(gzip, async (compressed: AsyncIterable<Buffer>) => {
    for await (const piece of compressed) await flatfile.write(piece);
  });
  done.catch(() => {});
  try {
    return await normalise(dataset, rawKey, raw, {
      lines: (bytes) =>
        Promise.race([new Promise<void>((ready) => gzip.write(bytes, () => ready())), done]),
      quarantine: (bytes) => quarantine.write(bytes),
    });
  } finally {
    raw.destroy();
    gzip.end();
    await done;
  }
}

function replacing(tag: string | null | undefined): Replaces {
  return tag ? { IfMatch: tag } : { IfNoneMatch: '*' };
}

async function tagOf(s3: S3Client, bucket: string, key: string): Promise<string | null> {
  const head = await orNothing(s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key })));
  return head?.ETag ?? null;
}

async function remove(s3: S3Client, bucket: string, key: string): Promise<void> {
  await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
}

/** The answer; null where there is no such object. */
async function orNothing<T>(answer: Promise<T>): Promise<T | null> {
  return answer.catch((error: unknown) => {
    if (error instanceof Error && ['NoSuchKey', 'NotFound'].includes(error.name)) return null;
    throw error;
  });
}
