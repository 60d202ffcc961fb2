import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Behind,
  behind,
  behindMark,
  type Counted,
  contactsBehind,
  enqueuedIn,
  OF_LEVEL,
} from '../../page/contacts-behind.ts';
import { addDays } from '../../page/days.ts';
import { marksByEnqueue } from '../../page/grain.ts';
import { cumulativeShares, percentile } from '../../page/histogram.ts';
import { contactsOfDays, newestContacts } from '../../page/list-contacts.ts';
import { type ListedContact, openContacts } from '../../page/listed-contacts.ts';
import { dayAt, type OpenPage, openPage } from '../../page/open-page.ts';
import { pageData } from '../../page/page-data.ts';
import type { PageData } from '../../page/page-types.ts';
import { serviceLevel } from '../../page/rates.ts';
import { recompute } from '../../page/recompute.ts';
import * as SUMS from '../../page/sum-names.ts';
import type { Selection } from '../../page/sums.ts';
import { today } from '../../page/today.ts';
import { GRAINS } from '../../queries/grains.ts';
import { SERVICE_LEVELS } from '../../queries/metrics.ts';
import { openSmallLake, QUERIES, type SmallLake } from '../queries/small-lake.ts';
import { runOn } from './lake.ts';
import { sampleOfContacts } from './random-contacts.ts';

const PAGE = join(QUERIES, 'page');
const ZONE = 'Europe/London';

let lake: SmallLake;
let data: PageData;
let page: OpenPage;
let contacts: ListedContact[];
beforeAll(async () => {
  const rows = sampleOfContacts(600, 5);
  // Some customers call once, and some chains have one contact: else each customer comes back, and each
  // callback is answered in the end.
  const once = (at: number) => ({ address: `+44163296${String(at).padStart(4, '0')}` });
  lake = await openSmallLake(
    rows.map((row, at) => {
      if (at % 3 === 0) return { ...row, customerendpoint: once(at) };
      return at % 3 === 1 ? { ...row, initialcontactid: null, agent: null } : row;
    }),
  );
  data = await pageData(runOn(lake), PAGE, { timeZone: ZONE });
  page = openPage(data);
  contacts = openContacts((await newestContacts(runOn(lake), PAGE, data, null))!);
});
afterAll(() => lake.close());

/** Some days, queues and channels; the numbers are places, cut to what the page has. */
const selections = fc.record({
  from: fc.nat(6),
  length: fc.nat(6),
  queues: fc.option(fc.uniqueArray(fc.nat(5), { minLength: 1, maxLength: 3 })),
  channels: fc.option(fc.uniqueArray(fc.nat(3), { minLength: 1, maxLength: 2 })),
  instances: fc.option(fc.uniqueArray(fc.nat(1), { minLength: 1, maxLength: 2 })),
});

function selectionOf(
  of: typeof selections extends fc.Arbitrary<infer Chosen> ? Chosen : never,
): Selection {
  const inside = (chosen: number[] | null, size: number) => {
    const known = chosen?.filter((at) => at < size) ?? [];
    return known.length > 0 ? known : null;
  };
  const fromDay = Math.min(of.from, page.dayCount - 1);
  return {
    fromDay,
    toDay: Math.min(fromDay + of.length, page.dayCount - 1),
    instances: inside(of.instances, page.instances.length),
    queues: inside(of.queues, page.queues.length),
    channels: inside(of.channels, page.channels.length),
  };
}

function found(counted: Counted, selection: Selection, part: Partial<Behind> = {}) {
  return contactsBehind(contacts, behind(counted, selection, part), page);
}

/** The sums that count contacts, and not their seconds. */
const CONTACT_COUNTS = SUMS.CONTACTS.filter((name) => !/seconds|^holds$/.test(name)) as Counted[];
const INTERVAL_COUNTS = SUMS.INTERVALS.filter((name) => !/seconds/.test(name)) as Counted[];

const ALL = { instances: null, queues: null, channels: null };

describe('the list behind a figure has as many contacts as the figure counts', () => {
  test('for every sum by day of disconnect', () => {
    fc.assert(
      fc.property(selections, fc.constantFrom(...CONTACT_COUNTS), (chosen, name) => {
        const selection = selectionOf(chosen);
        const { totals } = recompute(page, selection);
        expect(found(name, selection)).toHaveLength(totals[name as keyof typeof totals]);
      }),
    );
  });

  test('of a service level: those who count against it, by every meaning', () => {
    fc.assert(
      fc.property(selections, fc.constantFrom(...SERVICE_LEVELS), (chosen, variant) => {
        const selection = selectionOf(chosen);
        const judged = found(OF_LEVEL[variant].judged, selection).length;
        const level = serviceLevel(recompute(page, selection).totals, variant).value;
        expect(level).toBe(
          judged === 0
            ? null
            : (judged - found(OF_LEVEL[variant].missed, selection).length) / judged,
        );
      }),
    );
  });

  test('for every half-hour and weekday of the week', () => {
    fc.assert(
      fc.property(
        selections,
        fc.constantFrom(...INTERVAL_COUNTS),
        fc.integer({ min: 1, max: 7 }),
        fc.nat(47),
        (chosen, name, weekday, halfHour) => {
          const selection = selectionOf(chosen);
          const sums = recompute(page, selection).heat[weekday - 1]![halfHour]!;
          const part = { time: 'enqueue', weekday, halfHours: [halfHour, halfHour] } as const;
          expect(found(name, selection, part)).toHaveLength(sums[name as keyof typeof sums]);
        },
      ),
    );
  });

  test('for every mark of the chart of volumes, in the hour that clocks repeat too', () => {
    fc.assert(
      fc.property(selections, fc.constantFrom(...GRAINS), (chosen, grain) => {
        const { intervals, selection } = recompute(page, selectionOf(chosen));
        for (const mark of marksByEnqueue(page, { intervals }, grain)) {
          for (const name of ['volume', 'queued', 'answered', 'abandoned'] as const) {
            const list = contactsBehind(contacts, behindMark(name, mark, selection, grain), page);
            expect(list).toHaveLength(mark.sums[name]);
          }
        }
      }),
    );
  });

  test('for every queue and channel of the day so far', () => {
    fc.assert(
      fc.property(selections, fc.nat(6), (chosen, at) => {
        const selection = selectionOf(chosen);
        const day = Math.min(at, page.dayCount - 1);
        const figures = today(page, { ...selection, day }, 'service_level_connect');
        fc.pre(figures.until > 0);
        const parts = [
          ...figures.queues.map(({ queue, sums }) => ({ part: { queues: [queue] }, sums })),
          ...figures.channels.map(({ channel, sums }) => ({ part: { channels: [channel] }, sums })),
        ];
        for (const { part, sums } of parts) {
          for (const name of ['queued', 'abandoned', 'with_wait', 'promised_queued'] as const) {
            const of = enqueuedIn(name, { ...selection, ...part }, day, [0, figures.until - 1]);
            expect(contactsBehind(contacts, of, page)).toHaveLength(sums[name]);
          }
        }
      }),
    );
  });

  test('for every agent', () => {
    fc.assert(
      fc.property(selections, (chosen) => {
        const selection = selectionOf(chosen);
        for (const { agent, total, byQueue } of recompute(page, selection).agents) {
          for (const [queue, sums] of byQueue) {
            const inQueue = { ...selection, queues: [queue] };
            const list = found('handled', inQueue, { agent: page.agents[agent]! });
            expect(list).toHaveLength(sums.handled);
          }
          const part = { agent: page.agents[agent]! };
          for (const name of ['handled', 'handle_contacts', 'transferred_out'] as const) {
            expect(found(name, selection, part)).toHaveLength(total[name]);
          }
        }
      }),
    );
  });

  test('for every span of waits', () => {
    fc.assert(
      fc.property(selections, fc.nat(100), fc.nat(100), (chosen, one, other) => {
        const selection = selectionOf(chosen);
        const span = [Math.min(one, other), Math.max(one, other)] as const;
        const { waits } = recompute(page, selection);
        const names = {
          answered: 'answered',
          abandoned: 'abandoned_with_wait',
          'left queue otherwise': 'left_otherwise',
        } as const;
        for (const [outcome, name] of Object.entries(names)) {
          const { values, counts } = waits[outcome as keyof typeof names];
          const inSpan = counts.filter((_, at) => values[at]! >= span[0] && values[at]! <= span[1]);
          expect(found(name, selection, { waitSeconds: span })).toHaveLength(
            inSpan.reduce((sum, count) => sum + count, 0),
          );
        }
      }),
    );
  });

  test('for every percentile of the waits, and every point of their curve', () => {
    fc.assert(
      fc.property(selections, fc.integer({ min: 1, max: 100 }), (chosen, percent) => {
        const selection = selectionOf(chosen);
        const { waits } = recompute(page, selection);
        for (const [outcome, name] of [
          ['answered', 'answered'],
          ['abandoned', 'abandoned_with_wait'],
        ] as const) {
          const { total } = waits[outcome];
          const seconds = percentile(waits[outcome], percent);
          fc.pre(seconds !== null);
          const longer = found(name, selection, { waitSeconds: [seconds, null] }).length;
          // Nearest rank: so many waited less, but no more of them than the percentage says.
          expect(total - longer).toBeLessThan((percent / 100) * total + 1e-9);
          for (const { value, share } of cumulativeShares(waits[outcome])) {
            const within = found(name, selection, { waitSeconds: [0, value] });
            expect(within.length / total).toBe(share);
          }
        }
      }),
    );
  });

  test('for the callbacks, by what became of them', () => {
    fc.assert(
      fc.property(selections, (chosen) => {
        const selection = selectionOf(chosen);
        const { requested, dialled, answered, abandoned } = recompute(page, selection).callbacks;
        const lists = {
          callbacks_requested: requested,
          callbacks_dialled: dialled,
          callbacks_answered: answered,
          callbacks_abandoned: abandoned,
          callbacks_neither: requested - answered - abandoned,
        } as const;
        for (const [name, expected] of Object.entries(lists)) {
          const list = found(name as Counted, selection, { time: 'initiation' });
          expect(list, name).toHaveLength(expected);
        }
      }),
    );
  });

  test('for the repeats, but for contacts that have not ended', async () => {
    const [open] = await runOn(lake)(
      `SELECT count(*) AS contacts FROM customer_returns
      JOIN contact_facts USING (instancearn, contactid) WHERE disconnected_at IS NULL`,
    );
    expect(Number(open!.contacts)).toBeGreaterThan(0);
    fc.assert(
      fc.property(selections, (chosen) => {
        const selection = selectionOf(chosen);
        const { repeats } = recompute(page, selection);
        const alone = selection.instances?.length === 1 ? '_alone' : '';
        let missing = 0;
        for (const name of ['repeated', 'resolved', 'unknown'] as const) {
          const list = found(`${name}${alone}`, selection, { time: 'initiation' });
          missing += repeats[name] - list.length;
          expect(repeats[name]).toBeGreaterThanOrEqual(list.length);
        }
        const all = found('first_contacts', selection, { time: 'initiation' });
        expect(missing).toBe(repeats.contacts - all.length);
        expect(missing).toBeLessThanOrEqual(Number(open!.contacts));
      }),
    );
  });

  test('a served page, which fetches the days of the figure, lists the same contacts', async () => {
    const times = [
      ['abandoned', 'disconnect'],
      ['queued', 'enqueue'],
      ['callbacks_requested', 'initiation'],
      ['repeated', 'initiation'],
    ] as const;
    for (let day = 0; day < page.dayCount; day++) {
      const days = { first: dayAt(page, day), last: dayAt(page, day) };
      const asked = openContacts(await contactsOfDays(runOn(lake), PAGE, data, days));
      for (const [name, time] of times) {
        const of = behind(name, { ...ALL, fromDay: day, toDay: day }, { time });
        expect(contactsBehind(asked, of, page)).toEqual(contactsBehind(contacts, of, page));
      }
    }
  });

  test('the listed contacts are those that SQL finds', async () => {
    const conditions: [Counted, string][] = [
      ['abandoned', 'is_abandoned'],
      ['handle_contacts', 'handle_seconds IS NOT NULL'],
      ['promised_queued', `is_queued AND channel IN ('VOICE', 'CHAT')`],
      [
        'promised_missed',
        `is_queued AND channel IN ('VOICE', 'CHAT')
          AND coalesce(wait_seconds >= CASE channel WHEN 'VOICE' THEN 20 ELSE 30 END, true)`,
      ],
    ];
    for (const [name, condition] of conditions) {
      for (let day = 0; day < page.dayCount; day++) {
        const rows = await runOn(lake)(`
          SELECT contactid FROM contact_facts
          WHERE ${condition} AND disconnected_at IS NOT NULL
            AND CAST(at_timezone(with_timezone(disconnected_at, 'UTC'), '${ZONE}') AS date)
              = DATE '${addDays(page.firstDay!, day)}'`);
        const ids = found(name, { ...ALL, fromDay: day, toDay: day }).map(({ id }) => id);
        expect(ids.sort()).toEqual(rows.map(({ contactid }) => contactid).sort());
      }
    }
  });
});

describe('callbacks and repeats are the contacts that SQL finds', () => {
  const local = (moment: string) =>
    `CAST(at_timezone(with_timezone(${moment}, 'UTC'), '${ZONE}') AS date)`;
  const ends = `(SELECT max(least(initiated_at, last_updated_at)) FROM contact_facts)`;
  const isOver = `initiated_at + INTERVAL 7 DAY <= ${ends}`;
  const isRepeated = 'coalesce(next_initiated_at <= initiated_at + INTERVAL 7 DAY, false)';
  const callback = (condition: string) => `
    SELECT arg_min(contact_facts.contactid, (initiated_at, contact_facts.contactid)) AS id, ${local('min(initiated_at)')} AS day
    FROM contact_facts
    JOIN requested_callbacks AS chains USING (instancearn, chain_id)
    WHERE initiation_method LIKE 'CALLBACK%' AND disconnected_at IS NOT NULL AND ${condition}
    GROUP BY instancearn, chain_id`;
  const returning = (condition: string) => `
    SELECT contactid AS id, ${local('initiated_at')} AS day
    FROM customer_returns
    WHERE contactid IN (SELECT contactid FROM contact_facts WHERE disconnected_at IS NOT NULL)
      AND ${condition}`;

  test.each([
    ['callbacks_requested', callback('true')],
    ['callbacks_dialled', callback('chains.is_dialled')],
    ['callbacks_answered', callback('chains.is_answered')],
    ['callbacks_abandoned', callback('chains.is_abandoned')],
    ['first_contacts', returning('true')],
    ['repeated', returning(`${isOver} AND ${isRepeated}`)],
    ['resolved', returning(`${isOver} AND NOT ${isRepeated}`)],
    ['unknown', returning(`NOT ${isOver}`)],
  ] as const)('%s', async (name, sql) => {
    let listed = 0;
    for (let day = 0; day < page.dayCount; day++) {
      const rows = await runOn(lake)(
        `SELECT id FROM (${sql}) WHERE day = DATE '${addDays(page.firstDay!, day)}'`,
      );
      const part = { ...ALL, fromDay: day, toDay: day };
      const ids = found(name, part, { time: 'initiation' }).map(({ id }) => id);
      expect(ids.sort()).toEqual(rows.map(({ id }) => id).sort());
      listed += ids.length;
    }
    expect(listed).toBeGreaterThan(0);
  });
});
