/** What must hold between the answers of the saved queries, whatever the contacts. */
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withParameters } from '../../queries/reader/parameters.ts';
import { listSavedQueries, readSavedQuery } from '../../queries/reader/saved-queries.ts';
import { contactTables } from './generated-contacts.ts';
import { type Cell, openSmallLake, QUERIES, type SmallLake } from './small-lake.ts';

type Row = Record<string, Cell>;
type Ask = (name: string, parameters?: Record<string, string>) => Promise<Row[]>;

const LONDON = { time_zone: 'Europe/London' };
const HALF_HOUR = 1_800;

let lake: SmallLake;
beforeAll(async () => {
  lake = await openSmallLake([{ contactid: 'x', attributes: { language: 'de' } }]);
});
afterAll(() => lake.close());

function law(name: string, holds: (ask: Ask, facts: Row[]) => Promise<void>): void {
  test(name, { timeout: 30_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(contactTables, async (contacts) => {
        await lake.refill(contacts);
        await holds(askSaved, await askRows('SELECT * FROM contact_facts'));
      }),
      { numRuns: 5 },
    );
  });
}

law('every breakdown has each disconnected contact once', async (ask, facts) => {
  const ended = facts.filter((fact) => fact.disconnected_at !== null);
  for (const query of [
    'contacts-by-day-and-channel',
    'contacts-by-initiation-method',
    'disconnect-reasons',
    'transfers-by-queue',
    'attribute-breakdown',
  ])
    expect([query, sum(await ask(query, LONDON), 'contacts_created')]).toEqual([
      query,
      ended.length,
    ]);
  expect(sum(await ask('resolution-time-by-queue'), 'contacts')).toBe(ended.length);
});

law(
  'handled contacts are as many by queue as by day, and each was ended by someone',
  async (ask) => {
    const days = await ask('contacts-by-day-and-channel');
    const endings = await ask('who-hung-up-first');
    expect(sum(endings, 'contacts_handled')).toBe(sum(days, 'contacts_handled'));
    expect(sum(await ask('holds-by-queue'), 'contacts_handled')).toBe(
      sum(days, 'contacts_handled'),
    );
    for (const row of endings) {
      expect(row.other).toBeGreaterThanOrEqual(0);
      expect(row.contacts_handled).toBe(
        sum([row], 'agent_hung_up_first') +
          sum([row], 'customer_hung_up_first') +
          sum([row], 'other'),
      );
    }
  },
);

law('an agent’s row is the sum of the agent’s queues', async (ask) => {
  const matrix = await ask('agent-queue-matrix');
  for (const agent of await ask('agent-summary')) {
    const queues = matrix.filter((row) => row.agent === agent.agent);
    for (const column of ['contacts_handled', 'handle_seconds_sum', 'holds'])
      expect(sum(queues, column)).toBe(agent[column]);
    expect(sum(queues, 'transferred_out')).toBe(agent.transferred_out_by_agent);
  }
  const handleTimes = await ask('handle-time-by-queue');
  const byAgent = await ask('handle-time-by-agent');
  expect(sum(byAgent, 'contacts')).toBeLessThanOrEqual(sum(handleTimes, 'contacts'));
});

law('service levels are shares of one another’s counts', async (ask) => {
  const strict = await ask('service-level-by-queue-and-day');
  const inclusive = await ask('service-level-by-queue-and-day', { inclusive: 'true' });
  const abandoned = await ask('abandonment-by-queue-and-day');
  expect(strict.map(grain)).toEqual(abandoned.map(grain));
  strict.forEach((row, place) => {
    expect(row.removed_within).toBeGreaterThanOrEqual(sum([row], 'answered_within'));
    expect(row.contacts_answered).toBeGreaterThanOrEqual(sum([row], 'answered_within'));
    const other = abandoned[place]!;
    expect(other.contacts_queued).toBe(row.contacts_queued);
    expect(other.contacts_abandoned).toBeGreaterThanOrEqual(
      sum([row], 'abandoned_within_short') + sum([row], 'abandoned_at_or_after'),
    );
    expect(other.abandoned_with_wait).toBe(
      sum([other], 'abandoned_within') + sum([row], 'abandoned_at_or_after'),
    );
    expect(inclusive[place]!.answered_within).toBeGreaterThanOrEqual(sum([row], 'answered_within'));
    for (const level of Object.keys(row).filter((column) => column.startsWith('service_level')))
      if (row[level] !== null)
        expect(row[level]).toSatisfy((share: number) => 0 <= share && share <= 1);
  });
});

law('service levels by any period add up to those by day', async (ask) => {
  const byDay = await ask('service-level-by-queue-and-day', LONDON);
  const abandoned = await ask('abandonment-by-queue-and-day', LONDON);
  const speed = await ask('speed-of-answer-by-queue-and-day', LONDON);
  const startOf = (row: Row) => `${row.period_start_local} ${row.utc_offset_minutes}`;
  const oneQueue = (row: Row, other: Row) =>
    row.queue === other.queue && row.queue_kind === other.queue_kind;
  for (const grain of ['half-hour', 'hour', 'day']) {
    const rows = await ask('service-level', { ...LONDON, grain });
    for (const day of byDay) {
      const periods = rows.filter(
        (row) => String(row.period_start_local).startsWith(String(day.day)) && oneQueue(row, day),
      );
      for (const column of ['contacts_queued', 'removed_within', 'answered_within'])
        expect([grain, sum(periods, column)]).toEqual([grain, day[column]]);
    }
    for (const period of rows) expect(period.utc_offset_minutes === null).toBe(grain === 'day');
    const together = await ask('service-level', { ...LONDON, grain, queues: 'together' });
    const starts = new Set(rows.map(startOf));
    expect(together.map(startOf)).toEqual([...starts]);
    for (const all of together) {
      const own = rows.filter((row) => startOf(row) === startOf(all));
      for (const column of ['contacts_queued', 'removed_within', 'contacts_abandoned'])
        expect([grain, sum(own, column)]).toEqual([grain, all[column]]);
    }
  }
  for (const grain of ['half-hour', 'hour', 'day', 'week', 'month']) {
    const rows = await ask('service-level', { ...LONDON, grain });
    for (const column of ['abandoned_within_short', 'abandoned_at_or_after', 'contacts_answered'])
      expect(sum(rows, column)).toBe(sum(byDay, column));
    expect(sum(rows, 'contacts_abandoned')).toBe(sum(abandoned, 'contacts_abandoned'));
    expect(sum(rows, 'answer_wait_seconds_sum')).toBe(sum(speed, 'answer_wait_seconds_sum'));
  }
});

law(
  'a wait is answered, abandoned or neither, and its percentiles were waited',
  async (ask, facts) => {
    const rows = await ask('queue-wait-percentiles');
    const answered = rows.filter((row) => row.outcome === 'answered');
    const speed = await ask('speed-of-answer-by-queue-and-day');
    expect(sum(answered, 'contacts')).toBe(sum(speed, 'contacts_answered'));
    expect(sum(answered, 'wait_seconds_sum')).toBe(sum(speed, 'answer_wait_seconds_sum'));
    expect(sum(answered, 'contacts')).toBe(
      sum(await ask('service-level-by-queue-and-day'), 'contacts_answered'),
    );
    for (const row of rows) {
      const waits = facts
        .filter((fact) => fact.disconnected_at !== null && fact.wait_seconds !== null)
        .filter((fact) => isOfQueue(fact, row) && fact[`is_${row.outcome}`])
        .map((fact) => fact.wait_seconds as number)
        .sort((one, other) => one - other);
      const atPlace = (percent: number) => waits[Math.ceil((percent * waits.length) / 100) - 1];
      expect([row.p50_seconds, row.p80_seconds, row.p90_seconds, row.p95_seconds]).toEqual(
        [50, 80, 90, 95].map(atPlace),
      );
      expect(row.longest_wait_seconds).toBe(waits.at(-1));
    }
    const longest = await ask('longest-waits', { rows_shown: '1000' });
    expect(longest).toHaveLength(
      facts.filter((fact) => fact.disconnected_at !== null && fact.wait_seconds !== null).length,
    );
  },
);

law('the week’s half-hours sum to the same as the days’', async (ask) => {
  const week = await ask('intraday-heat-map', LONDON);
  const intervals = await ask('volume-by-interval', LONDON);
  for (const column of ['contacts_queued', 'contacts_abandoned'])
    expect(sum(week, column)).toBe(sum(intervals, column));
  for (const row of intervals)
    expect(row.contact_volume).toBeLessThanOrEqual(sum([row], 'contacts_queued'));
});

law('days queried one by one give the same as queried together', async (ask) => {
  for (const query of ['contacts-by-day-and-channel', 'volume-by-interval', 'peak-concurrency']) {
    const days = ['2026-03-27', '2026-03-28', '2026-03-29', '2026-03-30', '2026-03-31'];
    const single = await Promise.all(
      days.map((day) => ask(query, { ...LONDON, from_day: day, to_day: day })),
    );
    expect(single.flat()).toEqual(await ask(query, LONDON));
  }
});

law('the peak equals a count at every second', async (ask, facts) => {
  const counts = new Map<string, Map<number, number>>();
  for (const fact of facts) {
    if (fact.disconnected_at === null) continue;
    const channel = String(fact.channel);
    const ofChannel = counts.get(channel) ?? new Map<number, number>();
    counts.set(channel, ofChannel);
    for (let at = secondOf(fact.initiated_at); at < secondOf(fact.disconnected_at); at++)
      ofChannel.set(at, (ofChannel.get(at) ?? 0) + 1);
  }
  const peaks = new Map<string, number>();
  for (const [channel, ofChannel] of counts)
    for (const [at, count] of ofChannel) {
      const interval = `${channel} ${at - (at % HALF_HOUR)}`;
      peaks.set(interval, Math.max(count, peaks.get(interval) ?? 0));
    }
  const rows = await ask('peak-concurrency');
  expect(
    new Map(
      rows.map((row) => [
        `${row.channel} ${secondOf(row.interval_start_utc)}`,
        row.peak_concurrent_contacts,
      ]),
    ),
  ).toEqual(peaks);
});

law(
  'a contact is repeated, resolved or not yet known, as comparing all pairs shows',
  async (ask, facts) => {
    const rows = await ask('repeat-contacts', { window_days: '1' });
    const firsts = facts.filter(
      (fact) =>
        fact.initiation_method === 'INBOUND' &&
        fact.initialcontactid === null &&
        ['+441', '+442'].includes(String(fact.customer_address)),
    );
    const asOf = Math.max(...facts.map((fact) => secondOf(fact.initiated_at)));
    const isKnown = (fact: Row) => secondOf(fact.initiated_at) + 86_400 <= asOf;
    const isFollowed = (fact: Row) =>
      firsts.some((other) => {
        const later = secondOf(other.initiated_at) - secondOf(fact.initiated_at);
        const isSame =
          other.instancearn === fact.instancearn &&
          other.customer_address === fact.customer_address;
        return isSame && later > 0 && later <= 86_400;
      });
    const known = firsts.filter(isKnown);
    expect(sum(rows, 'contacts')).toBe(firsts.length);
    expect(sum(rows, 'unknown_contacts')).toBe(firsts.length - known.length);
    expect(sum(rows, 'repeated_contacts')).toBe(known.filter(isFollowed).length);
    expect(sum(rows, 'resolved_contacts')).toBe(known.filter((fact) => !isFollowed(fact)).length);
  },
);

law('a chain is one journey, and its callback has at most one outcome', async (ask, facts) => {
  const chains = new Map<string, boolean>();
  for (const fact of facts) {
    const chain = `${fact.instancearn} ${fact.chain_id}`;
    chains.set(chain, chains.get(chain) || fact.disconnected_at !== null);
  }
  const ended = facts.filter((fact) => chains.get(`${fact.instancearn} ${fact.chain_id}`));
  const journeys = await ask('journeys');
  expect(sum(journeys, 'journeys')).toBe([...chains.values()].filter(Boolean).length);
  expect(
    journeys.reduce((segments, row) => segments + Number(row.segments) * Number(row.journeys), 0),
  ).toBe(ended.length);
  for (const row of await ask('callback-outcomes')) {
    const [requested, dialled, answered, abandoned] = [
      'callbacks_requested',
      'callbacks_dialled',
      'callbacks_answered',
      'callbacks_abandoned',
    ].map((column) => Number(row[column]));
    expect(requested).toBeGreaterThanOrEqual(dialled!);
    expect(dialled).toBeGreaterThanOrEqual(answered!);
    expect(requested).toBeGreaterThanOrEqual(answered! + abandoned!);
  }
});

law(
  'a queue is an agent’s, has a name or has none, and who entered none has none',
  async (_, facts) => {
    for (const fact of facts) {
      const isQueue = [fact.queue, fact.queue_arn, fact.enqueued_at].some((part) => part !== null);
      const isAgents = String(fact.queue_arn).includes('/queue/agent/');
      const named = fact.queue === null ? 'unnamed' : 'standard';
      expect(fact.queue_kind).toBe(isQueue ? (isAgents ? 'agent' : named) : null);
    }
  },
);

test('the answer for one instance equals that of a lake with only its contacts', {
  timeout: 60_000,
}, async () => {
  const all = [...listSavedQueries(QUERIES), ...listSavedQueries(join(QUERIES, 'page'))];
  const answers = (parameters: Record<string, string>) =>
    Promise.all(
      all.map(async (query) => [query.name, await lake.ask(withParameters(query, parameters))]),
    );
  await fc.assert(
    fc.asyncProperty(contactTables, async (contacts) => {
      for (const id of ['one', 'two']) {
        const arn = `arn:aws:connect:eu-west-2:111122223333:instance/${id}`;
        await lake.refill(contacts.filter(({ instancearn }) => instancearn === arn));
        const alone = await answers({});
        await lake.refill(contacts);
        expect(await answers({ instance: id })).toEqual(alone);
        expect(await answers({ instance: arn })).toEqual(alone);
      }
    }),
    { numRuns: 3 },
  );
});

test('no answer depends on the order in which contacts are stored', {
  timeout: 30_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(contactTables, async (contacts) => {
      const answers = async () =>
        Promise.all(listSavedQueries(QUERIES).map((query) => lake.ask(query.sql)));
      await lake.refill(contacts);
      const asStored = await answers();
      await lake.refill([...contacts].reverse());
      expect(await answers()).toEqual(asStored);
    }),
    { numRuns: 2 },
  );
});

const askSaved: Ask = (name, parameters = {}) =>
  askRows(withParameters(readSavedQuery(QUERIES, name), parameters));

async function askRows(sql: string): Promise<Row[]> {
  const { columns, rows } = await lake.ask(sql);
  return rows.map((row) =>
    Object.fromEntries(columns.map((column, place) => [column, row[place]!])),
  );
}

function sum(rows: readonly Row[], column: string): number {
  return rows.reduce((total, row) => {
    if (typeof row[column] !== 'number') throw new Error(`${column} is ${row[column]}`);
    return total + row[column];
  }, 0);
}

function grain(row: Row): Cell[] {
  return [row.day!, row.queue ?? null, row.queue_kind ?? null];
}

function isOfQueue(fact: Row, row: Row): boolean {
  return fact.queue === row.queue && fact.queue_kind === row.queue_kind;
}

function secondOf(timestamp: Cell | undefined): number {
  return Date.parse(`${String(timestamp).replace(' ', 'T')}Z`) / 1000;
}
