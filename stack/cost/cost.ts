/**
 * A month's bill, from how many contacts there are and how large their records. Pure arithmetic over
 * list prices, the assumptions and the guesses below, each of which is printed beside the result.
 */
import { LEAST_SCANNED_BYTES, type PriceName, type Prices } from './prices.ts';

export interface Usage {
  /** A month. */
  readonly contacts: number;
  /** Of one record, on average, uncompressed. */
  readonly record_bytes: number;
  /** Records a contact: Connect sends it again whenever it changes. */
  readonly versions: number;
  /** Hours of the month in which there are records; without it all, or as many as records. */
  readonly busy_hours?: number;
}

/** What real runs have shown, in the place of guesses. */
export interface Measured {
  /** Of a run with records, billed, with what it needs to start. */
  readonly job_minutes?: number;
  /** Of a run without. */
  readonly idle_job_minutes?: number;
  /** A month's of the conversion, all runs together. */
  readonly job_dpu_hours?: number;
  /** A month's of the crawler. */
  readonly crawler_dpu_hours?: number;
}

/** One line of a bill: `quantity` units at `usd_per_unit`. */
export interface BillLine {
  readonly service: string;
  readonly item: string;
  readonly quantity: number;
  readonly unit: string;
  readonly price: PriceName;
  readonly usd_per_unit: number;
  readonly usd: number;
}

export interface Bill {
  readonly lines: readonly BillLine[];
  readonly usd: number;
}

export interface CostComparison {
  readonly contact_lake: Bill;
  readonly original_design: Bill;
}

/** The bill if all guesses are low, as expected, and if all are high. */
export type CostRange = Readonly<Record<Level, CostComparison>>;

export type Level = 'low' | 'expected' | 'high';

/** What is assumed of a month. Sizes are those of this package's stack and generated records. */
export const ASSUMPTIONS = {
  hours: 730,
  /** `s3interval`, and the size at which Firehose closes an object before it. */
  object_seconds: 300,
  object_bytes: 128 * 1024 ** 2,
  /** Days for which the stream keeps records beyond the first, which is free. */
  extra_retention_days: 6,
  days_a_month: 30.4,
  /** Of records, by gzip. */
  gzip_ratio: 0.15,
  parquet_bytes_a_contact: 400,
  /** Months that raw/ and parquet/ have grown; all of it billed as S3 Standard. */
  months_kept: 12,
  normalise_gigabytes: 1769 / 1024,
  /** Of one object: start, requests to S3. */
  normalise_seconds: 0.5,
  normalise_bytes_a_second: 50e6,
  /** Lambda's five pollers ask a quiet queue every 20 seconds. */
  queue_requests_a_minute: 15,
  queue_requests_an_object: 3,
  /** The raw object, its flatfile, and the flatfile's tag. */
  puts_an_object: 3,
  gets_an_object: 3,
  puts_a_run: 50,
  gets_a_run: 200,
  /** Of the conversion, hourly: 2 workers G.1X, as many as it needs for an hour's records. */
  job_dpus: 2,
  /** Glue bills a run from its start, a minute at least. */
  least_job_minutes: 1,
  /** Days for which a flatfile lies: an hour, a day until it expires, one as an old version. */
  flatfile_days: 3,
  /**
   * A run rewrites the day that it adds to, on average half of it, and what it replaces stays for
   * Iceberg's 5 days of history and the bucket's 7.
   */
  day_rewrites_a_day: 12,
  replaced_days: 12,
  crawler_dpus: 2,
  crawler_minutes: 10,
  queries: 1000,
  /** Of the table's newest month that a query reads. */
  query_share: 0.2,
  gets_a_query: 100,
  alarm_metrics: 26,
  /** Of normalise and of the conversion, each in every hour with records. */
  metrics: 16,
  log_bytes_an_object: 1500,
  dashboards: 1,
  original_job_dpus: 10,
} as const;

/**
 * What nobody has measured on Glue yet, so that it makes the bill a range: the cheapest that seems
 * possible, what is expected, the dearest.
 */
export const GUESSES = {
  /** Start of Spark, the merge, the day's upkeep and erasures, without reading the records. */
  job_minutes: { low: 1.5, expected: 2.5, high: 4 },
  /** A run that finds nothing new, which does not start Spark. */
  idle_job_minutes: { low: 1, expected: 1, high: 1.5 },
  job_records_a_minute: { low: 600_000, expected: 300_000, high: 100_000 },
  /** Crawler runs: one for each new attribute. */
  new_attributes: { low: 0, expected: 5, high: 30 },
  log_bytes_a_run: { low: 200_000, expected: 1_000_000, high: 5_000_000 },
} as const satisfies Readonly<Record<string, Readonly<Record<Level, number>>>>;

type Guesses = Readonly<Record<keyof typeof GUESSES, number>>;

const GB = 1024 ** 3;
const A = ASSUMPTIONS;

/** The bills for each level of the guesses; what was measured is no guess. */
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

/** Hours of the month with a record at least. */
function busyHours({ contacts, versions, busy_hours = A.hours }: Usage): number {
  return Math.min(busy_hours, A.hours, contacts * versions);
}

/** Objects that Firehose lands in a month: one an interval in which there is a record, or more. */
export function objectsLanded(usage: Usage): number {
  const records = usage.contacts * usage.versions;
  const intervals = (busyHours(usage) * 3600) / A.object_seconds;
  const full = (records * usage.record_bytes) / A.object_bytes;
  return Math.ceil(Math.max(Math.min(records, intervals), full));
}

/** What both designs pay: the way in, the function, the storage, the queries. */
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

/** A crawler run for each landed object, and an hourly job of ten DPU that is no slower than ours. */
function original(usage: Usage, prices: Prices, guesses: Guesses): BillLine[] {
  const line = lineMaker(prices);
  const records = usage.contacts * usage.versions;
  const crawls = objectsLanded(usage) * crawlerDpuHours();
  const dpus = A.original_job_dpus;
  // The work, but not the start, is shared by the DPUs.
  const minutes =
    guesses.job_minutes + (records / A.hours / guesses.job_records_a_minute) * (A.job_dpus / dpus);
  const jobs = (A.hours * dpus * billed(minutes)) / 60;
  return [
    line('Glue', 'crawler, per landed object', crawls, 'DPU-hours', 'glue_dpu_hour'),
    line('Glue', 'job, hourly, 10 DPU', jobs, 'DPU-hours', 'glue_dpu_hour'),
  ];
}

/** A month of hourly runs, with records and without. */
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

function lineMaker(prices: Prices) {
  return (
    service: string,
    item: string,
    quantity: number,
    unit: string,
    price: PriceName,
  ): BillLine => {
    const { usd } = prices[price];
    return { service, item, quantity, unit, price, usd_per_unit: usd, usd: quantity * usd };
  };
}

function billOf(lines: BillLine[]): Bill {
  return { lines, usd: lines.reduce((total, { usd }) => total + usd, 0) };
}
