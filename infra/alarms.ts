import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { type AlarmPlan, AT_LEAST, FIVE_MINUTES, HOUR, KEEP_STATE } from './alarm-plan.ts';
import type { Collect } from './collect.ts';
import type { Crawls } from './crawls.ts';
import { flowAlarms } from './flow-alarms.ts';
import type { Lake } from './lake.ts';
import { lakeMetric, type OwnMetric, ruleMetric, streamMetric } from './lake-metrics.ts';
import { failedLast, stuck } from './metric-math.ts';
import { silenceOf } from './opening-hours.ts';
import { paceOf } from './run-pace.ts';
import type { Stages } from './stages.ts';

/**
 * The alarms, in the order in which the data passes the stages: one for each way in which the lake can
 * fail, then those of the datasets that parameters switch on.
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
  const sum = (name: OwnMetric) => lakeMetric(lake, name, Stats.SUM, HOUR);
  const arrived = streamMetric(lake.parameters.streamName, 'IncomingRecords', Stats.SUM, HOUR);
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
    ...flowAlarms(lake, stages.flow),
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
      name: 'crawler-failure',
      stage: 'catalogue',
      severity: 'notice',
      meaning: 'The crawler that adds keys of attributes failed, and has not succeeded since.',
      metrics: {
        failed: ruleMetric(crawls.failed, 'TriggeredRules', FIVE_MINUTES),
        succeeded: ruleMetric(crawls.succeeded, 'TriggeredRules', FIVE_MINUTES),
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
      metrics: {
        failed: ruleMetric(conversion.failureRule, 'TriggeredRules', FIVE_MINUTES),
        succeeded: sum('RunsSucceeded'),
      },
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
    ...stages.flows.flatMap((flow) => flowAlarms(lake, flow)),
    ...collectAlarms(stages.collect),
  ];
}

/** The alarms of the function that collects objects of other buckets; none if no dataset is collected. */
function collectAlarms(collect: Collect | null): AlarmPlan[] {
  if (collect === null) return [];
  const { condition, function: fn, queue } = collect;
  const common = { stage: 'collect', severity: 'notice', comparison: AT_LEAST, condition } as const;
  const waits: AlarmPlan = {
    ...common,
    name: 'collect-waits',
    meaning: 'An object of another bucket has waited for its copy for over an hour.',
    metric: queue.metricApproximateAgeOfOldestMessage({ period: FIVE_MINUTES }),
    threshold: HOUR.toSeconds(),
  };
  const errors: AlarmPlan = {
    ...common,
    name: 'collect-errors',
    meaning: 'The function that copies objects of other buckets ended with an error.',
    metric: fn.metricErrors({ period: FIVE_MINUTES }),
    threshold: 1,
    periods: 3,
  };
  const throttles: AlarmPlan = {
    ...common,
    name: 'collect-throttles',
    article: 'normalise-throttles',
    meaning: 'The account has no concurrency left for the function that copies objects.',
    metric: fn.metricThrottles({ period: FIVE_MINUTES }),
    threshold: 1,
    periods: 3,
  };
  return [waits, errors, throttles];
}
