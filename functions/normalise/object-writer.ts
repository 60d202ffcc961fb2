import type { PutObjectCommandInput, S3 } from '@aws-sdk/client-s3';

/** A part is at least 5 MiB and an upload has 10,000 at most: room for 80 GB. */
const PART_BYTES = 8 * 1024 * 1024;

/** Which object a write may replace: the one with this tag, or none. */
export type Replaces = { readonly IfMatch: string } | { readonly IfNoneMatch: '*' };

/** What is said of an object beside its bytes. */
export type ObjectHeaders = Pick<
  PutObjectCommandInput,
  'ContentType' | 'ContentEncoding' | 'Metadata'
>;

/**
 * Writes one object of unknown size in constant memory: in one request while it is small, else in
 * parts. Nothing is there before `commit`.
 */
export class ObjectWriter {
  private readonly target: { Bucket: string; Key: string };
  private pieces: Uint8Array[] = [];
  private pieceBytes = 0;
  private uploadId: string | undefined;
  private readonly parts: { PartNumber: number; ETag: string | undefined }[] = [];
  private readonly s3: S3;
  private readonly headers: ObjectHeaders;

  constructor(s3: S3, bucket: string, key: string, headers: ObjectHeaders = {}) {
    this.s3 = s3;
    this.target = { Bucket: bucket, Key: key };
    this.headers = headers;
  }

  /** Whether nothing has been written. */
  get isEmpty(): boolean {
    return this.pieceBytes === 0 && this.parts.length === 0;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.pieces.push(bytes);
    this.pieceBytes += bytes.length;
    if (this.pieceBytes >= PART_BYTES) await this.uploadPart();
  }

  /**
   * Puts the object there, in one step.
   * @throws Error named PreconditionFailed or ConditionalRequestConflict if it would replace
   * anything else than it may
   */
  async commit(replaces: Replaces): Promise<void> {
    if (this.uploadId === undefined) {
      await this.s3.putObject({
        ...this.target,
        ...this.headers,
        Body: this.takePieces(),
        ...replaces,
      });
      return;
    }
    if (this.pieceBytes > 0) await this.uploadPart();
    await this.s3.completeMultipartUpload({
      ...this.target,
      UploadId: this.uploadId,
      MultipartUpload: { Parts: this.parts },
      ...replaces,
    });
    this.uploadId = undefined;
  }

  /** Removes what has been uploaded and not committed. */
  async abort(): Promise<void> {
    if (this.uploadId === undefined) return;
    await this.s3.abortMultipartUpload({ ...this.target, UploadId: this.uploadId });
  }

  private async uploadPart(): Promise<void> {
    if (this.uploadId === undefined) {
      const created = await this.s3.createMultipartUpload({ ...this.target, ...this.headers });
      this.uploadId = created.UploadId;
    }
    const PartNumber = this.parts.length + 1;
    const { ETag } = await this.s3.uploadPart({
      ...this.target,
      UploadId: this.uploadId,
      PartNumber,
      Body: this.takePieces(),
    });
    this.parts.push({ PartNumber, ETag });
  }

  private takePieces(): Buffer {
    const body = Buffer.concat(this.pieces);
    this.pieces = [];
    this.pieceBytes = 0;
    return body;
  }
}
