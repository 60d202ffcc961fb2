/** What each stage of the lake uses in a month: quantities in the units in which AWS bills them. */
import { type BillLine, GB, type LineMaker } from './bill.ts';
import { ASSUMPTIONS as A } from './cost-assumptions.ts';

/** Records of one kind in a month. */
export interface Records {
  readonly records: number;
  /** The average size of a record, uncompressed. */
  readonly record_bytes: number;
  /** Hours of the month with records; if left out, all hours, or as many as there are records. */
  readonly busy_hours?: number | undefined;
}

/** Hours of the month with at least one record. */
export function busyHours({ records, busy_hours = A.hours }: Records): number {
  return Math.min(busy_hours, A.hours, records);
}

/** Objects that Firehose lands in a month: at least one in each interval that has a record. */
export function objectsLanded(flow: Records): number {
  const { record_bytes, records } = flow;
  const intervals = (busyHours(flow) * 3600) / A.object_seconds;
  const full = (records * record_bytes) / A.object_bytes;
  return Math.ceil(Math.max(Math.min(records, intervals), full));
}

/** Records through a stream on demand, to Firehose. */
export function streamLines(line: LineMaker, { record_bytes, records }: Records): BillLine[] {
  const service = 'Kinesis Data Streams';
  return [
    line(service, 'stream on demand', A.hours, 'hours', 'kinesis_stream_hour'),
    line(service, 'records in', kinesisGb(records, record_bytes), 'GB', 'kinesis_gb_in'),
    line(
      service,
      'records out, to Firehose',
      (records * record_bytes) / GB,
      'GB',
      'kinesis_gb_out',
    ),
  ];
}

/** The week for which a stream keeps records. */
export function retentionLine(line: LineMaker, { record_bytes, records }: Records): BillLine {
  const months = A.extra_retention_days / A.days_a_month;
  const gbMonths = kinesisGb(records, record_bytes) * months;
  const price = 'kinesis_retention_gb_month';
  return line('Kinesis Data Streams', 'a week kept', gbMonths, 'GB-months', price);
}

/** Firehose rounds each record that is put into it up to 5 KB. */
export function deliveryLine(line: LineMaker, records: number, record_bytes: number): BillLine {
  const gb = (records * roundedUp(record_bytes, 5 * 1024)) / GB;
  return line('Data Firehose', 'delivery', gb, 'GB', 'firehose_gb');
}

/** @param bytes of the records in the objects, uncompressed */
export function normaliseLines(line: LineMaker, objects: number, bytes: number): BillLine[] {
  const seconds = objects * A.normalise_seconds + bytes / A.normalise_bytes_a_second;
  const gbSeconds = seconds * A.normalise_gigabytes;
  return [
    line('Lambda', 'normalise, requests', objects / 1e6, 'million', 'lambda_million_requests'),
    line('Lambda', 'normalise', gbSeconds, 'GB-seconds', 'lambda_gb_second'),
  ];
}

/** @param bytes that a month adds to `raw/` and `parquet/`, as they are stored */
export function storageLine(line: LineMaker, bytes: number): BillLine {
  const item = `storage of ${A.months_kept} months`;
  return line('S3', item, (A.months_kept * bytes) / GB, 'GB-months', 's3_standard_gb_month');
}

export function requestLines(line: LineMaker, puts: number, gets: number): BillLine[] {
  return [
    line('S3', 'requests that write', puts / 1000, 'thousand', 's3_thousand_puts'),
    line('S3', 'requests that read', gets / 1000, 'thousand', 's3_thousand_gets'),
  ];
}

/**
 * What is stored for a while beside the data.
 * @param bytes of the records, uncompressed
 */
export function passingLines(
  line: LineMaker,
  objects: number,
  bytes: number,
  tableBytes: number,
): BillLine[] {
  const flatfileMonths = A.flatfile_days / A.days_a_month;
  const flatfileGb = ((bytes * A.gzip_ratio) / GB) * flatfileMonths;
  const tags = (objects * flatfileMonths) / 10_000;
  const dayGb = tableBytes / A.days_a_month / GB;
  const replaced = dayGb * A.day_rewrites_a_day * A.replaced_days;
  const ofTags = ['ten thousand tag-months', 's3_ten_thousand_tags_month'] as const;
  return [
    line('S3', 'flatfiles until they expire', flatfileGb, 'GB-months', 's3_standard_gb_month'),
    line('S3', 'tags of flatfiles', tags, ...ofTags),
    line('S3', 'replaced table files', replaced, 'GB-months', 's3_standard_gb_month'),
  ];
}

function kinesisGb(records: number, record_bytes: number): number {
  return (records * roundedUp(record_bytes, 1024)) / GB;
}

function roundedUp(bytes: number, step: number): number {
  return Math.ceil(bytes / step) * step;
}
