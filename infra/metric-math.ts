import type { IResolvable } from 'aws-cdk-lib';
import type { CfnAlarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';

/** One step of metric math: an expression over metrics and earlier steps, by their ids. */
export type Step = readonly [id: string, expression: string];

/**
 * A metric as a series without gaps: 0 in periods in which it has no value.
 *
 * `FILL` fills gaps, but the user guide ("Using metric math") does not say what it gives for a metric
 * that has never had a value. `TIME_SERIES` always has a value for each period, and a sum counts a
 * missing value as 0, so the sum of both is right in either case.
 */
export function filled(metricId: string): string {
  return `(FILL(${metricId}, 0) + TIME_SERIES(0))`;
}

/**
 * A step that is 1 in a period in which data entered a stage and none left it, else 0.
 * @param id the id of the step
 * @param came the metric of the data that enters
 * @param went metrics each of which shows that data has left
 */
export function stuck(id: string, came: string, ...went: string[]): Step {
  return [id, `(${filled(came)} > 0) AND (${went.map(filled).join(' + ')} <= 0)`];
}

/**
 * Steps whose last is 1 in a period with a failure and no success, 0 in a period with a success, and
 * without a value in any other. An alarm on it that ignores missing data goes off at the first failure
 * and stays on until there is a success.
 */
export function failedLast(failed: string, succeeded: string): Step[] {
  return [
    ['ended', `${filled(failed)} + ${filled(succeeded)}`],
    ['outcome', `IF(ended > 0, ${filled(succeeded)} <= 0)`],
  ];
}

/** The property `Metrics` of an alarm on the last of these steps. */
export function metricsOf(
  metrics: Readonly<Record<string, Metric>>,
  steps: readonly Step[],
  period_seconds: number | IResolvable,
): CfnAlarm.MetricDataQueryProperty[] {
  return [
    ...Object.entries(metrics).map(([id, metric]) => ({
      id,
      metricStat: {
        metric: sourceOf(metric),
        // A token. CDK's types do not allow one here.
        period: period_seconds as number,
        stat: metric.statistic,
      },
      returnData: false,
    })),
    ...steps.map(([id, expression], i) => ({
      id,
      expression,
      returnData: i === steps.length - 1,
    })),
  ];
}

/** The metric's namespace, name and dimensions, as an alarm's properties. */
export function sourceOf({ namespace, metricName, dimensions = {} }: Metric) {
  return {
    namespace,
    metricName,
    dimensions: Object.entries(dimensions).map(([name, value]) => ({ name, value })),
  };
}
