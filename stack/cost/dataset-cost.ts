/**
 * Calculates what each dataset beside the contact records adds to a month's bill, by the way in which its records
 * come. What all datasets share is in the lake's own bill: the hourly run's start, its log and its upkeep, the queue
 * that is polled for raw objects, the dashboard.
 */
import { DATASET_METRICS } from '../../functions/conversion-metrics.ts';
import { OBJECT_METRICS } from '../../functions/log.ts';
import type { Dataset, Source } from '../../pipeline/dataset.ts';
import { type Bill, type BillLine, billOf, GB, type LineMaker, lineMaker } from './bill.ts';
import { GUESSES, ASSUMPTIONS as LAKE } from './cost-assumptions.ts';
import {
  busyHours,
  deliveryLine,
  normaliseLines,
  objectsLanded,
  passingLines,
  type Records,
  requestLines,
  retentionLine,
  storageLine,
  streamLines,
} from './cost-stages.ts';
import type { Prices } from './prices.ts';

type Kind = Source['kind'];

/** A dataset that an option switches on. */
export type OptionalDataset = Dataset & { readonly source: Source };

/** Its records in a month. */
export interface DatasetUsage extends Records {
  readonly dataset: OptionalDataset;
}

/** The datasets that options switch on, of these. */
export function optionalOf(datasets: readonly Dataset[]): OptionalDataset[] {
  return datasets.filter((one): one is OptionalDataset => (one.source?.option ?? null) !== null);
}

/** What is known of a dataset's records; the rest is the dataset's usual volume. */
export interface GivenVolume {
  readonly records?: number | undefined;
  readonly record_bytes?: number | undefined;
}

/** Assumptions about datasets that options switch on. Sizes are those of generated records. */
export const DATASET_ASSUMPTIONS = {
  /** Bytes of a row in the table as a share of its record's. */
  table_ratio: 0.1,
  /** CloudWatch Logs sends entries several together, compressed. */
  entries_an_envelope: 5,
  envelope_ratio: 0.4,
  /** Objects that are created in the bucket for each that is collected: the recording and the like. */
  bucket_events_an_object: 3,
  collect_gigabytes: 0.5,
  collect_seconds: 0.3,
  collect_gets_an_object: 2,
  collect_log_bytes: 500,
  /** What a run with records takes longer for the dataset's merge: a guess, as those of the range. */
  job_minutes_a_run: 0.3,
  /** So many small flatfiles take a run as long as `job_records_a_minute` records: a guess, too. */
  job_files_a_minute: 10_000,
} as const;

const A = DATASET_ASSUMPTIONS;

/** The metrics that the alarms of a dataset watch, by the way in which its records come. */
export const ALARM_METRICS: Readonly<Record<Kind, number>> = {
  stream: 12,
  events: 6,
  logs: 7,
  objects: 4,
};

/** The metrics that alarms watch once for all datasets that are collected. */
export const COLLECT_ALARM_METRICS = 3;

/** The metrics of normalise and of the conversion that have the dataset's own dimension. */
const METRICS = Object.keys({ ...OBJECT_METRICS, ...DATASET_METRICS }).length;

/** What is billed for the records of one dataset: how they come, and what it takes to store them. */
interface Way {
  /** The raw objects of a month. */
  readonly objects: number;
  /** Bytes of a raw object's content as it is stored, as a share of its records'. */
  readonly stored_ratio: number;
  readonly lines: readonly BillLine[];
  /** Requests that read, and bytes of logs, beyond those of any raw object. */
  readonly more_gets: number;
  readonly more_log_bytes: number;
}

const WAYS: Readonly<Record<Kind, (line: LineMaker, flow: Records) => Way>> = {
  stream: (line, flow) => ({
    ...landed(flow, LAKE.gzip_ratio),
    lines: [
      ...streamLines(line, flow),
      retentionLine(line, flow),
      deliveryLine(line, flow.records, flow.record_bytes),
    ],
  }),
  // Events of AWS's own services cost nothing on the default bus.
  events: (line, flow) => ({
    ...landed(flow, LAKE.gzip_ratio),
    lines: [deliveryLine(line, flow.records, flow.record_bytes)],
  }),
  // The subscription costs nothing; what Connect logs is billed with or without it.
  logs: (line, flow) => {
    const envelopes = Math.ceil(flow.records / A.entries_an_envelope);
    const bytes = flow.record_bytes * A.entries_an_envelope * A.envelope_ratio;
    return {
      ...landed(flow, A.envelope_ratio),
      lines: [deliveryLine(line, envelopes, bytes)],
    };
  },
  objects: (line, { records }) => {
    const events = (records * A.bucket_events_an_object) / 1e6;
    const gbSeconds = records * A.collect_seconds * A.collect_gigabytes;
    const requests = (records * LAKE.queue_requests_an_object) / 1e6;
    return {
      objects: records,
      stored_ratio: 1,
      more_gets: records * A.collect_gets_an_object,
      more_log_bytes: records * A.collect_log_bytes,
      lines: [
        line('EventBridge', 'events of S3', events, 'million', 'eventbridge_million_s3_events'),
        line('SQS', 'to collect', requests, 'million', 'sqs_million_requests'),
        line('Lambda', 'collect, requests', records / 1e6, 'million', 'lambda_million_requests'),
        line('Lambda', 'collect', gbSeconds, 'GB-seconds', 'lambda_gb_second'),
      ],
    };
  },
};

/** Objects that Firehose lands. */
function landed(flow: Records, stored_ratio: number): Omit<Way, 'lines'> {
  return { objects: objectsLanded(flow), stored_ratio, more_gets: 0, more_log_bytes: 0 };
}

/**
 * The records of a dataset in a month.
 * @returns null if the dataset says nothing of its usual volume, and not all of it is given
 */
export function usageOfDataset(
  dataset: OptionalDataset,
  contacts: number,
  given: GivenVolume,
  busy_hours?: number,
): DatasetUsage | null {
  const { volume } = dataset;
  const records =
    given.records ?? (volume && Math.max(1, Math.round(contacts * volume.records_a_contact)));
  const record_bytes = given.record_bytes ?? volume?.record_bytes;
  if (records === undefined || record_bytes === undefined) return null;
  return { dataset, records, record_bytes, busy_hours };
}

/**
 * What the dataset adds to the bill of the lake.
 * @param isMeasured whether the lake's bill has the dataset's conversion already, as its runs were measured
 */
export function datasetBill(
  { dataset, ...flow }: DatasetUsage,
  prices: Prices,
  isMeasured = false,
): Bill {
  const line = lineMaker(prices);
  const { lines, more_gets, more_log_bytes, objects, stored_ratio } = WAYS[dataset.source.kind](
    line,
    flow,
  );
  const bytes = flow.records * flow.record_bytes;
  const tableBytes = bytes * A.table_ratio;
  const runs = busyHours(flow);
  const puts = objects * LAKE.puts_an_object + runs * LAKE.puts_a_run;
  const gets = objects * LAKE.gets_an_object + runs * LAKE.gets_a_run + more_gets;
  const requests = (objects * LAKE.queue_requests_an_object) / 1e6;
  const logs = (objects * LAKE.log_bytes_an_object + more_log_bytes) / GB;
  const jobMinutes =
    runs * A.job_minutes_a_run +
    flow.records / GUESSES.job_records_a_minute.expected +
    objects / A.job_files_a_minute;
  const jobHours = (LAKE.job_dpus * jobMinutes) / 60;
  return billOf([
    ...lines,
    ...normaliseLines(line, objects, bytes),
    storageLine(line, bytes * stored_ratio + tableBytes),
    ...requestLines(line, puts, gets),
    ...passingLines(line, objects, bytes, tableBytes),
    line('SQS', 'to normalise', requests, 'million', 'sqs_million_requests'),
    ...(isMeasured
      ? []
      : [line('Glue', 'conversion, in the run of all', jobHours, 'DPU-hours', 'glue_dpu_hour')]),
    line(
      'CloudWatch',
      'alarms',
      ALARM_METRICS[dataset.source.kind],
      'metrics',
      'cloudwatch_alarm_month',
    ),
    line('CloudWatch', 'metrics', METRICS, 'metrics', 'cloudwatch_metric_month'),
    line('CloudWatch', 'logs', logs, 'GB', 'cloudwatch_log_gb'),
  ]);
}

/** What collecting costs once, however many datasets are collected; null if none of these is. */
export function collectingBill(datasets: readonly OptionalDataset[], prices: Prices): Bill | null {
  if (!datasets.some(({ source }) => source.kind === 'objects')) return null;
  const requests = (LAKE.hours * 60 * LAKE.queue_requests_a_minute) / 1e6;
  const line = lineMaker(prices);
  return billOf([
    line('SQS', 'looking for objects', requests, 'million', 'sqs_million_requests'),
    line('CloudWatch', 'alarms', COLLECT_ALARM_METRICS, 'metrics', 'cloudwatch_alarm_month'),
  ]);
}
