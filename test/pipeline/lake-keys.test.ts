/** Where things lie in the lake: a key never moves, as lakes that exist have it. */
import { describe, expect, test } from 'vitest';
import { contactRecords as dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import * as keys from '../../pipeline/lake-keys.ts';

describe('a folder of the lake', () => {
  test.each([
    [keys.rawPrefix(dataset), 'raw/ctr/'],
    [keys.flatfilePrefix(dataset), 'flatfiles/ctr/'],
    [keys.quarantinePrefix(dataset), 'quarantine/ctr/'],
    [keys.receiptPrefix(dataset), 'receipts/ctr/'],
    [keys.openKeyPrefix(dataset), 'open-keys/ctr/'],
    [keys.batchPrefix(dataset), 'batches/ctr/'],
    [keys.erasurePrefix(dataset), 'erasures/ctr/'],
    [keys.tablePrefix(dataset), 'parquet/ctr/'],
    [keys.tableNotePrefix(dataset), 'table-notes/ctr/'],
    [keys.errorPrefix(dataset), 'errors/ctr/'],
    [keys.ERRORS_PREFIX, 'errors/'],
    [keys.RESULTS_PREFIX, 'athena-results/'],
    [keys.ASSETS_PREFIX, 'assets/'],
    [keys.RUNBOOK_PREFIX, 'assets/runbook/'],
  ])('%s', (found, expected) => {
    expect(found).toBe(expected);
  });

  test('is one that a bucket or a lake on a laptop has', () => {
    expect(keys.LAKE_FOLDERS).toEqual([
      'raw',
      'flatfiles',
      'quarantine',
      'open-keys',
      'parquet',
      'batches',
      'erasures',
      'errors',
      'schedules',
      'athena-results',
      'assets',
      'receipts',
      'table-notes',
      'work',
    ]);
  });
});

describe('the key of', () => {
  const raw = 'raw/ctr/2026/11/23/14/_10:00';
  test.each([
    [
      'a raw object has the UTC hour of its delivery',
      keys.rawKey(dataset, new Date('2026-11-23T14:59:59.999Z'), 'name'),
      'raw/ctr/2026/11/23/14/name',
    ],
    [
      'a flatfile has no name that Hadoop hides or refuses',
      keys.flatfileKey(dataset, raw),
      'flatfiles/ctr/2026/11/23/14/%5F10%3A00.json.gz',
    ],
    [
      'a flatfile has no control character, and its numbers have two digits at least',
      keys.flatfileKey(dataset, 'raw/ctr/.a\nb/a.b_c/\uFFFE%'),
      'flatfiles/ctr/%2Ea%0Ab/a.b_c/%FFFE%25.json.gz',
    ],
    [
      'a flatfile has no empty segment',
      keys.flatfileKey(dataset, 'raw/ctr/a//b'),
      'flatfiles/ctr/a/%/b.json.gz',
    ],
    [
      'a quarantine has the raw object’s own name',
      keys.quarantineKey(dataset, raw),
      'quarantine/ctr/2026/11/23/14/_10:00.jsonl',
    ],
    ['receipts', keys.receiptsKey(dataset, '2026-11-23'), 'receipts/ctr/2026-11-23.jsonl'],
    [
      'a day of the table',
      keys.tableFileKey(dataset, '2026-11-23'),
      'parquet/ctr/2026-11-23.parquet',
    ],
    ['its note', keys.tableNoteKey(dataset, '2026-11-23'), 'table-notes/ctr/2026-11-23.json'],
    ['an open key', keys.openKeyObject(dataset, 'callreason'), 'open-keys/ctr/callreason.json'],
    ['an article', keys.articleKey('dead-letters'), 'assets/runbook/dead-letters.md'],
    ['what a process needs', keys.workKey('convert'), 'work/convert'],
    ['what tells of the bucket', keys.README_KEY, 'assets/README.txt'],
  ])('%s', (_what, found, expected) => {
    expect(found).toBe(expected);
  });

  test('another folder’s object is refused, not made another', () => {
    expect(() => keys.flatfileKey(dataset, 'flatfiles/ctr/a')).toThrow(
      'The key flatfiles/ctr/a does not begin with raw/ctr/',
    );
    expect(() => keys.tableFileDay(dataset, 'raw/ctr/2026-11-23.parquet')).toThrow('parquet/ctr/');
  });
});

describe('the day of delivery', () => {
  test.each([
    ['raw/ctr/2026/11/23/14/name', '2026-11-23'],
    ['flatfiles/ctr/2026/11/23/name.json.gz', '2026-11-23'],
    ['raw/ctr/2026/11/23', 'other'],
    ['raw/ctr/name', 'other'],
    ['raw/ctr/deeper/2026/11/23/14/name', 'other'],
    ['lake/raw/ctr/2026/11/23/14/name', 'other'],
    ['raw/ctr/12026/11/23/14/name', 'other'],
    ['raw/ctr/2026/11/231/name', 'other'],
    ['raw/ctr/2026/1/23/name', 'other'],
    ['/ctr/2026/11/23/14/name', 'other'],
    ['raw//2026/11/23/14/name', 'other'],
  ])('%s → %s', (key, day) => {
    expect(keys.deliveryDay(key)).toBe(day);
  });
});

describe('the day of a file', () => {
  test.each([
    ['2026-11-23.parquet', '2026-11-23'],
    ['2026-11-23.json', null],
    ['2026-11-23.parquet.tmp', null],
    ['2026-11-23Xparquet', null],
    ['x2026-11-23.parquet', null],
    ['2026-11-233.parquet', null],
    ['2026-1-23.parquet', null],
  ])('of the table: %s → %s', (name, day) => {
    expect(keys.tableFileDay(dataset, `parquet/ctr/${name}`)).toBe(day);
  });

  test.each([
    ['2026-11-23.jsonl', '2026-11-23'],
    ['other.jsonl', 'other'],
    ['another.jsonl', null],
    ['other', null],
  ])('of receipts: %s → %s', (name, day) => {
    expect(keys.receiptsDay(dataset, `receipts/ctr/${name}`)).toBe(day);
  });

  test('the key of a note', () => {
    expect(keys.tableNoteDay(dataset, 'table-notes/ctr/2026-11-23.json')).toBe('2026-11-23');
    expect(keys.tableNoteDay(dataset, 'table-notes/ctr/2026-11-23.jsonl')).toBeNull();
  });
});

describe('how a key ends', () => {
  test('is as it has been', () => {
    expect(keys.FLATFILE_EXTENSION).toBe('.json.gz');
    expect(keys.ERASURE_EXTENSION).toBe('.json');
    expect(keys.TABLE_ERASURE_EXTENSION).toBe('.table.json');
  });
});

describe('the name of the raw object that has a file’s content', () => {
  const keyPattern = /(?<day>\d{4}[/_]\d\d[/_]\d\d)[/_](?<id>[^/]*)_at_(?<time>[\dTZ:_-]+)\.json/;

  test.each([
    [
      'a/2026/03/02/c-1_at_2026-03-02T09:00:00Z.json',
      '2026_03_02_c-1_at_2026-03-02T09_00_00Z.json',
    ],
    ['2026/03/02/c-1_at_2026-03-02T09:00:00Z.json', '2026_03_02_c-1_at_2026-03-02T09_00_00Z.json'],
    ['2026_03_02_c-1_at_2026-03-02T09_00_00Z.json', '2026_03_02_c-1_at_2026-03-02T09_00_00Z.json'],
    ['2026/03/02/other.json', 'other.json'],
  ])('keeps the folders that the key pattern reads: %s → %s', (path, name) => {
    expect(keys.rawName({ ...dataset, keyPattern }, path)).toBe(name);
  });

  test('has digits in place of each id, in capitals or not', () => {
    const id = '7f0ae01d-5ad6-4a3b-9c06-08d1ee2f1c11';
    // The beginning of `printf %s 7f0ae01d-… | sha256sum`.
    const digits = 'e5d814c0a13341be';
    const name = (one: string) => `${one}_at_2026-03-02T09:00:00Z.json`;
    const expected = `2026_03_02_${digits}_at_2026-03-02T09_00_00Z.json`;
    for (const path of [`a/2026/03/02/${name(id)}`, `a/2026/03/02/${name(id.toUpperCase())}`])
      expect(keys.rawName({ ...dataset, keyPattern }, path)).toBe(expected);
    expect(keys.rawName(dataset, `${id}/x-${id}-${id.replace('7', '8')}.json`)).toMatch(
      new RegExp(`^x-${digits}-(?!${digits})[0-9a-f]{16}\\.json$`),
    );
    // What the lake has given once, it gives again.
    expect(keys.rawName({ ...dataset, keyPattern }, expected)).toBe(expected);
  });

  test('is the same where a colon is written as in URLs', () => {
    for (const colon of ['%3A', '%3a'])
      expect(
        keys.rawName(
          { ...dataset, keyPattern },
          `2026/03/02/c-1_at_2026-03-02T09${colon}00${colon}00Z.json`,
        ),
      ).toBe('2026_03_02_c-1_at_2026-03-02T09_00_00Z.json');
  });

  test('is the bare name without a pattern, and where the pattern reads but a part of it', () => {
    expect(keys.rawName(dataset, 'a/b/records.json')).toBe('records.json');
    const ofName = { ...dataset, keyPattern: /\d{4}-\d\d-\d\d/ };
    expect(keys.rawName(ofName, 'a/week of 2026-03-02.json')).toBe('week of 2026-03-02.json');
  });
});
