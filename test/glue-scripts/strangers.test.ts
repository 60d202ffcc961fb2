/** What lies in the lake and is nonsense, damaged or somebody else's: the job goes on, and names it. */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, it } from 'vitest';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import {
  batchPrefix,
  erasurePrefix,
  flatfilePrefix,
  tablePrefix,
} from '../../pipeline/lake-keys.ts';
import { describeOnSpark } from '../engines/on-spark.ts';
import type { JobRun } from '../engines/spark.ts';
import { INSTANCE, record } from '../local/records.ts';
import { FEW_COLUMNS } from './few-columns.ts';
import { putBack } from './put-back.ts';
import { convertBoth, expectSameTable, figure } from './twin-check.ts';
import { type Engines, makeTwins, sharedEngines, type Twins } from './twin-lakes.ts';

const flatfiles = flatfilePrefix(dataset);
const erasures = erasurePrefix(dataset);
const table = tablePrefix(dataset);

/** What an object of JSON may be instead. */
const NONSENSE = ['', 'nonsense', '{}', 'null', '[]', '7', '\u0000\u0000', '['.repeat(100_000)];

const NOTES_OF_OTHER_SHAPES = [
  { flatfiles: null },
  { flatfiles: [7] },
  { flatfiles: [{ key: 7, version_id: null }] },
  { flatfiles: [{ key: `${flatfiles}a.json.gz` }] },
  { flatfiles: [{ key: 'raw/ctr/a', version_id: null }] },
  { flatfiles: [{ key: `${flatfiles}a.json.gz`, version_id: null, bytes: 7 }] },
];

const hashOf = (contact: string) =>
  createHash('sha256').update(`${INSTANCE}\n${contact}`).digest('hex');

const erasureOf = (contact: string) => ({
  contacts: [hashOf(contact)],
  days: ['2026-11-23'],
  done_at: null,
});

const ERASURES_OF_OTHER_SHAPES = [
  { ...erasureOf('a'), contacts: undefined },
  { ...erasureOf('a'), contacts: 'a' },
  { ...erasureOf('a'), contacts: ['a'] },
  { ...erasureOf('a'), contacts: [null] },
  { ...erasureOf('a'), days: ['yesterday'] },
  // It would look through no day, and be done.
  { ...erasureOf('a'), days: [] },
];

const bodiesOf = (others: readonly object[]) => [
  ...NONSENSE,
  ...others.map((other) => JSON.stringify(other)),
];

describeOnSpark('foreign and damaged objects in the bucket', () => {
  let engines: Engines;

  beforeAll(async () => {
    engines = await sharedEngines();
  });

  putBack(() => engines);

  const contactsOf = async ({ ask, database }: Twins) => {
    const { rows } = await ask(
      `SELECT contactid FROM lake.${database}.${dataset.name} ORDER BY contactid`,
    );
    return rows.flat();
  };

  /** The keys that lines of the log name, with this message. */
  const named = ({ log }: JobRun, message: string) =>
    log.filter((line) => line.message === message).flatMap(({ key, keys }) => keys ?? key);

  it('damaged notes and damaged erasures do not stop the rest of a run', async () => {
    const twins = await makeTwins(engines, 'nonsense', { dataset: FEW_COLUMNS });
    await twins.land(
      '1',
      ['asked', 'done', 'stays'].map((ContactId) => record({ ContactId })),
    );
    expect((await twins.convert()).error).toBeNull();

    const notes = bodiesOf(NOTES_OF_OTHER_SHAPES).map((body, i) => ({
      key: `${batchPrefix(dataset)}2026-11-23T14-05-06Z-${i}.json`,
      body,
    }));
    const broken = bodiesOf(ERASURES_OF_OTHER_SHAPES).map((body, i) => ({
      key: `${erasures}2026-11-23T14-05-06Z-${String(i).padStart(6, '0')}.json`,
      body,
    }));
    for (const { key, body } of [...notes, ...broken]) await twins.put(key, body);
    const strangers = [`${batchPrefix(dataset)}notes.txt`, `${erasures}.DS_Store`];
    for (const key of strangers) await twins.put(key, 'x');
    await twins.put(`${erasures}asked.json`, JSON.stringify(erasureOf('asked')));
    // A mark that says nothing is none.
    await twins.put(`${erasures}asked.table.json`, 'null');
    // One was carried out, and cannot be read any more.
    const spoilt = broken[0]!.key;
    const mark = spoilt.replace(/json$/, 'table.json');
    await twins.put(mark, '{"done_at": "2026-11-23T14:05:06Z", "rows_removed": 1}');
    await twins.land('2', [record({ ContactId: 'new' })]);

    const run = await twins.convert();
    const keys = broken.map(({ key }) => key);
    expect(run.error).toBe(
      `ConversionFailed: ctr: Erasures cannot be read, so whom they name may be in the table: ${keys.join(', ')}`,
    );
    expect(named(run, 'Erasures cannot be read')).toEqual(keys);
    expect(named(run, 'A note of what a run has taken cannot be read, and is taken away')).toEqual(
      notes.map(({ key }) => key).sort(),
    );
    expect(await contactsOf(twins)).toEqual(['done', 'new', 'stays']);
    expect(await twins.keysUnder(batchPrefix(dataset))).toEqual([strangers[0]]);
    expect((await twins.get(`${erasures}asked.table.json`)).toString()).toContain(
      '"rows_removed": 1',
    );

    // With nothing else to do the alarm goes off all the same.
    expect((await twins.convert()).error).toBe(run.error);

    // Once it can be read again it is carried out anew: whoever came back meanwhile goes.
    await twins.put(spoilt, JSON.stringify(erasureOf('done')));
    for (const { key } of broken.slice(1)) await twins.put(key, JSON.stringify(erasureOf('none')));
    await twins.put(broken[1]!.key, JSON.stringify(erasureOf('done')));
    const mended = await twins.convert();
    expect(mended.error).toBeNull();
    expect(figure(mended, 'rows_erased')).toBe(1);
    expect(await contactsOf(twins)).toEqual(['new', 'stays']);
    const removed = broken.map(async ({ key }) => {
      const mark = await twins.get(key.replace(/json$/, 'table.json'));
      return JSON.parse(String(mark)).rows_removed;
    });
    // A contact that two erasures name counts for the first.
    expect(await Promise.all(removed)).toEqual([1, ...broken.slice(1).map(() => 0)]);
  });

  it('objects beside the flatfiles are named, left alone, and never counted as converted', async () => {
    const twins = await makeTwins(engines, 'beside', { dataset: FEW_COLUMNS });
    const odd = [
      'channel=chat/contactid=x/1',
      '_day=2/*?[a]{b}^',
      'a\nb\u0001',
      ' é顧 + %0A',
      '_x/y:z',
    ];
    const objects = odd.map((name, i) => [name, [record({ ContactId: `contact ${i}` })]]);
    await twins.landAll(Object.fromEntries(objects));
    const [some] = await twins.keysUnder(flatfiles);
    const records = await twins.get(some!);
    const strangers = [
      ...['notes.txt', '.DS_Store', '._1.json.gz', '_1.json.gz', '_temporary/0/1.json.gz'],
      ...['a//b.json.gz', 'a:b.json.gz', '1.json.gz.tmp', 'desktop.ini'],
    ].map((name) => `${flatfiles}${name}`);
    for (const key of strangers) await twins.put(key, records);
    // What S3's console makes for a folder.
    await twins.put(`${flatfiles}channel=chat/`, '');
    const run = await convertBoth(twins);
    expect(figure(run, 'rows_inserted')).toBe(odd.length);
    expect(named(run, 'Objects beside the flatfiles were left alone')).toEqual(strangers.sort());
    for (const key of strangers) expect(await twins.isReleased(key), key).toBe(false);
  });

  it('flatfiles damaged in several ways at once are set aside, and converted once they are repaired', async () => {
    const twins = await makeTwins(engines, 'several', { dataset: FEW_COLUMNS });
    const objects = [...'12345678'].map((name) => [
      name,
      [record({ ContactId: name, Agent: { Username: 'jane' } })],
    ]);
    await twins.landAll(Object.fromEntries(objects));
    const keys = await twins.keysUnder(flatfiles);
    const intact = await Promise.all(keys.map((key) => twins.get(key)));
    const flipped = Buffer.from(intact[4]!);
    flipped[Math.floor(flipped.length / 2)]! ^= 1;
    const damaged = [
      intact[0]!.subarray(0, 40),
      '',
      gzipSync(`{"source_offset":${'['.repeat(100_000)}\n`),
      // JSON, but not of this type: only Spark can say so.
      gzipSync('{"source_offset":0,"contactid":"3","agent":7}\n'),
      flipped,
      'foreign',
    ];
    for (const [i, body] of damaged.entries()) await twins.put(keys[i]!, body);
    const run = await twins.convert();
    expect(run.error).toBe(
      `ConversionFailed: ctr: Flatfiles are damaged and were left as they are: ${keys.slice(0, damaged.length).join(', ')}`,
    );
    expect(figure(run, 'files_released')).toBe(keys.length - damaged.length);
    for (const [i] of damaged.entries()) await twins.put(keys[i]!, intact[i]!);
    await convertBoth(twins);
  });

  it('foreign objects among the table’s files are never read, and none is removed without being named', async () => {
    const twins = await makeTwins(engines, 'stray', { dataset: FEW_COLUMNS });
    await twins.land('1', [record({ ContactId: 'erased' }), record({ ContactId: 'stays' })]);
    await convertBoth(twins);
    const [file] = await twins.keysUnder(`${table}data/`);
    const copy = await twins.get(file!);
    const besides = ['2026-10-20 (1).parquet', 'README.txt', 'old/1.parquet'].map(
      (name) => `${table}${name}`,
    );
    const orphans = [file!.replace('.parquet', ' copy.parquet'), `${table}metadata/notes.txt`];
    for (const key of [...besides, ...orphans]) await twins.put(key, copy);
    await twins.land('2', [record({ ContactId: 'erased' }), record({ ContactId: 'new' })]);
    await convertBoth(twins);
    const tended = await twins.convert({ days_later: 10 });
    expect(tended.error).toBeNull();
    await twins.land('3', [record({ ContactId: 'newer' })]);
    const run = await convertBoth(twins, { days_later: 20 });
    expect(named(run, "Objects beside the table's files were left alone")).toEqual([
      ...besides.slice(0, 2),
      `${table}old/`,
    ]);
    const left = await twins.keysUnder(table);
    expect(left).toEqual(expect.arrayContaining(besides));
    for (const key of orphans) expect(left).not.toContain(key);
    await expectSameTable(twins);
    // An erasure removes them: each may be a copy of erased records.
    await twins.put(`${erasures}1.json`, JSON.stringify(erasureOf('erased')));
    const erasing = await twins.convert({ days_later: 20 });
    expect(erasing.error).toBeNull();
    const after = await twins.keysUnder(table);
    for (const key of besides) expect(after).not.toContain(key);
    const logText = JSON.stringify(erasing.log);
    for (const key of besides) expect(logText).toContain(key);
  });
});
