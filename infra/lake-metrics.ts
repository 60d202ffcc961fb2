/** The metrics that alarms and the dashboard read, by the services that write them. */
import type { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { CONVERSION_METRICS } from '../functions/conversion-metrics.ts';
import {
  METRIC_DATASET_DIMENSION,
  METRIC_DIMENSION,
  METRIC_NAMESPACE,
  type ObjectMetrics,
} from '../functions/log.ts';
import type { Flow } from './flow.ts';
import type { Lake } from './lake.ts';

export type OwnMetric = keyof ObjectMetrics | keyof typeof CONVERSION_METRICS;

/** A metric that the lake writes itself, in normalise or in the conversion. */
export function lakeMetric(
  lake: Lake,
  metricName: OwnMetric,
  statistic: string,
  period: Duration,
): Metric {
  const dimensionsMap = { [METRIC_DIMENSION]: lake.parameters.bucketName };
  return new Metric({ namespace: METRIC_NAMESPACE, metricName, dimensionsMap, statistic, period });
}

/** The same of one dataset. */
export function flowMetric(
  lake: Lake,
  { condition, dataset }: Flow,
  metricName: OwnMetric,
  statistic: string,
  period: Duration,
): Metric {
  const metric = lakeMetric(lake, metricName, statistic, period);
  if (condition === null) return metric;
  const dimensionsMap = { ...metric.dimensions, [METRIC_DATASET_DIMENSION]: dataset.name };
  return new Metric({ namespace: METRIC_NAMESPACE, metricName, dimensionsMap, statistic, period });
}

/** A metric of a stream. */
export function streamMetric(
  StreamName: string,
  metricName: string,
  statistic: string,
  period: Duration,
): Metric {
  const dimensionsMap = { StreamName };
  return new Metric({ namespace: 'AWS/Kinesis', metricName, dimensionsMap, statistic, period });
}

/** A metric of a delivery stream. */
export function deliveryMetric(
  DeliveryStreamName: string,
  metricName: string,
  statistic: string,
  period: Duration,
): Metric {
  const dimensionsMap = { DeliveryStreamName };
  return new Metric({ namespace: 'AWS/Firehose', metricName, dimensionsMap, statistic, period });
}

/** The number of events that a rule has matched, or could not deliver for good. */
export function ruleMetric(
  RuleName: string,
  metricName: 'TriggeredRules' | 'FailedInvocations',
  period: Duration,
): Metric {
  const dimensionsMap = { RuleName };
  const statistic = Stats.SUM;
  return new Metric({ namespace: 'AWS/Events', metricName, dimensionsMap, statistic, period });
}

/** The number of entries that came into a log group. */
export function logMetric(LogGroupName: string, period: Duration): Metric {
  const metricName = 'IncomingLogEvents';
  const dimensionsMap = { LogGroupName };
  const statistic = Stats.SUM;
  return new Metric({ namespace: 'AWS/Logs', metricName, dimensionsMap, statistic, period });
}
