/** Looks at the connections between the parts of a deployed stack. */

import type { FilterRule } from '@aws-sdk/client-s3';
import {
  METRIC_DATASET_DIMENSION,
  METRIC_DIMENSION,
  METRIC_NAMESPACE,
} from '../../functions/log.ts';
import type { Dataset } from '../../pipeline/dataset.ts';
import { rawPrefix } from '../../pipeline/lake-keys.ts';
import { DAY_MILLISECONDS, HOUR_SECONDS } from '../../pipeline/units-of-time.ts';
import { CLIENT_OPTIONS, callAws, withClient } from '../client.ts';
import type { DeployedStack, OptionalDataset } from '../stack.ts';
import { nameOf } from './probes.ts';

export interface SubscriptionFacts {
  readonly confirmed: number;
  /** How many subscriptions nobody has confirmed. */
  readonly pending: number;
}

/** How far back the last record is looked for. */
const DAYS_BACK = 14;

/** Whether S3 still notifies the queue of new raw objects of each of these datasets. */
export async function bucketNotifies(
  stack: DeployedStack,
  datasets: readonly Dataset[],
): Promise<boolean> {
  const { S3 } = await import('@aws-sdk/client-s3');
  return withClient(new S3(CLIENT_OPTIONS), async (s3) => {
    const about = [`the bucket ${stack.bucket}`, 's3:GetBucketNotification'] as const;
    const { QueueConfigurations = [] } = await callAws(s3, about, () =>
      s3.getBucketNotificationConfiguration({ Bucket: stack.bucket }),
    );
    const ours = QueueConfigurations.filter(({ QueueArn }) =>
      QueueArn?.endsWith(`:${nameOf(stack.queue)}`),
    );
    return datasets.every((dataset) =>
      ours.some(({ Filter }) => isNotifiedOf(Filter?.Key?.FilterRules ?? [], rawPrefix(dataset))),
    );
  });
}

/** Whether rules for keys let through every key below the prefix. */
function isNotifiedOf(rules: readonly FilterRule[], prefix: string): boolean {
  return rules.every(
    ({ Name = '', Value = '' }) => Name.toLowerCase() === 'prefix' && prefix.startsWith(Value),
  );
}

/** The state of a mapping that hands messages to a function: `Enabled`, `Disabled`… null if there is none. */
export async function mappingState(mapping: string | null): Promise<string | null> {
  if (mapping === null) return null;
  const { Lambda } = await import('@aws-sdk/client-lambda');
  return withClient(new Lambda(CLIENT_OPTIONS), async (lambda) => {
    const about = [`the event source mapping ${mapping}`, 'lambda:GetEventSourceMapping'] as const;
    const { State } = await callAws(lambda, about, () =>
      lambda.getEventSourceMapping({ UUID: mapping }),
    );
    return State ?? 'unknown';
  });
}

/** The state of the conversion's schedule: `ACTIVATED`, `DEACTIVATED`… null if there is none. */
export async function triggerState(stack: DeployedStack): Promise<string | null> {
  const [trigger] = stack.triggers;
  if (trigger === undefined) return null;
  const { Glue } = await import('@aws-sdk/client-glue');
  return withClient(new Glue(CLIENT_OPTIONS), async (glue) => {
    const { Trigger } = await callAws(glue, [`the trigger ${trigger}`, 'glue:GetTrigger'], () =>
      glue.getTrigger({ Name: trigger }),
    );
    return Trigger?.State ?? 'unknown';
  });
}

/** Counts the subscriptions to alarms. Their addresses are personal, and are not read. */
export async function subscriptionFacts(stack: DeployedStack): Promise<SubscriptionFacts> {
  const { SNS } = await import('@aws-sdk/client-sns');
  return withClient(new SNS(CLIENT_OPTIONS), async (sns) => {
    const facts = { confirmed: 0, pending: 0 };
    for (const topic of stack.topics) {
      const about = ["the alarms' topic", 'sns:GetTopicAttributes'] as const;
      const { Attributes = {} } = await callAws(sns, about, () =>
        sns.getTopicAttributes({ TopicArn: topic }),
      );
      facts.confirmed += Number(Attributes.SubscriptionsConfirmed ?? 0);
      facts.pending += Number(Attributes.SubscriptionsPending ?? 0);
    }
    return facts;
  });
}

/** A metric that counts records, and the dimensions by which. */
export interface RecordCount {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Counts the records that come into a stream. */
export function recordsOfStream(stream: string): RecordCount {
  return {
    Namespace: 'AWS/Kinesis',
    MetricName: 'IncomingRecords',
    dimensions: { StreamName: stream },
  };
}

/** Counts the records of a dataset that an option has switched on: in its stream, or those that were normalised. */
export function recordsOf(
  { bucket }: DeployedStack,
  { name, stream }: OptionalDataset,
): RecordCount {
  if (stream !== null) return recordsOfStream(stream);
  const dimensions = { [METRIC_DIMENSION]: bucket, [METRIC_DATASET_DIMENSION]: name };
  return { Namespace: METRIC_NAMESPACE, MetricName: 'RecordsIn', dimensions };
}

/** The UTC hour in which the last record was counted: `2026-11-23 14:00`; null if none was in two weeks. */
export async function lastRecordHour(
  stack: DeployedStack,
  now: Date,
  { Namespace, MetricName, dimensions }: RecordCount,
): Promise<string | null> {
  const { CloudWatch } = await import('@aws-sdk/client-cloudwatch');
  return withClient(new CloudWatch(CLIENT_OPTIONS), async (cloudwatch) => {
    const about = [`the metrics of ${stack.name}`, 'cloudwatch:GetMetricData'] as const;
    const { MetricDataResults: [result] = [] } = await callAws(cloudwatch, about, () =>
      cloudwatch.getMetricData({
        StartTime: new Date(now.getTime() - DAYS_BACK * DAY_MILLISECONDS),
        EndTime: now,
        ScanBy: 'TimestampDescending',
        MetricDataQueries: [
          {
            Id: 'records',
            MetricStat: {
              Metric: {
                Namespace,
                MetricName,
                Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
              },
              Period: HOUR_SECONDS,
              Stat: 'Sum',
            },
          },
        ],
      }),
    );
    const { Timestamps = [], Values = [] } = result ?? {};
    const hours = Timestamps.filter((_, i) => (Values[i] ?? 0) > 0).map((at) => at.toISOString());
    const last = hours.sort().at(-1);
    return last === undefined ? null : last.slice(0, 16).replace('T', ' ');
  });
}
