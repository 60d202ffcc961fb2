import { CfnCondition, Fn, type ICfnConditionExpression, type IResolvable } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { DAY_SECONDS, HOUR_SECONDS } from '../pipeline/units-of-time.ts';
import type { Lake } from './lake.ts';

/** The pace of the conversion. */
export interface Pace {
  /** Whether the schedule has a run on every day. */
  readonly isKnown: CfnCondition;
  /** The longest time between two runs: an hour if there is a run in every hour, else a day. */
  readonly period_seconds: IResolvable;
}

/**
 * Derives the pace from the schedule, `cron(MINUTES HOURS DAY-OF-MONTH MONTH DAY-OF-WEEK YEAR)`. A
 * template's conditions can only see whether a field is `*` (or `?`); the year always is
 * (`SCHEDULE_PATTERN`). A schedule that leaves out days has no pace, and so no alarm: the alarm would need
 * three of its periods, and CloudWatch evaluates seven days at most.
 */
export function paceOf(scope: Construct, lake: Lake): Pace {
  const fields = Fn.split(' ', lake.parameters.conversionSchedule, 6);
  const isAny = (field: number, ...signs: string[]): ICfnConditionExpression[] =>
    signs.map((sign) => Fn.conditionEquals(Fn.select(field, fields), sign));
  const isKnown = new CfnCondition(scope, 'RunsEveryDay', {
    expression: Fn.conditionAnd(
      Fn.conditionOr(...isAny(2, '*', '?')),
      ...isAny(3, '*'),
      Fn.conditionOr(...isAny(4, '*', '?')),
    ),
  });
  const runsHourly = new CfnCondition(scope, 'RunsEveryHour', {
    expression: Fn.conditionAnd(isKnown, ...isAny(1, '*')),
  });
  return {
    isKnown,
    period_seconds: Fn.conditionIf(runsHourly.logicalId, HOUR_SECONDS, DAY_SECONDS),
  };
}
