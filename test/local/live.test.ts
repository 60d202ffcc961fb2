/** The live views answer now what the table will answer once all flatfiles are converted. */

import { hash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { rowsOf } from '../../local/duckdb/duckdb.ts';
import { writeErasure } from '../../local/lake/erasures.ts';
import { fileOf, type LakeFolder, listObjects } from '../../local/lake/lake-folder.ts';
import { whileAsking } from '../../local/lake/lake-tables.ts';
import { convertLake } from '../../local/stages/convert-lake.ts';
import { normaliseLake } from '../../local/stages/normalise-lake.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { flatfilePrefix } from '../../pipeline/lake-keys.ts';
import { listSavedQueries, type SavedQuery } from '../../queries/reader/saved-queries.ts';
import { overLiveViews } from '../../queries/reader/views.ts';
import { generate } from '../../sample-data/generate.ts';
import { QUERIES } from '../../terminal/package-files.ts';
import type { Row } from '../../terminal/row.ts';
import { contactLake, test } from '../cli/contact-lake.ts';
import { landAndRun, landObject, makeLake, runLake } from './lake.ts';
import { INSTANCE, record } from './records.ts';

const SAVED = listSavedQueries(QUERIES);
const LIVE = SAVED.map((query) => overLiveViews(QUERIES, query));

async function answers(lake: LakeFolder, queries: readonly SavedQuery[]) {
  return whileAsking(
    lake,
    dataset,
    async (connection) => {
      const found: [string, Row[]][] = [];
      for (const { name, sql } of queries) found.push([name, await rowsOf(connection, sql)]);
      return found;
    },
    queries.map(({ sql }) => sql),
  );
}

function ask(lake: LakeFolder, sql: string): Promise<Row[]> {
  return whileAsking(lake, dataset, (connection) => rowsOf(connection, sql), sql);
}

const CONTACTS = 'SELECT contactid, channel FROM contact_facts_live ORDER BY contactid';

describe('however many of the records are converted', () => {
  test('every saved query has the same answer over the live views as later over the table', async ({
    folder,
  }) => {
    const objects = [...generate({ contacts: 120, seed: 5 })];
    const split = fc.array(fc.boolean(), { minLength: objects.length, maxLength: objects.length });
    let lakes = 0;
    await fc.assert(
      fc.asyncProperty(split, async (isConverted) => {
        const lake = await makeLake(folder, `lake-${++lakes}`);
        const land = async (converted: boolean) => {
          for (const [i, { bytes }] of objects.entries())
            if (isConverted[i] === converted) await landObject(lake, `${i}`, bytes);
        };
        await land(true);
        await runLake(lake);
        await land(false);
        await normaliseLake(lake, dataset);
        const live = await answers(lake, LIVE);
        await convertLake(lake, dataset);
        expect(live).toEqual(await answers(lake, SAVED));
        expect(live).toEqual(await answers(lake, LIVE));
      }),
      { numRuns: 3, examples: [[objects.map(() => true)], [objects.map(() => false)]] },
    );
  });

  test('the live views choose the same of two versions as the conversion', async ({ folder }) => {
    const version = fc.record({
      // Two contacts whose versions tie often, one of which begins on two days.
      ContactId: fc.constantFrom('contact-1', 'contact-2'),
      InitiationTimestamp: fc.constantFrom('2026-11-23T09:00:00Z', '2026-11-24T00:00:00Z'),
      LastUpdateTimestamp: fc.constantFrom(
        '2026-11-24T09:10:00Z',
        '2026-11-24T09:10:00.000001Z',
        '2026-11-24T09:11:00Z',
      ),
      Channel: fc.constantFrom('VOICE', 'CHAT', null),
      Attributes: fc.constantFrom({}, { tier: 'gold' }, { tier: null, other: 'x' }),
    });
    const batches = fc.array(fc.array(version, { maxLength: 4 }), { minLength: 2, maxLength: 4 });
    const ALL = (name: string) =>
      `SELECT * EXCLUDE (attributes), element_at(attributes, 'tier') AS tier FROM ${name} ORDER BY contactid, initiationtimestamp`;
    let lakes = 0;
    await fc.assert(
      fc.asyncProperty(batches, fc.nat(3), async (all, converted) => {
        const lake = await makeLake(folder, `lake-${++lakes}`);
        for (const [i, batch] of all.entries()) {
          // The later objects have the smaller keys as often as not.
          const key = `${(i * 7) % 5}`;
          await landObject(lake, key, batch.map(record));
          if (i < converted) await runLake(lake);
        }
        await normaliseLake(lake, dataset);
        const live = await ask(lake, ALL('ctr_live'));
        await convertLake(lake, dataset);
        expect(live).toEqual(await ask(lake, ALL('ctr_live')));
        const [counted] = await ask(lake, 'SELECT count(*) AS contacts FROM ctr');
        expect(counted).toEqual({ contacts: live.length });
      }),
      { numRuns: 8 },
    );
  });
});

describe('the live views', () => {
  test('answer in a lake that is empty, and in one never converted', async ({ folder }) => {
    const lake = await makeLake(folder);
    expect(await ask(lake, CONTACTS)).toEqual([]);
    await landObject(lake, '1', [record({})]);
    await normaliseLake(lake, dataset);
    expect(await ask(lake, CONTACTS)).toEqual([{ contactid: 'contact-1', channel: 'VOICE' }]);
    expect(await ask(lake, 'SELECT count(*) AS contacts FROM contact_facts')).toEqual([
      { contacts: 0 },
    ]);
  });

  test('have attributes for which the table has no column yet', async ({ folder }) => {
    const lake = await makeLake(folder);
    await landAndRun(lake, '1', [record({ Attributes: { tier: 'gold' } })]);
    await landObject(lake, '2', [record({ ContactId: 'contact-2', Attributes: { mood: 'good' } })]);
    await normaliseLake(lake, dataset);
    const sql = `SELECT contactid, element_at(attributes, 'tier') AS tier, element_at(attributes, 'mood') AS mood
      FROM ctr_live ORDER BY contactid`;
    expect(await ask(lake, sql)).toEqual([
      { contactid: 'contact-1', tier: 'gold', mood: null },
      { contactid: 'contact-2', tier: null, mood: 'good' },
    ]);
  });

  test('show no erased contact, however often it is delivered again', async ({ folder }) => {
    const lake = await makeLake(folder);
    await landAndRun(lake, '1', [record({ ContactId: 'stays' })]);
    await writeErasure(lake, dataset, {
      id: '2026-11-23T14-05-06Z-3fa9c1',
      erasure: {
        requested_at: '2026-11-23T14:05:06.000Z',
        asked_by: 'contact',
        contacts: [hash('sha256', `${INSTANCE}\nerased`)],
        days: ['2026-11-23'],
        fragments: [],
        raw_objects: 1,
        records: 1,
        not_searched: 0,
        not_searched_pieces: [],
        done_at: '2026-11-23T14:06:00.000Z',
      },
    });
    await landObject(lake, '2', [record({ ContactId: 'erased' }), record({ ContactId: 'new' })]);
    await normaliseLake(lake, dataset);
    expect((await ask(lake, CONTACTS)).map(({ contactid }) => contactid)).toEqual(['new', 'stays']);
  });

  test('refuse a damaged flatfile and name it; the table still answers', async ({ folder }) => {
    const lake = await makeLake(folder);
    await landAndRun(lake, '1', [record({ ContactId: 'converted' })]);
    await landObject(lake, '2', [record({ ContactId: 'waiting' })]);
    await normaliseLake(lake, dataset);
    const file = await onlyFlatfile(lake);
    const sound = await readFile(file);
    for (const damaged of [sound.subarray(0, -9), Buffer.alloc(0), Buffer.from('[1]\n')]) {
      await writeFile(file, damaged);
      await expect(ask(lake, CONTACTS)).rejects.toThrow(
        `Found ${file} altered, expected the bytes that normalise has written`,
      );
      expect(await ask(lake, 'SELECT contactid FROM contact_facts')).toEqual([
        { contactid: 'converted' },
      ]);
    }
    await runLake(lake);
    expect((await ask(lake, CONTACTS)).map(({ contactid }) => contactid)).toEqual([
      'converted',
      'waiting',
    ]);
  });

  test('ignore files that normalise did not write', async ({ folder }) => {
    const lake = await makeLake(folder);
    await landObject(lake, '1', [record({})]);
    await normaliseLake(lake, dataset);
    const file = await onlyFlatfile(lake);
    for (const name of ['stranger.json.gz', 'notes.txt', '.DS_Store'])
      await writeFile(fileOf(lake, `${flatfilePrefix(dataset)}${name}`), await readFile(file));
    expect(await ask(lake, CONTACTS)).toHaveLength(1);
  });

  test('equal the table if there is nothing to convert', async ({ folder }) => {
    const lake = await makeLake(folder);
    await landAndRun(lake, '1', [record({})]);
    await rm(fileOf(lake, flatfilePrefix(dataset)), { recursive: true, force: true });
    expect(await ask(lake, 'SELECT * FROM contact_facts_live')).toEqual(
      await ask(lake, 'SELECT * FROM contact_facts'),
    );
  });
});

describe('query --live', () => {
  const query = (folder: string, ...args: string[]) =>
    contactLake(folder, 'query', ...args, '--format', 'json');

  test('includes records that are not converted yet', async ({ folder }) => {
    const lake = await makeLake(folder);
    await landObject(lake, '1', [
      record({ DisconnectTimestamp: '2026-11-23T09:05:00Z', Attributes: { tier: 'gold' } }),
    ]);
    await normaliseLake(lake, dataset);
    const name = 'attribute-breakdown';
    const parameters = ['--param', 'attribute_name=tier', '--param', 'instance=one'];
    const live = await query(folder, name, '--live', ...parameters);
    expect(live).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(live.stdout)).toMatchObject([
      { attribute_value: 'gold', contacts_created: 1 },
    ]);
    const table = await query(folder, name, '--param', 'attribute_name=tier');
    expect(JSON.parse(table.stdout)).toEqual([]);
    const other = await query(folder, name, '--live', '--param', 'attribute_name=tire');
    expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining('tier') });
  });

  test('does not change a value that equals the name of a table', async ({ folder }) => {
    const lake = await makeLake(folder);
    await landObject(lake, '1', [
      record({ DisconnectTimestamp: '2026-11-23T09:05:00Z', Attributes: { ctr: 'x' } }),
    ]);
    await normaliseLake(lake, dataset);
    const { stdout } = await query(
      folder,
      'attribute-breakdown',
      '--live',
      '--param',
      'attribute_name=ctr',
    );
    expect(JSON.parse(stdout)).toMatchObject([{ attribute_value: 'x' }]);
  });

  test('is for saved queries: SQL names the live views itself', async ({ folder }) => {
    const lake = await makeLake(folder);
    await landObject(lake, '1', [record({})]);
    await normaliseLake(lake, dataset);
    const sql = 'SELECT count(*) AS contacts FROM Contact_Facts_LIVE';
    expect(await query(folder, '--sql', sql, '--live')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Found --live with --sql'),
    });
    const { stdout } = await query(folder, '--sql', sql);
    expect(JSON.parse(stdout)).toEqual([{ contacts: 1 }]);
  });
});

async function onlyFlatfile(lake: LakeFolder): Promise<string> {
  const [flatfile] = await listObjects(lake, flatfilePrefix(dataset));
  return fileOf(lake, flatfile!.key);
}
