/**
 * How CloudWatch evaluates alarms, as its user guide says ("Alarm evaluation", "Configuring how
 * CloudWatch alarms treat missing data"): over windows that slide, and with some more data points
 * than the alarm asks for. The emulator's evaluates no metric math and no dimensions.
 */
import { type FillOfNothing, lastValue, type Sample } from './metric-math.ts';
import { type Given, holds, resolved } from './resolved.ts';
import { resourcesOf, type Template } from './template.ts';

export const STEP_MINUTES = 5;
const STEP_SECONDS = 60 * STEP_MINUTES;
const HOUR_STEPS = 12;
const DAY_SECONDS = 86_400;
/** The guide's example: five data points for three periods. */
const MORE_POINTS = 2;

export type State = 'INSUFFICIENT_DATA' | 'OK' | 'ALARM';

export interface AlarmProperties {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly ComparisonOperator: keyof typeof BREACHES;
  readonly Threshold: number;
  readonly EvaluationPeriods: number;
  readonly TreatMissingData: 'notBreaching' | 'breaching' | 'ignore';
  readonly Metrics?: readonly MetricQuery[];
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: readonly Dimension[];
  readonly Statistic?: Statistic;
  readonly Period?: number;
}

interface MetricQuery {
  readonly Id: string;
  readonly ReturnData: boolean;
  readonly Expression?: string;
  readonly MetricStat?: {
    readonly Period: number;
    readonly Stat: Statistic;
    readonly Metric: {
      readonly Namespace: string;
      readonly MetricName: string;
      readonly Dimensions: readonly Dimension[];
    };
  };
}

interface Dimension {
  readonly Name: string;
  readonly Value: string;
}

type Statistic = keyof typeof STATISTICS;

/** Values of metrics by their names, a list for each five minutes since the beginning. */
export type Series = Readonly<Record<string, readonly (readonly number[])[]>>;

/** A change of state, each of which is one message. */
export interface Change {
  readonly step: number;
  readonly from: State;
  readonly to: State;
}

const BREACHES = {
  GreaterThanThreshold: (value: number, threshold: number) => value > threshold,
  GreaterThanOrEqualToThreshold: (value: number, threshold: number) => value >= threshold,
  LessThanThreshold: (value: number, threshold: number) => value < threshold,
  LessThanOrEqualToThreshold: (value: number, threshold: number) => value <= threshold,
};

const STATISTICS = {
  Sum: (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0),
  Average: (values: readonly number[]) => STATISTICS.Sum(values) / values.length,
  Maximum: (values: readonly number[]) => values.reduce((most, value) => Math.max(most, value)),
  SampleCount: (values: readonly number[]) => values.length,
};

/** The alarms that a stack with these parameters has, by the names of their articles. */
export function alarmsOf(template: Template, given: Given): Record<string, AlarmProperties> {
  const names = { BucketName: 'lake', ...given };
  const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm')
    .filter(([, { Condition }]) => Condition === undefined || holds(template, names, Condition))
    .map(([, { Properties }]) => resolved(template, names, Properties) as AlarmProperties);
  return Object.fromEntries(alarms.map((alarm) => [alarm.AlarmName.slice('lake-'.length), alarm]));
}

/** `AWS/SQS ApproximateNumberOfMessagesVisible RawQueue.QueueName`, of what an alarm watches. */
export function metricNames(alarm: AlarmProperties): string[] {
  if (!alarm.Metrics) return [nameOf(alarm as Required<AlarmProperties>)];
  return alarm.Metrics.flatMap(({ MetricStat }) => (MetricStat ? [nameOf(MetricStat.Metric)] : []));
}

function nameOf(metric: {
  Namespace: string;
  MetricName: string;
  Dimensions: readonly Dimension[];
}) {
  const { Dimensions, MetricName, Namespace } = metric;
  return [Namespace, MetricName, ...Dimensions.map(({ Value }) => Value)].join(' ');
}

/**
 * The changes of an alarm's state.
 * @param launch the step in which the alarm is made
 * @param begin of the series
 */
export function changesOf(
  alarm: AlarmProperties,
  series: Series,
  launch: number,
  steps: number,
  begin: Date,
  fillOfNothing: FillOfNothing,
): Change[] {
  const periodSteps = Math.max(1, secondsOf(alarm) / STEP_SECONDS);
  // An alarm on more than a day is evaluated once an hour.
  const every = secondsOf(alarm) * alarm.EvaluationPeriods > DAY_SECONDS ? HOUR_STEPS : 1;
  const pointAt = pointReader(alarm, series, periodSteps, begin, fillOfNothing);
  const changes: Change[] = [];
  let state: State = 'INSUFFICIENT_DATA';
  for (let step = launch + 1; step <= steps; step++) {
    if (step % every !== 0) continue;
    const points = Array.from({ length: alarm.EvaluationPeriods + MORE_POINTS }, (_, i) =>
      pointAt(step - i * periodSteps),
    );
    const next = judged(alarm, points, state);
    if (next !== state) changes.push({ step, from: state, to: next });
    state = next;
  }
  return changes;
}

export function secondsOf({ Metrics, Period }: AlarmProperties): number {
  return Period ?? Metrics!.find(({ MetricStat }) => MetricStat)!.MetricStat!.Period;
}

/** The alarm's data point of the period that ends with a step, null where it has none. */
function pointReader(
  alarm: AlarmProperties,
  series: Series,
  periodSteps: number,
  begin: Date,
  fillOfNothing: FillOfNothing,
): (end: number) => number | null {
  const known = new Map<number, number | null>();
  const sampled = (values: readonly (readonly number[])[], statistic: Statistic, end: number) => {
    const within = values.slice(Math.max(0, end - periodSteps), Math.max(0, end)).flat();
    return within.length === 0 ? null : STATISTICS[statistic](within);
  };
  const { Metrics } = alarm;
  const metrics = (Metrics ?? []).flatMap(({ Id, MetricStat }) => {
    if (!MetricStat) return [];
    const values = series[nameOf(MetricStat.Metric)] ?? [];
    const first = values.findIndex((list) => list.length > 0);
    return [{ Id, values, statistic: MetricStat.Stat, first: first < 0 ? Infinity : first }];
  });
  const computed = (end: number) => {
    if (!Metrics) return sampled(series[metricNames(alarm)[0]!] ?? [], alarm.Statistic!, end);
    const samples: Record<string, Sample> = {};
    for (const { Id, first, statistic, values } of metrics)
      samples[Id] = { value: sampled(values, statistic, end), isEmpty: first >= end };
    const moment = new Date(begin.getTime() + (end - periodSteps) * STEP_SECONDS * 1000);
    return lastValue(Metrics, samples, moment, fillOfNothing);
  };
  return (end) => {
    if (!known.has(end)) known.set(end, computed(end));
    return known.get(end)!;
  };
}

/** The state that follows from the data points, of which the newest is the first. */
export function judged(
  alarm: Pick<
    AlarmProperties,
    'ComparisonOperator' | 'EvaluationPeriods' | 'Threshold' | 'TreatMissingData'
  >,
  points: readonly (number | null)[],
  state: State,
): State {
  const { ComparisonOperator, EvaluationPeriods, Threshold, TreatMissingData } = alarm;
  const existing = points
    .filter((point) => point !== null)
    .slice(0, EvaluationPeriods)
    .map((value) => BREACHES[ComparisonOperator](value, Threshold));
  const isAllBreaching = existing.every((isBreaching) => isBreaching);
  const isComplete = existing.length === EvaluationPeriods;
  if (!isAllBreaching) return 'OK';
  if (isComplete) return 'ALARM';
  if (TreatMissingData === 'notBreaching') return 'OK';
  if (TreatMissingData === 'breaching') return 'ALARM';
  return state;
}
