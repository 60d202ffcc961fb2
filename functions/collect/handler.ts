import { collected } from 'virtual:collect';
import { S3Client } from '@aws-sdk/client-s3';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { withoutIds } from '../../pipeline/id-digits.ts';
import { ENV_BUCKET, ENV_COLLECTIONS, readEnvironment } from '../environment.ts';
import { log, wording } from '../log.ts';
import { collectObject } from './collect-object.ts';
import { collectionsIn, datasetOfObject } from './collected-dataset.ts';
import { createdObjectOf } from './created-object.ts';

const environment = readEnvironment(ENV_BUCKET, ENV_COLLECTIONS);
const collections = collectionsIn(environment[ENV_COLLECTIONS], collected);
const s3 = new S3Client({ maxAttempts: 6 });

/** Copies the objects that the messages name into raw/; returns the messages that must be tried again. */
export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  const failed = await Promise.all(event.Records.map(failedMessage));
  return { batchItemFailures: failed.flat() };
}

async function failedMessage({
  body,
  messageId,
}: SQSRecord): Promise<{ itemIdentifier: string }[]> {
  try {
    await collectAndLog(body);
    return [];
  } catch (error) {
    log('error', 'Message failed', { message_id: messageId, error: withoutIds(wording(error)) });
    return [{ itemIdentifier: messageId }];
  }
}

async function collectAndLog(body: string): Promise<void> {
  const object = createdObjectOf(body);
  const dataset = datasetOfObject(collections, object.bucket, object.key);
  // Connect names objects after contacts. An id stands in the log as in the name of the raw object.
  const from = { from: `${object.bucket}/${withoutIds(object.key)}` };
  if (!dataset) return log('info', 'The object holds no records of a dataset', from);
  const raw = await collectObject(s3, environment[ENV_BUCKET], dataset, object);
  if (!raw) return log('warn', 'The object no longer exists', from);
  const { key, bytes, wasThere } = raw;
  log('info', 'Collected', { ...from, source_key: key, BytesIn: bytes, was_there: wasThere });
}
