/** What runs keep of their looks at the lake saves them time, and never a check. */
import {
  appendFile,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { expect, vi } from 'vitest';
import { keptKey } from '../../local/lake/kept-work.ts';
import { fileOf, type LakeFolder } from '../../local/lake/lake-folder.ts';
import { normaliseLake } from '../../local/stages/normalise-lake.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
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
const AN_HOUR_MS = 3_600_000;

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
  'another object, and the times of all as before, as after the restoring of a copy': async (
    lake,
    day,
  ) => {
    const parts = [fileOf(lake, receiptsKey(dataset, day)), dirname(fileOf(lake, keyOf(day)))];
    const before = await Promise.all(parts.map((part) => stat(part)));
    await landObject(lake, nameOf(day, 'b'), [recordOf(day)]);
    for (const [i, part] of parts.entries()) {
      await utimes(part, before[i]!.atime, before[i]!.mtime);
    }
  },
  'other bytes, as many, with the time as before': async (lake, day) => {
    const file = fileOf(lake, keyOf(day));
    const { atime, mtime } = await stat(file);
    await rm(fileOf(lake, receiptsKey(dataset, day)));
    await writeFile(file, await readFile(file));
    await utimes(file, atime, mtime);
  },
  'a target for a link that led nowhere': (lake, day) =>
    writeFile(join(lake.path, `target-${day}`), JSON.stringify(recordOf(day))),
};

const DAY_OF_LINK = DAYS[Object.keys(CHANGES).length - 1]!;

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
  for (const [i, text] of [
    '',
    '1 0\n[]',
    '{}',
    sealed('[["raw/ctr/2026/10/02/",null],["2026-10-02",null]]'),
  ].entries()) {
    for (const file of await keptFiles(lake)) await writeFile(file, text);
    await anHourLater(() => landAndRun(lake, `new-${i}`, [record({ ContactId: `new-${i}` })]));
    for (const file of await keptFiles(lake)) {
      expect((await stat(file)).size).toBeGreaterThan(1000);
    }
  }
  const contacts = DAYS.length + 4;
  expect(await ask(lake, 'SELECT count(*) AS contacts FROM ctr')).toEqual([{ contacts }]);
});

/** A lake whose runs have kept looks of all days, each with a contact and a piece that is no record. */
async function lakeWithLooks(folder: string): Promise<LakeFolder> {
  const lake = await makeLake(folder);
  for (const day of DAYS) {
    await landObject(lake, nameOf(day), ['x', recordOf(day)]);
    const link = join(dirname(fileOf(lake, keyOf(day))), 'link');
    if (day === DAY_OF_LINK) await symlink(join(lake.path, `target-${day}`), link);
  }
  await anHourLater(async () => {
    await runLake(lake);
    await landAndRun(lake, 'looked-at', [recordOf(DAYS[0]!)]);
  });
  expect(await keptFiles(lake)).toHaveLength(2);
  return lake;
}

/** Does it with the clock an hour ahead, by which nothing is young: nobody can set the time of a change. */
async function anHourLater(act: () => Promise<unknown>): Promise<void> {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + AN_HOUR_MS });
  try {
    await act();
  } finally {
    vi.useRealTimers();
  }
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

/** Looks in the form of this release, with a sound checksum. */
function sealed(text: string): string {
  return `2 ${crc32(text).toString(16)}\n${text}`;
}
