import type { S3Event } from 'aws-lambda';

/** The message that S3 sends once, when a bucket's notifications are set up. */
interface S3TestEvent {
  Event: 's3:TestEvent';
}

/**
 * The keys of the raw objects that a queue message names.
 * @param body an S3 event notification; its keys are URL-encoded, with `+` for a space
 * @returns no keys for S3's test event
 * @throws Error if the message is not from S3, or concerns another bucket
 */
export function rawKeysOf(body: string, bucket: string): string[] {
  const event = parse(body);
  if ('Event' in event) return [];
  return event.Records.map(({ s3 }) => {
    if (s3.bucket.name !== bucket)
      throw new Error(`The event is from the bucket ${s3.bucket.name}, expected ${bucket}`);
    return decodeURIComponent(s3.object.key.replaceAll('+', ' '));
  });
}

function parse(body: string): S3Event | S3TestEvent {
  let event: unknown;
  try {
    event = JSON.parse(body);
  } catch {
    event = null;
  }
  if (isTestEvent(event) || isS3Event(event)) return event;
  throw new Error('The message is no S3 event notification');
}

function isTestEvent(event: unknown): event is S3TestEvent {
  return isObject(event) && event.Event === 's3:TestEvent';
}

function isS3Event(event: unknown): event is S3Event {
  if (!isObject(event) || !Array.isArray(event.Records)) return false;
  return event.Records.every(
    (record: unknown) =>
      isObject(record) &&
      isObject(record.s3) &&
      isObject(record.s3.bucket) &&
      isObject(record.s3.object) &&
      typeof record.s3.object.key === 'string',
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
