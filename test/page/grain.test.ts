import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  grainsFor,
  isWithinDay,
  marksByDisconnect,
  marksByEnqueue,
  usualGrain,
} from '../../page/grain.ts';
import { openPage } from '../../page/open-page.ts';
import { pageData } from '../../page/page-data.ts';
import { CONTACT_SUM_NAMES, INTERVAL_SUM_NAMES } from '../../page/promises.ts';
import { recompute } from '../../page/recompute.ts';
import { total } from '../../page/sums.ts';
import { GRAINS } from '../../queries/grains.ts';
import { openSmallLake, QUERIES } from '../queries/small-lake.ts';
import { runOn } from './lake.ts';
import { sampleOfContacts } from './random-contacts.ts';

test('the usual grain is the finest of at most 400 marks', () => {
  expect([1, 8, 9, 16, 17, 400, 401, 2800, 2801].map(usualGrain)).toEqual([
    'half-hour',
    'half-hour',
    'hour',
    'hour',
    'day',
    'day',
    'week',
    'week',
    'month',
  ]);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3660 }), (days) => {
      expect(grainsFor(days)).toContain(usualGrain(days));
    }),
  );
});

test('whatever the grain, each contact is in one mark, and marks do not overlap', async () => {
  const contacts = sampleOfContacts(300, 3);
  const lake = await openSmallLake(contacts);
  const page = openPage(
    await pageData(runOn(lake), join(QUERIES, 'page'), { timeZone: 'Europe/London' }),
  );
  lake.close();
  const selection = {
    fromDay: 0,
    toDay: page.dayCount - 1,
    instances: null,
    queues: null,
    channels: null,
  };
  const figures = recompute(page, selection);
  const enqueued = total(
    figures.intervals.map(({ sums }) => sums),
    INTERVAL_SUM_NAMES,
  );
  for (const grain of GRAINS) {
    const marks = marksByEnqueue(page, figures, grain);
    expect(
      total(
        marks.map(({ sums }) => sums),
        INTERVAL_SUM_NAMES,
      ).queued,
    ).toBe(enqueued.queued);
    for (const [at, mark] of marks.slice(1).entries()) {
      expect(mark.x, grain).toBeGreaterThanOrEqual(marks[at]!.x2);
    }
    if (isWithinDay(grain)) continue;
    const days = marksByDisconnect(page, figures, grain);
    expect(
      total(
        days.map(({ sums }) => sums),
        CONTACT_SUM_NAMES,
      ).created,
    ).toBe(figures.totals.created);
  }
});
