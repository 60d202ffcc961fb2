/** The person that is erased is nowhere in the lake after, and all others are as before. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect } from 'vitest';
import { rowsOf } from '../../../local/duckdb/duckdb.ts';
import { lakeEraser } from '../../../local/erase/erase-lake.ts';
import type { LakeFolder } from '../../../local/lake/lake-folder.ts';
import { whileAsking } from '../../../local/lake/lake-tables.ts';
import { dataset } from '../../../pipeline/datasets/contact-records/dataset.ts';
import { withParameters } from '../../../queries/reader/parameters.ts';
import { listSavedQueries } from '../../../queries/reader/saved-queries.ts';
import { QUERIES } from '../../../terminal/package-files.ts';
import type { Row } from '../../../terminal/row.ts';
import { test } from '../../cli/contact-lake.ts';
import { succeeds } from '../../cli/small-lake.ts';
import { ask, filesIn, fingerprint, LINEAGE, landObject, makeLake } from '../lake.ts';
import { record } from '../records.ts';
import { filesWith } from './everywhere.ts';
import { lakeThatNeverHadThem } from './never.ts';
import { ADDRESS, DIGITS, FOUND, landOthers, landPerson, SECRET } from './person.ts';

const ERASE = ['erase', '--customer', ADDRESS, '--yes', '--json'];

describe.concurrent('a customer that is erased', () => {
  test('is in no byte of the lake, which equals a lake that never had the customer', async ({
    folder,
  }) => {
    const lake = await makeLake(folder);
    await landPerson(lake);
    await succeeds(folder, 'run');
    const before = await filesWith(lake.path, DIGITS);
    for (const room of ['raw', 'quarantine', 'parquet']) {
      expect(
        before.filter((file) => file.startsWith(room)),
        room,
      ).not.toEqual([]);
    }
    expect(await filesWith(lake.path, SECRET)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^raw/), expect.stringMatching(/^parquet/)]),
    );

    const { erased } = JSON.parse(await succeeds(folder, ...ERASE));
    expect(erased).toMatchObject({
      asked_by: 'customer',
      records: FOUND.records,
      raw_objects: FOUND.raw_objects,
      days: ['2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23', '2026-11-24'].concat([
        '2026-11-25',
        '2026-11-26',
        '2026-11-27',
      ]),
    });
    expect(erased.contacts).toHaveLength(FOUND.contacts);
    expect(erased.fragments).toHaveLength(FOUND.fragments);
    for (const gone of [DIGITS, SECRET, 'person-']) {
      expect(await filesWith(lake.path, gone), gone).toEqual([]);
    }

    const never = await lakeThatNeverHadThem(folder);
    expect(await fingerprint(lake)).toEqual(await fingerprint(never));
    expect(await contentOf(lake.path, 'quarantine')).toEqual(
      await contentOf(never.path, 'quarantine'),
    );
    expect(await contentOf(lake.path, 'raw')).toEqual(await contentOf(never.path, 'raw'));

    const closed = await makeLake(folder, 'closed');
    await landOthers(closed, undefined, '');
    await succeeds(folder, 'run', '--lake', 'closed');
    expect(await fingerprint(lake, LINEAGE)).toEqual(await fingerprint(closed, LINEAGE));
    expect(await answers(lake)).toEqual(await answers(closed));
  });

  test('takes nothing from another customer whose record now has the same place', async ({
    folder,
  }) => {
    const lake = await makeLake(folder);
    const name = '2026/11/23/09/landed-twice';
    const of = (ContactId: string, Address: string) =>
      record({ ContactId, CustomerEndpoint: { Address } });
    await landObject(lake, name, [of('person-1', ADDRESS)]);
    const eraser = lakeEraser(lake, dataset);
    const target = { asked_by: 'customer', value: ADDRESS } as const;
    const plan = await eraser.plan(target, new Date(), () => {});
    await landObject(lake, name, [of('other-1', '+441632960000'), of('person-1', ADDRESS)]);
    await eraser.erase(plan!, () => {});
    expect(await filesWith(lake.path, DIGITS)).toEqual([]);
    expect(await ask(lake, 'SELECT contactid FROM ctr')).toEqual([{ contactid: 'other-1' }]);
  });

  test("leaves the others' flatfile lines as they are, byte for byte", async ({ folder }) => {
    const lake = await makeLake(folder);
    await landPerson(lake);
    await succeeds(folder, 'normalise');
    const before = await contentOf(lake.path, 'flatfiles');
    await succeeds(folder, ...ERASE);
    // Converted with the erasure: made again, they are the lines that were there.
    const others = Object.entries(before).flatMap(([file, text]) =>
      text
        .split('\n')
        .filter((line) => !line.includes('"person-') && line !== '')
        .map((line) => [file, line]),
    );
    expect(others.length).toBeGreaterThan(10);
    await rm(join(lake.path, 'receipts'), { recursive: true });
    await succeeds(folder, 'normalise');
    const after = Object.entries(await contentOf(lake.path, 'flatfiles')).flatMap(([file, text]) =>
      text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => [file, line]),
    );
    expect(after).toEqual(others);
  });

  test('before the flatfiles are converted, is gone as well', async ({ folder }) => {
    const lake = await makeLake(folder);
    await landPerson(lake);
    await succeeds(folder, 'normalise');
    expect((await filesWith(lake.path, DIGITS)).some((file) => file.startsWith('flatfiles'))).toBe(
      true,
    );
    await succeeds(folder, ...ERASE);
    expect(await filesWith(lake.path, DIGITS)).toEqual([]);
    await succeeds(folder, 'run');
    const never = await lakeThatNeverHadThem(folder);
    expect(await fingerprint(lake)).toEqual(await fingerprint(never));
  });

  test('is not found by a second erasure, which writes no receipt', async ({ folder }) => {
    const lake = await makeLake(folder);
    await landPerson(lake);
    await succeeds(folder, 'run');
    await succeeds(folder, ...ERASE);
    const receipts = await filesIn(join(lake.path, 'erasures/ctr'));
    expect(receipts).toHaveLength(1);
    const files = await filesIn(lake.path);
    expect(await succeeds(folder, 'erase', '--customer', ADDRESS, '--yes')).toBe(
      'Nothing of this customer is in the lake.\n',
    );
    expect(await filesIn(lake.path)).toEqual(files);
  });
});

describe.concurrent('a contact that is erased', () => {
  test('is removed in all its versions, and no other contact is', async ({ folder }) => {
    const lake = await makeLake(folder);
    await landPerson(lake);
    await succeeds(folder, 'run');
    const contacts = async () => {
      const sql = 'SELECT contactid FROM ctr ORDER BY contactid';
      const rows = await succeeds(folder, 'query', '--sql', sql, '--format', 'json');
      return (JSON.parse(rows) as { contactid: string }[]).map(({ contactid }) => contactid);
    };
    const before = await contacts();
    expect(before).toContain('person-1');
    const { erased } = JSON.parse(
      await succeeds(folder, 'erase', '--contact', 'person-1', '--yes', '--json'),
    );
    expect(erased).toMatchObject({ asked_by: 'contact', records: 2, days: ['2026-11-21'] });
    expect(erased.contacts).toHaveLength(1);
    expect(erased.fragments).toHaveLength(1);
    expect(await contacts()).toEqual(before.filter((id) => id !== 'person-1'));
    expect(await filesWith(lake.path, 'person-1')).toEqual([]);
    expect(await filesWith(lake.path, 'person-2')).not.toEqual([]);
  });
});

describe.concurrent('the receipt', () => {
  test('contains no personal data', async ({ folder }) => {
    const lake = await makeLake(folder);
    await landPerson(lake);
    await succeeds(folder, 'run');
    const said = await succeeds(folder, 'erase', '--customer', ADDRESS, '--yes');
    const [file] = await filesIn(join(lake.path, 'erasures/ctr'));
    expect(file).toMatch(/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ-[0-9a-f]{6}\.json$/);
    expect(said).toContain(`erasures/ctr/${file}`);
    const text = await readFile(join(lake.path, 'erasures/ctr', file!), 'utf8');
    for (const personal of [DIGITS, SECRET, 'person-']) {
      expect(text + said).not.toContain(personal);
    }
    const receipt = JSON.parse(text);
    expect(Object.keys(receipt)).toEqual([
      ...['requested_at', 'asked_by', 'contacts', 'days', 'fragments'],
      ...['raw_objects', 'records', 'not_searched', 'not_searched_pieces', 'done_at'],
    ]);
    for (const hash of receipt.contacts) expect(hash).toMatch(/^[0-9a-f]{64}$/);
    for (const moment of [receipt.requested_at, receipt.done_at]) {
      expect(new Date(moment).toISOString()).toBe(moment);
    }
  });
});

/** The answers to all saved queries. */
function answers(lake: LakeFolder): Promise<Record<string, Row[]>> {
  return whileAsking(lake, dataset, async (connection) => {
    const rows: Record<string, Row[]> = {};
    for (const query of listSavedQueries(QUERIES)) {
      rows[query.name] = await rowsOf(connection, withParameters(query, {}));
    }
    return rows;
  });
}

/** What is in the files of a room, decompressed, by their paths. */
async function contentOf(folder: string, room: string): Promise<Record<string, string>> {
  const files = await filesIn(join(folder, room));
  const entries = files.map(async (file) => {
    const bytes = await readFile(join(folder, room, file));
    const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return [file, (isGzip ? gunzipSync(bytes) : bytes).toString('latin1')] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}
