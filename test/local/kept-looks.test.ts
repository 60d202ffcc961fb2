/** What runs keep of their looks at the lake saves them time, and never a check. */
import {
  appendFile,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { keptKey } from '../../local/lake/kept-work.ts';
import { fileOf, type LakeFolder } from '../../local/lake/lake-folder.ts';
import { normaliseLake } from '../../local/stages/normalise-lake.ts';
import { dataset } from '../../pipeline/datasets/datasets.ts';
import {
  quarantineKey,
  rawKey,
  receiptsKey,
  tableFileKey,
  tableNoteKey,
} from '../../pipeline/lake-keys.ts';
import { test } from './folder.ts';
import { ask, landAndRun, landObject, makeLake, runLake } from './lake.ts';
import { record } from './records.ts';

/** More days than are looked at anew by every run. */
const DAYS = Array.from({ length: 18 }, (_, i) => `2026-10-${String(i + 1).padStart(2, '0')}`);
const AN_HOUR_AGO = new Date(Date.now() - 3_600_000);

const DAMAGES: ((file: string, note: string) => Promise<unknown>)[] = [
  (file) => rm(file),
  (file) => truncate(file, 500),
  async (file) => writeFile(file, (await readFile(file)).fill(0, 500)),
  (_, note) => rm(note),
  (_, note) => appendFile(note, 'x'),
];

test('each day that is damaged since its look was kept is named by the next run', async ({
  folder,
}) => {
  const lake = await lakeWithLooks(folder);
  for (const [i, damage] of DAMAGES.entries()) {
    const keys = [tableFileKey(dataset, DAYS[i]!), tableNoteKey(dataset, DAYS[i]!)] as const;
    await damage(fileOf(lake, keys[0]), fileOf(lake, keys[1]));
  }
  const run = landAndRun(lake, 'new', [record({ ContactId: 'new' })]);
  const { message } = await run.then(
    () => new Error('it went on'),
    (error: Error) => error,
  );
  for (const day of DAYS.slice(0, DAMAGES.length)) expect(message).toContain(day);
});

/** What may happen to a day of delivery so that an object waits. */
const CHANGES: Record<string, (lake: LakeFolder, day: string) => Promise<unknown>> = {
  'another object': (lake, day) => landObject(lake, nameOf(day, 'b'), [recordOf(day)]),
  'another folder': (lake, day) => landObject(lake, nameOf(day, 'x/b'), [recordOf(day)]),
  'other bytes': (lake, day) => landObject(lake, nameOf(day), ['y', recordOf(day)]),
  'no receipts': (lake, day) => rm(fileOf(lake, receiptsKey(dataset, day))),
  'damaged receipts': (lake, day) => truncate(fileOf(lake, receiptsKey(dataset, day)), 100),
  'no quarantine': (lake, day) => rm(fileOf(lake, quarantineKey(dataset, keyOf(day)))),
};

test('an object waits in each day of delivery that has changed since its look was kept', async ({
  folder,
}) => {
  const lake = await lakeWithLooks(folder);
  const waiting = async () => (await normaliseLake(lake, dataset)).objects;
  expect(await waiting()).toBe(0);
  for (const [i, name] of Object.keys(CHANGES).entries()) {
    await CHANGES[name]!(lake, DAYS[i]!);
    expect(await waiting(), name).toBe(1);
  }
});

test('without a table everything waits, although all looks are kept', async ({ folder }) => {
  const lake = await lakeWithLooks(folder);
  for (const key of ['parquet', 'table-notes']) await rm(join(lake.path, key), { recursive: true });
  await runLake(lake);
  expect(await ask(lake, 'SELECT count(*) AS contacts FROM ctr')).toEqual([
    { contacts: DAYS.length },
  ]);
});

test('damaged looks are taken anew', async ({ folder }) => {
  const lake = await lakeWithLooks(folder);
  for (const [i, text] of ['', '1 0\n[]', '{}'].entries()) {
    for (const file of await keptFiles(lake)) await writeFile(file, text);
    await landAndRun(lake, `new-${i}`, [record({ ContactId: `new-${i}` })]);
    for (const file of await keptFiles(lake)) {
      expect((await stat(file)).size).toBeGreaterThan(1000);
    }
  }
  const contacts = DAYS.length + 3;
  expect(await ask(lake, 'SELECT count(*) AS contacts FROM ctr')).toEqual([{ contacts }]);
});

/** A lake whose runs have kept looks of all days, each with a contact and a piece that is no record. */
async function lakeWithLooks(folder: string): Promise<LakeFolder> {
  const lake = await makeLake(folder);
  for (const day of DAYS) await landObject(lake, nameOf(day), ['x', recordOf(day)]);
  await age(lake, 'raw');
  await runLake(lake);
  for (const part of ['parquet', 'table-notes', 'receipts']) await age(lake, part);
  await landAndRun(lake, 'looked-at', [recordOf(DAYS[0]!)]);
  expect(await keptFiles(lake)).toHaveLength(2);
  return lake;
}

async function age(lake: LakeFolder, part: string): Promise<void> {
  const names = await readdir(join(lake.path, part), { recursive: true });
  for (const name of names) await utimes(join(lake.path, part, name), AN_HOUR_AGO, AN_HOUR_AGO);
}

async function keptFiles(lake: LakeFolder): Promise<string[]> {
  const folder = fileOf(lake, keptKey(dataset));
  return (await readdir(folder)).map((name) => join(folder, name));
}

function keyOf(day: string): string {
  return rawKey(dataset, new Date(`${day}T23:00:00Z`), 'a');
}

function nameOf(day: string, name = 'a'): string {
  return `${day.replaceAll('-', '/')}/23/${name}`;
}

function recordOf(day: string) {
  const time = `${day}T09:00:00Z`;
  return record({ ContactId: day, InitiationTimestamp: time, LastUpdateTimestamp: time });
}
