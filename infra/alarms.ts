import { Duration } from 'aws-cdk-lib';
import {
  ComparisonOperator,
  type IMetric,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { METRIC_DIMENSION, METRIC_NAMESPACE, type ObjectMetrics } from '../functions/log.ts';
import type { CONVERSION_METRICS } from './conversion.ts';
import type { Lake } from './lake.ts';
import type { Stages } from './stages.ts';

/** One alarm. Its article is docs/runbook/NAME.md, in the bucket below assets/. */
export interface AlarmPlan {
  /** `dead-letters` */
  readonly name: string;
  /** What it says, in one sentence. */
  readonly meaning: string;
  readonly metric: IMetric;
  readonly comparison: ComparisonOperator;
  readonly threshold: number;
  /** How many periods in a row; 1 if it is not said. */
  readonly periods?: number;
  readonly missing?: TreatMissingData;
  /** Tells of silence: only where records are expected at all, and while they are. */
  readonly isOfSilence?: boolean;
}

const { GREATER_THAN_OR_EQUAL_TO_THRESHOLD: AT_LEAST, LESS_THAN_OR_EQUAL_TO_THRESHOLD: AT_MOST } =
  ComparisonOperator;
const FIVE_MINUTES = Duration.minutes(5);
const HOUR = Duration.hours(1);

/** A metric of what the lake does itself: normalise, or the conversion. */
export function lakeMetric(
  lake: Lake,
  metricName: keyof ObjectMetrics | keyof typeof CONVERSION_METRICS,
  statistic: string,
  period: Duration,
): Metric {
  return new Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    dimensionsMap: { [METRIC_DIMENSION]: lake.parameters.bucketName },
    statistic,
    period,
  });
}

/** A metric of the delivery stream. */
export function deliveryMetric(stages: Stages, metricName: string, statistic: string): Metric {
  return new Metric({
    namespace: 'AWS/Firehose',
    metricName,
    dimensionsMap: { DeliveryStreamName: stages.delivery.name },
    statistic,
    period: FIVE_MINUTES,
  });
}

/** Every way in which the lake can fail, in the order of the data's way. */
export function planAlarms(lake: Lake, stages: Stages): AlarmPlan[] {
  const { conversion, normalise, queue } = stages;
  return [
    {
      name: 'no-records-arrive',
      meaning:
        'No contact record has reached the stream for an hour of the opening hours, or, if none are given, for a whole day.',
      metric: streamMetric(lake, 'IncomingRecords', Stats.SUM, HOUR),
      comparison: AT_MOST,
      threshold: 0,
      periods: 24,
      missing: TreatMissingData.BREACHING,
      isOfSilence: true,
    },
    {
      name: 'stream-write-throttled',
      meaning:
        'The stream refused records for lack of capacity; Connect tries again for a time only.',
      metric: streamMetric(lake, 'WriteProvisionedThroughputExceeded', Stats.SUM, FIVE_MINUTES),
      comparison: AT_LEAST,
      threshold: 1,
      periods: 3,
    },
    {
      name: 'stream-iterator-age',
      meaning: 'The oldest record that Firehose has not read is over an hour old.',
      metric: streamMetric(lake, 'GetRecords.IteratorAgeMilliseconds', Stats.MAXIMUM, FIVE_MINUTES),
      comparison: AT_LEAST,
      threshold: HOUR.toMilliseconds(),
      periods: 3,
    },
    {
      name: 'delivery-freshness',
      meaning: 'The oldest record that Firehose has not landed is over an hour old.',
      metric: deliveryMetric(stages, 'DeliveryToS3.DataFreshness', Stats.MAXIMUM),
      comparison: AT_LEAST,
      threshold: HOUR.toSeconds(),
      periods: 3,
    },
    {
      name: 'delivery-failure',
      meaning: 'Firehose could not write to the bucket.',
      metric: deliveryMetric(stages, 'DeliveryToS3.Success', Stats.AVERAGE),
      comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: 1,
      periods: 3,
    },
    {
      name: 'raw-objects-wait',
      meaning: 'A raw object has waited for normalise for over an hour.',
      metric: queue.queue.metricApproximateAgeOfOldestMessage({ period: FIVE_MINUTES }),
      comparison: AT_LEAST,
      threshold: HOUR.toSeconds(),
    },
    {
      name: 'dead-letters',
      meaning: 'A raw object could not be normalised after several attempts and was set aside.',
      metric: queue.deadLetters.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(1),
        statistic: Stats.MAXIMUM,
      }),
      comparison: AT_LEAST,
      threshold: 1,
    },
    {
      name: 'normalise-errors',
      meaning: 'The normalise function broke off.',
      metric: normalise.function.metricErrors({ period: FIVE_MINUTES }),
      comparison: AT_LEAST,
      threshold: 1,
      periods: 3,
    },
    {
      name: 'normalise-throttles',
      meaning: 'The account has no concurrency left for the normalise function.',
      metric: normalise.function.metricThrottles({ period: FIVE_MINUTES }),
      comparison: AT_LEAST,
      threshold: 1,
      periods: 3,
    },
    {
      name: 'quarantine-rate',
      meaning:
        'Over an hour, more than one in a hundred records of an object was no contact record.',
      metric: lakeMetric(lake, 'QuarantinedPercent', Stats.AVERAGE, HOUR),
      comparison: ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: 1,
    },
    {
      name: 'conversion-failure',
      meaning: 'A run of the conversion job failed.',
      metric: new Metric({
        namespace: 'AWS/Events',
        metricName: 'TriggeredRules',
        dimensionsMap: { RuleName: conversion.failureRule },
        statistic: Stats.SUM,
        period: FIVE_MINUTES,
      }),
      comparison: AT_LEAST,
      threshold: 1,
    },
  ];
}

/** A metric of the stream. */
export function streamMetric(
  lake: Lake,
  metricName: string,
  statistic: string,
  period: Duration,
): Metric {
  return new Metric({
    namespace: 'AWS/Kinesis',
    metricName,
    dimensionsMap: { StreamName: lake.parameters.streamName },
    statistic,
    period,
  });
}
