/**
 * A killed erasure as a user sees it: `erase` completes it without being given the person again. That
 * it may be cut off anywhere is tried in test/faults/.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type LakeFolder, openLake } from '../../../local/lake/lake-folder.ts';
import { type Beside, type Running, test } from '../../cli/contact-lake.ts';
import { succeeds } from '../../cli/small-lake.ts';
import { newFolder, removeFolder } from '../folder.ts';
import { filesIn, fingerprint, makeLake } from '../lake.ts';
import { filesWith } from './everywhere.ts';
import { ADDRESS, DIGITS, landOthers, landPerson, OBJECTS, SECRET } from './person.ts';

/** A change to the lake's files at which the erasure is cut off: the nth of its kind. */
interface Moment {
  readonly stage: string;
  readonly operation: 'rename' | 'rm' | 'appendFile';
  readonly path: string;
  readonly when: 'before' | 'after';
  readonly nth?: number;
}

const unfinished = (room: string) => `/${room}/.*\\.unfinished$`;

const ORDERED: Moment = {
  stage: 'the erasure is in place, nothing is done',
  operation: 'rename',
  path: unfinished('erasures/ctr'),
  when: 'after',
};

const FIRST_BLANKED: Moment = {
  stage: 'the first raw object is in place',
  operation: 'rename',
  path: unfinished('raw'),
  when: 'after',
};

const FIRST_DAY: Moment = {
  stage: 'the first day is written, not yet in place',
  operation: 'rename',
  path: unfinished('parquet'),
  when: 'before',
};

const ALL_BUT_THE_RECEIPT: Moment = {
  stage: 'all is gone, which the receipt does not say',
  operation: 'rename',
  path: unfinished('erasures/ctr'),
  when: 'before',
  nth: 2,
};

const MOMENTS = [ORDERED, FIRST_BLANKED, FIRST_DAY, ALL_BUT_THE_RECEIPT];

/** Lake folders: with the person, some of it not yet converted; and without. */
let templates: string;
let never: { table: Record<string, string>; files: string[] };

beforeAll(async () => {
  templates = await newFolder();
  const [early, late] = [OBJECTS.slice(0, 5), OBJECTS.slice(5)];
  for (const [name, landed] of [
    ['person', landPerson],
    ['never', landOthers],
  ] as const) {
    const lake = await makeLake(templates, name);
    await landed(lake, early);
    await succeeds(templates, 'run', '--lake', name);
    await landed(lake, late);
    await succeeds(templates, 'normalise', '--lake', name);
  }
  await succeeds(templates, 'run', '--lake', 'never');
  const lake = await openLake(join(templates, 'never'));
  never = { table: await fingerprint(lake), files: await filesIn(lake.path) };
});

afterAll(() => removeFolder(templates));

describe.concurrent('an erasure that is killed when', () => {
  test.for(MOMENTS)('$stage is completed by the next', async (moment, { folder, beside }) => {
    const lake = await personsLake(folder);
    expect(await signalled(beside, moment).ended).toMatchObject({ signal: 'SIGKILL' });
    expect(await succeeds(folder, 'status')).toMatch(
      /^To erase +1 erasure cut off: `contact-lake erase`$/m,
    );
    const said = await succeeds(folder, 'erase');
    expect(said).toMatch(
      /^Completed: 8 contacts in \d+ records and 3 fragments of 7 raw objects\. /,
    );
    await expectErased(lake);
    expect(await succeeds(folder, 'status')).toMatch(/^To erase +0$/m);
    expect(await succeeds(folder, 'erase')).toBe('There is no erasure to complete.\n');
  });

  test('an erasure that is killed before its order is written has done nothing, and must be repeated', async ({
    folder,
    beside,
  }) => {
    const lake = await personsLake(folder);
    const before = await fingerprint(lake);
    const moment = { ...ORDERED, when: 'before' } as const;
    expect(await signalled(beside, moment).ended).toMatchObject({ signal: 'SIGKILL' });
    expect(await fingerprint(lake)).toEqual(before);
    expect(await succeeds(folder, 'erase')).toBe('There is no erasure to complete.\n');
    await succeeds(folder, 'erase', '--customer', ADDRESS, '--yes');
    await expectErased(lake);
  });
});

test.concurrent('an erasure with another target first completes the killed one', async ({
  folder,
  beside,
}) => {
  const lake = await personsLake(folder);
  await signalled(beside, FIRST_BLANKED).ended;
  const said = await succeeds(folder, 'erase', '--contact', 'other-11', '--yes', '--json');
  const { finished, erased } = JSON.parse(said);
  expect(finished).toMatchObject([{ asked_by: 'customer', done_at: expect.any(String) }]);
  expect(erased).toMatchObject({ asked_by: 'contact', records: 1 });
  expect(await filesWith(lake.path, DIGITS)).toEqual([]);
  expect(await filesWith(lake.path, 'other-11')).toEqual([]);
});

test.concurrent('an erasure also removes the remains of a killed run', async ({
  folder,
  beside,
}) => {
  const lake = await personsLake(folder);
  expect(await signalled(beside, FIRST_DAY, ['run']).ended).toMatchObject({ signal: 'SIGKILL' });
  const leftovers = (await filesIn(lake.path)).filter((file) =>
    /unfinished|work\/convert/.test(file),
  );
  expect(leftovers).not.toEqual([]);
  await succeeds(folder, 'erase', ...TARGET);
  await expectErased(lake);
});

const TARGET = ['--customer', ADDRESS, '--yes'];

async function personsLake(folder: string): Promise<LakeFolder> {
  const path = join(folder, 'lake');
  // Receipts know a raw object by its time, to the nanosecond: `cp` keeps it, Node's copy does not.
  await promisify(execFile)('cp', ['-Rp', join(templates, 'person'), path]);
  const lake = await openLake(path);
  expect(await filesWith(path, DIGITS)).not.toEqual([]);
  return lake;
}

function signalled(beside: Beside, moment: Moment, args: readonly string[] = TARGET): Running {
  const { stage, ...how } = moment;
  return beside.start(args[0] === 'run' ? args : ['erase', ...args], {
    nodeOptions: ['--import', new URL('../signal-itself.mjs', import.meta.url).href],
    env: { SIGNAL_ITSELF: JSON.stringify({ signal: 'SIGKILL', ...how }) },
  });
}

/** It is the lake that never had the person, but for the receipt. */
async function expectErased(lake: LakeFolder): Promise<void> {
  for (const gone of [DIGITS, SECRET, 'person-']) {
    expect(await filesWith(lake.path, gone), gone).toEqual([]);
  }
  expect(await fingerprint(lake)).toEqual(never.table);
  const files = await filesIn(lake.path);
  const receipts = files.filter((file) => file.startsWith('erasures/'));
  expect(files.filter((file) => !receipts.includes(file))).toEqual(never.files);
  for (const receipt of receipts) {
    const { done_at } = JSON.parse(await readFile(join(lake.path, receipt), 'utf8'));
    expect(done_at).toEqual(expect.any(String));
  }
}
