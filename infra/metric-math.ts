import type { IResolvable } from 'aws-cdk-lib';
import type { CfnAlarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';

/** One step of metric math: an expression over metrics and earlier steps, by their ids. */
export type Step = readonly [id: string, expression: string];

/**
 * A metric as a series without gaps: 0 where it has no value.
 *
 * `FILL` fills gaps; of a metric that has never had a value the user guide ("Using metric math")
 * does not tell what it makes. `TIME_SERIES` has a value for each period whatever happens, and a sum
 * takes what is missing as 0, so the sum of both is right in either case.
 */
export function filled(metricId: string): string {
  return `(FILL(${metricId}, 0) + TIME_SERIES(0))`;
}

/**
 * 1 in a period in which something came to a stage and nothing of it went on, else 0.
 * @param id of the step
 * @param came the metric of what comes
 * @param went metrics each of which shows that something went on
 */
export function stuck(id: string, came: string, ...went: string[]): Step {
  return [id, `(${filled(came)} > 0) AND (${went.map(filled).join(' + ')} <= 0)`];
}

/**
 * 1 in a period with a failure and no success, 0 in one with a success, and no value in any other:
 * an alarm that ignores missing data goes on with the first failure and stays on, whatever else
 * happens, until something has succeeded.
 */
export function failedLast(failed: string, succeeded: string): Step[] {
  return [
    ['ended', `${filled(failed)} + ${filled(succeeded)}`],
    ['outcome', `IF(ended > 0, ${filled(succeeded)} <= 0)`],
  ];
}

/** The `Metrics` of an alarm on the last of these steps. */
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
        // A token, which CDK's types know of only where a whole property is one.
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

/** Where a metric is found. */
export function sourceOf({ namespace, metricName, dimensions = {} }: Metric) {
  return {
    namespace,
    metricName,
    dimensions: Object.entries(dimensions).map(([name, value]) => ({ name, value })),
  };
}
