/** Which views an engine that is to run a statement has: each costs some milliseconds. */
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { rowsOf, whileConnected } from '../../local/duckdb/duckdb.ts';
import { declareView, whileAsking } from '../../local/lake/lake-tables.ts';
import { journeyStatements } from '../../local/query/journey.ts';
import { PAGE_QUERIES, pageSql } from '../../page/page-data.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { datasets } from '../../pipeline/datasets/datasets.ts';
import { listSavedQueries } from '../../queries/reader/saved-queries.ts';
import { DEFAULT_SETTINGS } from '../../queries/settings.ts';
import { QUERIES } from '../../terminal/package-files.ts';
import { LaidOutError } from '../../terminal/user-error.ts';
import { test } from './folder.ts';
import { makeLake } from './lake.ts';

/** The views that are declared for the statements, the datasets' tables left out. */
async function declared(folder: string, statements?: string | string[]): Promise<string[]> {
  const names = await whileAsking(
    await makeLake(folder),
    dataset,
    (connection) =>
      rowsOf(connection, 'SELECT view_name FROM duckdb_views() WHERE NOT internal ORDER BY 1'),
    statements,
  );
  const tables = datasets.map(({ name }) => name);
  return names.map(({ view_name }) => String(view_name)).filter((name) => !tables.includes(name));
}

describe('views are declared', () => {
  test.for<[string, string[]]>([
    ['SELECT 1 FROM contact_facts', ['contact_facts']],
    ['FROM "Contact_Facts"', ['contact_facts']],
    ['SELECT 1 FROM ctr', []],
    ['SELECT 1 FROM quarantine', ['quarantine']],
    [
      'SELECT 1 FROM agent_offers JOIN contact_facts USING (contactid)',
      ['agent_as_seen', 'agent_contact_states', 'agent_offers', 'contact_facts'],
    ],
  ])('if the statement reads them: %s', async ([statement, expected], { folder }) => {
    expect(await declared(folder, statement)).toEqual(expected);
  });

  test('if one of several statements reads them', async ({ folder }) => {
    const statements = ['FROM contact_facts', 'FROM agent_statuses'];
    expect(await declared(folder, statements)).toEqual([
      'agent_as_seen',
      'agent_statuses',
      'contact_facts',
    ]);
  });

  test.for([
    [undefined],
    ['SHOW TABLES'],
    ['SELECT 1 FROM information_schema.tables'],
    ['SELECT 1 FROM contact_fact'],
    ['PIVOT contact_facts ON channel USING count(*)'],
    ['FROM contact_facts JOIN agent_tim USING (agentarn)'],
  ])('all of them, for %s', async ([statement], { folder }) => {
    expect((await declared(folder, statement)).length).toBeGreaterThan(25);
  });

  test.for([
    ['a page', PAGE_QUERIES.map((name) => pageSql(join(QUERIES, 'page'), name, DEFAULT_SETTINGS))],
    ['the journey of a contact', journeyStatements('UTC')],
  ] as const)('few, for %s', async ([, statements], { folder }) => {
    expect((await declared(folder, [...statements])).length).toBeLessThan(15);
  });

  test('few, for each saved query', async ({ folder }) => {
    for (const { name, sql } of listSavedQueries(QUERIES))
      expect((await declared(folder, sql)).length, name).toBeLessThan(10);
  });
});

describe('a view that the engine does not understand is named, with the place', () => {
  const declaring = (sql: string) =>
    whileConnected(async (connection) => {
      await connection.run('CREATE VIEW orders AS SELECT 1 AS total WHERE false');
      await declareView(connection, { name: 'order_sums', sql });
    });

  test.for<[what: string, sql: string, said: RegExp]>([
    [
      'a mistyped column',
      '-- Question: How much?\nSELECT\n  totl\nFROM orders',
      /^Binder Error: Referenced column "totl" not found in FROM clause!\nCandidate bindings: "total"\nLINE 3: {3}totl\n *\^$/,
    ],
    [
      'a mistyped table',
      'SELECT total\nFROM ordrs',
      /^Catalog Error: .*ordrs.*\n(?:.*\n)?LINE 2: FROM ordrs\n *\^$/,
    ],
    [
      'a mistyped function',
      'SELECT summ(total)\nFROM orders',
      /^Catalog Error: .*summ.*\n(?:.*\n)?LINE 1: .*\n *\^$/,
    ],
    [
      'a word of SQL in the wrong place',
      'SELECT total,\nFROM FROM orders',
      /^Parser Error: .*"FROM"\n(?:.*\n)*LINE 2: FROM FROM orders\n *\^$/,
    ],
  ])('%s', async ([_what, sql, said]) => {
    const error: Error = await declaring(sql).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(LaidOutError);
    const beginning = 'The view order_sums cannot be declared: ';
    expect(error.message.slice(0, beginning.length)).toBe(beginning);
    expect(error.message.slice(beginning.length)).toMatch(said);
  });
});
