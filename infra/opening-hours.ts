import { CfnMapping, Fn, type IResolvable } from 'aws-cdk-lib';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { HOUR_SECONDS } from '../pipeline/units-of-time.ts';
import type { OnMath } from './alarm-plan.ts';
import type { Lake } from './lake.ts';
import { filled, type Step } from './metric-math.ts';
import { OPENING_DAYS } from './parameters.ts';

/** With opening hours: an hour of silence, in short periods, so that few of them overlap closed time. */
const OPEN = { period_seconds: 300, periods: 12 };
/** Without opening hours: a whole day of silence. */
const ALWAYS = { period_seconds: HOUR_SECONDS, periods: 24 };

/**
 * Plans the silence alarm, and restricts it to opening hours. It fires after one open hour without
 * records; without opening hours, after a day. Time before the launch does not count, or each new stack
 * would start with an alarm.
 * @param metrics `alive` must have a value in each period since the launch
 */
export function silenceOf(
  scope: Construct,
  lake: Lake,
  metrics: Readonly<Record<'arrived' | 'alive', Metric>>,
): OnMath & { readonly periods: IResolvable } {
  const ifOpeningHours = (name: keyof typeof OPEN) =>
    Fn.conditionIf(lake.parameters.hasOpeningHours.logicalId, OPEN[name], ALWAYS[name]);
  return {
    metrics,
    steps: silenceWhileOpen(scope, lake),
    period_seconds: ifOpeningHours('period_seconds'),
    periods: ifOpeningHours('periods'),
  };
}

/**
 * Steps of metric math. The last one is 1 in periods in which the centre is open and no record arrives.
 * Without opening hours the centre is open from 0 to 24 on all days.
 *
 * HOUR and DAY take the period's timestamp, in UTC. They have a value even in periods in which the
 * metric has none (CloudWatch user guide, "Using metric math").
 */
function silenceWhileOpen(scope: Construct, lake: Lake): Step[] {
  const { hasOpeningHours, openingDays, openingHours } = lake.parameters;
  const given = (value: string, otherwise: string) =>
    Fn.conditionIf(hasOpeningHours.logicalId, value, otherwise).toString();
  // The added hyphen makes sure that even empty opening hours can be split into two parts.
  const part = (i: number) => Fn.select(i, Fn.split('-', `${openingHours}-`));
  const [opens, closes] = [given(part(0), '0'), given(part(1), '24')];
  const days = new CfnMapping(scope, 'OpeningDays', {
    mapping: Object.fromEntries(
      Object.entries(OPENING_DAYS).map(([name, expression]) => [name, { expression }]),
    ),
  });
  return [
    ['opened', `HOUR(arrived) >= ${opens}`],
    ['closed', `HOUR(arrived) >= ${closes}`],
    // If the centre closes after midnight, it is open at all hours but those from closing to opening.
    ['hours', `IF(${opens} < ${closes}, opened > closed, opened >= closed)`],
    // Open hours after midnight belong to the day before.
    ['day', 'IF(opened, DAY(arrived), DAY(arrived) - 1)'],
    ['days', given(days.findInMap(openingDays, 'expression'), OPENING_DAYS['MON-SUN'])],
    ['open', `hours == 1 AND days == 1 AND ${filled('alive')} > 0`],
    ['silence', `IF(open == 1, ${filled('arrived')} <= 0, 0)`],
  ];
}
