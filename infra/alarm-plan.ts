import { type CfnCondition, Duration, type IResolvable } from 'aws-cdk-lib';
import { ComparisonOperator, type Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Step } from './metric-math.ts';
import type { Notice } from './notice.ts';

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

export const AT_LEAST = ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD;
export const FIVE_MINUTES = Duration.minutes(5);
export const HOUR = Duration.hours(1);
export const DAY = Duration.days(1);

/**
 * For metrics that have a value only while there is work: an alarm keeps its state until there is a new
 * value. Otherwise each bad object of a quiet centre would send two messages, ALARM and OK.
 */
export const KEEP_STATE = TreatMissingData.IGNORE;
