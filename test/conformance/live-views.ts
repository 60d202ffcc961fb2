import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { difference } from '../../cli/actions/answer-difference.ts';
import { type NamedErasure, sha256, writeErasure } from '../../local/lake/erasures.ts';
import { fileOf, type LakeFolder, listObjects } from '../../local/lake/lake-folder.ts';
import { whileAsking } from '../../local/lake/lake-tables.ts';
import { normaliseLake } from '../../local/stages/normalise-lake.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import {
  erasurePrefix,
  flatfilePrefix,
  quarantinePrefix,
  tablePrefix,
} from '../../pipeline/lake-keys.ts';
import { withParameters } from '../../queries/reader/parameters.ts';
import { listSavedQueries } from '../../queries/reader/saved-queries.ts';
import { overLiveViews } from '../../queries/reader/views.ts';
import type { AnswerSheet } from '../../sample-data/answers/answer-sheet.ts';
import { generate } from '../../sample-data/generate.ts';
import { QUERIES } from '../../terminal/package-files.ts';
import { newFolder, removeFolder } from '../local/folder.ts';
import { dayFiles, landObject, makeLake, openFieldsIn, runLake } from '../local/lake.ts';
import { INSTANCE, record } from '../local/records.ts';
import { isAboutOthers } from './about.ts';
import { askDuckDB } from './answers.ts';
import type { AskTrino, Engines } from './engines.ts';

const CONTACTS = 400;

const ERASURE: NamedErasure = {
  id: '2026-11-23T14-05-06Z-3fa9c1',
  erasure: {
    requested_at: '2026-11-23T14:05:06.000Z',
    asked_by: 'contact',
    contacts: [sha256(`${INSTANCE}\nerased`)],
    days: ['2026-11-23'],
    fragments: [],
    raw_objects: 1,
    records: 1,
    not_searched: 0,
    not_searched_pieces: [],
    done_at: '2026-11-23T14:06:00.000Z',
  },
};

/**
 * Tests the live views in both engines, over a lake in which half of the raw objects are converted,
 * and some of their flatfiles still exist. One contact was delivered again after its erasure. In
 * Trino a flatfile's line is a row of a Hive table over JSON, whose timestamps have milliseconds.
 */
export function liveViews(engines: () => Engines): void {
  describe('the live views of the table and the flatfiles not converted yet', () => {
    let folder: string;
    let lake: LakeFolder;
    let sheet: AnswerSheet;
    let askTrino: AskTrino;
    const ALL = 'SELECT * FROM contact_facts_live ORDER BY 1, 2';
    const queries = listSavedQueries(QUERIES)
      .filter((query) => !isAboutOthers(query))
      .map((query) => overLiveViews(QUERIES, query));

    beforeAll(async () => {
      folder = await newFolder();
      lake = await makeLake(folder);
      const files = new Map<string, string>();
      /** One file of the flatfiles there are now: the engine takes its time for each. */
      const keepFlatfiles = async (name: string) => {
        const found = await listObjects(lake, flatfilePrefix(dataset));
        const bytes = await Promise.all(found.map(({ key }) => readFile(fileOf(lake, key))));
        await writeFile(join(folder, name), Buffer.concat(bytes));
        files.set(`${flatfilePrefix(dataset)}${name}`, join(folder, name));
      };
      sheet = await landHalves(lake, () => keepFlatfiles('converted.json.gz'));
      await landObject(lake, 'again', [record({ ContactId: 'erased' })]);
      await normaliseLake(lake, dataset);
      await keepFlatfiles('waiting.json.gz');
      await writeErasure(lake, dataset, ERASURE);
      for (const prefix of [tablePrefix, quarantinePrefix, erasurePrefix])
        for (const { key } of await listObjects(lake, prefix(dataset)))
          files.set(key, fileOf(lake, key));
      const openKeys = await openFieldsIn(await dayFiles(lake));
      askTrino = await engines().openLake('live', files, openKeys, [
        ALL,
        ...queries.map(({ sql }) => sql),
      ]);
    });
    afterAll(() => removeFolder(folder));

    test('give every saved query the answer of the answer sheet', async () => {
      for (const query of queries) {
        const expected = sheet.queries.find(({ query: name }) => name === query.name)!;
        const values = Object.entries(expected.parameters).map(([name, value]) => [
          name,
          `${value}`,
        ]);
        const sql = withParameters(query, Object.fromEntries(values));
        const { rows } = await askTrino(sql);
        expect(difference(expected, rows), query.name).toBeNull();
      }
    });

    test("read only the table files that the query's dates need, and only keys from the others", async () => {
      const sql = `SELECT count(*) FROM contact_facts_live
        WHERE disconnected_at >= TIMESTAMP '2026-03-01 00:00:00'`;
      const { columns, rows } = await askTrino(`EXPLAIN ${sql}`);
      const plan = rows.map((row) => String(row[columns[0]!])).join('\n');
      const scans = plan.split('\n').filter((line) => /table = lake:live:ctr\b/.test(line));
      const filtered = scans.filter((line) => /"disconnecttimestamp\w*" >= /.test(line));
      expect([scans.length, filtered.length]).toEqual([2, 1]);
    });

    test('are the same rows in Trino and in DuckDB', async () => {
      const inDuckDB = await whileAsking(lake, dataset, (one) => askDuckDB(one, ALL), ALL);
      expect(inDuckDB.rows).toHaveLength(CONTACTS);
      expect(await askTrino(ALL)).toEqual(inDuckDB);
    });
  });

  test('a flatfile is read whatever digits its seconds have', async () => {
    const folder = await newFolder();
    const lake = await makeLake(folder);
    const moments = ['', '.1', '.12', '.123', '.1234', '.12345', '.123456'];
    const records = moments.map((digits) =>
      record({
        ContactId: `contact${digits}`,
        LastUpdateTimestamp: `2026-11-23T09:10:00${digits}Z`,
      }),
    );
    await landObject(lake, 'moments', records);
    await normaliseLake(lake, dataset);
    const [flatfile] = await listObjects(lake, flatfilePrefix(dataset));
    const files = new Map([[flatfile!.key, fileOf(lake, flatfile!.key)]]);
    const sql = 'SELECT last_updated_at FROM contact_facts_live ORDER BY contactid';
    const ask = await engines().openLake('moments', files, [], [sql]);
    await removeFolder(folder);
    const { rows } = await ask(sql);
    expect(rows.map(({ last_updated_at }) => last_updated_at)).toEqual(
      ['', '.1', '.12', '.123', '.123', '.123', '.123'].map(
        (digits) => `2026-11-23 09:10:00${digits}`,
      ),
    );
  });
}

/**
 * Lands every other generated object and converts it, then normalises the rest.
 */
async function landHalves(
  lake: LakeFolder,
  beforeConverting: () => Promise<void>,
): Promise<AnswerSheet> {
  const objects = generate({ contacts: CONTACTS, seed: 7 });
  const later: [string, Uint8Array][] = [];
  for (let i = 0; ; i++) {
    const next = objects.next();
    if (next.done) {
      await normaliseLake(lake, dataset);
      await beforeConverting();
      await runLake(lake);
      for (const [name, bytes] of later) await landObject(lake, name, bytes);
      return next.value;
    }
    const name = String(i).padStart(4, '0');
    if (i % 2 === 0) await landObject(lake, name, next.value.bytes);
    else later.push([name, next.value.bytes]);
  }
}
