import type { Readable } from 'node:stream';
import type { GetObjectCommandOutput, S3 } from '@aws-sdk/client-s3';
import { PartedWriter } from '../../functions/normalise/parted-writer.ts';
import { nullOn } from '../../functions/null-on.ts';
import { UserError } from '../../terminal/user-error.ts';
import { CLIENT_OPTIONS, callAws, withClient } from '../client.ts';

/** A version of an object. The bucket also keeps versions that were replaced or deleted. */
export interface ObjectVersion {
  readonly key: string;
  readonly id: string;
  readonly bytes: number;
  /** Whether a reader who names no version gets this one. */
  readonly isCurrent: boolean;
}

/** An object as stored, with the headers that a replacement keeps and the tag that it must match. */
export type StoredObject = Pick<
  GetObjectCommandOutput,
  'ETag' | 'ContentType' | 'ContentEncoding' | 'Metadata'
> & { readonly chunks: Readable };

/** The most versions that one request can delete. */
const MOST_DELETED = 1000;

/** Runs `work` with the objects of a bucket. */
export async function withObjects<T>(
  bucket: string,
  work: (objects: LakeObjects) => Promise<T>,
): Promise<T> {
  const { S3 } = await import('@aws-sdk/client-s3');
  return withClient(new S3(CLIENT_OPTIONS), (s3) => work(new LakeObjects(s3, bucket)));
}

/** The objects of a lake's bucket, in all their versions. A refusal by S3 is thrown as UserError. */
export class LakeObjects {
  private readonly s3: S3;
  private readonly bucket: string;

  constructor(s3: S3, bucket: string) {
    this.s3 = s3;
    this.bucket = bucket;
  }

  /** All versions of exactly this key; S3 itself lists every key that begins with it. */
  async versionsOf(key: string): Promise<ObjectVersion[]> {
    return (await this.versions(key)).filter((version) => version.key === key);
  }

  /** Whether there is, or was, any object below the prefix. */
  async hasAny(prefix: string): Promise<boolean> {
    const { Versions = [] } = await this.ask('s3:ListBucketVersions', prefix, () =>
      this.s3.listObjectVersions({ Bucket: this.bucket, Prefix: prefix, MaxKeys: 1 }),
    );
    return Versions.length > 0;
  }

  /** All versions below the prefix, without delete markers. */
  async versions(prefix: string): Promise<ObjectVersion[]> {
    const found: ObjectVersion[] = [];
    for (let next: { KeyMarker?: string; VersionIdMarker?: string } = {}; ; ) {
      const page = await this.ask('s3:ListBucketVersions', prefix, () =>
        this.s3.listObjectVersions({ Bucket: this.bucket, Prefix: prefix, ...next }),
      );
      for (const { Key, VersionId, Size, IsLatest } of page.Versions ?? []) {
        found.push({
          key: Key!,
          id: VersionId!,
          bytes: Size ?? 0,
          isCurrent: IsLatest ?? false,
        });
      }
      if (!page.IsTruncated) return found;
      next = {
        ...(page.NextKeyMarker !== undefined && { KeyMarker: page.NextKeyMarker }),
        ...(page.NextVersionIdMarker !== undefined && {
          VersionIdMarker: page.NextVersionIdMarker,
        }),
      };
    }
  }

  /**
   * Reads an object.
   * @param version the current one if it is left out
   * @returns null if there is none
   */
  async read(key: string, version?: string): Promise<StoredObject | null> {
    const object = await this.ask('s3:GetObject', key, () =>
      nullOn(
        ['NoSuchKey', 'NotFound'],
        this.s3.getObject({
          Bucket: this.bucket,
          Key: key,
          ...(version !== undefined && { VersionId: version }),
        }),
      ),
    );
    return object && { ...object, chunks: object.Body as Readable };
  }

  async readText(key: string): Promise<string | null> {
    const object = await this.read(key);
    if (object === null) return null;
    return Buffer.concat(await object.chunks.toArray()).toString('utf8');
  }

  /** @param metadata user-defined metadata of the object */
  async write(
    key: string,
    body: string | Uint8Array,
    metadata: Record<string, string> = {},
  ): Promise<void> {
    await this.ask('s3:PutObject', key, () =>
      this.s3.putObject({ Bucket: this.bucket, Key: key, Body: body, Metadata: metadata }),
    );
  }

  /**
   * Replaces an object by an edited copy, if it is still the one that was read before. The object is
   * read a second time for this.
   * @throws UserError if somebody has replaced it meanwhile
   */
  async replace(
    key: string,
    read: StoredObject,
    edit: (chunks: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>,
  ): Promise<void> {
    const again = await this.read(key);
    if (again === null) return;
    // The object holds other customers' records too, so it streams from one request into the next and
    // is never written to a disk of this machine.
    const writer = this.writer(key, read);
    try {
      for await (const piece of edit(again.chunks)) await writer.write(piece);
      await writer.commit({ IfMatch: read.ETag! });
    } catch (error) {
      // If this fails too, the bucket's lifecycle removes the unfinished upload.
      await writer.abort().catch(() => {});
      throw error;
    }
  }

  /** A writer of an object with the same headers as the one that was read. */
  private writer(key: string, { ContentType, ContentEncoding, Metadata }: StoredObject) {
    const target = { Bucket: this.bucket, Key: key };
    const headers = {
      ...(ContentType !== undefined && { ContentType }),
      ...(ContentEncoding !== undefined && { ContentEncoding }),
      ...(Metadata !== undefined && { Metadata }),
    };
    const put = <T>(call: () => Promise<T>) => this.ask('s3:PutObject', key, call);
    return new PartedWriter({
      put: (Body, replaces) =>
        put(() => this.s3.putObject({ ...target, ...headers, Body, ...replaces })),
      createUpload: () => put(() => this.s3.createMultipartUpload({ ...target, ...headers })),
      uploadPart: (UploadId, PartNumber, Body) =>
        put(() => this.s3.uploadPart({ ...target, UploadId, PartNumber, Body })),
      completeUpload: (UploadId, Parts, replaces) =>
        put(() =>
          this.s3.completeMultipartUpload({
            ...target,
            UploadId,
            MultipartUpload: { Parts },
            ...replaces,
          }),
        ),
      abortUpload: (UploadId) =>
        this.ask('s3:AbortMultipartUpload', key, () =>
          this.s3.abortMultipartUpload({ ...target, UploadId }),
        ),
    });
  }

  /** Deletes these versions for good. */
  async remove(versions: readonly ObjectVersion[]): Promise<void> {
    for (let from = 0; from < versions.length; from += MOST_DELETED) {
      const some = versions.slice(from, from + MOST_DELETED);
      const { Errors: [refused] = [] } = await this.ask('s3:DeleteObjectVersion', '', () =>
        this.s3.deleteObjects({
          Bucket: this.bucket,
          Delete: { Objects: some.map(({ key, id }) => ({ Key: key, VersionId: id })) },
        }),
      );
      if (refused) {
        throw new UserError(`S3 refuses to delete a version of ${refused.Key}: ${refused.Code}`);
      }
    }
  }

  private ask<T>(action: string, key: string, call: () => Promise<T>): Promise<T> {
    return callAws(this.s3, [`s3://${this.bucket}/${key}`, action], call);
  }
}
