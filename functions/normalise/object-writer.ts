import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { PartedWriter } from './parted-writer.ts';

export type { Replaces } from './parted-writer.ts';

/** A PartedWriter that writes with the client of the functions. */
export class ObjectWriter extends PartedWriter {
  constructor(s3: S3Client, Bucket: string, Key: string) {
    const target = { Bucket, Key };
    super({
      put: (Body, replaces) => s3.send(new PutObjectCommand({ ...target, Body, ...replaces })),
      createUpload: () => s3.send(new CreateMultipartUploadCommand(target)),
      uploadPart: (UploadId, PartNumber, Body) =>
        s3.send(new UploadPartCommand({ ...target, UploadId, PartNumber, Body })),
      completeUpload: (UploadId, Parts, replaces) =>
        s3.send(
          new CompleteMultipartUploadCommand({
            ...target,
            UploadId,
            MultipartUpload: { Parts },
            ...replaces,
          }),
        ),
      abortUpload: (UploadId) => s3.send(new AbortMultipartUploadCommand({ ...target, UploadId })),
    });
  }
}
