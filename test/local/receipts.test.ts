/** A receipt says how far a raw object is processed. An empty or damaged one counts as missing. */
import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { describe, expect } from 'vitest';
import { lakeStatus } from '../../local/health/lake-status.ts';
import { fileOf, type LakeFolder } from '../../local/lake/lake-folder.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { receiptsKey } from '../../pipeline/lake-keys.ts';
import { test } from './folder.ts';
import { ask, landAndRun, landObject, makeLake, runLake } from './lake.ts';
import { record } from './records.ts';

const KEY = 'raw/ctr/one.json';

/** What the file of receipts is replaced by, given what it was. */
const DAMAGED: readonly [string, (lines: string) => string][] = [
  ['empty', () => ''],
  ['cut off', (lines) => lines.slice(0, 50)],
  ['zeros', () => '\0'.repeat(100)],
  ['null', () => 'null'],
  ['another thing', () => '[1, "receipt"]'],
  ['of another time', (lines) => lines.replace(/"raw_modified_ms":\d+/, '"raw_modified_ms":1')],
  ['of another size', (lines) => lines.replace(/"raw_bytes":\d+/, '"raw_bytes":1')],
  ['of another object', (lines) => lines.replaceAll(KEY, 'raw/ctr/another.json')],
  ['without its checksum', (lines) => lines.replaceAll(/"crc32":"\w+",/g, '')],
  ['of one more row', (lines) => lines.replace('"records_out":1', '"records_out":2')],
  ['of another key by one letter', (lines) => lines.replaceAll('"raw/ctr', '"saw/ctr')],
  ['with counts that are none', (lines) => lines.replace('"records_out":1', '"records_out":"1"')],
  [
    'without its flatfile’s sum',
    (lines) => lines.replace(/"flatfile":\{[^}]+\}/, '"flatfile":null'),
  ],
  ['converted alone', () => `{"key":"${KEY}","is_converted":true}`],
];

describe('a receipt that is', () => {
  test.for(DAMAGED)(
    '%s causes its object to be normalised again, and no other object waits for it',
    async ([, damaged], { folder }) => {
      const lake = await oneObject(folder);
      const file = fileOf(lake, receiptsKey(dataset, 'other'));
      await writeFile(file, damaged(await readFile(file, 'utf8')));
      await expectMadeAgain(lake);
    },
  );

  test('a folder is not a receipt', async ({ folder }) => {
    const lake = await oneObject(folder);
    const file = fileOf(lake, receiptsKey(dataset, 'other'));
    await rm(file);
    await mkdir(`${file}/within`, { recursive: true });
    await expectMadeAgain(lake);
  });
});

test('a line that is cut off at the end of the file does not damage the next line', async ({
  folder,
}) => {
  const lake = await oneObject(folder);
  await appendFile(fileOf(lake, receiptsKey(dataset, 'other')), '{"key":"raw/ctr/cut off');
  await landAndRun(lake, 'two.json', [record({ ContactId: '2' })]);
  expect(await lakeStatus(lake, dataset)).toMatchObject({ raw_objects_waiting: 0, records_in: 2 });
});

test('the receipts of older releases, one file for each object, are removed', async ({
  folder,
}) => {
  const lake = await oneObject(folder);
  const old = fileOf(lake, 'receipts/ctr/2026/11/23/14');
  await mkdir(old, { recursive: true });
  await writeFile(`${old}/one.json.json`, '{"raw_bytes":1}');
  expect(await lakeStatus(lake, dataset)).toMatchObject({ raw_objects_waiting: 0 });
});

async function oneObject(folder: string): Promise<LakeFolder> {
  const lake = await makeLake(folder);
  await landAndRun(lake, 'one.json', [record({ ContactId: '1' })]);
  return lake;
}

async function expectMadeAgain(lake: LakeFolder): Promise<void> {
  expect(await lakeStatus(lake, dataset)).toMatchObject({ raw_objects_waiting: 1, contacts: 1 });
  await landObject(lake, 'two.json', [record({ ContactId: '2' })]);
  await runLake(lake);
  expect(await ask(lake, 'SELECT contactid FROM ctr ORDER BY 1')).toEqual([
    { contactid: '1' },
    { contactid: '2' },
  ]);
  expect(await lakeStatus(lake, dataset)).toMatchObject({ raw_objects_waiting: 0, records_in: 2 });
}
