/**
 * Calculates a month's bill from the number of contacts and the size of their records. It is pure
 * arithmetic over list prices, and over the assumptions and guesses below, which are printed beside the
 * result.
 */
import { type Bill, type BillLine, billOf, GB, lineMaker } from './bill.ts';
import { LEAST_SCANNED_BYTES, type Prices } from './prices.ts';

export interface Usage {
  /** Contacts in a month. */
  readonly contacts: number;
  /** The average size of a record, uncompressed. */
  readonly record_bytes: number;
  /** Records for each contact: Connect sends a new version whenever the contact changes. */
  readonly versions: number;
  /** Hours of the month with records; if left out, all hours, or as many as there are records. */
  readonly busy_hours?: number;
}

/** Figures of real runs, used in place of guesses. */
export interface Measured {
  /** Billed minutes of a run with records, its start included. */
  readonly job_minutes?: number;
  /** Billed minutes of a run without records. */
  readonly idle_job_minutes?: number;
  /** DPU-hours of the conversion in a month, all runs together. */
  readonly job_dpu_hours?: number;
  /** DPU-hours of the crawler in a month. */
  readonly crawler_dpu_hours?: number;
}

export interface CostComparison {
  readonly contact_lake: Bill;
  readonly original_design: Bill;
}

/** The bill if all guesses are low, as expected, and if all are high. */
export type CostRange = Readonly<Record<Level, CostComparison>>;

export type Level = 'low' | 'expected' | 'high';

/** Assumptions about a month. Sizes are those of this package's stack and generated records. */
export const ASSUMPTIONS = {
  hours: 730,
  /** Firehose closes an object after `s3interval` seconds, or earlier when it has this size. */
  object_seconds: 300,
  object_bytes: 128 * 1024 ** 2,
  /** Days for which the stream keeps records beyond the first, which is free. */
  extra_retention_days: 6,
  days_a_month: 30.4,
  /** Compressed size of records as a share of their plain size. */
  gzip_ratio: 0.15,
  parquet_bytes_a_contact: 400,
  /** Months for which raw/ and parquet/ have grown; all of it is billed as S3 Standard. */
  months_kept: 12,
  normalise_gigabytes: 1769 / 1024,
  /** Seconds for each object that do not depend on its size: the start, and requests to S3. */
  normalise_seconds: 0.5,
  normalise_bytes_a_second: 50e6,
  /** Each of Lambda's five pollers asks a quiet queue every 20 seconds. */
  queue_requests_a_minute: 15,
  queue_requests_an_object: 3,
  /** One for the raw object, one for its flatfile, one for the flatfile's tag. */
  puts_an_object: 3,
  gets_an_object: 3,
  puts_a_run: 50,
  gets_a_run: 200,
  /** Workers of type G.1X that an hourly run of the conversion needs for its records. */
  job_dpus: 2,
  /** Glue bills a run from its start, a minute at least. */
  least_job_minutes: 1,
  /** Days for which a flatfile is stored: until its conversion, until it expires, as old version. */
  flatfile_days: 3,
  /**
   * A run rewrites the day to which it adds, on average half of it. The replaced files stay for
   * Iceberg's 5 days of history and then for the bucket's 7 days.
   */
  day_rewrites_a_day: 12,
  replaced_days: 12,
  crawler_dpus: 2,
  crawler_minutes: 10,
  queries: 1000,
  /** The share of a month's rows that a query reads. */
  query_share: 0.2,
  gets_a_query: 100,
  alarm_metrics: 26,
  /** Custom metrics of normalise and of the conversion, written in every hour with records. */
  metrics: 16,
  log_bytes_an_object: 1500,
  dashboards: 1,
  original_job_dpus: 10,
} as const;

/**
 * Figures that nobody has measured on Glue yet, so that the bill is a range: the lowest that seems
 * possible, the expected one, and the highest.
 */
export const GUESSES = {
  /** The start of Spark, the merge, the daily upkeep and erasures, without reading the records. */
  job_minutes: { low: 1.5, expected: 2.5, high: 4 },
  /** A run that finds nothing new and does not start Spark. */
  idle_job_minutes: { low: 1, expected: 1, high: 1.5 },
  job_records_a_minute: { low: 600_000, expected: 300_000, high: 100_000 },
  /** New attributes in a month; each needs a run of the crawler. */
  new_attributes: { low: 0, expected: 5, high: 30 },
  log_bytes_a_run: { low: 200_000, expected: 1_000_000, high: 5_000_000 },
} as const satisfies Readonly<Record<string, Readonly<Record<Level, number>>>>;

type Guesses = Readonly<Record<keyof typeof GUESSES, number>>;

const A = ASSUMPTIONS;

/** The bills for each level of the guesses. A measured figure is the same in all of them. */
export function costRange(usage: Usage, prices: Prices, measured: Measured = {}): CostRange {
  const at = (level: Level) => compareCosts(usage, prices, guessesAt(level), measured);
  return { low: at('low'), expected: at('expected'), high: at('high') };
}

/** The bill of this stack beside that of the original design at the same prices. */
export function compareCosts(
  usage: Usage,
  prices: Prices,
  guesses: Guesses = guessesAt('expected'),
  measured: Measured = {},
): CostComparison {
  const guessed = {
    ...guesses,
    job_minutes: measured.job_minutes ?? guesses.job_minutes,
    idle_job_minutes: measured.idle_job_minutes ?? guesses.idle_job_minutes,
  };
  return {
    contact_lake: billOf([...shared(usage, prices), ...ours(usage, prices, guessed, measured)]),
    original_design: billOf([...shared(usage, prices), ...original(usage, prices, guessed)]),
  };
}

function guessesAt(level: Level): Guesses {
  const values = Object.entries(GUESSES).map(([name, guess]) => [name, guess[level]]);
  return Object.fromEntries(values) as Guesses;
}

/** Hours of the month with at least one record. */
function busyHours({ contacts, versions, busy_hours = A.hours }: Usage): number {
  return Math.min(busy_hours, A.hours, contacts * versions);
}

/** Objects that Firehose lands in a month: at least one in each interval that has a record. */
export function objectsLanded(usage: Usage): number {
  const records = usage.contacts * usage.versions;
  const intervals = (busyHours(usage) * 3600) / A.object_seconds;
  const full = (records * usage.record_bytes) / A.object_bytes;
  return Math.ceil(Math.max(Math.min(records, intervals), full));
}

/** The lines that both designs pay: stream and delivery, function, storage, queries. */
function shared(usage: Usage, prices: Prices): BillLine[] {
  const line = lineMaker(prices);
  const records = usage.contacts * usage.versions;
  const bytes = records * usage.record_bytes;
  const objects = objectsLanded(usage);
  const inGb = (records * roundedUp(usage.record_bytes, 1024)) / GB;
  const seconds = objects * A.normalise_seconds + bytes / A.normalise_bytes_a_second;
  const tableBytes = usage.contacts * A.parquet_bytes_a_contact;
  const keptGb = (A.months_kept * (bytes * A.gzip_ratio + tableBytes)) / GB;
  const scanned = A.queries * Math.max(tableBytes * A.query_share, LEAST_SCANNED_BYTES);
  const puts = objects * A.puts_an_object + A.hours * A.puts_a_run;
  const gets = objects * A.gets_an_object + A.hours * A.gets_a_run + A.queries * A.gets_a_query;
  return [
    line('Kinesis Data Streams', 'stream on demand', A.hours, 'hours', 'kinesis_stream_hour'),
    line('Kinesis Data Streams', 'records in', inGb, 'GB', 'kinesis_gb_in'),
    line('Kinesis Data Streams', 'records out, to Firehose', bytes / GB, 'GB', 'kinesis_gb_out'),
    line(
      'Data Firehose',
      'delivery',
      (records * roundedUp(usage.record_bytes, 5 * 1024)) / GB,
      'GB',
      'firehose_gb',
    ),
    line('Lambda', 'normalise, requests', objects / 1e6, 'million', 'lambda_million_requests'),
    line('Lambda', 'normalise', seconds * A.normalise_gigabytes, 'GB-seconds', 'lambda_gb_second'),
    line('S3', `storage of ${A.months_kept} months`, keptGb, 'GB-months', 's3_standard_gb_month'),
    line('S3', 'requests that write', puts / 1000, 'thousand', 's3_thousand_puts'),
    line('S3', 'requests that read', gets / 1000, 'thousand', 's3_thousand_gets'),
    line('Athena', `${A.queries} queries`, scanned / 1e12, 'TB', 'athena_terabyte'),
  ];
}

function ours(usage: Usage, prices: Prices, guesses: Guesses, measured: Measured): BillLine[] {
  const line = lineMaker(prices);
  const records = usage.contacts * usage.versions;
  const bytes = records * usage.record_bytes;
  const objects = objectsLanded(usage);
  const retained = (records * roundedUp(usage.record_bytes, 1024)) / GB;
  const months = A.extra_retention_days / A.days_a_month;
  const flatfileMonths = A.flatfile_days / A.days_a_month;
  const flatfileGb = ((bytes * A.gzip_ratio) / GB) * flatfileMonths;
  const replacedDays = A.day_rewrites_a_day * A.replaced_days;
  const dayGb = (usage.contacts * A.parquet_bytes_a_contact) / A.days_a_month / GB;
  const requests = A.hours * 60 * A.queue_requests_a_minute + objects * A.queue_requests_an_object;
  const logs = (objects * A.log_bytes_an_object + A.hours * guesses.log_bytes_a_run) / GB;
  const jobHours = measured.job_dpu_hours ?? jobDpuHours(usage, guesses);
  const crawlerHours = measured.crawler_dpu_hours ?? guesses.new_attributes * crawlerDpuHours();
  return [
    line(
      'Kinesis Data Streams',
      'a week kept',
      retained * months,
      'GB-months',
      'kinesis_retention_gb_month',
    ),
    line('S3', 'flatfiles until they expire', flatfileGb, 'GB-months', 's3_standard_gb_month'),
    line(
      'S3',
      'tags of flatfiles',
      (objects * flatfileMonths) / 10_000,
      'ten thousand tag-months',
      's3_ten_thousand_tags_month',
    ),
    line('S3', 'replaced table files', dayGb * replacedDays, 'GB-months', 's3_standard_gb_month'),
    line('SQS', 'requests', requests / 1e6, 'million', 'sqs_million_requests'),
    line('Glue', 'conversion, hourly, 2 DPU', jobHours, 'DPU-hours', 'glue_dpu_hour'),
    line('Glue', 'crawler, per new attribute', crawlerHours, 'DPU-hours', 'glue_dpu_hour'),
    line('CloudWatch', 'alarms', A.alarm_metrics, 'metrics', 'cloudwatch_alarm_month'),
    line('CloudWatch', 'metrics', A.metrics, 'metrics', 'cloudwatch_metric_month'),
    line('CloudWatch', 'dashboard', A.dashboards, 'dashboard', 'cloudwatch_dashboard_month'),
    line('CloudWatch', 'logs', logs, 'GB', 'cloudwatch_log_gb'),
  ];
}

/** The original design: a crawl for each landed object, and an hourly job of ten DPU, as fast as ours. */
function original(usage: Usage, prices: Prices, guesses: Guesses): BillLine[] {
  const line = lineMaker(prices);
  const records = usage.contacts * usage.versions;
  const crawls = objectsLanded(usage) * crawlerDpuHours();
  const dpus = A.original_job_dpus;
  // The DPUs share the work; the start takes as long with any number of them.
  const minutes =
    guesses.job_minutes + (records / A.hours / guesses.job_records_a_minute) * (A.job_dpus / dpus);
  const jobs = (A.hours * dpus * billed(minutes)) / 60;
  return [
    line('Glue', 'crawler, per landed object', crawls, 'DPU-hours', 'glue_dpu_hour'),
    line('Glue', 'job, hourly, 10 DPU', jobs, 'DPU-hours', 'glue_dpu_hour'),
  ];
}

/** DPU-hours of a month of hourly runs, with and without records. */
function jobDpuHours(usage: Usage, guesses: Guesses): number {
  const busy = busyHours(usage);
  const work = (usage.contacts * usage.versions) / guesses.job_records_a_minute;
  const minutes =
    busy * billed(guesses.job_minutes + work / busy) +
    (A.hours - busy) * billed(guesses.idle_job_minutes);
  return (A.job_dpus * minutes) / 60;
}

function billed(minutes: number): number {
  return Math.max(minutes, A.least_job_minutes);
}

function crawlerDpuHours(): number {
  return (A.crawler_dpus * A.crawler_minutes) / 60;
}

function roundedUp(bytes: number, step: number): number {
  return Math.ceil(bytes / step) * step;
}
