import type { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Dataset } from '../../pipeline/dataset.ts';
import { flatfileKey, passedOnKey, quarantineKey } from '../../pipeline/lake-keys.ts';
import { GzipWriter } from '../../pipeline/normalise/gzip-writer.ts';
import {
  MOST_WHOLE_BYTES,
  NO_OTHERS,
  type NormaliseReport,
  normalise,
} from '../../pipeline/normalise/normalise.ts';
import { nullOn } from '../null-on.ts';
import { ObjectWriter, type Replaces } from './object-writer.ts';
import { PassedOn } from './passed-on.ts';

const MOST_ATTEMPTS = 4;
/** How S3 names the error for an object that does not exist. */
const MISSING = ['NoSuchKey', 'NotFound'];
/** S3 user guide, "Conditional writes": the object has changed, or another request is writing it. */
const CONFLICTS = ['PreconditionFailed', 'ConditionalRequestConflict'];

/** The result of normalising a raw object, and when the object had landed. */
export type ObjectReport = NormaliseReport & { readonly landed_at: Date };

/**
 * Normalises one raw object into its flatfile and, if it holds anything but records, its quarantine.
 * Records of another dataset go into a raw object of that dataset, whose event starts its own
 * normalisation.
 *
 * S3 may announce an object twice, or two versions of it in the wrong order. The flatfile fits the
 * newest version all the same: the present flatfile is looked up before the raw object is read, and is
 * replaced only if it is still the same one. An invocation that was overtaken starts over.
 * @param others the other datasets to which records may belong; records of none are quarantined
 * @returns null if the raw object no longer exists
 */
export async function normaliseObject(
  s3: S3Client,
  bucket: string,
  dataset: Dataset,
  rawKey: string,
  others = NO_OTHERS,
): Promise<ObjectReport | null> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await normaliseOnce(s3, bucket, dataset, rawKey, others);
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
  others: readonly Dataset[],
): Promise<ObjectReport | null> {
  const keys = [flatfileKey(dataset, rawKey), quarantineKey(dataset, rawKey)] as const;
  const passedOnTo = (other: Dataset) => passedOnKey(dataset, rawKey, other);
  const [flatfileTag, quarantineTag, ...passedOnTags] = await Promise.all(
    [...keys, ...others.map(passedOnTo)].map((key) => tagOf(s3, bucket, key)),
  );
  const raw = await nullOn(MISSING, s3.send(new GetObjectCommand({ Bucket: bucket, Key: rawKey })));
  if (raw === null) return null;
  const [flatfile, quarantine] = keys.map((key) => new ObjectWriter(s3, bucket, key)) as [
    ObjectWriter,
    ObjectWriter,
  ];
  const passedOn = new PassedOn((other) => new ObjectWriter(s3, bucket, passedOnTo(other)));
  try {
    const outputs = { flatfile, quarantine, passedOn };
    const report = await writeOutputs(dataset, rawKey, raw, outputs, others);
    await passedOn.commit((other) => replacing(passedOnTags[others.indexOf(other)]));
    if (!quarantine.isEmpty) await quarantine.commit(replacing(quarantineTag));
    else if (quarantineTag) await remove(s3, bucket, keys[1]);
    // Last, since a new flatfile is the sign that the rest is done.
    if (report.records_out > 0 || flatfileTag) await flatfile.commit(replacing(flatfileTag));
    return { ...report, landed_at: raw.LastModified ?? new Date() };
  } catch (error) {
    await Promise.allSettled([flatfile, quarantine, passedOn].map((output) => output.abort()));
    throw error;
  }
}

interface Outputs {
  readonly flatfile: ObjectWriter;
  readonly quarantine: ObjectWriter;
  readonly passedOn: PassedOn;
}

async function writeOutputs(
  dataset: Dataset,
  rawKey: string,
  raw: GetObjectCommandOutput,
  { flatfile, quarantine, passedOn }: Outputs,
  others: readonly Dataset[],
): Promise<NormaliseReport> {
  const body = raw.Body as Readable;
  const isSmall = (raw.ContentLength ?? Number.POSITIVE_INFINITY) <= MOST_WHOLE_BYTES;
  const lines = new GzipWriter((bytes) => flatfile.write(bytes));
  try {
    const stored = isSmall ? Buffer.concat(await body.toArray()) : body;
    const sinks = {
      lines: (bytes: Uint8Array) => lines.write(bytes),
      quarantine: (bytes: Uint8Array) => quarantine.write(bytes),
      passedOn: (other: Dataset, bytes: Uint8Array) => passedOn.write(other, bytes),
    };
    const report = await normalise(dataset, rawKey, stored, sinks, others);
    await passedOn.end();
    await lines.end();
    return report;
  } finally {
    body.destroy();
    lines.destroy();
    passedOn.destroy();
  }
}

function replacing(tag: string | null | undefined): Replaces {
  return tag ? { IfMatch: tag } : { IfNoneMatch: '*' };
}

async function tagOf(s3: S3Client, bucket: string, key: string): Promise<string | null> {
  const head = await nullOn(MISSING, s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key })));
  return head?.ETag ?? null;
}

async function remove(s3: S3Client, bucket: string, key: string): Promise<void> {
  await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
}
