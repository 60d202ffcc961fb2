import { Fn } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ENV_BUCKET, ENV_CRAWLER, ENV_DATABASE, ENV_DATASETS } from '../functions/environment.ts';
import { openKeyTable } from '../functions/open-keys.ts';
import { type Dataset, openField } from '../pipeline/dataset.ts';
import {
  flatfilePrefix,
  openKeyPrefix,
  quarantinePrefix,
  rawPrefix,
} from '../pipeline/lake-keys.ts';
import { inlineFunction } from './inline-function.ts';
import type { KeyCrawler } from './key-crawler.ts';
import { catalogueArns, type Lake, objectsArn } from './lake.ts';
import {
  NORMALISE_BATCH,
  NORMALISE_CONCURRENCY,
  NORMALISE_MEGABYTES,
  NORMALISE_TIMEOUT,
} from './limits.ts';
import type { RawQueue } from './raw-queue.ts';
import type { Permission } from './roles.ts';

const NAMES_BELOW = 'An object is named after the raw object it comes from.';

/** The function that turns raw objects into flatfiles and quarantine. */
export class Normalise extends Construct {
  readonly function: LambdaFunction;

  constructor(
    scope: Construct,
    id: string,
    lake: Lake,
    queue: RawQueue,
    crawler: KeyCrawler,
    code: string,
  ) {
    super(scope, id);
    const { dataset } = lake;
    this.function = inlineFunction(this, lake, {
      description: 'Normalises raw objects into flatfiles and quarantine',
      code,
      timeout: NORMALISE_TIMEOUT,
      megabytes: NORMALISE_MEGABYTES,
      environment: {
        [ENV_BUCKET]: lake.parameters.bucketName,
        [ENV_DATABASE]: lake.database,
        [ENV_CRAWLER]: crawler.name,
        [ENV_DATASETS]: Fn.join('', [
          dataset.name,
          ...lake.options.map((option) =>
            Fn.conditionIf(option.isKept.logicalId, `,${option.dataset.name}`, '').toString(),
          ),
        ]),
      },
      permissions: {
        TakeMessages: {
          actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
          resources: [queue.arn],
        },
        // Without this permission S3 answers "forbidden" for an object that no longer exists. The keys
        // of attributes that were seen before are listed with it, too.
        TellMissingFromForbidden: { actions: ['s3:ListBucket'], resources: [lake.bucketArn] },
        ...ofDataset(lake, dataset),
        StartCrawler: {
          actions: ['glue:GetCrawler', 'glue:ListCrawls', 'glue:StartCrawler'],
          resources: [crawler.arn],
        },
      },
      optionalPermissions: lake.options.map((option) => ({
        name: option.dataset.name,
        condition: option.isKept,
        permissions: {
          ...ofDataset(lake, option.dataset),
          PassOn: {
            actions: ['s3:PutObject', 's3:AbortMultipartUpload'],
            resources: [option.dataset, dataset].map((one) => objectsArn(lake, rawPrefix(one))),
            wildcardReason: NAMES_BELOW,
          },
        },
      })),
    });
    new EventSourceMapping(this, 'Messages', {
      target: this.function,
      eventSourceArn: queue.arn,
      batchSize: NORMALISE_BATCH,
      maxConcurrency: NORMALISE_CONCURRENCY,
      reportBatchItemFailures: true,
    });
  }
}

/** What the function does with the objects of a dataset. */
function ofDataset(lake: Lake, dataset: Dataset): Readonly<Record<string, Permission>> {
  const below = (prefix: string) => [objectsArn(lake, prefix)];
  const records = {
    ReadRaw: {
      actions: ['s3:GetObject'],
      resources: below(rawPrefix(dataset)),
      wildcardReason: 'Firehose chooses the names below the prefix.',
    },
    WriteFlatfiles: {
      // Reading gives the ETag of the flatfile to be replaced.
      actions: ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload'],
      resources: below(flatfilePrefix(dataset)),
      wildcardReason: NAMES_BELOW,
    },
    WriteQuarantine: {
      actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'],
      resources: below(quarantinePrefix(dataset)),
      wildcardReason: NAMES_BELOW,
    },
  };
  if (openField(dataset) === null) return records;
  return {
    ...records,
    LeaveKeys: {
      actions: ['s3:PutObject'],
      resources: below(openKeyPrefix(dataset)),
      wildcardReason: 'An object is named after the key of an attribute.',
    },
    ReadKnownKeys: {
      actions: ['glue:GetTable'],
      resources: catalogueArns(lake, [openKeyTable(dataset)]),
    },
  };
}
