/**
 * A month's bill, from how many contacts there are and how large their records. Pure arithmetic over
 * list prices and the assumptions below, each of which is printed beside the result.
 */
import { LEAST_SCANNED_BYTES, type PriceName, type Prices } from './prices.ts';

export interface Usage {
  /** A month. */
  readonly contacts: number;
  /** Of one record, on average, uncompressed. */
  readonly record_bytes: number;
  /** Records a contact: Connect sends it again whenever it changes. */
  readonly versions: number;
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
  puts_an_object: 3,
  gets_an_object: 3,
  puts_a_run: 50,
  gets_a_run: 200,
  /**
   * Of the conversion, hourly: 2 workers G.1X, as many as it needs for an hour's records. Billed from
   * its start, a minute at least. These three are guesses: not yet measured on Glue, the day's upkeep
   * of the table and erasures among them.
   */
  job_dpus: 2,
  job_minutes: 1.5,
  job_records_a_minute: 300_000,
  crawler_dpus: 2,
  crawler_minutes: 10,
  /** Crawler runs: one for each new attribute. */
  new_attributes: 5,
  queries: 1000,
  /** Of the table's newest month that a query reads. */
  query_share: 0.2,
  gets_a_query: 100,
  alarm_metrics: 11,
  /** Of normalise and of the conversion, each in every hour with records. */
  metrics: 15,
  log_bytes_an_object: 1500,
  log_bytes_a_run: 200_000,
  original_job_dpus: 10,
} as const;

const GB = 1024 ** 3;
const A = ASSUMPTIONS;

/** The bill of this stack beside that of the original design at the same prices. */
export function compareCosts(usage: Usage, prices: Prices): CostComparison {
  return {
    contact_lake: billOf([...shared(usage, prices), ...ours(usage, prices)]),
    original_design: billOf([...shared(usage, prices), ...original(usage, prices)]),
  };
}

/** Objects that Firehose lands in a month: one an interval in which there is a record, or more. */
export function objectsLanded({ contacts, versions, record_bytes }: Usage): number {
  const records = contacts * versions;
  const intervals = (A.hours * 3600) / A.object_seconds;
  const full = (records * record_bytes) / A.object_bytes;
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

function ours(usage: Usage, prices: Prices): BillLine[] {
  const line = lineMaker(prices);
  const records = usage.contacts * usage.versions;
  const objects = objectsLanded(usage);
  const retained = (records * roundedUp(usage.record_bytes, 1024)) / GB;
  const months = A.extra_retention_days / A.days_a_month;
  const requests = A.hours * 60 * A.queue_requests_a_minute + objects * A.queue_requests_an_object;
  const logs = (objects * A.log_bytes_an_object + A.hours * A.log_bytes_a_run) / GB;
  const jobHours = jobDpuHours(records, A.job_dpus);
  const crawlerHours = A.new_attributes * crawlerDpuHours();
  return [
    line(
      'Kinesis Data Streams',
      'a week kept',
      retained * months,
      'GB-months',
      'kinesis_retention_gb_month',
    ),
    line('SQS', 'requests', requests / 1e6, 'million', 'sqs_million_requests'),
    line('Glue', 'conversion, hourly, 2 DPU', jobHours, 'DPU-hours', 'glue_dpu_hour'),
    line('Glue', 'crawler, per new attribute', crawlerHours, 'DPU-hours', 'glue_dpu_hour'),
    line('CloudWatch', 'alarms', A.alarm_metrics, 'metrics', 'cloudwatch_alarm_month'),
    line('CloudWatch', 'metrics', A.metrics, 'metrics', 'cloudwatch_metric_month'),
    line('CloudWatch', 'dashboard', 1, 'dashboard', 'cloudwatch_dashboard_month'),
    line('CloudWatch', 'logs', logs, 'GB', 'cloudwatch_log_gb'),
  ];
}

/** A crawler run for each landed object, and an hourly job of ten DPU that is no slower than ours. */
function original(usage: Usage, prices: Prices): BillLine[] {
  const line = lineMaker(prices);
  const records = usage.contacts * usage.versions;
  const crawls = objectsLanded(usage) * crawlerDpuHours();
  const jobs = jobDpuHours(records, A.original_job_dpus);
  return [
    line('Glue', 'crawler, per landed object', crawls, 'DPU-hours', 'glue_dpu_hour'),
    line('Glue', 'job, hourly, 10 DPU', jobs, 'DPU-hours', 'glue_dpu_hour'),
  ];
}

/** A month of hourly runs; the work, but not the start, is shared by the DPUs. */
function jobDpuHours(records: number, dpus: number): number {
  const work = (records / A.hours / A.job_records_a_minute) * (A.job_dpus / dpus);
  return (A.hours * dpus * (A.job_minutes + work)) / 60;
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
