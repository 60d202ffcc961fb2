/** Which views an engine that is to run a statement has: each costs some milliseconds. */
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { rowsOf } from '../../local/duckdb/duckdb.ts';
import { whileAsking } from '../../local/lake/lake-tables.ts';
import { journeyStatements } from '../../local/query/journey.ts';
import { PAGE_QUERIES, pageSql } from '../../page/page-data.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { datasets } from '../../pipeline/datasets/datasets.ts';
import { listSavedQueries } from '../../queries/reader/saved-queries.ts';
import { DEFAULT_SETTINGS } from '../../queries/settings.ts';
import { QUERIES } from '../../terminal/package-files.ts';
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
