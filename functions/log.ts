/*
 * Log lines and metrics. AWS Lambda Powertools would do this too; its code would be pasted into the
 * template with each function, and these are all the lines that are needed of it.
 */

/** Namespace of the lake's own metrics. */
export const METRIC_NAMESPACE = 'ContactLake';
/** Their dimension, whose value is the bucket's name. */
export const METRIC_DIMENSION = 'Lake';
/** The second dimension of the metrics of a dataset that is not in every stack. Its value is the table's name. */
export const METRIC_DATASET_DIMENSION = 'Dataset';

type Unit = 'Count' | 'Percent' | 'Bytes' | 'Milliseconds' | 'Seconds';

/** The metrics that normalise writes for each raw object, with their units. */
export const OBJECT_METRICS = {
  RecordsIn: 'Count',
  RecordsOut: 'Count',
  RecordsQuarantined: 'Count',
  /** The share of the object's records that went into quarantine. */
  QuarantinedPercent: 'Percent',
  BytesIn: 'Bytes',
  DurationMilliseconds: 'Milliseconds',
  /** The time from the landing of the raw object to that of its flatfile. */
  FreshnessSeconds: 'Seconds',
} as const satisfies Record<string, Unit>;

export type ObjectMetrics = Record<keyof typeof OBJECT_METRICS, number>;

type Fact = string | number | boolean;
type Facts = Readonly<Record<string, Fact | readonly object[]>>;

/** One line of JSON. Facts are keys, counts, names and reasons: never a record's content. */
export function log(level: 'info' | 'warn' | 'error', message: string, facts: Facts = {}): void {
  write({ level, message, ...facts });
}

/**
 * A log line that CloudWatch also reads as metrics.
 * Format: CloudWatch user guide, "Embedded metric format specification".
 * @param dataset whose metrics are counted apart; null for that of every stack. The alarms compare metrics
 *   of the lake, which would hide that one dataset stands still if another were counted with it.
 */
export function logObject(
  lake: string,
  dataset: string | null,
  metrics: ObjectMetrics,
  facts: Facts,
  now: Date,
): void {
  const dimensions = {
    [METRIC_DIMENSION]: lake,
    ...(dataset !== null && { [METRIC_DATASET_DIMENSION]: dataset }),
  };
  const Metrics = Object.entries(OBJECT_METRICS).map(([Name, Unit]) => ({ Name, Unit }));
  write({
    _aws: {
      Timestamp: now.getTime(),
      CloudWatchMetrics: [
        { Namespace: METRIC_NAMESPACE, Dimensions: [Object.keys(dimensions)], Metrics },
      ],
    },
    ...dimensions,
    level: 'info',
    message: 'Normalised',
    ...facts,
    ...metrics,
  });
}

/** Avoids console.log: Lambda would put text before the JSON, and CloudWatch would find no metrics. */
function write(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** The error's name and message, without its stack. */
export function wording(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
