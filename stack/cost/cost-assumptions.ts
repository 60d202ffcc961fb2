import { CONVERSION_METRICS } from '../../functions/conversion-metrics.ts';
import { OBJECT_METRICS } from '../../functions/log.ts';

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
  /** Written in every hour with records. */
  metrics: Object.keys({ ...OBJECT_METRICS, ...CONVERSION_METRICS }).length,
  log_bytes_an_object: 1500,
  dashboards: 1,
  original_job_dpus: 10,
} as const;

export type Level = 'low' | 'expected' | 'high';

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
