/** A saved query over chosen queues, channels or agents answers what its rows of them are. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Dimension, overChosen } from '../../queries/reader/chosen-contacts.ts';
import { listSavedQueries, readSavedQuery } from '../../queries/reader/saved-queries.ts';
import { overLiveViews } from '../../queries/reader/views.ts';
import { UsageError } from '../../terminal/user-error.ts';
import { contactTables } from './generated-contacts.ts';
import { openSmallLake, QUERIES, type SmallLake } from './small-lake.ts';

let lake: SmallLake;
beforeAll(async () => {
  lake = await openSmallLake([]);
});
afterAll(() => lake.close());

/** Of queries whose rows have the dimension, and are not cut off. */
function groupedBy(dimension: Dimension) {
  return listSavedQueries(QUERIES).filter(
    ({ name, columns }) =>
      columns.some((column) => column.name === dimension) && name !== 'longest-waits',
  );
}

describe.each<[Dimension, string]>([
  ['queue', 'queue_label'],
  ['channel', 'channel'],
  ['agent', 'agent'],
])('by %s', (dimension, column) => {
  const queries = groupedBy(dimension);

  test('some query has it', () => expect(queries.length).toBeGreaterThan(1));

  test.each(queries)('$name', { timeout: 60_000 }, async (query) => {
    const place = query.columns.findIndex(({ name }) => name === dimension);
    const isNamed = (row: readonly unknown[]) =>
      dimension !== 'queue' || row[place + 1] === 'standard';
    await fc.assert(
      fc.asyncProperty(contactTables, async (contacts) => {
        await lake.refill(contacts);
        const all = (await lake.ask(query.sql)).rows;
        const known = (await lake.ask(`SELECT DISTINCT ${column} FROM contact_facts`)).rows.flat();
        for (const name of known.slice(0, 2)) {
          const rows = all.filter((row) => row[place] === name && isNamed(row));
          // Queues that have no name of their own are chosen by words.
          if (name === null || rows.length === 0) continue;
          const sql = overChosen(query, query.sql, { [dimension]: [String(name)] });
          expect((await lake.ask(sql)).rows).toEqual(rows);
        }
      }),
      { numRuns: 2, endOnFailure: true },
    );
  });
});

test('names of the three together are together, and a queue without a name has its words', async () => {
  const contact = { disconnecttimestamp: '2026-11-23T09:05:00', initiationmethod: 'INBOUND' };
  const named = {
    queue: { name: "O'Brien", enqueuetimestamp: '2026-11-23T09:00:00', duration: 1 },
  };
  await lake.refill([
    { ...contact, contactid: '1', channel: 'VOICE', ...named },
    { ...contact, contactid: '2', channel: 'CHAT', ...named },
    { ...contact, contactid: '3', channel: 'VOICE' },
  ]);
  const query = readSavedQuery(QUERIES, 'contacts-by-day-and-channel');
  const counts = async (choice: Parameters<typeof overChosen>[2]) =>
    (await lake.ask(overChosen(query, query.sql, choice))).rows.map((row) => row.slice(1, 3));
  expect(await counts({ queue: ["O'Brien"] })).toEqual([
    ['CHAT', 1],
    ['VOICE', 1],
  ]);
  expect(await counts({ queue: ["O'Brien"], channel: ['VOICE'] })).toEqual([['VOICE', 1]]);
  expect(await counts({ queue: ["O'Brien", 'Never queued'], channel: ['VOICE'] })).toEqual([
    ['VOICE', 2],
  ]);
  expect(await counts({ queue: ["' OR true --"] })).toEqual([]);
});

test('the live version of a query is chosen from the live contacts', () => {
  const query = overLiveViews(QUERIES, readSavedQuery(QUERIES, 'agent-summary'));
  const sql = overChosen(query, query.sql, { agent: ['ann'] });
  expect(sql).toMatch(
    /chosen_contact_facts_live AS \(\n {2}SELECT \*\n {2}FROM contact_facts_live\n/,
  );
});

test.each([
  ['data-quality', { queue: ['Claims'] }, '--queue with data-quality'],
  ['repeat-contacts', { agent: ['ann'] }, '--agent with repeat-contacts'],
  ['callback-outcomes', { queue: ['Claims'], agent: ['ann'] }, '--agent with callback-outcomes'],
])('%s has no such contacts, and says so', (name, choice, said) => {
  const query = readSavedQuery(QUERIES, name);
  expect(() => overChosen(query, query.sql, choice)).toThrow(UsageError);
  expect(() => overChosen(query, query.sql, choice)).toThrow(said);
});
