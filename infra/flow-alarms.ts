import { ComparisonOperator, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type AlarmPlan, AT_LEAST, DAY, FIVE_MINUTES, HOUR, KEEP_STATE } from './alarm-plan.ts';
import { type Flow, suffixOf } from './flow.ts';
import type { Lake } from './lake.ts';
import { deliveryMetric, flowMetric, logMetric, ruleMetric, streamMetric } from './lake-metrics.ts';
import { stuck } from './metric-math.ts';

/**
 * The alarms about the way of a dataset's records into the lake, as far as it has the parts. Those of a dataset that a
 * parameter switches on have the dataset's name after their own, and the article of their own name.
 */
export function flowAlarms(lake: Lake, flow: Flow): AlarmPlan[] {
  const plans = [
    ...streamAlarms(lake, flow),
    ...deliveryAlarms(lake, flow),
    ...ruleAlarms(lake, flow),
    ...logAlarms(lake, flow),
    quarantineAlarm(lake, flow),
  ];
  const { condition, dataset } = flow;
  if (condition === null) return plans;
  return plans.map((plan) => ({
    ...plan,
    name: `${plan.name}${suffixOf(flow)}`,
    article: plan.name,
    meaning: `${dataset.name}: ${plan.meaning}`,
    condition,
  }));
}

function streamAlarms(lake: Lake, flow: Flow): AlarmPlan[] {
  const { delivery, stream } = flow;
  if (stream === undefined || delivery === undefined) return [];
  const arrived = streamMetric(stream, 'IncomingRecords', Stats.SUM, HOUR);
  const landed = deliveryMetric(delivery, 'DeliveryToS3.Records', Stats.SUM, FIVE_MINUTES);
  const taken = takenOf(lake, flow);
  const unread = 'GetRecords.IteratorAgeMilliseconds';
  const refused = 'WriteProvisionedThroughputExceeded';
  return [
    {
      name: 'stream-write-throttled',
      stage: 'stream',
      severity: 'urgent',
      meaning:
        'The stream refused records for lack of capacity; Connect tries again only for a limited time.',
      metric: streamMetric(stream, refused, Stats.SUM, FIVE_MINUTES),
      comparison: AT_LEAST,
      threshold: 1,
      periods: 3,
    },
    {
      name: 'stream-iterator-age',
      stage: 'delivery',
      severity: 'urgent',
      meaning: 'The oldest record that Firehose has not read is over an hour old.',
      metric: streamMetric(stream, unread, Stats.MAXIMUM, FIVE_MINUTES),
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
      metrics: { arrived, landed, taken },
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
      metrics: { arrived, taken },
      steps: [stuck('stuck', 'arrived', 'taken')],
      period_seconds: DAY.toSeconds(),
      periods: 2,
    },
  ];
}

function deliveryAlarms(lake: Lake, flow: Flow): AlarmPlan[] {
  const { delivery } = flow;
  if (delivery === undefined) return [];
  const metric = (name: string, statistic: string) =>
    deliveryMetric(delivery, name, statistic, FIVE_MINUTES);
  return [
    {
      name: 'delivery-freshness',
      stage: 'delivery',
      severity: 'urgent',
      meaning: 'The oldest record that Firehose has not landed is over an hour old.',
      metric: metric('DeliveryToS3.DataFreshness', Stats.MAXIMUM),
      comparison: AT_LEAST,
      threshold: HOUR.toSeconds(),
      periods: 3,
    },
    {
      name: 'delivery-failure',
      stage: 'delivery',
      severity: 'urgent',
      meaning: 'Firehose could not write to the bucket.',
      metric: metric('DeliveryToS3.Success', Stats.AVERAGE),
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
      metrics: {
        landed: metric('DeliveryToS3.Records', Stats.SUM),
        taken: takenOf(lake, flow),
      },
      steps: [stuck('stuck', 'landed', 'taken')],
      period_seconds: HOUR.toSeconds(),
      periods: 3,
    },
  ];
}

function ruleAlarms(lake: Lake, flow: Flow): AlarmPlan[] {
  const { delivery, rule } = flow;
  if (rule === undefined) return [];
  const failed: AlarmPlan = {
    name: 'events-not-delivered',
    stage: 'delivery',
    severity: 'urgent',
    meaning: 'EventBridge gave events up that it could not deliver within a day: they are lost.',
    metric: ruleMetric(rule, 'FailedInvocations', FIVE_MINUTES),
    comparison: AT_LEAST,
    threshold: 1,
  };
  if (delivery !== undefined) return [failed];
  const uncollected: AlarmPlan = {
    name: 'objects-not-collected',
    stage: 'collect',
    severity: 'urgent',
    meaning:
      'In each of three hours objects were created in their bucket, and none was copied and normalised.',
    metrics: { created: ruleMetric(rule, 'TriggeredRules', HOUR), taken: takenOf(lake, flow) },
    steps: [stuck('stuck', 'created', 'taken')],
    period_seconds: HOUR.toSeconds(),
    periods: 3,
  };
  return [failed, uncollected];
}

function logAlarms(lake: Lake, flow: Flow): AlarmPlan[] {
  const { logGroup } = flow;
  if (logGroup === undefined) return [];
  return [
    {
      name: 'log-not-delivered',
      stage: 'delivery',
      severity: 'urgent',
      meaning: 'In each of three hours entries came into the log group, and none was normalised.',
      metrics: { logged: logMetric(logGroup, HOUR), taken: takenOf(lake, flow) },
      steps: [stuck('stuck', 'logged', 'taken')],
      period_seconds: HOUR.toSeconds(),
      periods: 3,
    },
  ];
}

function quarantineAlarm(lake: Lake, flow: Flow): AlarmPlan {
  return {
    name: 'quarantine-rate',
    stage: 'normalise',
    severity: 'notice',
    meaning: `Over an hour, more than one in a hundred records of an object was not ${flow.dataset.oneRecord}.`,
    metric: flowMetric(lake, flow, 'QuarantinedPercent', Stats.AVERAGE, HOUR),
    comparison: ComparisonOperator.GREATER_THAN_THRESHOLD,
    threshold: 1,
    missing: KEEP_STATE,
  };
}

/** The records of the dataset that normalise has read. */
function takenOf(lake: Lake, flow: Flow) {
  return flowMetric(lake, flow, 'RecordsIn', Stats.SUM, HOUR);
}
