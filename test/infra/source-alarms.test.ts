/** The alarms of datasets that parameters switch on: which there are, what they watch, and when they ring. */
import { beforeAll, describe, expect, it } from 'vitest';
import { datasets } from '../../pipeline/datasets/datasets.ts';
import { ALARM_METRICS, COLLECT_ALARM_METRICS, optionalOf } from '../../stack/cost/dataset-cost.ts';
import { type AlarmProperties, alarmsOf, changesOf, metricNames } from './alarm-evaluation.ts';
import type { Given } from './resolved.ts';
import { type Course, metricsOf } from './simulated-lake.ts';
import { parse, resourcesOf, type Template, templateText } from './template.ts';

const MONDAY = new Date(Date.UTC(2026, 10, 23));
const STEPS_AN_HOUR = 12;
const LOG_GROUP = '/aws/connect/demo';

/** What switches each source on. */
const GIVEN: Readonly<Record<string, string>> = {
  AgentEvents: 'true',
  ContactEvents: 'true',
  FlowLogGroup: LOG_GROUP,
  ContactLensBucket: 'connect-bucket',
  EvaluationsBucket: 'connect-bucket',
};

const OF_COLLECTING = ['collect-errors', 'collect-throttles', 'collect-waits'];

let template: Template;
let always: Record<string, AlarmProperties>;
beforeAll(async () => {
  template = parse(await templateText());
  always = alarmsOf(template, {});
});

/** The alarms that a stack has because of these parameters. */
function added(given: Given): Record<string, AlarmProperties> {
  const all = Object.entries(alarmsOf(template, given));
  return Object.fromEntries(all.filter(([name]) => !(name in always)));
}

const keeping = (parameter: string): Given => ({ [parameter]: GIVEN[parameter]! });
const optional = optionalOf(datasets);

describe('a source that is switched off', () => {
  it('has no alarm', () => {
    const names = optional.map(({ name }) => name.replaceAll('_', '-'));
    const ofSources = [...names, 'collect'];
    for (const name of Object.keys(always))
      expect(
        ofSources.filter((one) => name.includes(one)),
        name,
      ).toEqual([]);
  });
});

describe('a source that is switched on', () => {
  it.each([
    [
      'AgentEvents',
      [
        'delivery-failure-agent-events',
        'delivery-freshness-agent-events',
        'quarantine-rate-agent-events',
        'raw-not-normalised-agent-events',
        'records-soon-lost-agent-events',
        'stream-iterator-age-agent-events',
        'stream-not-landed-agent-events',
        'stream-write-throttled-agent-events',
      ],
    ],
    [
      'ContactEvents',
      [
        'delivery-failure-contact-events',
        'delivery-freshness-contact-events',
        'events-not-delivered-contact-events',
        'quarantine-rate-contact-events',
        'raw-not-normalised-contact-events',
      ],
    ],
    [
      'FlowLogGroup',
      [
        'delivery-failure-flow-logs',
        'delivery-freshness-flow-logs',
        'log-not-delivered-flow-logs',
        'quarantine-rate-flow-logs',
        'raw-not-normalised-flow-logs',
      ],
    ],
    [
      'EvaluationsBucket',
      [
        ...OF_COLLECTING,
        'events-not-delivered-contact-evaluations',
        'objects-not-collected-contact-evaluations',
        'quarantine-rate-contact-evaluations',
      ],
    ],
    [
      'ContactLensBucket',
      [
        ...OF_COLLECTING,
        ...['contact-lens-chat', 'contact-lens-voice'].flatMap((name) => [
          `events-not-delivered-${name}`,
          `objects-not-collected-${name}`,
          `quarantine-rate-${name}`,
        ]),
      ],
    ],
  ])('has alarms of its own: %s', (parameter, names) => {
    expect(Object.keys(added(keeping(parameter))).sort()).toEqual(names.sort());
  });

  it('watches nothing of the contact records, and nothing that its stack does not have', () => {
    const watched = (alarms: Record<string, AlarmProperties>) =>
      new Set(Object.values(alarms).flatMap(metricNames));
    const others = watched(always);
    for (const parameter of Object.keys(GIVEN)) {
      const own = watched(added(keeping(parameter)));
      for (const name of own) expect(others.has(name), name).toBe(false);
    }
    expect(watched(added(keeping('FlowLogGroup')))).toContain(
      `AWS/Logs IncomingLogEvents ${LOG_GROUP}`,
    );
    expect(watched(added(keeping('AgentEvents')))).toContain(
      'AWS/Kinesis IncomingRecords lake-agent-events',
    );
    expect(watched(added(keeping('AgentEvents')))).toContain(
      'ContactLake RecordsIn lake agent_events',
    );
  });

  it('is billed for the metrics that its alarms watch', () => {
    const metrics = (alarms: Record<string, AlarmProperties>) =>
      Object.values(alarms).flatMap(metricNames).length;
    for (const parameter of Object.keys(GIVEN)) {
      const members = optional.filter(({ source }) => source.option!.parameter === parameter);
      const isCollected = members.some(({ source }) => source.kind === 'objects');
      const ofEach = members.map(({ source }) => ALARM_METRICS[source.kind]);
      const billed =
        ofEach.reduce((sum, one) => sum + one, 0) + (isCollected ? COLLECT_ALARM_METRICS : 0);
      expect([parameter, metrics(added(keeping(parameter)))]).toEqual([parameter, billed]);
    }
  });

  it('has a row of the dashboard', () => {
    const [, { Properties }] = resourcesOf(template, 'AWS::CloudWatch::Dashboard')[0]!;
    const body = Properties!.DashboardBody as { 'Fn::Join': [string, unknown[]] };
    const parts = body['Fn::Join'][1];
    const rows = parts.filter((part) => Object.hasOwn(Object(part), 'Fn::If'));
    expect(rows).toHaveLength(optional.length + 1);
    for (const { name, source } of optional) {
      const row = rows.find((one) => JSON.stringify(one).includes(`\\"title\\":\\"${name}: `));
      const [condition, , otherwise] = (row as { 'Fn::If': unknown[] })['Fn::If'];
      expect([condition, otherwise]).toEqual([`Keeps${source.option!.parameter}`, '']);
    }
  });
});

describe('the alarms of agent events', () => {
  const STOP = 30.5;
  const course: Course = { hours: 84, launch: 0, arrivals: () => 2, runEvery: 1 };
  /** The metrics of the simulated lake as those of agent events. */
  const seriesOf = (stopped: Partial<Course>) =>
    Object.fromEntries(
      Object.entries(metricsOf({ ...course, ...stopped })).map(([name, values]) => [
        name
          .replace(/ contact-records$/, ' lake-agent-events')
          .replace(/ DeliveryDeliveryStream$/, ' AgentEventsSourceDeliveryDeliveryStream')
          .replace(/^(ContactLake .* lake)$/, '$1 agent_events'),
        values,
      ]),
    );
  const rung = (stopped: Partial<Course>) => ringing(keeping('AgentEvents'), seriesOf(stopped));

  it.each<[string, Partial<Course>, string[]]>([
    ['nothing', {}, []],
    [
      'the key of the stream',
      { deliveryCannotRead: [STOP] },
      ['records-soon-lost', 'stream-not-landed'],
    ],
    [
      'writing to the bucket',
      { deliveryCannotWrite: [STOP] },
      ['delivery-failure', 'delivery-freshness', 'records-soon-lost', 'stream-not-landed'],
    ],
    [
      'telling of objects',
      { notificationsRemoved: [STOP] },
      ['raw-not-normalised', 'records-soon-lost'],
    ],
    ['what the records are', { recordsAreMalformed: [STOP] }, ['quarantine-rate']],
  ])('ring as those of contact records do, if what stops is %s', (_, stopped, expected) => {
    expect(rung(stopped)).toEqual(expected.map((name) => `${name}-agent-events`));
  });
});

describe('the alarms that compare what comes with what is normalised', () => {
  const HOURS = 12;
  const each = (value: (hour: number) => number) =>
    Array.from({ length: HOURS * STEPS_AN_HOUR }, (_, step) => {
      const count = value(step / STEPS_AN_HOUR);
      return count > 0 ? [count] : [];
    });
  const all = { ...GIVEN };
  const CASES = [
    ['log-not-delivered-flow-logs', `AWS/Logs IncomingLogEvents ${LOG_GROUP}`, 'flow_logs'],
    [
      'objects-not-collected-contact-lens-voice',
      'AWS/Events TriggeredRules CollectRuleContactLensVoice',
      'contact_lens_voice',
    ],
    [
      'raw-not-normalised-contact-events',
      'AWS/Firehose DeliveryToS3.Records ContactEventsSourceDeliveryDeliveryStream',
      'contact_events',
    ],
  ] as const;

  it.each(CASES)('ring after three hours, and not before: %s', (name, came, dataset) => {
    const taken = `ContactLake RecordsIn lake ${dataset}`;
    const when = (upTo: number, resumes: number) =>
      ringing(all, {
        [came]: each(() => 2),
        [taken]: each((hour) => (hour < upTo || hour >= resumes ? 2 : 0)),
      });
    expect(when(HOURS, HOURS)).toEqual([]);
    expect(when(4, 6)).toEqual([]);
    expect(when(4, HOURS)).toEqual([name]);
  });

  it.each([
    ['events-not-delivered-contact-events', 'ContactEventsSourceRule'],
    ['events-not-delivered-contact-evaluations', 'CollectRuleContactEvaluations'],
  ])('are beside one that rings for a single event that is given up: %s', (name, rule) => {
    expect(
      ringing(all, {
        [`AWS/Events FailedInvocations ${rule}`]: each((hour) => (hour === 6 ? 1 : 0)),
      }),
    ).toEqual([name]);
  });

  it('are beside one that rings when objects wait for an hour', () => {
    const age = 'AWS/SQS ApproximateAgeOfOldestMessage CollectQueue.QueueName';
    expect(ringing(all, { [age]: each(() => 3599) })).toEqual([]);
    expect(ringing(all, { [age]: each((hour) => (hour > 6 ? 3600 : 1)) })).toEqual([
      'collect-waits',
    ]);
  });
});

/** The alarms of switched-on sources that ring at some time, in the order of their names. */
function ringing(given: Given, series: Record<string, number[][]>): string[] {
  const steps = Math.max(...Object.values(series).map(({ length }) => length));
  return Object.entries(added(given))
    .filter(([, alarm]) =>
      changesOf(alarm, series, 0, steps, MONDAY, 'nothing').some(({ to }) => to === 'ALARM'),
    )
    .map(([name]) => name)
    .sort();
}
