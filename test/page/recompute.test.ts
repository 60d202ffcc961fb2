import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluationsByAgent, occupancyByAgent, sentimentByAgent } from '../../page/agent-others.ts';
import { inColumns, type Row } from '../../page/columns.ts';
import { percentile } from '../../page/histogram.ts';
import { dayAt, openPage } from '../../page/open-page.ts';
import { packTable } from '../../page/packed-table.ts';
import { packPage } from '../../page/page-data.ts';
import { OUTCOMES } from '../../page/page-types.ts';
import { recompute } from '../../page/recompute.ts';
import * as SUMS from '../../page/sum-names.ts';
import type { Selection } from '../../page/sums.ts';
import { DEFAULT_SETTINGS } from '../../queries/settings.ts';
import { NOTHING_COVERED } from './nothing-covered.ts';

const DAYS = ['2026-10-23', '2026-10-24', '2026-10-25', '2026-10-27'];
const INSTANCES = ['one', 'two'];
/** As queries name them, and as the page does. */
const QUEUES = [
  ['Billing', 'standard'],
  ['Sales', 'standard'],
  [null, 'agent'],
  [null, 'outbound'],
  [null, null],
] as const;
const CHANNELS = ['CHAT', 'VOICE'];

const common = {
  day: fc.constantFrom(...DAYS),
  instance_id: fc.constantFrom(...INSTANCES),
  where: fc.constantFrom(...QUEUES),
  channel: fc.constantFrom(...CHANNELS),
};

/** Rows as a query returns them: no two have the same values in all dimensions. */
function rowsWith(sums: readonly string[], others: Record<string, fc.Arbitrary<unknown>> = {}) {
  const grain = { ...common, ...others };
  const counts = Object.fromEntries(sums.map((name) => [name, fc.integer({ min: 1, max: 50 })]));
  return fc
    .uniqueArray(fc.record({ ...grain, ...counts }) as fc.Arbitrary<Row>, {
      maxLength: 40,
      selector: (row) => JSON.stringify(Object.keys(grain).map((name) => row[name])),
    })
    .map((rows) =>
      rows.map(({ where, ...row }) => {
        const [queue, queue_kind] = where as (typeof QUEUES)[number];
        return { ...row, queue, queue_kind };
      }),
    );
}

const AGENT = { agent: fc.constantFrom('ada', 'ben') };

/** Rows of a dataset that knows neither queues nor channels: one for each of the other values. */
function withoutQueues(rows: readonly Row[]): Row[] {
  const byGrain = new Map(
    rows.map(({ queue, queue_kind, channel, ...row }) => [
      `${row.day} ${row.instance_id} ${row.agent} ${row.form}`,
      row,
    ]),
  );
  return [...byGrain.values()];
}

const lakeRows = fc.record({
  contacts: rowsWith(SUMS.CONTACTS),
  intervals: rowsWith(SUMS.INTERVALS, {
    half_hour: fc.nat({ max: 47 }),
    utc_offset_minutes: fc.constantFrom(0, 60),
  }),
  agents: rowsWith(SUMS.AGENTS, { agent: fc.constantFrom('ada', 'ben') }),
  waits: rowsWith(['contacts'], {
    outcome: fc.constantFrom(...OUTCOMES),
    wait_seconds: fc.nat({ max: 40 }),
  }),
  callbacks: rowsWith(['requested', 'dialled', 'answered', 'abandoned']),
  repeats: rowsWith(SUMS.REPEATS),
  spreads: rowsWith(SUMS.SPREADS),
  occupancy: rowsWith(SUMS.OCCUPANCY, AGENT).map(withoutQueues),
  sentiments: rowsWith(SUMS.SENTIMENTS, AGENT),
  evaluations: rowsWith(SUMS.EVALUATIONS, {
    ...AGENT,
    form: fc.constantFrom('one 1', 'one 2'),
  }).map(withoutQueues),
  exits: fc.constant([] as Row[]),
});

const choices = fc.record({
  from: fc.nat({ max: 5 }),
  length: fc.nat({ max: 5 }),
  instances: fc.option(fc.subarray([0, 1], { minLength: 1 })),
  queues: fc.option(fc.subarray([0, 1, 2, 3, 4], { minLength: 1 })),
  channels: fc.option(fc.subarray([0, 1], { minLength: 1 })),
});

type Choice = typeof choices extends fc.Arbitrary<infer Chosen> ? Chosen : never;
type Rows = Record<keyof Parameters<typeof packPage>[0], Row[]>;

function open(rows: Rows) {
  return openPage(packPage(rows, NOTHING_COVERED, DEFAULT_SETTINGS));
}

function selectionOf(page: ReturnType<typeof open>, of: Choice) {
  const last = Math.max(0, page.dayCount - 1);
  const fromDay = Math.min(of.from, last);
  const inside = (chosen: number[] | null, size: number) =>
    chosen?.filter((at) => at < size) ?? null;
  return {
    fromDay,
    toDay: Math.min(fromDay + of.length, last),
    instances: inside(of.instances, page.instances.length),
    queues: inside(of.queues, page.queues.length),
    channels: inside(of.channels, page.channels.length),
  };
}

/** The rows that a reader of the raw rows would take. */
function taken(rows: readonly Row[], page: ReturnType<typeof open>, selection: Selection): Row[] {
  const from = dayAt(page, selection.fromDay);
  const to = dayAt(page, selection.toDay);
  const instances = selection.instances?.map((at) => page.instances[at]);
  const queues = selection.queues?.map((at) => page.queues[at]!);
  const channels = selection.channels?.map((at) => page.channels[at]);
  return rows.filter(
    ({ day, instance_id, queue, queue_kind, channel }) =>
      String(day) >= from &&
      String(day) <= to &&
      (instances?.includes(String(instance_id)) ?? true) &&
      (queues?.some((of) => of.name === queue && of.kind === (queue_kind ?? 'none')) ?? true) &&
      (channels?.includes(channel as string | null) ?? true),
  );
}

function sum(rows: readonly Row[], name: string): number {
  return rows.reduce((total, row) => total + Number(row[name]), 0);
}

function holds(law: (rows: Rows, page: ReturnType<typeof open>, selection: Selection) => void) {
  fc.assert(
    fc.property(lakeRows, choices, (rows, choice) => {
      const page = open(rows as Rows);
      law(rows as Rows, page, selectionOf(page, choice));
    }),
    { numRuns: 60 },
  );
}

describe('the figures of a selection', () => {
  test('are the sums of the rows it takes in', () => {
    holds((rows, page, selection) => {
      const figures = recompute(page, selection);
      const contacts = taken(rows.contacts, page, selection);
      for (const name of SUMS.CONTACTS) expect(figures.totals[name]).toBe(sum(contacts, name));
      const repeats = taken(rows.repeats, page, selection);
      const alone = selection.instances?.length === 1 ? '_alone' : '';
      for (const name of ['repeated', 'resolved', 'unknown'] as const)
        expect(figures.repeats[name]).toBe(sum(repeats, name + alone));
      expect(figures.repeats.contacts).toBe(sum(repeats, 'contacts'));
      const callbacks = taken(rows.callbacks, page, selection);
      expect(figures.callbacks.requested).toBe(sum(callbacks, 'requested'));
    });
  });

  test('add up: by day, by queue, by half-hour and by agent', () => {
    holds((rows, page, selection) => {
      const figures = recompute(page, selection);
      const created = figures.totals.created;
      expect(sum(figures.byDay, 'created')).toBe(created);
      expect(
        sum(
          figures.byQueue.map(({ sums }) => sums),
          'created',
        ),
      ).toBe(created);
      const queued = sum(taken(rows.intervals, page, selection), 'queued');
      expect(
        sum(
          figures.intervals.map(({ sums }) => sums),
          'queued',
        ),
      ).toBe(queued);
      expect(sum(figures.byHalfHour, 'queued')).toBe(queued);
      expect(sum(figures.heat.flat(), 'queued')).toBe(queued);
      const handled = sum(taken(rows.agents, page, selection), 'handled');
      expect(
        sum(
          figures.agents.map(({ total }) => total),
          'handled',
        ),
      ).toBe(handled);
      const inQueues = figures.agents.flatMap(({ byQueue }) => [...byQueue.values()]);
      expect(sum(inQueues, 'handled')).toBe(handled);
    });
  });

  test('of agents by other datasets follow the filters that the dataset knows', () => {
    holds((rows, page, selection) => {
      const everywhere = { ...selection, queues: null, channels: null };
      const inDays = (of: readonly Row[]) =>
        taken(of, page, everywhere).filter(({ day }) => String(day) >= (page.firstDay ?? '9'));
      const cases = [
        [occupancyByAgent, inDays(rows.occupancy), SUMS.OCCUPANCY],
        [evaluationsByAgent, inDays(rows.evaluations), SUMS.EVALUATIONS],
        [sentimentByAgent, taken(rows.sentiments, page, selection), SUMS.SENTIMENTS],
      ] as const;
      for (const [byAgent, expected, names] of cases) {
        const found = byAgent(page, selection) as ReadonlyMap<number, Record<string, number>>;
        for (const [at, agent] of page.agents.entries()) {
          const own = expected.filter((row) => row.agent === agent);
          for (const name of names) expect(found.get(at)?.[name] ?? 0).toBe(sum(own, name));
          expect(found.has(at)).toBe(own.length > 0);
        }
      }
    });
  });

  test('add up over queues selected one by one', () => {
    holds((_rows, page, selection) => {
      const each = page.queues.map((_, at) => recompute(page, { ...selection, queues: [at] }));
      const all = recompute(page, { ...selection, queues: null });
      for (const name of SUMS.CONTACTS) {
        expect(
          sum(
            each.map(({ totals }) => totals),
            name,
          ),
        ).toBe(all.totals[name]);
      }
    });
  });

  test('have percentiles and longest waits of the waits written out one by one', () => {
    holds((rows, page, selection) => {
      const figures = recompute(page, selection);
      const waits = taken(rows.waits, page, selection);
      for (const outcome of OUTCOMES) {
        const each = waits
          .filter((row) => row.outcome === outcome)
          .flatMap((row) => Array(Number(row.contacts)).fill(Number(row.wait_seconds)))
          .sort((one, other) => one - other);
        const ninth = each[Math.ceil((90 * each.length) / 100) - 1] ?? null;
        expect(percentile(figures.waits[outcome], 90)).toBe(ninth);
      }
    });
  });

  test('compare with as many days before, without the newest day, or with none', () => {
    holds((_rows, page, selection) => {
      const { previous } = recompute(page, selection, 'before');
      const days = selection.toDay - selection.fromDay + 1;
      // A day that is not over would be compared with a whole one.
      const isNewestIn = selection.toDay === page.dayCount - 1;
      if (selection.fromDay < days || (isNewestIn && days === 1)) {
        return expect(previous).toBeNull();
      }
      const before = {
        ...selection,
        fromDay: selection.fromDay - days,
        toDay: selection.fromDay - (isNewestIn ? 2 : 1),
      };
      const over = { ...selection, toDay: selection.toDay - (isNewestIn ? 1 : 0) };
      expect(previous?.compared).toEqual(recompute(page, over).totals);
      expect(previous?.totals).toEqual(recompute(page, before).totals);
      expect(previous?.selection).toEqual(before);
    });
  });
});

describe('a packed table', () => {
  test('refuses a value that is not a whole number', () => {
    const day = { name: 'day', size: 1, indices: () => [0] };
    const table = inColumns([{ day: 0, created: null }]);
    expect(() => packTable(table, [day], ['created'])).toThrow(
      'The page needs a whole number in created, not null',
    );
  });
});
