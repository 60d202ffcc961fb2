import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { datasets } from '../../pipeline/datasets/datasets.ts';
import { contactLake, test } from './contact-lake.ts';
import { makeSmallLake, succeeds } from './small-lake.ts';

async function json(folder: string, ...args: readonly string[]) {
  return JSON.parse(await succeeds(folder, ...args, '--format', 'json'));
}

describe('schema', () => {
  test('lists each table that SQL can name, and no other', async ({ folder }) => {
    await makeSmallLake(folder);
    const tables: { table: string; rows: string }[] = await json(folder, 'schema');
    for (const { table, rows } of tables) {
      expect(rows, table).not.toBe('');
      await succeeds(folder, 'query', '--sql', `SELECT count(*) FROM ${table}`);
    }
    expect(tables).toContainEqual({
      table: 'contact_facts_live',
      rows: 'as contact_facts, with the records that are not converted yet',
    });
    expect(tables).toContainEqual({ table: 'agent_schedule_live', rows: 'as agent_schedule' });
    const inEngine = await json(folder, 'query', '--sql', 'SHOW TABLES');
    // DuckDB lists those that the statement does not name too, and so lists no quarantine.
    for (const { name } of inEngine) {
      expect(tables.map(({ table }) => table)).toContain(name);
    }
  });

  test('describes each column of contact_facts, with the type that SQL gives it', async ({
    folder,
  }) => {
    await makeSmallLake(folder);
    const shown: { column: string; type: string; meaning: string }[] = await json(
      folder,
      'schema',
      'contact_facts',
    );
    const columns = await json(folder, 'query', '--sql', 'DESCRIBE contact_facts');
    expect(shown.map(({ column, type }) => [column, type])).toEqual(
      columns.map((row: { column_name: string; column_type: string }) => [
        row.column_name,
        row.column_type.toLowerCase(),
      ]),
    );
    expect(shown.filter(({ meaning }) => meaning === '')).toEqual([]);
  });

  test('says of each column of each dataset where its value comes from', async ({ folder }) => {
    await makeSmallLake(folder);
    for (const { name } of datasets) {
      const shown: { meaning: string }[] = await json(folder, 'schema', name);
      expect(
        shown.filter(({ meaning }) => meaning === ''),
        name,
      ).toEqual([]);
    }
    const analyses: object[] = await json(folder, 'schema', 'contact_lens_voice');
    expect(analyses).toContainEqual({
      column: 'connected_on',
      type: 'timestamp',
      meaning: "of the raw object's key",
    });
  });

  test('names the fields of a record as SQL takes them', async ({ folder }) => {
    await makeSmallLake(folder);
    const fields: { column: string }[] = await json(folder, 'schema', 'ctr');
    const some = fields.map(({ column }) => column);
    expect(some).toContain('agent.routingprofile.name');
    await succeeds(folder, 'query', '--sql', `SELECT ${some.join(', ')} FROM ctr`);
  });

  test('counts attributes, and shows values only if asked', async ({ folder }) => {
    await makeSmallLake(folder);
    const plain = await succeeds(folder, 'schema', 'attributes');
    expect(plain).toMatch(/attributes\.tier +│ +1 │/);
    expect(plain).not.toContain('gold');
    expect(await json(folder, 'schema', 'attributes', '--examples')).toEqual([
      { attribute: 'attributes.tier', contacts: 1, different_values: 1, examples: 'gold' },
    ]);
  });

  test('of a lake with nothing but quarantined input is as of any other', async ({ folder }) => {
    await mkdir(join(folder, 'in'));
    await writeFile(join(folder, 'in', 'README.md'), '# no record');
    await contactLake(folder, 'land', 'in');
    await contactLake(folder, 'run');
    expect(await json(folder, 'schema', 'attributes')).toEqual([]);
    expect(await json(folder, 'schema', 'customer_returns')).not.toEqual([]);
  });

  test.for([
    [['schema', 'contact_fact'], 'There is no table "contact_fact"; nearest: contact_facts\n'],
    [['schema', '"; DROP'], 'There is no table ""; drop"; `contact-lake schema` lists them\n'],
    [['schema', '--examples'], 'Found --examples, expected it with `schema attributes` only\n'],
  ] as const)('says what is wrong in: %s', async ([args, message], { folder }) => {
    await makeSmallLake(folder);
    const { code, stderr } = await contactLake(folder, ...args);
    expect({ code, stderr }).toEqual({ code: 2, stderr: message });
  });
});
