/**
 * Calculates a month's bill from the number of contacts and the size of their records. It is pure
 * arithmetic over list prices, and over the assumptions and guesses of cost-assumptions.ts, which are printed
 * beside the result.
 */
import { type Bill, type BillLine, billOf, GB, lineMaker } from './bill.ts';
import { ASSUMPTIONS, GUESSES, type Level } from './cost-assumptions.ts';
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

/** The records of the contacts. */
function recordsOf({ busy_hours, contacts, record_bytes, versions }: Usage): Records {
  return { records: contacts * versions, record_bytes, busy_hours };
}

/** The lines that both designs pay: stream and delivery, function, storage, queries. */
function shared(usage: Usage, prices: Prices): BillLine[] {
  const line = lineMaker(prices);
  const flow = recordsOf(usage);
  const bytes = flow.records * flow.record_bytes;
  const objects = objectsLanded(flow);
  const tableBytes = usage.contacts * A.parquet_bytes_a_contact;
  const scanned = A.queries * Math.max(tableBytes * A.query_share, LEAST_SCANNED_BYTES);
  const puts = objects * A.puts_an_object + A.hours * A.puts_a_run;
  const gets = objects * A.gets_an_object + A.hours * A.gets_a_run + A.queries * A.gets_a_query;
  return [
    ...streamLines(line, flow),
    deliveryLine(line, flow.records, flow.record_bytes),
    ...normaliseLines(line, objects, bytes),
    storageLine(line, bytes * A.gzip_ratio + tableBytes),
    ...requestLines(line, puts, gets),
    line('Athena', `${A.queries} queries`, scanned / 1e12, 'TB', 'athena_terabyte'),
  ];
}

function ours(usage: Usage, prices: Prices, guesses: Guesses, measured: Measured): BillLine[] {
  const line = lineMaker(prices);
  const flow = recordsOf(usage);
  const bytes = flow.records * flow.record_bytes;
  const objects = objectsLanded(flow);
  const requests = A.hours * 60 * A.queue_requests_a_minute + objects * A.queue_requests_an_object;
  const logs = (objects * A.log_bytes_an_object + A.hours * guesses.log_bytes_a_run) / GB;
  const jobHours = measured.job_dpu_hours ?? jobDpuHours(flow, guesses);
  const crawlerHours = measured.crawler_dpu_hours ?? guesses.new_attributes * crawlerDpuHours();
  return [
    retentionLine(line, flow),
    ...passingLines(line, objects, bytes, usage.contacts * A.parquet_bytes_a_contact),
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
  const crawls = objectsLanded(recordsOf(usage)) * crawlerDpuHours();
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
function jobDpuHours(flow: Records, guesses: Guesses): number {
  const busy = busyHours(flow);
  const work = flow.records / guesses.job_records_a_minute;
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
