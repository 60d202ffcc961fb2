/** S3 wants parts of at least 5 MiB and takes 10,000 of them, so an object can have up to 80 GB. */
const PART_BYTES = 8 * 1024 * 1024;

/** The object that a write may replace: the one with this ETag, or none. */
export type Replaces = { readonly IfMatch: string } | { readonly IfNoneMatch: '*' };

/** A part of an upload. */
export interface Part {
  readonly PartNumber: number;
  readonly ETag: string | undefined;
}

/** The requests to S3 that write one object, by whichever client of the SDK. */
export interface WriteRequests {
  put(Body: Buffer, replaces: Replaces): Promise<unknown>;
  createUpload(): Promise<{ UploadId?: string | undefined }>;
  uploadPart(
    UploadId: string,
    PartNumber: number,
    Body: Buffer,
  ): Promise<{ ETag?: string | undefined }>;
  completeUpload(UploadId: string, Parts: Part[], replaces: Replaces): Promise<unknown>;
  abortUpload(UploadId: string): Promise<unknown>;
}

/**
 * Writes one object of unknown size in constant memory: in one request if it is small, else in parts.
 * The object does not exist before `commit`.
 */
export class PartedWriter {
  private readonly requests: WriteRequests;
  private pieces: Uint8Array[] = [];
  private pieceBytes = 0;
  private uploadId: string | undefined;
  private readonly parts: Part[] = [];

  constructor(requests: WriteRequests) {
    this.requests = requests;
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
   * Makes the whole object visible at once.
   * @throws Error named PreconditionFailed or ConditionalRequestConflict if it would replace another
   * object than `replaces` allows
   */
  async commit(replaces: Replaces): Promise<void> {
    if (this.uploadId === undefined) {
      await this.requests.put(this.takePieces(), replaces);
      return;
    }
    if (this.pieceBytes > 0) await this.uploadPart();
    await this.requests.completeUpload(this.uploadId, this.parts, replaces);
    this.uploadId = undefined;
  }

  /** Removes the uploaded parts of an object that was not committed. */
  async abort(): Promise<void> {
    if (this.uploadId !== undefined) await this.requests.abortUpload(this.uploadId);
  }

  private async uploadPart(): Promise<void> {
    this.uploadId ??= (await this.requests.createUpload()).UploadId!;
    const PartNumber = this.parts.length + 1;
    const { ETag } = await this.requests.uploadPart(this.uploadId, PartNumber, this.takePieces());
    this.parts.push({ PartNumber, ETag });
  }

  private takePieces(): Buffer {
    const body = Buffer.concat(this.pieces);
    this.pieces = [];
    this.pieceBytes = 0;
    return body;
  }
}
