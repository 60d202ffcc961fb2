import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Row } from '../../page/columns.ts';
import { daysBetween } from '../../page/days.ts';
import { percentile } from '../../page/histogram.ts';
import { type OpenPage, openPage } from '../../page/open-page.ts';
import { pageData } from '../../page/page-data.ts';
import { type Figures, recompute, startMinutes } from '../../page/recompute.ts';
import * as SUMS from '../../page/sum-names.ts';
import { total } from '../../page/sums.ts';
import { withParameters } from '../../queries/reader/parameters.ts';
import { readSavedQuery } from '../../queries/reader/saved-queries.ts';
import type { Settings } from '../../queries/settings.ts';
import { type ContactRow, openSmallLake, QUERIES, type SmallLake } from '../queries/small-lake.ts';
import { runOn } from './lake.ts';
import { sampleOfContacts } from './random-contacts.ts';

const ZONE = 'Europe/London';
const EVERYTHING = { instances: null, queues: null, channels: null };
const PAGE = join(QUERIES, 'page');
/** The saved queries know one X, so each contact of the page has it as well. */
const SETTINGS = { timeZone: ZONE, targets: withinEverywhere(20) };

let lake: SmallLake;
let page: OpenPage;
let contacts: ContactRow[];
beforeAll(async () => {
  contacts = sampleOfContacts(500, 20261025);
  lake = await openSmallLake(contacts, 2);
  page = openPage(await pageData(runOn(lake), PAGE, SETTINGS));
});
afterAll(() => lake.close());

function withinEverywhere(seconds: number): Settings['targets'] {
  return [null, 'VOICE', 'CHAT'].map((channel) => ({
    queue: null,
    channel,
    target: { share: 0.8, seconds },
  }));
}

async function saved(name: string, parameters: Record<string, string> = {}): Promise<Row[]> {
  const query = readSavedQuery(QUERIES, name);
  return runOn(lake)(withParameters(query, { time_zone: ZONE, ...parameters }));
}

/** The figures of the days that have the local date, and of the queue. */
function figuresOf(of: Row): Figures {
  const day = of.day === undefined ? null : daysBetween(page.firstDay!, String(of.day));
  return recompute(page, {
    fromDay: day ?? 0,
    toDay: day ?? page.dayCount - 1,
    instances: null,
    queues: 'queue' in of ? queuesOf(of) : null,
    channels: 'channel' in of ? [page.channels.indexOf(of.channel as string | null)] : null,
  });
}

/** Queues that a saved query has in one row: it does not separate outbound calls without a queue. */
function queuesOf({ queue, queue_kind: kind }: Row): number[] {
  const kinds = kind === null ? ['outbound', 'none'] : [kind];
  return page.queues.flatMap((of, at) =>
    kinds.includes(of.kind) && of.name === queue ? [at] : [],
  );
}

describe('the page has the figures of the saved queries', () => {
  test('figures of the service level', async () => {
    const rows = await saved('service-level-by-queue-and-day');
    expect(rows.length).toBeGreaterThan(20);
    for (const { day, queue, queue_kind, ...row } of rows) {
      const { totals } = figuresOf({ day, queue, queue_kind });
      expect(row).toMatchObject({
        contacts_queued: totals.queued,
        contacts_answered: totals.answered,
        removed_within: totals.removed_within,
        answered_within: totals.answered_within,
        abandoned_within_short: totals.abandoned_within_short,
        abandoned_at_or_after: totals.abandoned_at_or_after,
      });
    }
  });

  test('figures of abandonment and speed of answer', async () => {
    for (const { day, queue, queue_kind, ...row } of await saved('abandonment-by-queue-and-day')) {
      const { totals } = figuresOf({ day, queue, queue_kind });
      expect(row).toMatchObject({
        contacts_abandoned: totals.abandoned,
        abandon_wait_seconds_sum: totals.abandon_wait_seconds_sum,
        abandoned_with_wait: totals.abandoned_with_wait,
      });
    }
    for (const { day, queue, queue_kind, ...row } of await saved(
      'speed-of-answer-by-queue-and-day',
    )) {
      const { totals, waits } = figuresOf({ day, queue, queue_kind });
      expect(row).toMatchObject({
        contacts_answered: totals.answered,
        answer_wait_seconds_sum: totals.answer_wait_seconds_sum,
        longest_answer_wait_seconds: waits.answered.values.at(-1),
      });
    }
  });

  test('figures of contacts, handle times and transfers', async () => {
    for (const { day, channel, ...row } of await saved('contacts-by-day-and-channel')) {
      const { totals } = figuresOf({ day, channel });
      expect(row).toMatchObject({
        contacts_created: totals.created,
        contacts_incoming: totals.incoming,
        contacts_handled: totals.handled,
        contacts_handled_incoming: totals.handled_incoming,
        contacts_handled_outbound: totals.handled_outbound,
      });
    }
    for (const { queue, queue_kind, channel, ...row } of await saved('handle-time-by-queue')) {
      const { totals } = figuresOf({ queue, queue_kind, channel });
      expect(row).toMatchObject({
        contacts: totals.handle_contacts,
        handle_seconds_sum: totals.handle_seconds_sum,
      });
    }
    for (const { queue, queue_kind, ...row } of await saved('transfers-by-queue')) {
      const { totals } = figuresOf({ queue, queue_kind });
      expect(row).toMatchObject({
        transferred_out: totals.transferred_out,
        transferred_out_by_agent: totals.transferred_out_by_agent,
        transferred_out_from_queue: totals.transferred_out_from_queue,
        transferred_in: totals.transferred_in,
      });
    }
    for (const { queue, queue_kind, ...row } of await saved('holds-by-queue')) {
      const { totals } = figuresOf({ queue, queue_kind });
      expect(row).toMatchObject({ contacts_held: totals.held, holds: totals.holds });
    }
  });

  test('figures of percentiles of the wait', async () => {
    const rows = await saved('queue-wait-percentiles');
    expect(rows.length).toBeGreaterThan(5);
    for (const { queue, queue_kind, outcome, ...row } of rows) {
      const wait = figuresOf({ queue, queue_kind }).waits[outcome as 'answered' | 'abandoned'];
      expect(row).toMatchObject({
        contacts: wait.total,
        p50_seconds: percentile(wait, 50),
        p80_seconds: percentile(wait, 80),
        p90_seconds: percentile(wait, 90),
        p95_seconds: percentile(wait, 95),
        longest_wait_seconds: wait.values.at(-1),
      });
    }
  });

  test('figures of the half-hours, also those that clocks repeat', async () => {
    const rows = await saved('volume-by-interval');
    const channels = page.channels;
    for (const { interval_start_utc: start, channel, ...row } of rows) {
      const only = recompute(page, {
        fromDay: 0,
        toDay: page.dayCount - 1,
        instances: null,
        queues: null,
        channels: [channels.indexOf(channel as string | null)],
      });
      const minutes = (Date.parse(`${start}Z`) - Date.parse(page.firstDay!)) / 60_000;
      const found = only.intervals.find((interval) => startMinutes(interval) === minutes);
      expect(row).toMatchObject({
        contact_volume: found?.sums.volume,
        contacts_queued: found?.sums.queued,
        contacts_abandoned: found?.sums.abandoned,
      });
    }
    const { intervals } = figuresOf({});
    const starts = intervals.map(startMinutes);
    expect(starts).toEqual(starts.toSorted((one, other) => one - other));
    expect(new Set(starts).size).toBe(starts.length);
  });

  test('figures of the week', async () => {
    const rows = await saved('intraday-heat-map');
    const { heat } = figuresOf({});
    for (const { weekday, interval_start: start, ...row } of rows) {
      const [hour, minute] = String(start).split(':').map(Number);
      const sums = heat[Number(weekday) - 1]![hour! * 2 + (minute === 30 ? 1 : 0)]!;
      expect(row).toMatchObject({
        contacts_queued: sums.queued,
        contacts_answered: sums.answered,
        contacts_abandoned: sums.abandoned,
        answered_within: sums.answered_within,
      });
    }
  });

  test('figures of agents by queue', async () => {
    const rows = await saved('agent-queue-matrix');
    const { agents } = figuresOf({});
    const handled = (sums: readonly Row[], name: string) =>
      sums.reduce((all, row) => all + Number(row[name]), 0);
    expect(handled(rows, 'contacts_handled')).toBe(
      handled(
        agents.map((agent) => agent.total),
        'handled',
      ),
    );
    for (const { agent, queue, queue_kind, ...row } of rows) {
      const found = agents.find((of) => page.agents[of.agent] === agent);
      const parts = queuesOf({ queue, queue_kind }).flatMap((at) => found?.byQueue.get(at) ?? []);
      const sums = total(parts, SUMS.AGENTS);
      expect(row).toMatchObject({
        contacts_handled: sums.handled,
        handle_seconds_sum: sums.handle_seconds_sum,
        transferred_out: sums.transferred_out,
        holds: sums.holds,
      });
    }
  });

  test('figures of callbacks and repeat contacts', async () => {
    const callbacks = await saved('callback-outcomes');
    expect(callbacks.length).toBeGreaterThan(3);
    for (const { day, queue, queue_kind, ...row } of callbacks) {
      const of = figuresOf({ day, queue, queue_kind }).callbacks;
      expect(row).toMatchObject({
        callbacks_requested: of.requested,
        callbacks_dialled: of.dialled,
        callbacks_answered: of.answered,
        callbacks_abandoned: of.abandoned,
      });
    }
    for (const { day, ...row } of await saved('repeat-contacts', { window_days: '7' })) {
      const { repeats } = figuresOf({ day });
      expect(row).toMatchObject({
        contacts: repeats.contacts,
        repeated_contacts: repeats.repeated,
        resolved_contacts: repeats.resolved,
        unknown_contacts: repeats.unknown,
      });
    }
  });
});

test('for one instance, the page has the figures of a lake with that instance alone', async () => {
  for (const [at, id] of page.instances.entries()) {
    const own = await openSmallLake(contacts.filter((contact) => instanceOf(contact) === id));
    const alone = openPage(await pageData(runOn(own), PAGE, SETTINGS));
    own.close();
    const fromDay = daysBetween(page.firstDay!, alone.firstDay!);
    const chosen = { fromDay, toDay: fromDay + alone.dayCount - 1, ...EVERYTHING, instances: [at] };
    const figures = recompute(page, chosen);
    const expected = recompute(alone, { fromDay: 0, toDay: alone.dayCount - 1, ...EVERYTHING });
    expect(figures.totals).toEqual(expected.totals);
    expect(figures.byDay).toEqual(expected.byDay);
    expect(figures.heat).toEqual(expected.heat);
    expect(figures.waits).toEqual(expected.waits);
    expect(figures.callbacks).toEqual(expected.callbacks);
    expect(figures.repeats).toEqual(expected.repeats);
    expect(figures.byQueue.map(({ sums }) => sums)).toEqual(
      expected.byQueue.map(({ sums }) => sums),
    );
    expect(figures.agents.map((agent) => agent.total)).toEqual(
      expected.agents.map((agent) => agent.total),
    );
  }
  expect(page.instances).toEqual(['one', 'two']);
});

function instanceOf({ instancearn }: ContactRow): string {
  return String(instancearn).split('/')[1]!;
}

describe('the page data', () => {
  test('has the counts and times of what it covers', async () => {
    expect(page.coverage).toMatchObject({ contacts: 500, quarantined: 2 });
    expect(page.coverage.contactsNotDisconnected).toBeGreaterThan(0);
    expect(page.coverage.lastDisconnectedLocal).toMatch(/^2026-10-(29|30) \d\d:\d\d:\d\d$/);
  });

  test('contains no phone number and no contact id', async () => {
    const text = JSON.stringify(await pageData(runOn(lake), PAGE, { timeZone: ZONE }));
    expect(text).not.toMatch(/\+44|contact-\d|chain-\d/);
    expect(text).toContain('carla.o’neill');
  });

  test('uses the seconds it is given', async () => {
    const loose = openPage(
      await pageData(runOn(lake), PAGE, {
        timeZone: ZONE,
        targets: withinEverywhere(96),
      }),
    );
    const all = { fromDay: 0, toDay: loose.dayCount - 1, ...EVERYTHING };
    const query = withParameters(readSavedQuery(QUERIES, 'service-level-by-queue-and-day'), {
      service_level_seconds: '96',
    });
    const within = (await runOn(lake)(query)).reduce(
      (total, row) => total + Number(row.answered_within),
      0,
    );
    expect(recompute(loose, all).totals.answered_within).toBe(within);
  });

  test('of an empty lake has no day and no figure', async () => {
    const empty = await openSmallLake([]);
    const data = await pageData(runOn(empty), PAGE);
    empty.close();
    expect(data).toMatchObject({
      firstDay: null,
      dayCount: 0,
      coverage: { contacts: 0, quarantined: 0, lastUpdatedLocal: null },
    });
  });
});
