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
  titleOfCounted,
} from '../../page/behind.ts';
import { addDays } from '../../page/days.ts';
import { GRAINS, marksByEnqueue } from '../../page/grain.ts';
import { listContacts } from '../../page/list-contacts.ts';
import { type ListedContact, openContacts } from '../../page/listed-contacts.ts';
import { type OpenPage, openPage } from '../../page/open-page.ts';
import { pageData } from '../../page/page-data.ts';
import { recompute } from '../../page/recompute.ts';
import * as SUMS from '../../page/sum-names.ts';
import type { Selection } from '../../page/sums.ts';
import { today } from '../../page/today.ts';
import { openSmallLake, QUERIES, type SmallLake } from '../queries/small-lake.ts';
import { runOn } from './lake.ts';
import { contactRows } from './random-contacts.ts';

const PAGE = join(QUERIES, 'page');
const ZONE = 'Europe/London';

let lake: SmallLake;
let page: OpenPage;
let contacts: ListedContact[];
beforeAll(async () => {
  const [rows] = fc.sample(contactRows({ minLength: 600, maxLength: 600 }), {
    seed: 5,
    numRuns: 1,
  });
  lake = await openSmallLake(rows!);
  const data = await pageData(runOn(lake), PAGE, { timeZone: ZONE });
  page = openPage(data);
  contacts = openContacts((await listContacts(runOn(lake), PAGE, data, null))!);
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

  test('and they are the contacts that SQL finds', async () => {
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
    const all = {
      fromDay: 0,
      toDay: page.dayCount - 1,
      instances: null,
      queues: null,
      channels: null,
    };
    for (const [name, condition] of conditions) {
      for (let day = 0; day < page.dayCount; day++) {
        const rows = await runOn(lake)(`
          SELECT contactid FROM contact_facts
          WHERE ${condition} AND disconnected_at IS NOT NULL
            AND CAST(at_timezone(with_timezone(disconnected_at, 'UTC'), '${ZONE}') AS date)
              = DATE '${addDays(page.firstDay!, day)}'`);
        const ids = found(name, { ...all, fromDay: day, toDay: day }).map(({ id }) => id);
        expect(ids.sort()).toEqual(rows.map(({ contactid }) => contactid).sort());
      }
    }
  });
});

test('each list has a heading', () => {
  expect(titleOfCounted('abandoned')).toBe('Abandoned');
  expect(titleOfCounted('answered_within')).toBe('Answered in time');
});
