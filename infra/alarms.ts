import { type CfnCondition, Duration, type IResolvable } from 'aws-cdk-lib';
import { ComparisonOperator, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { CONVERSION_METRICS } from '../functions/conversion-metrics.ts';
import { METRIC_DIMENSION, METRIC_NAMESPACE, type ObjectMetrics } from '../functions/log.ts';
import type { Crawls } from './crawls.ts';
import type { Lake } from './lake.ts';
import { failedLast, type Step, stuck } from './metric-math.ts';
import type { Notice } from './notice.ts';
import { silenceOf } from './opening-hours.ts';
import { paceOf } from './run-pace.ts';
import type { Stages } from './stages.ts';

/** One alarm: its message, its metrics, and how long something must be wrong before it goes off. */
export type AlarmPlan = Notice & Patience & (OnMetric | OnMath);

interface Patience {
  /** In how many periods in a row something must be wrong; 1 if left out. */
  readonly periods?: number | IResolvable;
  readonly missing?: TreatMissingData;
  /** If left out, every stack has the alarm. */
  readonly condition?: CfnCondition;
}

interface OnMetric {
  readonly metric: Metric;
  readonly comparison: ComparisonOperator;
  readonly threshold: number;
}

/** An alarm on metric math. Its last step is 1 in a period in which something is wrong. */
export interface OnMath {
  readonly metrics: Readonly<Record<string, Metric>>;
  readonly steps: readonly Step[];
  readonly period_seconds: number | IResolvable;
}

const { GREATER_THAN_OR_EQUAL_TO_THRESHOLD: AT_LEAST } = ComparisonOperator;
const FIVE_MINUTES = Duration.minutes(5);
const HOUR = Duration.hours(1);
const DAY = Duration.days(1);

/**
 * For metrics that have a value only while there is work: an alarm keeps its state until there is a new
 * value. Otherwise each bad object of a quiet centre would send two messages, ALARM and OK.
 */
const KEEP_STATE = TreatMissingData.IGNORE;

/** A metric that the lake writes itself, in normalise or in the conversion. */
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

/** The number of events that a rule has matched. */
function matches(RuleName: string): Metric {
  return new Metric({
    namespace: 'AWS/Events',
    metricName: 'TriggeredRules',
    dimensionsMap: { RuleName },
    statistic: Stats.SUM,
    period: FIVE_MINUTES,
  });
}

/**
 * The alarms, in the order in which the data passes the stages: one for each way in which the lake can
 * fail.
 *
 * Alarms named `…-not-…` and `…-behind` compare what enters a stage with what leaves it, because a stage
 * that has stopped writes no metrics itself. They need three periods in a row, each longer than the data
 * takes to pass the stage. In a working lake, data that enters in one period has left by the end of the
 * next, so there are never two whole periods without output; a third is needed as one may be incomplete.
 */
export function planAlarms(
  scope: Construct,
  lake: Lake,
  stages: Stages,
  crawls: Crawls,
): AlarmPlan[] {
  const { conversion, normalise, queue, refresh } = stages;
  const pace = paceOf(scope, lake);
  const sum = (name: Parameters<typeof lakeMetric>[1]) => lakeMetric(lake, name, Stats.SUM, HOUR);
  const arrived = streamMetric(lake, 'IncomingRecords', Stats.SUM, HOUR);
  const landed = deliveryMetric(stages, 'DeliveryToS3.Records', Stats.SUM);
  // SQS writes this metric for every queue that somebody polls, even an empty one. Lambda polls from
  // the launch on (developer guide, "Available CloudWatch metrics for Amazon SQS").
  const alive = queue.queue.metricApproximateNumberOfMessagesVisible({
    statistic: Stats.SAMPLE_COUNT,
    period: HOUR,
  });
  return [
    {
      name: 'no-records-arrive',
      stage: 'stream',
      severity: 'urgent',
      meaning:
        'No contact record has reached the stream for an hour of the opening hours, or, if none are given, for a whole day.',
      ...silenceOf(scope, lake, { arrived, alive }),
      condition: lake.parameters.expectsRecords,
    },
    {
      name: 'stream-write-throttled',
      stage: 'stream',
      severity: 'urgent',
      meaning:
        'The stream refused records for lack of capacity; Connect tries again only for a limited time.',
      metric: streamMetric(lake, 'WriteProvisionedThroughputExceeded', Stats.SUM, FIVE_MINUTES),
      comparison: AT_LEAST,
      threshold: 1,
      periods: 3,
    },
    {
      name: 'stream-iterator-age',
      stage: 'delivery',
      severity: 'urgent',
      meaning: 'The oldest record that Firehose has not read is over an hour old.',
      metric: streamMetric(lake, 'GetRecords.IteratorAgeMilliseconds', Stats.MAXIMUM, FIVE_MINUTES),
      comparison: AT_LEAST,
      threshold: HOUR.toMilliseconds(),
      periods: 3,
      missing: KEEP_STATE,
    },
    {
      name: 'stream-not-landed',
      stage: 'delivery',
      severity: 'urgent',
      meaning:
        'In each of three hours records reached the stream, and Firehose landed none in the bucket; the stream keeps them for seven days.',
      metrics: { arrived, landed, taken: sum('RecordsIn') },
      // Either of the two metrics shows that records land; neither is trusted alone.
      steps: [stuck('stuck', 'arrived', 'landed', 'taken')],
      period_seconds: HOUR.toSeconds(),
      periods: 3,
    },
    {
      name: 'records-soon-lost',
      stage: 'delivery',
      severity: 'urgent',
      meaning:
        'On each of two days records reached the stream, and none was normalised: a record that does not land within seven days is lost.',
      metrics: { arrived, taken: sum('RecordsIn') },
      steps: [stuck('stuck', 'arrived', 'taken')],
      period_seconds: DAY.toSeconds(),
      periods: 2,
    },
    {
      name: 'delivery-freshness',
      stage: 'delivery',
      severity: 'urgent',
      meaning: 'The oldest record that Firehose has not landed is over an hour old.',
      metric: deliveryMetric(stages, 'DeliveryToS3.DataFreshness', Stats.MAXIMUM),
      comparison: AT_LEAST,
      threshold: HOUR.toSeconds(),
      periods: 3,
    },
    {
      name: 'delivery-failure',
      stage: 'delivery',
      severity: 'urgent',
      meaning: 'Firehose could not write to the bucket.',
      metric: deliveryMetric(stages, 'DeliveryToS3.Success', Stats.AVERAGE),
      comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: 1,
      periods: 3,
      missing: KEEP_STATE,
    },
    {
      name: 'raw-not-normalised',
      stage: 'normalise',
      severity: 'urgent',
      meaning: 'In each of three hours records landed in the bucket, and none was normalised.',
      metrics: { landed, taken: sum('RecordsIn') },
      steps: [stuck('stuck', 'landed', 'taken')],
      period_seconds: HOUR.toSeconds(),
      periods: 3,
    },
    {
      name: 'raw-objects-wait',
      stage: 'normalise',
      severity: 'notice',
      meaning: 'A raw object has waited for normalise for over an hour.',
      metric: queue.queue.metricApproximateAgeOfOldestMessage({ period: FIVE_MINUTES }),
      comparison: AT_LEAST,
      threshold: HOUR.toSeconds(),
    },
    {
      name: 'dead-letters',
      stage: 'normalise',
      severity: 'notice',
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
      stage: 'normalise',
      severity: 'notice',
      meaning: 'The normalise function ended with an error.',
      metric: normalise.function.metricErrors({ period: FIVE_MINUTES }),
      comparison: AT_LEAST,
      threshold: 1,
      periods: 3,
    },
    {
      name: 'normalise-throttles',
      stage: 'normalise',
      severity: 'notice',
      meaning: 'The account has no concurrency left for the normalise function.',
      metric: normalise.function.metricThrottles({ period: FIVE_MINUTES }),
      comparison: AT_LEAST,
      threshold: 1,
      periods: 3,
    },
    {
      name: 'quarantine-rate',
      stage: 'normalise',
      severity: 'notice',
      meaning:
        'Over an hour, more than one in a hundred records of an object was not a contact record.',
      metric: lakeMetric(lake, 'QuarantinedPercent', Stats.AVERAGE, HOUR),
      comparison: ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: 1,
      missing: KEEP_STATE,
    },
    {
      name: 'crawler-failure',
      stage: 'catalogue',
      severity: 'notice',
      meaning: 'The crawler that adds keys of attributes failed, and has not succeeded since.',
      metrics: {
        failed: matches(crawls.failed),
        succeeded: matches(crawls.succeeded),
      },
      steps: failedLast('failed', 'succeeded'),
      period_seconds: FIVE_MINUTES.toSeconds(),
      missing: KEEP_STATE,
    },
    {
      name: 'conversion-failure',
      stage: 'conversion',
      severity: 'urgent',
      meaning: 'A run of the conversion job failed, and none has succeeded since.',
      metrics: { failed: matches(conversion.failureRule), succeeded: sum('RunsSucceeded') },
      steps: failedLast('failed', 'succeeded'),
      period_seconds: FIVE_MINUTES.toSeconds(),
      missing: KEEP_STATE,
    },
    {
      name: 'conversion-behind',
      stage: 'conversion',
      severity: 'urgent',
      meaning:
        'For three hours (three days, if the conversion does not run every hour) no run of the conversion has succeeded, or runs have read none of the contacts that were normalised.',
      metrics: {
        alive,
        succeeded: sum('RunsSucceeded'),
        written: sum('RecordsOut'),
        read: sum('RowsRead'),
      },
      steps: [
        stuck('idle', 'alive', 'succeeded'),
        stuck('blind', 'written', 'read'),
        ['behind', 'idle == 1 OR blind == 1'],
      ],
      period_seconds: pace.period_seconds,
      periods: 3,
      condition: pace.isKnown,
    },
    {
      name: 'quicksight-import-failure',
      stage: 'quicksight',
      severity: 'notice',
      meaning:
        'A data set was not imported into QuickSight, so its dashboard shows older contacts and may show erased ones.',
      metric: refresh.function.metricErrors({ period: FIVE_MINUTES }),
      comparison: AT_LEAST,
      threshold: 1,
      missing: KEEP_STATE,
      condition: refresh.condition,
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
