/**
 * The small lake into which faults are injected. It has input for every branch of every verb: days with
 * rows and one of an erased person's only, raw objects plain and packed, pieces that are no record,
 * later versions, an erased person whose records have been landed again; some of it converted, some
 * only normalised, some only landed.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { runInAll } from '../../cli/shared/erasing.ts';
import { normaliseStage, runStages } from '../../cli/shared/run-stages.ts';
import { whileConnected } from '../../local/duckdb/duckdb.ts';
import { lakeEraser } from '../../local/erase/erase-lake.ts';
import type { DayFault } from '../../local/lake/day-faults.ts';
import { isDone, readErasures, writeErasure } from '../../local/lake/erasures.ts';
import { HeldFiles } from '../../local/lake/held-files.ts';
import { type LakeFolder, openLake, openOrMakeLake } from '../../local/lake/lake-folder.ts';
import { whileLocked } from '../../local/lake/lake-lock.ts';
import { examineDays } from '../../local/lake/table-days.ts';
import { land } from '../../local/stages/land.ts';
import { waitingObjects } from '../../local/stages/normalise-lake.ts';
import { replayToLake } from '../../local/stages/replay.ts';
import { filesOf } from '../../local/stages/source-files.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { othersThan } from '../../pipeline/datasets/datasets.ts';
import { textsOf } from '../local/erase/everywhere.ts';
import { dayFiles, filesIn, fingerprint, landObject, makeLake } from '../local/lake.ts';
import { type ContactRecord, concatenated, record } from '../local/records.ts';

/** The customer that the verb `erase` erases, and the one that an earlier erasure has erased. */
export const PERSON = '+441632960961';
const EARLIER_PERSON = '+441632960017';

const PERSON_A = person('a', 23, PERSON);
const PERSON_B = person('b', 23, EARLIER_PERSON);
/** The only one of the day. */
const PERSON_C = person('c', 24, PERSON);
const FRAGMENT = `{"Address":"${PERSON}`;

export interface Verb {
  readonly name: string;
  /** The lake that it works on, by the name of its folder; `none` is no lake at all. */
  readonly start: 'half' | 'undone' | 'none';
  readonly args: readonly string[];
  /** What a user does after a fault, in this process. */
  readonly again: (lake: string) => Promise<unknown>;
  /** The same as a process. */
  readonly againArgs: readonly string[];
  /** Whether `PERSON` is gone after it. */
  readonly erases?: boolean;
}

let lakes: string;

const run = (path: string) => locked(path, runStages);
const ERASE = ['erase', '--customer', PERSON, '--yes'];
export const LAND = ['land', 'sources'];
const REPLAY = ['replay', 'replayed'];

export const VERBS: readonly Verb[] = [
  { name: 'land, making the lake', start: 'none', args: LAND, again: landed, againArgs: LAND },
  { name: 'land', start: 'half', args: LAND, again: landed, againArgs: LAND },
  { name: 'normalise', start: 'half', args: ['normalise'], again: run, againArgs: ['run'] },
  { name: 'convert', start: 'half', args: ['convert'], again: run, againArgs: ['run'] },
  { name: 'run', start: 'half', args: ['run'], again: run, againArgs: ['run'] },
  { name: 'rebuild', start: 'half', args: ['rebuild'], again: run, againArgs: ['run'] },
  { name: 'erase', start: 'half', args: ERASE, again: erased, againArgs: ERASE, erases: true },
  {
    name: 'erase, completing another',
    start: 'undone',
    args: ['erase'],
    again: erased,
    againArgs: ['erase'],
    erases: true,
  },
  {
    name: 'run, with an erasure that is not complete',
    start: 'undone',
    args: ['run'],
    again: erased,
    againArgs: ['erase'],
    erases: true,
  },
  {
    name: 'replay',
    start: 'half',
    args: REPLAY,
    again: replayed,
    againArgs: REPLAY,
  },
];

/** Makes the lakes that verbs start from, and what `land` and `replay` take. */
export async function makeLakes(folder: string): Promise<void> {
  lakes = folder;
  await makeSources(folder);
  const lake = await makeLake(folder, 'half');
  await landObject(lake, '2020/01/01/00/plain', [contact(1), 'no record']);
  await landObject(lake, '2020/01/01/00/packed.gz', packed([PERSON_A, PERSON_C, FRAGMENT]));
  await landObject(lake, '2020/01/01/00/earlier', [PERSON_B, contact(2)]);
  await run(lake.path);
  await locked(lake.path, (open) => erase(open, EARLIER_PERSON));
  await landObject(lake, '2020/01/01/01/later.gz', packed([contact(1, 20), PERSON_C]));
  await locked(lake.path, normaliseStage);
  await landObject(lake, '2020/01/01/01/again', [PERSON_B, contact(3), PERSON_A, '}']);
  await copyLake(lake.path, join(folder, 'undone'));
  const undone = await openLake(join(folder, 'undone'));
  const plan = await lakeEraser(undone, dataset).plan(target(PERSON), new Date(), () => {});
  await writeErasure(undone, dataset, plan);
}

async function makeSources(folder: string): Promise<void> {
  const files = {
    'sources/2020/01/01/02/one': concatenated([contact(7), contact(1, 30)]),
    'sources/2020/01/01/02/two.gz': packed([contact(8), '}', PERSON_B]),
    'sources/2020/01/01/03/as-before': concatenated([contact(1), 'no record']),
    // More than go into one object.
    replayed: concatenated(Array.from({ length: 501 }, (_, i) => contact(i, 30))),
  };
  for (const [name, content] of Object.entries(files)) {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
    // A replay knows its files by their times as well.
    await utimes(file, 1_600_000_000, 1_600_000_000);
  }
}

function contact(number: number, minute = 10): ContactRecord {
  return record({
    ContactId: `contact-${number}`,
    LastUpdateTimestamp: `2026-11-25T09:${minute}:00Z`,
    Attributes: { tier: 'gold', [`seen at ${minute}`]: 'yes' },
  });
}

function person(id: string, day: number, address: string): ContactRecord {
  return record({
    ContactId: `person-${id}`,
    InitiationTimestamp: `2026-11-${day}T10:00:00Z`,
    CustomerEndpoint: { Address: address, Type: 'TELEPHONE_NUMBER' },
  });
}

function packed(records: readonly (ContactRecord | string)[]): Buffer {
  return gzipSync(concatenated(records));
}

async function locked<T>(path: string, work: (lake: LakeFolder) => Promise<T>): Promise<T> {
  const lake = await openLake(path);
  return whileLocked(lake, () => work(lake));
}

async function landed(path: string): Promise<void> {
  const { files } = await filesOf([join(lakes, 'sources')]);
  await land(await openOrMakeLake(path), dataset, files, new Date());
}

async function replayed(path: string): Promise<void> {
  const { files } = await filesOf([join(lakes, 'replayed')]);
  const forever = new AbortController().signal;
  await replayToLake(await openLake(path), dataset, files, null, forever);
}

const target = (value: string) => ({ asked_by: 'customer', value }) as const;

function erased(path: string): Promise<void> {
  return locked(path, (lake) => erase(lake, PERSON));
}

/** As the command does, which keeps the contacts out of datasets that have come to nothing yet. */
async function erase(lake: LakeFolder, address: string): Promise<void> {
  const all = [dataset, ...othersThan(dataset).filter(({ contact }) => contact)];
  await runInAll(all, (one) => lakeEraser(lake, one), target(address), true);
}

/** Copies a lake. Receipts know a raw object by its time, to the nanosecond: `cp` keeps it. */
export async function copyLake(from: string, to: string): Promise<void> {
  if (existsSync(from)) await promisify(execFile)('cp', ['-Rp', from, to]);
}

/** What a lake holds, so that it can be compared. */
export interface Content {
  /** Of the table, all rows of each day. */
  readonly days: Readonly<Record<string, string>>;
  /** Days that are not as their notes have it. */
  readonly faults: readonly DayFault[];
  readonly waiting: readonly string[];
  /** Those erased by each erasure, and whether it is complete. */
  readonly erasures: readonly { contacts: readonly string[]; isDone: boolean }[];
  /** Each file, with a hash where its bytes are to be the same. */
  readonly files: Readonly<Record<string, string>>;
}

export async function contentOf(path: string): Promise<Content> {
  // What killed processes have left goes when the lake is next locked; `land` does not lock it.
  const lake = await locked(path, async (open) => open);
  const waiting = await waitingObjects(lake, dataset);
  const { erasures } = await readErasures(lake, dataset);
  const files: Record<string, string> = {};
  for (const name of await filesIn(path)) files[unchanging(name)] = await hashOf(path, name);
  return {
    days: await rowsIn(lake),
    faults: await faultsOf(lake),
    waiting: waiting.map(({ key }) => key),
    erasures: erasures.map((one) => ({ contacts: one.erasure.contacts, isDone: isDone(one) })),
    files,
  };
}

async function faultsOf(lake: LakeFolder): Promise<readonly DayFault[]> {
  const held = new HeldFiles();
  try {
    return (await whileConnected((engine) => examineDays(engine, lake, dataset, held))).faults;
  } finally {
    await held.close();
  }
}

/** Hashing a day's rows takes a while, and in most states most days are the same. */
const known = new Map<string, Record<string, string>>();

/** The table's days and their rows; an empty list if there is no lake. */
export async function daysOf(path: string): Promise<Record<string, string>> {
  const lake = await openLake(path).catch(() => null);
  return lake ? rowsIn(lake) : {};
}

async function rowsIn(lake: LakeFolder): Promise<Record<string, string>> {
  const bytes = await Promise.all((await dayFiles(lake)).map((file) => readFile(file, 'latin1')));
  const hash = sha1(bytes);
  if (!known.has(hash)) known.set(hash, await fingerprint(lake));
  return known.get(hash)!;
}

/** A file's name without the parts that differ in each run: an erasure's id, the hour of a replay. */
function unchanging(name: string): string {
  return name
    .replace(/^(erasures\/[^/]+\/)[^/]+$/, '$1id')
    .replace(/(\d{4}\/\d\d\/\d\d\/\d\d)(?=\/replay-)/, 'hour')
    .replace(/\.\d+(?:-\d+)?-[0-9a-f]{8}(?=\.unfinished$)/, '.own');
}

async function hashOf(path: string, name: string): Promise<string> {
  if (!/^(raw|quarantine|flatfiles|lake\.json)/.test(name)) return 'there';
  const bytes = await readFile(join(path, name));
  return sha1([bytes.toString('latin1').replace(/\d{4}\/\d\d\/\d\d\/\d\d\/(?=replay-)/g, 'hour')]);
}

function sha1(parts: readonly string[]): string {
  return parts.reduce((hash, part) => hash.update(part), createHash('sha1')).digest('hex');
}

/** The files that name somebody in plain sight, but for the table's. */
export async function filesNaming(path: string, digits: string): Promise<string[]> {
  const naming: string[] = [];
  for (const name of await filesIn(path)) {
    const texts = textsOf(await readFile(join(path, name)));
    if (texts.some((text) => text.includes(digits))) naming.push(name);
  }
  return naming;
}

/** A state of the disk, which killing at several moments may leave. */
export interface State {
  /** A folder that is in it; named by the first of the moments, see storage.c. */
  readonly path: string;
  readonly hash: string;
}

/** The distinct states among the snapshots of a folder, in the order of time. */
export async function statesIn(snapshots: string): Promise<State[]> {
  const states = new Map<string, State>();
  for (const name of (await readdir(snapshots)).sort()) {
    const path = join(snapshots, name);
    const hash = await hashOfAll(path);
    if (!states.has(hash)) states.set(hash, { path, hash });
  }
  return [...states.values()];
}

/** Over every file and folder: its name, as far as it is the same each time, and its bytes. */
export async function hashOfAll(path: string): Promise<string> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const parts = await Promise.all(
    entries.map(async (entry) => {
      const file = join(entry.parentPath, entry.name);
      const name = unchanging(file.slice(path.length + 1));
      return `${name}\n${entry.isFile() ? sha1([(await readFile(file)).toString('latin1')]) : ''}\n`;
    }),
  );
  return sha1(parts.sort());
}
