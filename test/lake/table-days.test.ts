/** What convert has written is what is read, or an error says what is not. */
import { copyFile, mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect } from 'vitest';
import { rowsOf, whileConnected } from '../../local/duckdb/duckdb.ts';
import { literal } from '../../local/duckdb/duckdb-types.ts';
import { examine } from '../../local/lake/doctor.ts';
import { fileOf, type LakeFolder } from '../../local/lake/lake-folder.ts';
import { lakeStatus } from '../../local/lake/lake-status.ts';
import { UserError } from '../../local/user-error.ts';
import { dataset } from '../../pipeline/datasets.ts';
import { tableFileKey, tableNoteKey } from '../../pipeline/lake-keys.ts';
import { contactLake } from '../command-line/contact-lake.ts';
import { test } from './folder.ts';
import { ask, filesIn, fingerprint, landAndRun, makeLake, runLake } from './lake.ts';
import { record } from './records.ts';

const DAYS = ['2026-11-22', '2026-11-23', '2026-11-24'];
const DAY = '2026-11-23';
const FILE = 'parquet/ctr/2026-11-23.parquet';

/** What something else than convert does to a day's file. */
const DAMAGES: readonly [string, (file: string) => Promise<unknown>][] = [
  ['is removed', (file) => rm(file)],
  ['is cut off', (file) => truncate(file, 500)],
  ['is empty', (file) => truncate(file, 0)],
  ['is longer', (file) => writeFile(file, ' ', { flag: 'a' })],
  ['is no Parquet at all', (file) => writeFile(file, 'a text')],
  ['has fewer rows', (file) => rewritten(file, 'SELECT * FROM day LIMIT 1')],
  ['has other columns', (file) => rewritten(file, 'SELECT 1 AS x, 2 AS y FROM day')],
  ['is another day’s', (file) => copyFile(file.replace('-23.', '-22.'), file)],
];

describe.each(DAMAGES)('a day whose file %s', (_, damage) => {
  test('is told with what to do, and nothing is answered or merged without it', async ({
    folder,
  }) => {
    const lake = await threeDays(folder);
    const before = await fingerprint(lake);
    await damage(fileOf(lake, FILE));
    for (const look of [
      () => ask(lake, 'SELECT count(*) FROM ctr'),
      () => lakeStatus(lake, dataset),
      () => landAndRun(lake, 'new', [record({ ContactId: 'new' })]),
    ]) {
      await expect(look()).rejects.toThrow(UserError);
      await expect(look()).rejects.toThrow(FILE);
    }
    const faults = (await examine(lake, dataset)).filter(({ outcome }) => outcome === 'fault');
    expect(faults).toEqual([
      { check: 'table', outcome: 'fault', finding: expect.stringContaining(FILE) },
    ]);
    // As doctor says.
    expect(faults[0]!.finding).toMatch(/: remove (it and )?`receipts\/`, then/);
    for (const gone of [FILE, 'receipts'])
      await rm(fileOf(lake, gone), { recursive: true, force: true });
    await runLake(lake);
    const after = await fingerprint(lake);
    expect(Object.keys(after)).toEqual(Object.keys(before));
    expect(await ask(lake, 'SELECT count(*) AS contacts FROM ctr')).toEqual([{ contacts: 7 }]);
  });
});

test('of a day that is gone, every verb that reads the table tells', async ({ folder }) => {
  const lake = await threeDays(folder);
  await rm(fileOf(lake, FILE));
  for (const verb of [
    ['query', '--sql', 'SELECT 1 FROM ctr'],
    ['query', 'contacts-by-day-and-channel'],
    ['dashboard', '--out', 'page.html'],
    ['status'],
    ['doctor'],
  ]) {
    const { code, stdout, stderr } = await contactLake(folder, ...verb, '--lake', 'lake');
    expect(code, verb[0]).toBe(1);
    expect(stdout + stderr).toContain(
      'Found parquet/ctr/2026-11-23.parquet missing, expected it with 2 rows in ',
    );
  }
  expect(await filesIn(folder)).not.toContain('page.html');
});

test('what else changes of a lake’s files is no damage', async ({ folder }) => {
  const lake = await threeDays(folder);
  await runLake(lake);
  await landAndRun(lake, 'again', [record({ ContactId: 'again' })]);
  await rm(fileOf(lake, 'receipts'), { recursive: true });
  await runLake(lake);
  expect(await ask(lake, 'SELECT count(*) AS contacts FROM ctr')).toEqual([{ contacts: 7 }]);
});

test('days without a note, as older releases left them, are taken as they are', async ({
  folder,
}) => {
  const lake = await threeDays(folder);
  await rm(fileOf(lake, 'table-notes'), { recursive: true });
  expect(await ask(lake, 'SELECT count(*) AS contacts FROM ctr')).toEqual([{ contacts: 6 }]);
  await landAndRun(lake, 'new', [record({ ContactId: 'new' })]);
  expect(await ask(lake, 'SELECT count(*) AS contacts FROM ctr')).toEqual([{ contacts: 7 }]);
  await rm(fileOf(lake, FILE));
  await expect(ask(lake, 'SELECT 1 FROM ctr')).rejects.toThrow(FILE);
});

test('whichever state a killed run has left, the day is read', async ({ folder }) => {
  const lake = await threeDays(folder);
  const [note, file] = [tableNoteKey(dataset, DAY), tableFileKey(dataset, DAY)];
  const [before] = JSON.parse(await readFile(fileOf(lake, note), 'utf8'));
  await copyFile(fileOf(lake, file), `${folder}/before`);
  await landAndRun(lake, 'new', [record({ ContactId: 'new' })]);
  const [after] = JSON.parse(await readFile(fileOf(lake, note), 'utf8'));
  const contacts = () => ask(lake, 'SELECT count(*) AS contacts FROM ctr');
  await writeFile(fileOf(lake, note), JSON.stringify([before, after]));
  expect(await contacts()).toEqual([{ contacts: 7 }]);
  await copyFile(`${folder}/before`, fileOf(lake, file));
  expect(await contacts()).toEqual([{ contacts: 6 }]);
  await writeFile(fileOf(lake, note), JSON.stringify([null, after]));
  await rm(fileOf(lake, file));
  expect(await contacts()).toEqual([{ contacts: 4 }]);
});

test('a note that is damaged is told', async ({ folder }) => {
  const lake = await threeDays(folder);
  await writeFile(fileOf(lake, tableNoteKey(dataset, DAY)), '[{"rows"');
  await expect(ask(lake, 'SELECT 1 FROM ctr')).rejects.toThrow(
    /^table-notes\/ctr\/2026-11-23.json is damaged: remove /,
  );
});

test.for([
  '2026-11-23 (1).parquet',
  'tmp_2026-11-23.parquet.unfinished',
  'README.txt',
  'copy of 2026-11-23.parquet',
  '2026-11-23.parquet.bak',
  'old/2026-11-23.parquet',
])('%s is no day’s file: not read, and told', async (name, { folder }) => {
  const lake = await threeDays(folder);
  const stranger = fileOf(lake, `parquet/ctr/${name}`);
  await mkdir(dirname(stranger), { recursive: true });
  await copyFile(fileOf(lake, FILE), stranger);
  expect(await ask(lake, 'SELECT count(*) AS contacts FROM ctr')).toEqual([{ contacts: 6 }]);
  expect(await lakeStatus(lake, dataset)).toMatchObject({ days: 3, contacts: 6 });
  await landAndRun(lake, 'new', [record({ ContactId: 'new' })]);
  expect(await lakeStatus(lake, dataset)).toMatchObject({ days: 3, contacts: 7 });
  expect(await examine(lake, dataset)).toContainEqual({
    check: 'beside the table',
    outcome: 'warning',
    finding: expect.stringContaining(`parquet/ctr/${name}: named like no day`),
  });
});

/** A lake with one contact on the first of three days, two on the second, three on the third. */
async function threeDays(folder: string): Promise<LakeFolder> {
  const lake = await makeLake(folder);
  const contacts = DAYS.flatMap((day, place) =>
    ['1', '2', '3']
      .slice(0, place + 1)
      .map((number) =>
        record({ ContactId: `${day} ${number}`, InitiationTimestamp: `${day}T09:00:00Z` }),
      ),
  );
  await landAndRun(lake, 'first', contacts);
  return lake;
}

/** Writes into the file what is asked of it. */
async function rewritten(file: string, sql: string): Promise<void> {
  await whileConnected(async (connection) => {
    await connection.run(`CREATE TABLE day AS FROM read_parquet(${literal(file)})`);
    await rowsOf(connection, `COPY (${sql}) TO ${literal(file)} (FORMAT parquet)`);
  });
}
