/**
 * The synthesised template's alarms over the metrics of lakes of which one stage has stopped: which
 * ring, when, and how many messages go out.
 */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  alarmsOf,
  changesOf,
  judged,
  metricNames,
  STEP_MINUTES,
  secondsOf,
} from './alarm-evaluation.ts';
import { type FillOfNothing, lastValue, type Sample } from './metric-math.ts';
import type { Given } from './resolved.ts';
import { type Course, metricsOf, SIMULATED } from './simulated-lake.ts';
import { parse, type Template, templateText } from './template.ts';

const MONDAY = new Date(Date.UTC(2026, 10, 23));
const STEPS_AN_HOUR = 60 / STEP_MINUTES;
const HOUR_SECONDS = 3600;
const DAY_SECONDS = 24 * HOUR_SECONDS;
const QUICKSIGHT = {
  QuickSightPrincipalArn: 'arn:aws:quicksight:eu-west-2:123456789012:user/default/owner',
};
const DAILY = { etlJobSchedule: 'cron(0 5 * * ? *)' };

let template: Template;
beforeAll(async () => {
  template = parse(await templateText());
});

/** Two records in five minutes, at any time. */
const busy = () => 2;
/** From 8 to 18 on Monday to Friday. */
const officeHours = (hour: number) =>
  Math.floor(hour / 24) % 7 < 5 && hour % 24 >= 8 && hour % 24 < 18 ? 2 : 0;
/** A contact at half past each even hour. */
const sparse = (hour: number) => (hour % 2 === 0.5 ? 1 : 0);

const WORKING: Course = { hours: 72, launch: 0, arrivals: busy, runEvery: 1 };

interface Story {
  readonly name: string;
  readonly course: Partial<Course>;
  readonly given?: Given;
  /** By the alarm: hours from the stop until it rings, and the messages, ALARM and OK. */
  readonly rings: Readonly<
    Record<string, { readonly within?: readonly [number, number]; readonly messages: string }>
  >;
  /** When the stop begins, in hours. */
  readonly from?: number;
}

const STOP = 30.5;
const FOR_GOOD = [STOP] as const;
const UNTIL_MENDED = [STOP, STOP + 10] as const;

const STORIES: readonly Story[] = [
  { name: 'a lake that works', course: {}, rings: {} },
  { name: 'a contact every other hour', course: { arrivals: sparse }, rings: {} },
  { name: 'slow runs', course: { runMinutes: 55 }, rings: {} },
  {
    name: 'an hourly lake without contacts, sample only',
    course: { arrivals: () => 0 },
    given: { sampledata: 'true' },
    rings: {},
  },
  {
    name: 'a week of office hours, told of',
    course: { hours: 15 * 24, arrivals: officeHours },
    given: { OpeningHours: '8-18', OpeningDays: 'MON-FRI' },
    rings: {},
  },
  {
    name: 'a week-end, without opening hours: a day after Friday evening until Monday morning',
    course: { hours: 8 * 24, arrivals: officeHours },
    rings: { 'no-records-arrive': { messages: 'ALARM OK' } },
  },
  {
    name: 'a new stack, on its first day, without any record',
    course: { hours: 59, launch: 36, arrivals: () => 0 },
    rings: {},
  },
  {
    name: 'a new stack without any record: after a day',
    course: { hours: 80, launch: 36, arrivals: () => 0 },
    from: 36,
    rings: { 'no-records-arrive': { within: [23, 24.5], messages: 'ALARM' } },
  },
  {
    name: 'a new stack in opening hours without any record: after an hour, until they close',
    course: { hours: 60, launch: 34, arrivals: () => 0 },
    given: { OpeningHours: '8-18' },
    from: 34,
    rings: { 'no-records-arrive': { within: [0.9, 1.5], messages: 'ALARM OK ALARM' } },
  },
  {
    name: 'a new stack whose first records come at once',
    course: { hours: 48, launch: 36.25, arrivals: (hour) => (hour >= 36.25 ? 2 : 0) },
    rings: {},
  },
  {
    name: 'a new stack with a schedule that has its first run after a day',
    course: { hours: 5 * 24, launch: 6, runEvery: 24 },
    given: DAILY,
    rings: {},
  },
  {
    name: 'a new stack whose every run fails',
    course: { hours: 60, launch: 36, runsFail: [36] },
    from: 36,
    rings: {
      'conversion-failure': { within: [0, 1.2], messages: 'ALARM' },
      'conversion-behind': { within: [2, 4], messages: 'ALARM' },
    },
  },
  {
    name: 'a new stack that S3 never notifies of an object',
    course: { hours: 48, launch: 36, notificationsRemoved: [36] },
    from: 36,
    rings: {
      'raw-not-normalised': { within: [2, 4], messages: 'ALARM' },
    },
  },
  {
    name: 'Connect stops sending',
    course: { arrivals: (hour) => (hour < STOP ? 2 : 0) },
    from: STOP,
    rings: { 'no-records-arrive': { within: [24, 25], messages: 'ALARM' } },
  },
  {
    name: "the stream's key is disabled for ten hours",
    course: { deliveryCannotRead: UNTIL_MENDED },
    from: STOP,
    rings: { 'stream-not-landed': { within: [3, 4], messages: 'ALARM OK' } },
  },
  {
    name: "the stream's key is disabled and stays disabled",
    course: { hours: 120, deliveryCannotRead: FOR_GOOD },
    from: STOP,
    rings: {
      'stream-not-landed': { within: [3, 4], messages: 'ALARM' },
      'records-soon-lost': { within: [48, 50], messages: 'ALARM' },
    },
  },
  {
    name: "the stream's key is disabled, and there is a contact every other hour",
    course: { hours: 120, arrivals: sparse, deliveryCannotRead: FOR_GOOD },
    from: STOP,
    rings: { 'records-soon-lost': { within: [46, 50], messages: 'ALARM' } },
  },
  {
    name: 'the bucket refuses what is delivered',
    course: { deliveryCannotWrite: UNTIL_MENDED },
    from: STOP,
    rings: {
      'delivery-failure': { within: [0, 0.5], messages: 'ALARM OK' },
      'delivery-freshness': { within: [1, 1.5], messages: 'ALARM OK' },
      'stream-not-landed': { within: [3, 4], messages: 'ALARM OK' },
    },
  },
  {
    name: 'S3 no longer notifies of objects',
    course: { notificationsRemoved: UNTIL_MENDED },
    from: STOP,
    rings: { 'raw-not-normalised': { within: [3, 4], messages: 'ALARM OK' } },
  },
  {
    name: "the function's trigger is disabled",
    course: { normaliseDisabled: UNTIL_MENDED },
    from: STOP,
    rings: {
      'raw-objects-wait': { within: [1, 1.5], messages: 'ALARM OK' },
      'raw-not-normalised': { within: [3, 4], messages: 'ALARM OK' },
    },
  },
  {
    name: "the schedule's trigger is deactivated",
    course: { triggerDeactivated: UNTIL_MENDED },
    from: STOP,
    rings: { 'conversion-behind': { within: [2, 4], messages: 'ALARM OK' } },
  },
  {
    name: "the schedule's trigger is deactivated while no contact comes",
    course: { arrivals: (hour) => (hour < 20 ? 2 : 0), hours: 42, triggerDeactivated: FOR_GOOD },
    from: STOP,
    rings: { 'conversion-behind': { within: [2, 4], messages: 'ALARM' } },
  },
  {
    name: 'the trigger was never started',
    course: { hours: 48, launch: 30, triggerDeactivated: [30] },
    from: 30,
    rings: { 'conversion-behind': { within: [2, 4], messages: 'ALARM' } },
  },
  {
    name: "a daily schedule's trigger is deactivated",
    course: { hours: 144, runEvery: 24, triggerDeactivated: FOR_GOOD },
    given: DAILY,
    from: STOP,
    rings: { 'conversion-behind': { within: [60, 73], messages: 'ALARM' } },
  },
  {
    name: 'runs that end well and take nothing',
    course: { runsAreBlind: UNTIL_MENDED },
    from: STOP,
    rings: { 'conversion-behind': { within: [2, 4], messages: 'ALARM OK' } },
  },
  {
    name: 'one run that fails',
    course: { runsFail: [30, 31] },
    from: 30,
    rings: { 'conversion-failure': { within: [0, 0.5], messages: 'ALARM OK' } },
  },
  {
    name: 'three hours of runs that fail: one message, and one when a run has succeeded',
    course: { runsFail: [30, 33] },
    from: 30,
    rings: {
      'conversion-failure': { within: [0, 0.5], messages: 'ALARM OK' },
      'conversion-behind': { within: [2, 4], messages: 'ALARM OK' },
    },
  },
  {
    name: 'runs that fail, and a trigger that is deactivated thereupon: it is not over',
    course: { runsFail: [30, 31], triggerDeactivated: [31] },
    from: 30,
    rings: {
      'conversion-failure': { within: [0, 0.5], messages: 'ALARM' },
      'conversion-behind': { within: [2, 4], messages: 'ALARM' },
    },
  },
  {
    name: 'a daily run that fails, and the next that succeeds',
    course: { hours: 144, runEvery: 24, runsFail: [47, 49] },
    given: DAILY,
    from: 48,
    rings: { 'conversion-failure': { within: [0, 0.5], messages: 'ALARM OK' } },
  },
  {
    name: 'a run that hangs',
    course: { runsHang: UNTIL_MENDED },
    from: STOP,
    rings: { 'conversion-behind': { within: [2, 4], messages: 'ALARM OK' } },
  },
  {
    name: 'malformed records every other hour: one message, and one when it is over',
    course: { arrivals: sparse, recordsAreMalformed: UNTIL_MENDED },
    from: STOP,
    rings: { 'quarantine-rate': { within: [0, 1], messages: 'ALARM OK' } },
  },
  {
    name: 'the bucket refuses what is delivered now and then, in a quiet centre',
    course: {
      arrivals: (hour) => (hour < 38 ? 2 : sparse(hour)),
      hours: 60,
      deliveryCannotWrite: [30, 58],
    },
    from: 30,
    rings: {
      'delivery-failure': { within: [0, 0.5], messages: 'ALARM OK' },
      'delivery-freshness': { within: [1, 1.5], messages: 'ALARM OK' },
      'stream-not-landed': { within: [3, 4], messages: 'ALARM OK' },
    },
  },
  {
    name: 'crawls that fail each hour, until one succeeds',
    course: { crawlsFail: UNTIL_MENDED, crawlsSucceed: [10, 50] },
    from: STOP,
    rings: { 'crawler-failure': { within: [0, 1], messages: 'ALARM OK' } },
  },
  {
    name: 'a crawl that fails and is given up',
    course: { crawlsFail: [31, 32] },
    from: 31,
    rings: { 'crawler-failure': { within: [0, 0.5], messages: 'ALARM' } },
  },
  { name: 'imports into QuickSight that succeed', course: {}, given: QUICKSIGHT, rings: {} },
  {
    name: 'imports into QuickSight that fail for ten hours: one message, and one when it is over',
    course: { importsFail: UNTIL_MENDED },
    given: QUICKSIGHT,
    from: STOP,
    rings: { 'quicksight-import-failure': { within: [0, 1], messages: 'ALARM OK' } },
  },
  {
    name: 'an import into QuickSight that fails once a day',
    course: { hours: 144, runEvery: 24, importsFail: [47, 49] },
    given: { ...DAILY, ...QUICKSIGHT },
    from: 48,
    rings: { 'quicksight-import-failure': { within: [0, 0.5], messages: 'ALARM OK' } },
  },
  {
    name: 'no data sets in SPICE: no alarm about their imports',
    course: { importsFail: FOR_GOOD },
    given: { ...QUICKSIGHT, QuickSightImportMode: 'DIRECT_QUERY' },
    rings: {},
  },
];

describe.each(['filled', 'nothing'] as const)(
  'the alarms, where FILL of a metric that never had a value is %s,',
  (fillOfNothing) => {
    it.each(STORIES)('ring as they ought to: $name', ({ course, from = 0, given = {}, rings }) => {
      const rung = listen({ ...WORKING, ...course }, given, fillOfNothing);
      expect(messages(rung)).toEqual(messages(rings));
      for (const [name, { within }] of Object.entries(rings)) {
        if (!within) continue;
        const after = rung[name]!.hour - from;
        expect(after, name).toBeGreaterThanOrEqual(within[0]);
        expect(after, name).toBeLessThanOrEqual(within[1]);
      }
    });
  },
);

describe('the alarms that compare stages', () => {
  const arrivals = fc.array(fc.constantFrom(0, 0, 1, 5), { minLength: 1, maxLength: 48 });

  it('never ring in a working lake, whenever its contacts arrive', () => {
    fc.assert(
      fc.property(
        arrivals,
        fc.integer({ min: 0, max: 11 }),
        fc.constantFrom(5, 20, 50),
        (counts, phase, runMinutes) => {
          const course: Course = {
            ...WORKING,
            hours: 60,
            launch: 12,
            runMinutes,
            arrivals: (hour) => {
              const step = Math.round(hour * STEPS_AN_HOUR) + phase;
              return step % 4 === 0 ? counts[Math.floor(step / 4) % counts.length]! : 0;
            },
          };
          const { 'no-records-arrive': _, ...others } = listen(course, {}, 'nothing');
          expect(others).toEqual({});
        },
      ),
      { numRuns: 40 },
    );
  });

  it('have a period that follows from the schedule, and do not exist if it is rare', () => {
    const behind = (etlJobSchedule: string) =>
      alarmsOf(template, { etlJobSchedule })['conversion-behind'];
    for (const hourly of ['cron(0 * * * ? *)', 'cron(15 * ? * * *)', 'cron(0/30 * * * ? *)'])
      expect(secondsOf(behind(hourly)!), hourly).toBe(HOUR_SECONDS);
    for (const daily of ['cron(0 5 * * ? *)', 'cron(0 8-18 ? * * *)', 'cron(0 0/2 * * ? *)'])
      expect(secondsOf(behind(daily)!), daily).toBe(DAY_SECONDS);
    for (const rarer of [
      'cron(0 5 ? * MON *)',
      'cron(0 5 ? * MON-FRI *)',
      'cron(0 5 1 * ? *)',
      'cron(0 5 * 1 ? *)',
    ])
      expect(behind(rarer), rarer).toBeUndefined();
  });
});

describe('each alarm', () => {
  const all = () =>
    [{}, { OpeningHours: '8-18' }, DAILY, QUICKSIGHT].flatMap((given) =>
      Object.entries(alarmsOf(template, given)),
    );

  it("stays within CloudWatch's limits", () => {
    for (const [name, alarm] of all()) {
      const seconds = secondsOf(alarm);
      // API reference, PutMetricAlarm: a week in all, a day for periods of less than an hour.
      const most = seconds < HOUR_SECONDS ? DAY_SECONDS : 7 * DAY_SECONDS;
      expect(seconds * alarm.EvaluationPeriods, name).toBeLessThanOrEqual(most);
      expect(metricNames(alarm).length, name).toBeLessThanOrEqual(10);
      for (const { MetricStat } of alarm.Metrics ?? [])
        expect(MetricStat?.Period ?? seconds, name).toBe(seconds);
      expect(
        alarm.Metrics?.filter(({ ReturnData }) => ReturnData) ?? [alarm.Metrics?.at(-1)],
        name,
      ).toEqual([alarm.Metrics?.at(-1)]);
    }
  });

  it('watches metrics that the simulated lake produces, or that need no simulation', () => {
    const others = [
      'AWS/Kinesis WriteProvisionedThroughputExceeded contact-records',
      'AWS/SQS ApproximateNumberOfMessagesVisible RawDeadLetters.QueueName',
      'AWS/Lambda Errors NormaliseFunction',
      'AWS/Lambda Throttles NormaliseFunction',
    ];
    const watched = new Set(all().flatMap(([, alarm]) => metricNames(alarm)));
    expect([...watched].sort()).toEqual([...SIMULATED, ...others].sort());
  });
});

describe('the evaluation', () => {
  const series = (...values: (number | null)[]) => values;

  it.each([
    ['metric1 < metric2', [30, 20, 0, 0], [20, null, 20, null], [0, 0, 1, 0]],
    ['metric1 >= 30', [30, 20, 0, 0], [20, null, 20, null], [1, 0, 0, 0]],
    ['metric1 > 15 AND metric2 > 15', [30, 20, 0, 0], [20, null, 20, null], [1, 0, 0, 0]],
    ['IF(metric1, metric2, 5)', [1, 1, 0, 0, null], [30, null, 0, 0, 30], [30, 0, 5, 5, null]],
    ['IF(metric1, 5, metric2)', [1, 1, 0, 0, null], [0, 0, 20, null, 20], [5, 5, 20, null, null]],
    ['IF(metric1 < 25, metric1)', [30, 20, 0, null], [], [null, 20, 0, null]],
    ['FILL(metric1, 0) + TIME_SERIES(0)', [3, null], [], [3, 0]],
    ['metric1 - metric2', [3, null, null], [null, 2, null], [3, -2, null]],
  ])("takes %s as CloudWatch's guide does", (Expression, metric1, metric2, expected) => {
    const values = series(...metric1).map((value, i) => {
      const samples: Record<string, Sample> = {
        metric1: { value },
        metric2: { value: metric2[i] ?? null },
      };
      return lastValue([{ Id: 'e', Expression }], samples, MONDAY);
    });
    expect(values).toEqual(expected);
  });

  // The guide's tables, "Configuring how CloudWatch alarms treat missing data": 3 of 3.
  it.each([
    ['0-X-X', 'OK', 'OK', 'OK'],
    ['0----', 'OK', 'OK', 'OK'],
    ['-----', 'retained', 'ALARM', 'OK'],
    ['0XX-X', 'ALARM', 'ALARM', 'ALARM'],
    ['----X', 'retained', 'ALARM', 'OK'],
  ])('judges %s as the guide does', (oldestFirst, ignore, breaching, notBreaching) => {
    const points = [...oldestFirst]
      .reverse()
      .map((sign) => (sign === '-' ? null : Number(sign === 'X')));
    const expected = { ignore, breaching, notBreaching };
    for (const [TreatMissingData, state] of Object.entries(expected)) {
      const alarm = {
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        Threshold: 1,
        EvaluationPeriods: 3,
        TreatMissingData: TreatMissingData as keyof typeof expected,
      } as const;
      expect(judged(alarm, points, 'INSUFFICIENT_DATA'), TreatMissingData).toBe(
        state === 'retained' ? 'INSUFFICIENT_DATA' : state,
      );
    }
  });
});

type Rung = Record<string, { hour: number; messages: string }>;

/** The alarms that ring in a course: when first, and the messages from then on. */
function listen(course: Course, given: Given, fillOfNothing: FillOfNothing): Rung {
  const series = metricsOf(course);
  const [launch, steps] = [course.launch * STEPS_AN_HOUR, course.hours * STEPS_AN_HOUR];
  const rung: Rung = {};
  for (const [name, alarm] of Object.entries(alarmsOf(template, given))) {
    const changes = changesOf(alarm, series, launch, steps, MONDAY, fillOfNothing);
    const first = changes.findIndex(({ to }) => to === 'ALARM');
    if (first < 0) continue;
    rung[name] = {
      hour: changes[first]!.step / STEPS_AN_HOUR,
      messages: changes
        .slice(first)
        .map(({ to }) => to)
        .join(' '),
    };
  }
  return rung;
}

function messages(rung: Readonly<Record<string, { readonly messages: string }>>) {
  return Object.fromEntries(Object.entries(rung).map(([name, { messages }]) => [name, messages]));
}
