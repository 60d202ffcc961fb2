import { GlueClient } from '@aws-sdk/client-glue';
import { S3Client } from '@aws-sdk/client-s3';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { type Dataset, isInEveryStack, openField } from '../../pipeline/dataset.ts';
import { withoutIds } from '../../pipeline/id-digits.ts';
import {
  ENV_BUCKET,
  ENV_CRAWLER,
  ENV_DATABASE,
  ENV_DATASETS,
  readEnvironment,
} from '../environment.ts';
import { log, logObject, wording } from '../log.ts';
import { keptDatasetOf, keptDatasets } from './kept-datasets.ts';
import { KnownKeys } from './known-keys.ts';
import { normaliseObject } from './normalise-object.ts';
import { metricsOf } from './object-metrics.ts';
import { rawKeysOf } from './raw-events.ts';

const environment = readEnvironment(ENV_BUCKET, ENV_DATABASE, ENV_CRAWLER, ENV_DATASETS);
const kept = keptDatasets(environment[ENV_DATASETS]);
const bucket = environment[ENV_BUCKET];
// More than the usual three attempts, as S3 answers a burst of requests by throttling for a while.
const s3 = new S3Client({ maxAttempts: 6 });
const catalogue = {
  s3,
  glue: new GlueClient({ maxAttempts: 6 }),
  bucket,
  database: environment[ENV_DATABASE],
  crawler: environment[ENV_CRAWLER],
};
/** The known keys of each dataset that has an open struct. */
const knownKeys = new Map(
  kept
    .filter(({ dataset }) => openField(dataset) !== null)
    .map(({ dataset }) => [dataset, new KnownKeys(catalogue, dataset)]),
);

/** Normalises the raw objects that the messages name; returns the messages that must be tried again. */
export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  const failed = await Promise.all(event.Records.map(failedMessage));
  return { batchItemFailures: failed.flat() };
}

async function failedMessage({
  body,
  messageId,
}: SQSRecord): Promise<{ itemIdentifier: string }[]> {
  try {
    for (const key of rawKeysOf(body, bucket)) await normaliseAndLog(key);
    return [];
  } catch (error) {
    // What S3 says may name an object, and somebody may have named it after a contact.
    log('error', 'Message failed', { message_id: messageId, error: withoutIds(wording(error)) });
    return [{ itemIdentifier: messageId }];
  }
}

async function normaliseAndLog(key: string): Promise<void> {
  const startedAt = new Date();
  const place = keptDatasetOf(kept, key);
  if (!place)
    return log('warn', 'The stack keeps no dataset of this raw object', {
      source_key: withoutIds(key),
    });
  const { dataset, others } = place;
  const source_key = shownKey(dataset, key);
  const report = await normaliseObject(s3, bucket, dataset, key, others);
  if (!report) return log('warn', 'The raw object no longer exists', { source_key });
  const now = new Date();
  const facts = { source_key, passed_on: report.passed_on, reasons: report.reasons };
  const ownMetrics = isInEveryStack(dataset) ? null : dataset.name;
  logObject(bucket, ownMetrics, metricsOf(report, startedAt, now), facts, now);
  await announce(dataset, report.open_keys);
}

/**
 * The key as logs show it. Firehose puts ids of its own into its names; other objects may be named after a contact, if
 * somebody has put them there under the names that Connect gave them.
 */
function shownKey({ source }: Dataset, key: string): string {
  return source?.kind === 'objects' ? withoutIds(key) : key;
}

/** Logs a failure and does not repeat it: the flatfile is written, and the next object tries again. */
async function announce(dataset: Dataset, keys: readonly string[]): Promise<void> {
  try {
    const started = (await knownKeys.get(dataset)?.announce(keys)) ?? [];
    if (started.length > 0) log('info', 'Crawler started', { keys: started.length });
  } catch (error) {
    log('warn', 'The new keys could not be announced to the catalogue', { error: wording(error) });
  }
}
