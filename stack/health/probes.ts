/** Looks at the parts of a deployed stack, one part each. */
import { CLIENT_OPTIONS, callAws, withClient } from '../client.ts';
import { lastCommit } from '../erase/iceberg-commit.ts';
import type { DeployedStack } from '../stack.ts';

export interface QueueFacts {
  waiting: number;
  /** How many the function has taken and not finished. */
  in_flight: number;
}

/** Greatest ages in the last quarter of an hour; null if the service has reported nothing. */
export interface AgeFacts {
  /** The age of the oldest record that Firehose has not read. */
  stream_iterator_seconds: number | null;
  /** The age of the oldest record that Firehose has not landed. */
  delivery_seconds: number | null;
  /** The age of the oldest message that waits in a queue. */
  oldest_message_seconds: number | null;
}

export interface RunFacts {
  /** `READY`, `RUNNING`, `STOPPING` for a crawler; null for a job, which has none. */
  state: string | null;
  /** `SUCCEEDED`, `FAILED`, `TIMEOUT`, `RUNNING`…; null before the first run. */
  last_run: string | null;
  /** UTC, `2026-11-23 14:05:09` */
  last_started_at: string | null;
}

export interface TableFacts {
  /** UTC; null before the first commit. */
  last_commit_at: string | null;
}

const WINDOW_MINUTES = 15;
const PERIOD_SECONDS = 300;

export async function queueFacts(url: string): Promise<QueueFacts> {
  const { SQS } = await import('@aws-sdk/client-sqs');
  return withClient(new SQS({ ...CLIENT_OPTIONS, useQueueUrlAsEndpoint: false }), async (sqs) => {
    const about = [`the queue ${nameOf(url)}`, 'sqs:GetQueueAttributes'] as const;
    const { Attributes = {} } = await callAws(sqs, about, () =>
      sqs.getQueueAttributes({
        QueueUrl: url,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    );
    return {
      waiting: Number(Attributes.ApproximateNumberOfMessages ?? 0),
      in_flight: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
    };
  });
}

/** What the ages are looked up of, as far as there is any. */
type Aged = Partial<Record<'stream' | 'delivery' | 'queue', string | null>>;

/** @param flow the stream, delivery and queue of a dataset; of contact records if it is left out */
export async function ageFacts(
  stack: DeployedStack,
  now: Date,
  flow: Aged = stack,
): Promise<AgeFacts> {
  const { CloudWatch } = await import('@aws-sdk/client-cloudwatch');
  const query = (
    Id: string,
    Namespace: string,
    MetricName: string,
    Name: string,
    Value: string | null | undefined,
  ) => {
    if (Value === null || Value === undefined) return [];
    const Metric = { Namespace, MetricName, Dimensions: [{ Name, Value }] };
    return [{ Id, MetricStat: { Metric, Period: PERIOD_SECONDS, Stat: 'Maximum' } }];
  };
  const queries = [
    ...query(
      'iterator',
      'AWS/Kinesis',
      'GetRecords.IteratorAgeMilliseconds',
      'StreamName',
      flow.stream,
    ),
    ...query(
      'delivery',
      'AWS/Firehose',
      'DeliveryToS3.DataFreshness',
      'DeliveryStreamName',
      flow.delivery,
    ),
    ...query(
      'queue',
      'AWS/SQS',
      'ApproximateAgeOfOldestMessage',
      'QueueName',
      flow.queue && nameOf(flow.queue),
    ),
  ];
  // CloudWatch refuses to be asked nothing.
  if (queries.length === 0)
    return { stream_iterator_seconds: null, delivery_seconds: null, oldest_message_seconds: null };
  return withClient(new CloudWatch(CLIENT_OPTIONS), async (cloudwatch) => {
    const about = [`the metrics of ${stack.name}`, 'cloudwatch:GetMetricData'] as const;
    const { MetricDataResults = [] } = await callAws(cloudwatch, about, () =>
      cloudwatch.getMetricData({
        StartTime: new Date(now.getTime() - WINDOW_MINUTES * 60_000),
        EndTime: now,
        MetricDataQueries: queries,
      }),
    );
    const greatest = (id: string) => {
      const { Values = [] } = MetricDataResults.find(({ Id }) => Id === id) ?? {};
      return Values.length === 0 ? null : Math.max(...Values);
    };
    const iterator = greatest('iterator');
    return {
      stream_iterator_seconds: iterator === null ? null : iterator / 1000,
      delivery_seconds: greatest('delivery'),
      oldest_message_seconds: greatest('queue'),
    };
  });
}

export async function crawlerFacts(name: string): Promise<RunFacts> {
  const { Glue } = await import('@aws-sdk/client-glue');
  return withClient(new Glue(CLIENT_OPTIONS), async (glue) => {
    const { Crawler: crawler } = await callAws(
      glue,
      [`the crawler ${name}`, 'glue:GetCrawler'],
      () => glue.getCrawler({ Name: name }),
    );
    return {
      state: crawler?.State ?? null,
      last_run: crawler?.LastCrawl?.Status ?? null,
      last_started_at: moment(crawler?.LastCrawl?.StartTime),
    };
  });
}

export async function jobFacts(name: string): Promise<RunFacts> {
  const { Glue } = await import('@aws-sdk/client-glue');
  return withClient(new Glue(CLIENT_OPTIONS), async (glue) => {
    const { JobRuns: [run] = [] } = await callAws(
      glue,
      [`the job ${name}`, 'glue:GetJobRuns'],
      () => glue.getJobRuns({ JobName: name, MaxResults: 1 }),
    );
    return {
      state: null,
      last_run: run?.JobRunState ?? null,
      last_started_at: moment(run?.StartedOn),
    };
  });
}

export async function tableFacts(stack: DeployedStack, name: string): Promise<TableFacts> {
  const { Glue } = await import('@aws-sdk/client-glue');
  const table = await withClient(new Glue(CLIENT_OPTIONS), async (glue) => {
    const about = [`the table ${stack.database}.${name}`, 'glue:GetTable'] as const;
    const { Table: table } = await callAws(glue, about, () =>
      glue.getTable({ DatabaseName: stack.database, Name: name }),
    );
    return table;
  });
  return { last_commit_at: moment((await lastCommit(table)) ?? undefined) };
}

/** The names of the stack's alarms that are on. */
export async function alarmsOn(stack: DeployedStack): Promise<string[]> {
  if (stack.alarms.length === 0) return [];
  const { CloudWatch } = await import('@aws-sdk/client-cloudwatch');
  return withClient(new CloudWatch(CLIENT_OPTIONS), async (cloudwatch) => {
    const about = [`the alarms of ${stack.name}`, 'cloudwatch:DescribeAlarms'] as const;
    const { MetricAlarms = [] } = await callAws(cloudwatch, about, () =>
      cloudwatch.describeAlarms({ AlarmNames: [...stack.alarms], StateValue: 'ALARM' }),
    );
    return MetricAlarms.flatMap(({ AlarmName }) => AlarmName ?? []).sort();
  });
}

/** `https://sqs.…/123/name` → `name` */
export function nameOf(queueUrl: string): string {
  return queueUrl.slice(queueUrl.lastIndexOf('/') + 1);
}

/** UTC, to the second: `2026-11-23 14:05:09`; null for no time. */
export function moment(date: Date | undefined): string | null {
  return date === undefined ? null : date.toISOString().slice(0, 19).replace('T', ' ');
}
