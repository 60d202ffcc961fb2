/**
 * The alarm on silence. No engine here evaluates metric math (the emulator knows none), so its few
 * functions are evaluated as the CloudWatch user guide, "Using metric math", defines them.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { parse, type Template, templateText } from './template.ts';

type Facts = Readonly<Record<string, string>>;

interface Step {
  readonly Id: string;
  readonly Expression?: string;
  readonly MetricStat?: { readonly Period: number };
  readonly ReturnData: boolean;
}

const HOUR = 3_600_000;
/** Monday, the first hour of it. */
const MONDAY = Date.UTC(2026, 10, 23);
const WEEK = Array.from({ length: 7 * 24 }, (_, hour) => new Date(MONDAY + hour * HOUR));
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const OPEN_DAYS: Readonly<Record<string, string[]>> = {
  'MON-SUN': DAYS,
  'MON-FRI': ['MON', 'TUE', 'WED', 'THU', 'FRI'],
  'MON-SAT': ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'],
  'SUN-THU': ['SUN', 'MON', 'TUE', 'WED', 'THU'],
};

let template: Template;
beforeAll(async () => {
  template = parse(await templateText());
});

const alarm = (facts: Facts) =>
  resolved(template, facts, template.Resources.OperationsAlarmNoRecordsArrive!.Properties) as {
    readonly Metrics?: Step[];
    readonly Threshold: number;
  };

describe('the alarm on silence', () => {
  it('waits for a day where no opening hours are given', () => {
    const { Metrics, ...properties } = alarm({ OpeningHours: '', OpeningDays: 'MON-FRI' });
    expect(Metrics).toBeUndefined();
    expect(properties).toMatchObject({
      MetricName: 'IncomingRecords',
      Period: 3600,
      EvaluationPeriods: 24,
      ComparisonOperator: 'LessThanOrEqualToThreshold',
      Threshold: 0,
      TreatMissingData: 'breaching',
    });
  });

  it('waits for an hour of periods of five minutes where they are given', () => {
    const { Metrics, ...properties } = alarm({ OpeningHours: '8-18', OpeningDays: 'MON-FRI' });
    expect(properties).toMatchObject({ EvaluationPeriods: 12, Threshold: 0 });
    for (const name of ['MetricName', 'Namespace', 'Dimensions', 'Period', 'Statistic'])
      expect(properties).not.toHaveProperty(name);
    expect(Metrics![0]!.MetricStat!.Period).toBe(300);
    expect(Metrics!.filter(({ ReturnData }) => ReturnData)).toEqual([Metrics!.at(-1)]);
  });

  it.each([
    ['8-18', 'MON-FRI'],
    ['8-18', 'MON-SUN'],
    ['0-24', 'MON-SUN'],
    ['0-24', 'SUN-THU'],
    ['22-6', 'MON-SUN'],
    ['22-6', 'MON-FRI'],
    ['16-2', 'MON-SAT'],
    ['16-2', 'SUN-THU'],
    ['9-9', 'MON-FRI'],
    ['23-24', 'SUN-THU'],
    ['0-1', 'MON-SAT'],
  ])('counts silence from %s on %s, and at no other time', (OpeningHours, OpeningDays) => {
    const { Metrics, Threshold } = alarm({ OpeningHours, OpeningDays });
    const breaches = (moment: Date, arrived: number | null) =>
      metricValue(Metrics!, moment, arrived) <= Threshold;
    for (const moment of WEEK) {
      const at = moment.toUTCString();
      const isOpen = openings(OpeningHours, OpeningDays).some(
        ([from, to]) => from <= moment.getTime() && moment.getTime() < to,
      );
      expect(breaches(moment, null), at).toBe(isOpen);
      expect(breaches(moment, 0), at).toBe(isOpen);
      expect(breaches(moment, 3), at).toBe(false);
    }
  });

  it('takes hours as people write them, and no others', () => {
    const pattern = new RegExp(template.Parameters.OpeningHours!.AllowedPattern!);
    for (const hours of ['', '8-18', '0-24', '22-6', '23-1']) expect(hours).toMatch(pattern);
    for (const hours of ['8', '8-', '-8', '8-0', '24-8', '8-25', '8:30-18', '08-18', '8 - 18', '-'])
      expect(hours).not.toMatch(pattern);
    expect(template.Parameters.OpeningDays!.AllowedValues!.sort()).toEqual(
      Object.keys(OPEN_DAYS).sort(),
    );
  });
});

/** From when to when it is open, in the week and about it. */
function openings(hours: string, days: string): [from: number, to: number][] {
  const [opens, closes] = hours.split('-').map(Number) as [number, number];
  const length = closes > opens ? closes - opens : closes + 24 - opens;
  return Array.from({ length: 9 }, (_, i) => new Date(MONDAY + (i - 1) * 24 * HOUR))
    .filter((day) => OPEN_DAYS[days]!.includes(DAYS[day.getUTCDay()]!))
    .map((day) => [day.getTime() + opens * HOUR, day.getTime() + (opens + length) * HOUR]);
}

/** The last step's value in a period: of the metric, null where it has none. */
function metricValue(steps: readonly Step[], moment: Date, arrived: number | null): number {
  const functions = {
    HOUR: () => moment.getUTCHours(),
    DAY: () => moment.getUTCDay() || 7,
    FILL: (value: number | null, otherwise: number) => value ?? otherwise,
    IF: (condition: unknown, yes: number, no: number) => (Number(condition) !== 0 ? yes : no),
  };
  const values: Record<string, unknown> = { arrived, ...functions };
  for (const { Id, Expression } of steps) {
    if (Expression === undefined) continue;
    const script = Expression.replaceAll(' AND ', ' && ').replaceAll(' OR ', ' || ');
    values[Id] = Number(
      new Function(...Object.keys(values), `return ${script}`)(...Object.values(values)),
    );
  }
  return values[steps.at(-1)!.Id] as number;
}

/** The value, as CloudFormation resolves the intrinsic functions that the alarm is made of. */
function resolved(template: Template, facts: Facts, value: unknown): unknown {
  const inner = (part: unknown) => resolved(template, facts, part);
  if (Array.isArray(value)) return value.map(inner);
  if (typeof value !== 'object' || value === null) return value;
  const [[name, argument] = ['', null]] = Object.entries(value);
  if (name === 'Ref')
    return argument === 'AWS::NoValue' ? undefined : (facts[argument] ?? argument);
  if (name === 'Fn::If') return inner(facts.OpeningHours === '' ? argument[2] : argument[1]);
  if (name === 'Fn::Split') return String(inner(argument[1])).split(argument[0]);
  if (name === 'Fn::Select') return (inner(argument[1]) as string[])[argument[0]];
  if (name === 'Fn::Join') return (inner(argument[1]) as string[]).join(argument[0]);
  if (name === 'Fn::FindInMap') {
    const [map, first, second] = inner(argument) as [string, string, string];
    return template.Mappings[map]![first]![second];
  }
  const entries = Object.entries(value).map(([key, part]) => [key, inner(part)]);
  return Object.fromEntries(entries.filter(([, part]) => part !== undefined));
}
