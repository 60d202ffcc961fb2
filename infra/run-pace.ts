import { CfnCondition, Fn, type ICfnConditionExpression, type IResolvable } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Lake } from './lake.ts';

const HOUR_SECONDS = 3600;
const DAY_SECONDS = 24 * HOUR_SECONDS;

/** How often the conversion runs at least. */
export interface Pace {
  /** Whether the schedule says that it runs every day. */
  readonly isKnown: CfnCondition;
  /** An hour if it runs every hour, else a day. */
  readonly period_seconds: IResolvable;
}

/**
 * Reads the pace off the schedule, `cron(MINUTES HOURS DAY-OF-MONTH MONTH DAY-OF-WEEK YEAR)`, as far
 * as a template can: a field is either `*` (or `?`), or says something that no condition
 * understands; the year is always `*` (`SCHEDULE_PATTERN`). An alarm evaluates seven days at most, of
 * which three periods are wanted, so that a schedule that leaves out days has none.
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
