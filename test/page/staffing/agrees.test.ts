/** The view Staffing and the verb `staffing` plan the same agents from the same lake. */
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { openHours, staffingPlan } from '../../../page/browser/staffing-plan.ts';
import { addDays, WEEKDAYS } from '../../../page/days.ts';
import { halfHourLabel } from '../../../page/half-hours.ts';
import { lakePage } from '../../../page/lake-page.ts';
import { type OpenPage, openPage } from '../../../page/open-page.ts';
import { dataset } from '../../../pipeline/datasets/contact-records/dataset.ts';
import { SERVICE_LEVELS } from '../../../queries/metrics.ts';
import { contactLake, test } from '../../cli/contact-lake.ts';
import { landAndRun, makeLake } from '../../local/lake.ts';
import { type ContactRecord, record } from '../../local/records.ts';

const QUEUES = ['Billing', 'Sales, “new”', '__proto__'];
const FIRST = '2026-10-19';
const DAYS = 30;

const contact = fc.record({
  day: fc.nat(DAYS - 1),
  second: fc.integer({ min: 8 * 3600, max: 12 * 3600 }),
  queue: fc.constantFrom(...QUEUES),
  channel: fc.constantFrom('VOICE', 'VOICE', 'CHAT'),
  waitSeconds: fc.nat(90),
  talkSeconds: fc.option(fc.integer({ min: 10, max: 900 })),
  workSeconds: fc.nat(60),
});
type Drawn = typeof contact extends fc.Arbitrary<infer Value> ? Value : never;

function timestamp(day: number, second: number): string {
  const time = new Date(second * 1000).toISOString().slice(11, 19);
  return `${addDays(FIRST, day)}T${time}Z`;
}

function queued(of: Drawn, at: number): ContactRecord {
  const moment = (later: number) => timestamp(of.day, of.second + later);
  return record({
    ContactId: `contact-${at}`,
    Channel: of.channel,
    InitiationMethod: 'INBOUND',
    InitiationTimestamp: moment(0),
    DisconnectTimestamp: moment(of.waitSeconds + (of.talkSeconds ?? 0)),
    Queue: { Name: of.queue, EnqueueTimestamp: moment(0), Duration: of.waitSeconds },
    ...(of.talkSeconds !== null && {
      Agent: {
        Username: 'agent-1',
        ConnectedToAgentTimestamp: moment(of.waitSeconds),
        AgentInteractionDuration: of.talkSeconds,
        AfterContactWorkDuration: of.workSeconds,
      },
    }),
  });
}

/** Contacts without a queue make the page longer than the half-hours that are planned from. */
function outbound(day: number): ContactRecord {
  return record({
    ContactId: `outbound-${day}`,
    InitiationMethod: 'OUTBOUND',
    InitiationTimestamp: timestamp(day, 40_000),
    DisconnectTimestamp: timestamp(day, 40_060),
    Queue: null,
  });
}

const asked = fc.record({
  queues: fc.subarray(QUEUES, { minLength: 1 }),
  channel: fc.constantFrom('VOICE', 'CHAT'),
  when: fc.oneof(
    fc.constant({}),
    fc.record({ weekday: fc.integer({ min: 1, max: 7 }) }),
    fc.record({ day: fc.integer({ min: 7, max: DAYS + 60 }) }),
  ) as fc.Arbitrary<{ weekday?: number; day?: number }>,
  weeks: fc.integer({ min: 1, max: 12 }),
  share: fc.integer({ min: 50, max: 99 }),
  seconds: fc.integer({ min: 5, max: 300 }),
  shrinkage: fc.integer({ min: 0, max: 60 }),
  occupancy: fc.integer({ min: 50, max: 100 }),
  growth: fc.integer({ min: -50, max: 100 }),
  atOnce: fc.integer({ min: 1, max: 8 }),
  model: fc.constantFrom('c', 'a'),
});
type Asked = typeof asked extends fc.Arbitrary<infer Value> ? Value : never;

async function planOfVerb(folder: string, of: Asked) {
  const { day, weekday } = of.when;
  const { code, stdout, stderr } = await contactLake(
    folder,
    ...[
      'staffing',
      '--lake',
      'lake',
      '--format',
      'csv',
      '--channel',
      of.channel,
      '--last',
      `${of.weeks}w`,
    ],
    ...of.queues.flatMap((queue) => ['--queue', queue]),
    ...(weekday === undefined ? [] : ['--weekday', WEEKDAYS[weekday - 1]!]),
    ...(day === undefined ? [] : ['--day', addDays(FIRST, day)]),
    ...['--target', `${of.share}/${of.seconds}`, '--shrinkage', String(of.shrinkage)],
    ...['--occupancy', String(of.occupancy), `--growth=${of.growth}`],
    ...['--at-once', String(of.atOnce), '--model', of.model],
  );
  if (/Found no \w+day before/.test(stderr)) return [];
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const [head, ...rows] = stdout
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
  const number = (text: string | undefined) => (text ? Number(text) : null);
  return rows.map((row) => {
    const of = (name: string) => row[head!.indexOf(name)];
    return {
      half_hour: of('half_hour'),
      agents: number(of('agents')),
      scheduled: number(of('scheduled')),
      contacts: number(of('contacts')),
      service_level: number(of('service_level')),
    };
  });
}

function planOfPage(page: OpenPage, of: Asked) {
  const selection = {
    fromDay: 0,
    toDay: page.dayCount - 1,
    instances: null,
    queues: of.queues.map((name) => page.queues.findIndex((queue) => queue.name === name)),
    channels: [page.channels.indexOf(of.channel)],
  };
  const { weeks, share, seconds, shrinkage, occupancy, growth, atOnce, model } = of;
  const knobs = { weeks, share, seconds, shrinkage, occupancy, growth, atOnce };
  const choices = {
    ...Object.fromEntries(Object.entries(knobs).map(([name, value]) => [name, String(value)])),
    model,
    ...(of.when.weekday !== undefined && { weekday: String(of.when.weekday) }),
    ...(of.when.day !== undefined && { planned: addDays(FIRST, of.when.day) }),
  };
  const { plan } = staffingPlan(page, selection, choices, SERVICE_LEVELS[0]);
  return openHours(plan).map(({ halfHour, agents, staff, contacts, service }) => ({
    half_hour: halfHourLabel(halfHour),
    agents,
    scheduled: staff,
    contacts,
    service_level: service?.serviceLevel ?? null,
  }));
}

/** Sums in another order differ in the last digits. */
function rounded<Row extends object>(rows: readonly Row[]) {
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        typeof value === 'number' ? Number(value.toFixed(9)) : value,
      ]),
    ),
  );
}

describe('staffing of the page and of the command line', () => {
  test('has the same agents in each half-hour, whatever is asked', async ({ folder }) => {
    const drawn = fc.sample(contact, { seed: 21, numRuns: 900 });
    const lake = await makeLake(folder);
    await landAndRun(lake, 'contacts.json', [
      ...drawn.map(queued),
      outbound(-3),
      outbound(DAYS + 1),
    ]);
    const { data } = await lakePage(lake, dataset, lake.settings);
    const page = openPage(data);
    for (const one of fc.sample(asked, { seed: 22, numRuns: 16 })) {
      const verb = await planOfVerb(folder, one);
      expect(rounded(planOfPage(page, one)), JSON.stringify(one)).toEqual(rounded(verb));
    }
  });
});
