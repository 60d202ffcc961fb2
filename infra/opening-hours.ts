import { CfnMapping, Fn } from 'aws-cdk-lib';
import type { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { acknowledge } from './acknowledge.ts';
import type { Lake } from './lake.ts';
import { OPENING_DAYS } from './parameters.ts';

/** An hour of silence, while the contact centre is open, is too long. */
const PERIOD_SECONDS = 300;
const PERIODS = 12;

const NOTHING = { Ref: 'AWS::NoValue' };

/**
 * Bounds an alarm on a metric that is "at most 0" to opening hours, where the form gives them: it
 * goes on when the centre has been open for an hour and nothing has arrived in it. Where it does
 * not, the alarm stays as it is.
 */
export function watchWhileOpen(alarm: CfnAlarm, lake: Lake): void {
  const {
    evaluationPeriods,
    metricName: MetricName,
    namespace: Namespace,
    period,
    statistic,
  } = alarm;
  const Dimensions = (alarm.dimensions as CfnAlarm.DimensionProperty[]).map(({ name, value }) => ({
    Name: name,
    Value: value,
  }));
  const steps = silenceWhileOpen(alarm, lake);
  const Metrics = [
    {
      Id: 'arrived',
      MetricStat: {
        Metric: { Namespace, MetricName, Dimensions },
        Period: PERIOD_SECONDS,
        Stat: statistic,
      },
      ReturnData: false,
    },
    ...steps.map(([Id, Expression], i) => ({ Id, Expression, ReturnData: i === steps.length - 1 })),
  ];
  const choices: Record<string, [whileOpen: unknown, always: unknown]> = {
    Metrics: [Metrics, NOTHING],
    MetricName: [NOTHING, MetricName],
    Namespace: [NOTHING, Namespace],
    Dimensions: [NOTHING, Dimensions],
    Statistic: [NOTHING, statistic],
    Period: [NOTHING, period],
    EvaluationPeriods: [PERIODS, evaluationPeriods],
  };
  for (const [name, choice] of Object.entries(choices))
    alarm.addPropertyOverride(
      name,
      Fn.conditionIf(lake.parameters.hasOpeningHours.logicalId, ...choice),
    );
  acknowledge(
    alarm,
    'CloudFormation-Validate::F3020',
    'One condition decides whether the alarm has Metrics or the properties that exclude them.',
  );
}

/**
 * Steps of metric math, by their ids; the last is the metric itself while the centre is open, 0
 * where it has no value, and 1 while it is closed.
 *
 * HOUR and DAY are those of the period's timestamp, in UTC; they have a value for each period, also
 * where the metric has none (CloudWatch user guide, "Using metric math").
 */
function silenceWhileOpen(alarm: CfnAlarm, lake: Lake): [id: string, expression: string][] {
  const { openingDays, openingHours } = lake.parameters;
  // With a hyphen behind it, so that there are two parts of nothing, too.
  const [opens, closes] = [0, 1].map((i) => Fn.select(i, Fn.split('-', `${openingHours}-`)));
  const days = new CfnMapping(alarm, 'OpeningDays', {
    mapping: Object.fromEntries(
      Object.entries(OPENING_DAYS).map(([name, expression]) => [name, { expression }]),
    ),
  });
  return [
    ['opened', `HOUR(arrived) >= ${opens}`],
    ['closed', `HOUR(arrived) >= ${closes}`],
    // Past midnight, the hours are all but those from closing to opening.
    ['hours', `IF(${opens} < ${closes}, opened > closed, opened >= closed)`],
    // Hours past midnight belong to the day before.
    ['day', 'IF(opened, DAY(arrived), DAY(arrived) - 1)'],
    ['days', days.findInMap(openingDays, 'expression')],
    ['silence', 'IF(hours == 1 AND days == 1, FILL(arrived, 0), 1)'],
  ];
}
