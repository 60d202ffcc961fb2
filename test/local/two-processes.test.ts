import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { LakeFolder } from '../../local/lake/lake-folder.ts';
import { openLake } from '../../local/lake/lake-folder.ts';
import { type Beside, contactLake, type Running, test } from '../cli/contact-lake.ts';
import { newFolder, removeFolder } from './folder.ts';
import { filesIn, fingerprint, landAndRun, landObject, makeLake } from './lake.ts';
import { record } from './records.ts';

/** When the first of them stops: a flatfile is in place, without its receipt. */
const WORKING = { operation: 'rename', path: 'flatfiles/.*\\.unfinished$', when: 'after' };

/** Lake folders that tests copy: with a table and new objects; and the same, run undisturbed. */
let templates: string;
let undisturbed: { table: Record<string, string>; files: string[] };

beforeAll(async () => {
  templates = await newFolder();
  const lake = await makeLake(templates, 'waiting');
  await landAndRun(lake, '0', contacts(10));
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
});

afterAll(() => removeFolder(templates));

describe.concurrent('two processes on one lake', () => {
  test.for(['run', 'normalise', 'convert'])(
    'the second, a %s, names the process at work and changes nothing',
    async (verb, { folder, beside }) => {
      const lake = await waitingLake(folder);
      const holder = signalled(beside, 'SIGSTOP');
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
    const holder = signalled(beside, 'SIGSTOP');
    await holder.says('signals itself');
    await holder.end('SIGKILL');
    await expectCompleted(folder, lake);
  });

  test('the first, if it is paused and continued, ends as if alone', async ({ folder, beside }) => {
    const lake = await waitingLake(folder);
    const holder = signalled(beside, 'SIGSTOP');
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

/** Starts a run that sends itself the signal while it works. */
function signalled(beside: Beside, signal: NodeJS.Signals): Running {
  return beside.start(['run', '--lake', 'lake'], {
    nodeOptions: ['--import', new URL('signal-itself.mjs', import.meta.url).href],
    env: { SIGNAL_ITSELF: JSON.stringify({ signal, ...WORKING }) },
  });
}

/** The next run makes the lake what it would be if nothing had happened, with nothing left over. */
async function expectCompleted(folder: string, lake: LakeFolder): Promise<void> {
  expect(await contactLake(folder, 'run', '--lake', 'lake')).toMatchObject({ code: 0, stderr: '' });
  expect(await fingerprint(lake)).toEqual(undisturbed.table);
  expect(await filesIn(lake.path)).toEqual(undisturbed.files);
}
