/** Queries read only files that convert wrote; anything else is an error. */
import {
  copyFile,
  mkdir,
  readFile,
  rename,
  rm,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect } from 'vitest';
import { rowsOf, whileConnected } from '../../local/duckdb/duckdb.ts';
import { examine } from '../../local/health/doctor.ts';
import { lakeStatus } from '../../local/health/lake-status.ts';
import { describeFaults } from '../../local/lake/day-faults.ts';
import { fileOf, type LakeFolder } from '../../local/lake/lake-folder.ts';
import { beginRebuild } from '../../local/stages/rebuild.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { tableFileKey, tableNoteKey } from '../../pipeline/lake-keys.ts';
import { literal } from '../../pipeline/spellings/duckdb-types.ts';
import { UserError } from '../../terminal/user-error.ts';
import { contactLake } from '../cli/contact-lake.ts';
import { test } from './folder.ts';
import { ask, filesIn, fingerprint, landAndRun, makeLake, runLake } from './lake.ts';
import { type ContactRecord, record } from './records.ts';

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
  test('is reported with a remedy, and nothing is answered or merged without it', async ({
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
    expect(faults[0]!.finding).toMatch(/: `contact-lake rebuild` makes/);
    await beginRebuild(lake, [dataset], { accepts_loss: false });
    await runLake(lake);
    const after = await fingerprint(lake);
    expect(Object.keys(after)).toEqual(Object.keys(before));
    expect(await ask(lake, 'SELECT count(*) AS contacts FROM ctr')).toEqual([{ contacts: 7 }]);
  });
});

test('every verb that reads the table reports a missing day', async ({ folder }) => {
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

test('other changes of a lake’s files are not reported as damage', async ({ folder }) => {
  const lake = await threeDays(folder);
  await runLake(lake);
  await landAndRun(lake, 'again', [record({ ContactId: 'again' })]);
  await rm(fileOf(lake, 'receipts'), { recursive: true });
  await runLake(lake);
  expect(await ask(lake, 'SELECT count(*) AS contacts FROM ctr')).toEqual([{ contacts: 7 }]);
});

test('days without a note, as older releases wrote them, are read as they are', async ({
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

test('a day can be read in every state that a killed run may leave', async ({ folder }) => {
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

describe.each([
  '',
  '[{"rows"',
  'null',
  '{}',
  '[]',
  '7',
  '"x"',
  '[1]',
  '[{"rows":2}]',
  '[{"rows":"2","columns":3,"bytes":4}]',
])('a note that is %j', (text) => {
  test.for(['is there', 'is gone'])(
    'is reported with a remedy, and a day whose file %s is not lost',
    async (file, { folder }) => {
      const lake = await threeDays(folder);
      await writeFile(fileOf(lake, tableNoteKey(dataset, DAY)), text);
      if (file === 'is gone') await rm(fileOf(lake, FILE));
      const message =
        /^Found table-notes\/ctr\/2026-11-23.json damaged, .*: `contact-lake rebuild` makes/;
      await expect(ask(lake, 'SELECT 1 FROM ctr')).rejects.toThrow(message);
      await expect(runAgainWith(lake, record({ ContactId: 'new' }))).rejects.toThrow(message);
      await rm(fileOf(lake, FILE), { force: true });
      await rm(fileOf(lake, 'receipts'), { recursive: true });
      await runLake(lake);
      expect(await ask(lake, 'SELECT count(*) AS contacts FROM ctr')).toEqual([{ contacts: 7 }]);
    },
  );
});

test('an error names several altered days, up to a limit', async ({ folder }) => {
  const lake = await threeDays(folder);
  const [first, second, third] = DAYS.map((day) => tableFileKey(dataset, day));
  await rm(fileOf(lake, first!));
  await truncate(fileOf(lake, second!), 500);
  await rewritten(fileOf(lake, third!), 'SELECT * FROM day LIMIT 1');
  const message = new RegExp(
    `${first} missing.*; ${second} damaged.*; ${third} with 1 row.*: .contact-lake rebuild. makes`,
  );
  await expect(ask(lake, 'SELECT 1 FROM ctr')).rejects.toThrow(message);
  await expect(lakeStatus(lake, dataset)).rejects.toThrow(message);
  await expect(runAgainWith(lake, record({ ContactId: 'new' }))).rejects.toThrow(message);
  expect((await examine(lake, dataset)).filter(({ outcome }) => outcome === 'fault')).toEqual([
    { check: 'table', outcome: 'fault', finding: expect.stringMatching(message) },
  ]);
});

test('an error names some of many altered days, and counts the others', () => {
  const faults = ['01', '02', '03', '04', '05', '06', '07'].map((day) => ({
    day: `2026-11-${day}`,
    found: null,
    note: [{ rows: 1, columns: 2, bytes: 3 }],
  }));
  const said = describeFaults(dataset, faults);
  expect(said).toContain('parquet/ctr/2026-11-05.parquet missing');
  expect(said).not.toContain('2026-11-06');
  expect(said).toMatch(
    /; and 2 other days: `contact-lake rebuild` makes the table again from raw\/$/,
  );
});

describe('a file with a day’s name that convert did not write', () => {
  const STRANGER = 'parquet/ctr/2026-10-29.parquet';

  test.for([
    ['beside noted days', `Found ${STRANGER}, expected no such day`],
    [
      'where no day has a note',
      `Found ${STRANGER} with rows of 2026-11-23, expected its own day's`,
    ],
  ])('%s: its rows are not counted twice', async ([notes, message], { folder }) => {
    const lake = await threeDays(folder);
    if (notes !== 'beside noted days') await rm(fileOf(lake, 'table-notes'), { recursive: true });
    await copyFile(fileOf(lake, FILE), fileOf(lake, STRANGER));
    await expect(ask(lake, 'SELECT 1 FROM ctr')).rejects.toThrow(message);
    await expect(runAgainWith(lake, record({ ContactId: 'new' }))).rejects.toThrow(message);
    expect(await examine(lake, dataset)).toContainEqual({
      check: 'table',
      outcome: 'fault',
      finding: expect.stringContaining(`${message}`),
    });
    await rm(fileOf(lake, STRANGER));
    await runLake(lake);
    expect(await ask(lake, 'SELECT count(*) AS contacts FROM ctr')).toEqual([{ contacts: 7 }]);
  });
});

describe('a missing day whose raw objects are no longer complete', () => {
  test('is not made smaller in silence', async ({ folder }) => {
    const lake = await threeDays(folder);
    await landAndRun(lake, 'more', [
      record({ ContactId: 'more', InitiationTimestamp: `${DAY}T10:00:00Z` }),
    ]);
    for (const gone of [FILE, 'raw/ctr/first', 'receipts'])
      await rm(fileOf(lake, gone), { recursive: true });
    const message = `Found 1 row in raw/ for ${FILE}, expected the 3 or more that it had: put it back, or go on with what is left by \`contact-lake rebuild --accept-loss\``;
    await expect(runLake(lake)).rejects.toThrow(message);
    await expect(runLake(lake)).rejects.toThrow(message);
    // As it says.
    await beginRebuild(lake, [dataset], { accepts_loss: true });
    await runLake(lake);
    expect(await ask(lake, 'SELECT count(*) AS contacts FROM ctr')).toEqual([{ contacts: 5 }]);
  });

  test('is not dropped in silence either if raw/ has no object of it', async ({ folder }) => {
    const lake = await threeDays(folder);
    for (const gone of [FILE, 'raw/ctr/first', 'receipts'])
      await rm(fileOf(lake, gone), { recursive: true });
    await expect(
      runAgainWith(lake, record({ InitiationTimestamp: '2026-11-25T09:00:00Z' })),
    ).rejects.toThrow(`Found 0 rows in raw/ for ${FILE}, expected the 2 or more`);
  });
});

test('a link to a day’s file counts as that file', async ({ folder }) => {
  const lake = await threeDays(folder);
  await rename(fileOf(lake, FILE), `${folder}/elsewhere.parquet`);
  await symlink(`${folder}/elsewhere.parquet`, fileOf(lake, FILE));
  expect(await lakeStatus(lake, dataset)).toMatchObject({ days: 3, contacts: 6 });
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

function runAgainWith(lake: LakeFolder, contact: ContactRecord) {
  return landAndRun(lake, 'again', [contact]);
}

/** Writes the query's result to the file. */
async function rewritten(file: string, sql: string): Promise<void> {
  await whileConnected(async (connection) => {
    await connection.run(`CREATE TABLE day AS FROM read_parquet(${literal(file)})`);
    await rowsOf(connection, `COPY (${sql}) TO ${literal(file)} (FORMAT parquet)`);
  });
}
