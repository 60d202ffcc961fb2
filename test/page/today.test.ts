/** How a day goes so far: worked out by hand, and asked of the lake in SQL. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dayAt, openPage } from '../../page/open-page.ts';
import { pageData } from '../../page/page-data.ts';
import { type TodaySelection, today } from '../../page/today.ts';
import type { Settings } from '../../queries/settings.ts';
import { type ContactRow, openSmallLake, QUERIES } from '../queries/small-lake.ts';
import { runOn } from './lake.ts';
import { sampleOfContacts } from './random-contacts.ts';

const PAGE = join(QUERIES, 'page');
const ALL = { instances: null, queues: null, channels: null };

/** A call, or a contact of another channel, that waited so long and was then answered. */
function contact(enqueued: string, wait: number, more: ContactRow = {}): ContactRow {
  const { queue = 'Claims', ...others } = more;
  return {
    channel: 'VOICE',
    initiationmethod: 'INBOUND',
    initiationtimestamp: enqueued,
    disconnecttimestamp: enqueued,
    queue: { name: queue, enqueuetimestamp: enqueued, duration: wait },
    agent: { username: 'ann', connectedtoagenttimestamp: enqueued },
    ...others,
  };
}

const THURSDAY = '2026-10-29';
const calls = (time: string, waits: readonly number[], more: ContactRow = {}): ContactRow[] =>
  waits.map((wait) => contact(`${THURSDAY} ${time}`, wait, more));
const last = contact(`${THURSDAY} 11:10:00`, 500);

test('contacts short of target are counted by queue and channel, and none makes up for another', async () => {
  const figures = await todayOf([
    // 3 of 4 within 20 seconds, where 0.8 × 4 = 3.2 were promised: one more was needed.
    ...calls('09:00:00', [5, 5, 5, 60]),
    // 0 of 5, where 4 were promised.
    ...calls('09:30:00', [60, 60, 60, 60, 60], { queue: 'Sales' }),
    // Ahead of target, which helps no other queue.
    ...calls('10:00:00', [1, 1, 1, 1, 1, 1], { queue: 'Support' }),
    // Nothing is promised to e-mails.
    ...calls('10:00:00', [9000, 9000], { channel: 'EMAIL' }),
    // In the half-hour that is not over.
    last,
  ]);
  expect(figures.until).toBe(22);
  expect(figures.unfinished).toBe(22);
  expect(figures.queues.map(({ queue, short }) => [queue, short])).toEqual([
    ['Sales', 4],
    ['Claims', 1],
    ['Support', 0],
  ]);
  expect(figures.short).toBe(5);
  const [voice, mail] = figures.channels;
  expect(voice).toMatchObject({ channel: 'VOICE', targets: [{ share: 0.8, seconds: 20 }] });
  expect(voice!.sums).toMatchObject({ queued: 15, removed_within: 9 });
  expect(voice!.short).toBe(5);
  expect(mail).toMatchObject({ channel: 'EMAIL', targets: [], target: null, short: 0 });
});

test('since when: two half-hours in a row below target begin a stretch', async () => {
  const good = [1, 1, 1, 1, 1];
  const bad = [60, 60, 60];
  const below = async (halfHours: readonly (readonly [string, readonly number[]])[]) => {
    const contacts = halfHours.flatMap(([time, waits]) => calls(`${time}:00`, waits));
    return (await todayOf([...contacts, last])).channels[0]!.below;
  };
  expect(
    await below([
      ['08:00', bad],
      ['08:30', good],
      ['09:00', bad],
    ]),
  ).toBeNull();
  expect(
    await below([
      ['08:00', good],
      ['09:30', bad],
      ['10:00', bad],
    ]),
  ).toEqual({
    from: 19,
    to: 20,
    isLasting: true,
  });
  // A half-hour without contacts neither ends a stretch nor belongs to it.
  expect(
    await below([
      ['08:00', bad],
      ['10:00', bad],
    ]),
  ).toMatchObject({ from: 16, to: 20 });
  expect(
    await below([
      ['08:00', bad],
      ['08:30', bad],
      ['09:00', good],
    ]),
  ).toEqual({
    from: 16,
    to: 17,
    isLasting: false,
  });
  expect(
    await below([
      ['07:00', bad],
      ['07:30', bad],
      ['08:00', good],
      ['08:30', [...bad, 60]],
      ['09:00', bad],
    ]),
  ).toMatchObject({ from: 17, isLasting: true });
});

describe('of several stretches below target', () => {
  const good = [1, 1, 1, 1, 1];
  const bad = [60, 60, 60];
  const many = Array.from({ length: 20 }, () => 60);
  const belowOf = async (more: readonly ContactRow[], day = THURSDAY) =>
    (await todayOf(more, {}, day)).channels[0]!.below;

  test('the stretch with most contacts missed is shown, not the latest', async () => {
    const contacts = [
      ...[...calls('07:00:00', many), ...calls('07:30:00', many)],
      ...calls('08:00:00', good),
      ...[...calls('08:30:00', bad), ...calls('09:00:00', bad)],
    ];
    expect(await belowOf([...contacts, last])).toEqual({ from: 14, to: 15, isLasting: false });
  });

  test('the one with most contacts missed may be shorter, and begin in the middle of the day', async () => {
    const contacts = [
      ...['06:00', '06:30', '07:00'].flatMap((time) => calls(`${time}:00`, [60])),
      ...calls('08:00:00', good),
      ...[...calls('08:30:00', many), ...calls('09:00:00', many)],
    ];
    expect(await belowOf([...contacts, last])).toEqual({ from: 17, to: 18, isLasting: true });
  });

  test('the first of equal stretches is shown', async () => {
    const contacts = [
      ...[...calls('07:00:00', bad), ...calls('07:30:00', bad)],
      ...calls('08:00:00', good),
      ...[...calls('08:30:00', bad), ...calls('09:00:00', bad)],
    ];
    expect(await belowOf([...contacts, last])).toMatchObject({ from: 14, isLasting: false });
  });

  test('none lasts on a day that is over', async () => {
    const contacts = [...calls('23:00:00', bad), ...calls('23:30:00', bad)];
    const nextDay = contact('2026-10-30 11:10:00', 5);
    expect(await belowOf([...contacts, nextDay])).toEqual({ from: 46, to: 47, isLasting: false });
  });
});

test('compares with the same weekdays before up to the same half-hour', async () => {
  const weekAgo = (time: string, wait: number) => contact(`2026-10-22 ${time}`, wait);
  const { channels, weekdays } = await todayOf([
    contact('2026-10-01 09:00:00', 3),
    weekAgo('09:00:00', 1),
    weekAgo('10:30:00', 60),
    weekAgo('11:00:00', 1),
    weekAgo('17:00:00', 1),
    ...calls('09:00:00', [1, 1]),
    last,
  ]);
  expect(weekdays).toEqual(['2026-10-22', '2026-10-15', '2026-10-08', '2026-10-01']);
  const [voice] = channels;
  expect(voice!.weekBefore).toMatchObject({ queued: 2, removed_within: 1 });
  expect(voice!.before.map(({ queued }) => queued)).toEqual([2, 0, 0, 1]);
  expect(voice!.halfHoursBefore[0]![34]).toMatchObject({ queued: 1 });
});

test('a day before the newest is over, and is shown to its end', async () => {
  const { until, unfinished, channels } = await todayOf(
    [contact('2026-10-28 23:40:00', 1), ...calls('09:00:00', [1]), last],
    {},
    '2026-10-28',
  );
  expect([until, unfinished]).toEqual([48, null]);
  expect(channels[0]!.sums).toMatchObject({ queued: 1 });
});

test('every queue has the counts that SQL gives for the half-hours that are over', async () => {
  const contacts = sampleOfContacts(300, 11);
  const lake = await openSmallLake(contacts);
  const page = openPage(await pageData(runOn(lake), PAGE, { timeZone: 'Europe/London' }));
  let compared = 0;
  for (let day = 0; day < page.dayCount; day++) {
    const { queues, until } = today(page, { ...ALL, day }, 'service_level_connect');
    const rows = await runOn(lake)(`
      SELECT queue, queue_kind, count(*) AS queued,
        count(*) FILTER (WHERE channel IN ('VOICE', 'CHAT')) AS promised,
        count(*) FILTER (WHERE wait_seconds < CASE channel WHEN 'VOICE' THEN 20 WHEN 'CHAT' THEN 30 END) AS within
      FROM (
        SELECT *, CAST(at_timezone(with_timezone(enqueued_at, 'UTC'), 'Europe/London') AS timestamp) AS moment
        FROM contact_facts WHERE is_queued AND disconnected_at IS NOT NULL
      )
      WHERE CAST(moment AS date) = DATE '${dayAt(page, day)}'
        AND hour(moment) * 2 + CAST(floor(minute(moment) / 30) AS integer) < ${until}
      GROUP BY ALL`);
    expect(queues.length).toBe(rows.length);
    for (const row of rows) {
      const queue = page.queues.findIndex(
        ({ name, kind }) => name === row.queue && kind === (row.queue_kind ?? 'none'),
      );
      const { sums } = queues.find((of) => of.queue === queue)!;
      expect(sums).toMatchObject({
        queued: Number(row.queued),
        promised_queued: Number(row.promised),
        removed_within: Number(row.within),
      });
      compared++;
    }
  }
  lake.close();
  expect(compared).toBeGreaterThan(20);
});

/** The figures of a day, with the names of queues and channels and the days in place of their indices. */
async function todayOf(
  contacts: readonly ContactRow[],
  settings: Partial<Settings> = {},
  on = THURSDAY,
  selection: Partial<TodaySelection> = {},
) {
  const named = contacts.map((row, at) => ({ contactid: `contact-${at}`, ...row }));
  const lake = await openSmallLake(named);
  const page = openPage(await pageData(runOn(lake), PAGE, settings));
  lake.close();
  const day = Array.from({ length: page.dayCount }, (_, at) => dayAt(page, at)).indexOf(on);
  const figures = today(page, { ...ALL, ...selection, day }, 'service_level_connect');
  return {
    ...figures,
    weekdays: figures.weekdays.map((at) => dayAt(page, at)),
    queues: figures.queues.map((of) => ({ ...of, queue: page.queues[of.queue]!.name })),
    channels: figures.channels.map((of) => ({ ...of, channel: page.channels[of.channel]! })),
  };
}
