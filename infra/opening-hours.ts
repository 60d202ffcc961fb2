import { CfnMapping, Fn, type IResolvable } from 'aws-cdk-lib';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { OnMath } from './alarms.ts';
import type { Lake } from './lake.ts';
import { filled, type Step } from './metric-math.ts';
import { OPENING_DAYS } from './parameters.ts';

const HOUR_SECONDS = 3600;
/** In opening hours: an hour, in pieces so small that it hardly overlaps the closed time. */
const OPEN = { period_seconds: 300, periods: 12 };
/** Where no opening hours are given: a whole day. */
const ALWAYS = { period_seconds: HOUR_SECONDS, periods: 24 };

/**
 * What to watch for silence: periods in which the stack lives, the centre is open and nothing
 * arrives. Before the launch there is silence, too, so a stack that is new has the whole time from
 * its launch on before it alarms.
 * @param metrics `alive` has a value in each period since the launch
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
 * Steps of metric math, by their ids; the last is 1 where there is silence while the centre is open.
 * Without opening hours it is open from 0 to 24 on all days.
 *
 * HOUR and DAY are those of the period's timestamp, in UTC; they have a value for each period, also
 * where the metric has none (CloudWatch user guide, "Using metric math").
 */
function silenceWhileOpen(scope: Construct, lake: Lake): Step[] {
  const { hasOpeningHours, openingDays, openingHours } = lake.parameters;
  const given = (value: string, otherwise: string) =>
    Fn.conditionIf(hasOpeningHours.logicalId, value, otherwise).toString();
  // With a hyphen behind it, so that there are two parts of nothing, too.
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
    // Past midnight, the hours are all but those from closing to opening.
    ['hours', `IF(${opens} < ${closes}, opened > closed, opened >= closed)`],
    // Hours past midnight belong to the day before.
    ['day', 'IF(opened, DAY(arrived), DAY(arrived) - 1)'],
    ['days', given(days.findInMap(openingDays, 'expression'), OPENING_DAYS['MON-SUN'])],
    ['open', `hours == 1 AND days == 1 AND ${filled('alive')} > 0`],
    ['silence', `IF(open == 1, ${filled('arrived')} <= 0, 0)`],
  ];
}
