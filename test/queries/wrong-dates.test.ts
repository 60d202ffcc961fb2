/**
 * A record may have any date that can be written, and Connect's own have had wrong ones. What a query
 * costs is bounded by the number of contacts, and the others' answers are what they were.
 */
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pageData } from '../../page/page-data.ts';
import { withParameters } from '../../queries/reader/parameters.ts';
import { listSavedQueries, readSavedQuery } from '../../queries/reader/saved-queries.ts';
import { runOn } from '../page/lake.ts';
import { contactTables } from './generated-contacts.ts';
import {
  type Answer,
  type ContactRow,
  openSmallLake,
  QUERIES,
  type SmallLake,
} from './small-lake.ts';

const PAGE = join(QUERIES, 'page');
const ALL = [...listSavedQueries(QUERIES), ...listSavedQueries(PAGE)];

/** Rows that all steps of a query's plan together may make, for each contact and once. */
const MOST_ROWS_A_CONTACT = 100;
const MOST_ROWS_ONCE = 100;

/** Half-hours in the longest contact that is counted at once with others. */
const MOST_HALF_HOURS = 100 * 48 + 2;

const OUTSIDE_ALL_DAYS = [
  '0001-01-01 00:00:00',
  '0001-01-01 00:29:59.999999',
  '1582-10-10 12:00:00',
  '1969-12-30 23:59:59',
  '3000-01-02 00:00:00',
  '9999-12-31 23:30:00',
  '9999-12-31 23:59:59.999999',
];
const EDGES = [
  ...OUTSIDE_ALL_DAYS,
  '1970-01-01 00:00:00',
  '2026-03-28 12:00:00',
  '2026-03-28 12:10:00',
  '2999-12-31 23:59:59',
];

/** Contacts whose every time is one of these, or missing where it may be. */
function contactsDated(times: readonly string[], minLength: number) {
  const time = fc.constantFrom(...times);
  const maybe = fc.option(time, { freq: 5 });
  const contact = fc.record({
    initiationtimestamp: time,
    connectedtosystemtimestamp: maybe,
    disconnecttimestamp: maybe,
    transfercompletedtimestamp: maybe,
    enqueued: maybe,
    connected: maybe,
    worked: maybe,
    wait: fc.option(fc.constantFrom(0, 7, 2_147_483_647)),
    method: fc.constantFrom('INBOUND', 'OUTBOUND', 'CALLBACK', 'API'),
    address: fc.constantFrom('+441632960961', '+441'),
  });
  return fc.array(contact, { minLength, maxLength: 20 }).map((contacts) =>
    contacts.map(
      ({ enqueued, connected, worked, wait, method, address, ...times }, at): ContactRow => ({
        ...times,
        contactid: `wrong-${at}`,
        instancearn: 'arn:aws:connect:eu-west-2:111122223333:instance/one',
        channel: 'VOICE',
        initiationmethod: method,
        lastupdatetimestamp: '2026-03-27 00:00:00',
        customerendpoint: { address },
        queue: { name: 'Sales', enqueuetimestamp: enqueued, duration: wait },
        agent: {
          username: 'ann',
          connectedtoagenttimestamp: connected,
          aftercontactworkendtimestamp: worked,
        },
      }),
    ),
  );
}

let lake: SmallLake;
beforeAll(async () => {
  lake = await openSmallLake([{ contactid: 'x', attributes: { language: 'de' } }]);
  // So that a query which makes millions of rows fails, and does not take the machine.
  await lake.ask("SET memory_limit = '200MB'");
  await lake.ask("SET temp_directory = ''");
});
afterAll(() => lake.close());

test('no query makes more rows than its contacts account for', { timeout: 30_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(contactsDated(EDGES, 1), async (contacts) => {
      await lake.refill(contacts);
      const most = MOST_ROWS_ONCE + contacts.length * MOST_ROWS_A_CONTACT;
      for (const { name, sql } of ALL) {
        const made = await rowsMade(sql);
        expect([name, made <= most ? 'few rows' : made]).toEqual([name, 'few rows']);
      }
    }),
    { numRuns: 5 },
  );
});

test('the answers are as if contacts of other millennia were not there', {
  timeout: 30_000,
}, async () => {
  // A query without days to choose covers the whole lake.
  const asked = ALL.filter(({ parameters }) => parameters.some(({ name }) => name === 'from_day'));
  expect(asked.length).toBeGreaterThan(30);
  await fc.assert(
    fc.asyncProperty(
      contactTables.filter(({ length }) => length > 0),
      contactsDated(OUTSIDE_ALL_DAYS, 1),
      fc.constantFrom('UTC', 'America/New_York', 'Asia/Kathmandu'),
      async (contacts, wrong, zone) => {
        const answers = () =>
          Promise.all(
            asked.map(async (query) => [
              query.name,
              withoutLakes(await lake.ask(withParameters(query, { time_zone: zone }))),
            ]),
          );
        await lake.refill(contacts);
        const alone = await answers();
        await lake.refill([...wrong, ...contacts]);
        expect(await answers()).toEqual(alone);
      },
    ),
    { numRuns: 4 },
  );
});

describe('peak-concurrency', () => {
  const peaks = (parameters: Record<string, string> = {}) =>
    lake.ask(withParameters(readSavedQuery(QUERIES, 'peak-concurrency'), parameters));
  const ordinary = contact('ordinary', '2026-11-23 09:05:00', '2026-11-23 09:40:00');
  const counted = [
    ['2026-11-23 09:00:00', 'VOICE', 1],
    ['2026-11-23 09:30:00', 'VOICE', 1],
  ];

  test.each([
    ['that ends in the year 9999', '2026-11-23 09:00:00', '9999-12-31 23:59:59'],
    ['that began in the year 1', '0001-01-01 00:00:00', '2026-11-23 09:30:00'],
    ['that began in 1970', '1970-01-01 00:00:00', '2026-11-23 09:30:00'],
    ['of 101 days', '2026-11-20 00:00:00', '2027-03-01 00:00:00'],
  ])('leaves out a contact %s', async (_, began, ended) => {
    await lake.refill([ordinary, contact('wrong', began, ended)]);
    expect((await peaks()).rows).toEqual(counted);
  });

  test('counts a contact of 100 days in each of its half-hours, or in none if it exceeds longest_days', async () => {
    await lake.refill([contact('long', '2026-11-23 09:00:00', '2027-03-03 09:00:00')]);
    expect((await peaks()).rows).toHaveLength(100 * 48);
    expect((await peaks({ longest_days: '99' })).rows).toEqual([]);
  });

  test('spreads levels, not contacts: those of the same days cost as much as one', async () => {
    const long = Array.from({ length: 200 }, (_, at) =>
      contact(`long-${at}`, '2026-11-23 09:00:00', `2027-03-03 08:00:00.${1000 + at}`),
    );
    await lake.refill(long);
    const sql = readSavedQuery(QUERIES, 'peak-concurrency').sql;
    expect(await rowsMade(sql)).toBeLessThan(20 * (long.length + MOST_HALF_HOURS));
  });
});

describe('repeat-contacts', () => {
  test('does not take a contact of the year 9999 for the last moment of the lake', async () => {
    const inbound = (id: string, at: string, updated: string): ContactRow => ({
      contactid: id,
      initiationmethod: 'INBOUND',
      customerendpoint: { address: `+44163296096${id}` },
      initiationtimestamp: at,
      lastupdatetimestamp: updated,
    });
    await lake.refill([
      inbound('1', '2026-11-23 09:00:00', '2026-11-23 09:10:00'),
      inbound('2', '9999-12-31 09:00:00', '2026-11-23 09:10:00'),
    ]);
    const sql = readSavedQuery(QUERIES, 'repeat-contacts').sql;
    const { columns, rows } = await lake.ask(sql);
    expect(rows.map((row) => row[columns.indexOf('unknown_contacts')])).toEqual([1]);
  });
});

describe('the page', () => {
  test('has the days that belong together, and says how many contacts are of others', async () => {
    const ordinary = ['22', '23', '24'].map((day) =>
      contact(`of ${day}`, `2026-11-${day} 09:00:00`, `2026-11-${day} 09:10:00`),
    );
    const wrong = ['0001-01-01', '1970-01-01', '2999-01-01', '9999-12-31'].map((day) =>
      contact(`of ${day}`, '2026-11-23 09:00:00', `${day} 09:10:00`),
    );
    await lake.refill([...wrong, ...ordinary]);
    expect(await pageData(runOn(lake), PAGE)).toMatchObject({
      firstDay: '2026-11-22',
      dayCount: 3,
      coverage: {
        contacts: 7,
        contactsOnOtherDays: 4,
        firstDisconnectedLocal: '2026-11-22 09:10:00',
        lastDisconnectedLocal: '2026-11-24 09:10:00',
      },
    });
  });

  test('has ten years at the most, whatever the dates', { timeout: 30_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(contactsDated(EDGES, 1), async (contacts) => {
        await lake.refill(contacts);
        const { dayCount, waits } = await pageData(runOn(lake), PAGE, {
          timeZone: 'Asia/Kathmandu',
        });
        expect(dayCount).toBeLessThanOrEqual(3_660);
        for (const step of waits.steps) expect(Number.isSafeInteger(step)).toBe(true);
      }),
      { numRuns: 10 },
    );
  });
});

function contact(contactid: string, began: string, ended: string): ContactRow {
  return {
    contactid,
    channel: 'VOICE',
    initiationtimestamp: began,
    disconnecttimestamp: ended,
    lastupdatetimestamp: '2026-11-24 10:00:00',
  };
}

/** How many rows all operators of the query's plan have handed on. */
async function rowsMade(sql: string): Promise<number> {
  const { rows } = await lake.ask(`EXPLAIN (ANALYZE, FORMAT json) ${sql}`);
  return handedOn(JSON.parse(String(rows[0]?.[1])) as Operator);
}

interface Operator {
  readonly operator_cardinality?: number;
  readonly children?: readonly Operator[];
}

function handedOn({ operator_cardinality: rows = 0, children = [] }: Operator): number {
  return children.reduce((total, child) => total + handedOn(child), rows);
}

/** What the page says of the whole lake counts every contact; the rest is of the days asked for. */
function withoutLakes({ columns, rows }: Answer) {
  if (!columns.includes('contacts_on_other_days')) return rows;
  const ofDays = ['first_disconnected_local', 'last_disconnected_local'];
  return rows.map((row) => row.filter((_, at) => ofDays.includes(columns[at]!)));
}
