import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { LakeFolder } from '../../local/lake/lake-folder.ts';
import { openLake } from '../../local/lake/lake-folder.ts';
import { type Beside, contactLake, type Running, test } from '../command-line/contact-lake.ts';
import { newFolder, removeFolder } from './folder.ts';
import { filesIn, fingerprint, landAndRun, landObject, makeLake } from './lake.ts';
import { record } from './records.ts';

/** A change to the lake's files at which a run is cut off. */
interface Moment {
  readonly stage: string;
  readonly operation: 'rename' | 'rm' | 'appendFile';
  /** What the changed file's path matches. */
  readonly path: string;
  readonly when: 'before' | 'after';
}

const MOMENTS: readonly Moment[] = [
  {
    stage: 'the first flatfile is written, not yet in place',
    operation: 'rename',
    path: 'flatfiles/.*\\.unfinished$',
    when: 'before',
  },
  {
    stage: 'the first flatfile is in place, without its receipt',
    operation: 'rename',
    path: 'flatfiles/.*\\.unfinished$',
    when: 'after',
  },
  {
    stage: 'the first receipt is in place',
    operation: 'appendFile',
    path: '/receipts/',
    when: 'after',
  },
  {
    stage: 'the first day is written, not yet in place',
    operation: 'rename',
    path: '\\.parquet\\.unfinished$',
    when: 'before',
  },
  {
    stage: 'the first day is in place',
    operation: 'rename',
    path: '\\.parquet\\.unfinished$',
    when: 'after',
  },
  {
    stage: 'all days are in place, no flatfile is gone',
    operation: 'rm',
    path: 'flatfiles/',
    when: 'before',
  },
  {
    stage: 'the first flatfile is gone',
    operation: 'rm',
    path: 'flatfiles/',
    when: 'after',
  },
];

/** Files that are there only while the engine, whose writing nobody can step into, is at it. */
const PASSING = [
  { stage: 'the batch is staged', folder: 'work/convert', pattern: /./ },
  { stage: 'a day is being written', folder: 'parquet/ctr', pattern: /\.unfinished$/ },
];

/** Lake folders that tests copy: with a table and new objects; and the same, run undisturbed. */
let templates: string;
let undisturbed: { table: Record<string, string>; files: string[] };
let before: Record<string, string>;

beforeAll(async () => {
  templates = await newFolder();
  const lake = await makeLake(templates, 'waiting');
  await landAndRun(lake, '0', contacts(10));
  before = await fingerprint(lake);
  for (const [i, minute] of [20, 30, 40].entries()) {
    await landObject(lake, `${i + 1}`, [...contacts(minute), 'no record']);
  }
  await copy(lake.path, join(templates, 'undisturbed'));
  const outcome = await contactLake(templates, 'run', '--lake', 'undisturbed');
  expect(outcome).toMatchObject({ code: 0, stderr: '' });
  undisturbed = {
    table: await fingerprint(await openLake(join(templates, 'undisturbed'))),
    files: await filesIn(join(templates, 'undisturbed')),
  };
  expect(undisturbed.table).not.toEqual(before);
});

afterAll(() => removeFolder(templates));

describe.concurrent('a run that is killed when', () => {
  test.for(MOMENTS)('$stage is completed by the next', async (moment, { folder, beside }) => {
    const lake = await waitingLake(folder);
    const outcome = await signalled(beside, 'SIGKILL', moment).ended;
    expect(outcome).toMatchObject({ signal: 'SIGKILL' });
    await expectWholeDays(lake);
    await expectCompleted(folder, lake);
  });

  test.for(PASSING)('$stage is completed by the next', async (passing, { folder, beside }) => {
    const lake = await waitingLake(folder);
    const running = beside.start(['run', '--lake', 'lake']);
    await seen(running, join(lake.path, passing.folder), passing.pattern);
    await running.end('SIGKILL');
    await expectWholeDays(lake);
    await expectCompleted(folder, lake);
  });
});

test.concurrent('a run that is killed again and again, a little later each time, is completed at last', async ({
  folder,
  beside,
}) => {
  const lake = await waitingLake(folder);
  for (const moment of MOMENTS) {
    const outcome = await signalled(beside, 'SIGKILL', moment).ended;
    // One that has nothing left to do at that stage ends by itself.
    expect(outcome.signal === 'SIGKILL' || outcome.code === 0).toBe(true);
    await expectWholeDays(lake);
  }
  await expectCompleted(folder, lake);
});

describe.concurrent('two processes on one lake', () => {
  const working = MOMENTS.find(({ stage }) => stage === 'the first receipt is in place')!;

  test.for(['run', 'normalise', 'convert'])(
    'the second, a %s, says who is at work and touches nothing',
    async (verb, { folder, beside }) => {
      const lake = await waitingLake(folder);
      const holder = signalled(beside, 'SIGSTOP', working);
      await holder.says('signals itself');
      const files = await filesIn(lake.path);
      expect(await contactLake(folder, verb, '--lake', 'lake')).toEqual({
        code: 1,
        signal: null,
        stdout: '',
        stderr: `The lake at ${lake.path} is busy: process ${holder.pid} is at work on it\n`,
      });
      expect(await filesIn(lake.path)).toEqual(files);
    },
  );

  test('when the first is killed, the next works at once', async ({ folder, beside }) => {
    const lake = await waitingLake(folder);
    const holder = signalled(beside, 'SIGSTOP', working);
    await holder.says('signals itself');
    await holder.end('SIGKILL');
    await expectCompleted(folder, lake);
  });

  test('when the first goes on, it ends as if alone', async ({ folder, beside }) => {
    const lake = await waitingLake(folder);
    const holder = signalled(beside, 'SIGSTOP', working);
    await holder.says('signals itself');
    await contactLake(folder, 'run', '--lake', 'lake');
    expect(await holder.end('SIGCONT')).toMatchObject({ code: 0, stderr: '' });
    expect(await fingerprint(lake)).toEqual(undisturbed.table);
  });
});

/** Two days' contacts, as they were last updated at that minute. */
function contacts(minute: number) {
  return [22, 23].flatMap((day) =>
    [1, 2, 3, 4].map((number) =>
      record({
        ContactId: `${day}-${number}`,
        InitiationTimestamp: `2026-11-${day}T09:00:00Z`,
        LastUpdateTimestamp: `2026-11-24T09:${minute}:00Z`,
        Attributes: { [`seen at ${minute}`]: 'yes' },
      }),
    ),
  );
}

async function waitingLake(folder: string): Promise<LakeFolder> {
  const path = join(folder, 'lake');
  await copy(join(templates, 'waiting'), path);
  return openLake(path);
}

/** Receipts know a raw object by its time, to the nanosecond: `cp` keeps it, Node's copy does not. */
async function copy(from: string, to: string): Promise<void> {
  await promisify(execFile)('cp', ['-Rp', from, to]);
}

/** Starts a run that sends itself the signal at the moment. */
function signalled(beside: Beside, signal: NodeJS.Signals, moment: Moment): Running {
  const { operation, path, when } = moment;
  return beside.start(['run', '--lake', 'lake'], {
    nodeOptions: ['--import', new URL('signal-itself.mjs', import.meta.url).href],
    env: { SIGNAL_ITSELF: JSON.stringify({ signal, operation, path, when }) },
  });
}

/** Resolves as soon as the folder has such a file; rejects if the process ends without. */
async function seen(running: Running, folder: string, pattern: RegExp): Promise<void> {
  while (!(existsSync(folder) && readdirSync(folder).some((name) => pattern.test(name)))) {
    if (running.hasEnded) throw new Error(`It ended without ${pattern} in ${folder}`);
    await setTimeout(1);
  }
}

/** No day is lost, and each is as it was before the run or as it is after, never between. */
async function expectWholeDays(lake: LakeFolder): Promise<void> {
  const days = await fingerprint(lake);
  expect(Object.keys(days)).toEqual(expect.arrayContaining(Object.keys(before)));
  for (const [day, hash] of Object.entries(days)) {
    expect([before[day], undisturbed.table[day]]).toContain(hash);
  }
}

/** The next run makes the lake what it would be if nothing had happened, with nothing left over. */
async function expectCompleted(folder: string, lake: LakeFolder): Promise<void> {
  expect(await contactLake(folder, 'run', '--lake', 'lake')).toMatchObject({ code: 0, stderr: '' });
  expect(await fingerprint(lake)).toEqual(undisturbed.table);
  expect(await filesIn(lake.path)).toEqual(undisturbed.files);
}
