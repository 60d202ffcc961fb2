import { existsSync, readdirSync } from 'node:fs';
import { mkdir, readdir, realpath, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { openLake } from '../../local/lake/lake-folder.ts';
import { whileLocked } from '../../local/lake/lake-lock.ts';
import { concatenated, record } from '../local/records.ts';
import { type Running, test } from './contact-lake.ts';
import { errorLine } from './error-output.ts';
import { succeeds } from './small-lake.ts';

describe.concurrent('run --watch', () => {
  test.for([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'takes what lands, and ends on %s with %d',
    async ([signal, code], { folder, beside }) => {
      await land(folder, 'first', ['1', '2']);
      const watching = beside.start(['run', '--watch']);
      await watching.says('2 records in, 2 out');
      await land(folder, 'second', ['3']);
      await watching.says('1 record in, 1 out');
      await land(folder, 'third', ['3', '4']);
      await watching.says('wrote 1 day with 4 contacts');
      const outcome = await watching.end(signal);
      expect(outcome).toMatchObject({ code, signal: null, stderr: '' });
      const status = JSON.parse(await succeeds(folder, 'status', '--json'));
      expect(status).toMatchObject({ contacts: 4, raw_objects_waiting: 0, flatfiles_waiting: 0 });
    },
  );

  test('does nothing while nothing lands, and lets others work in between', async ({
    folder,
    beside,
  }) => {
    await land(folder, 'first', ['1']);
    const watching = beside.start(['run', '--watch']);
    await watching.says('wrote 1 day');
    const said = watching.stdout;
    await succeeds(folder, 'run');
    expect(await watching.end('SIGINT')).toMatchObject({ code: 130, stdout: said });
  });
});

describe.concurrent('run --watch beside others', () => {
  test('waits for the lock, names its holder once, then takes in what has landed, and can be ended while it waits', async ({
    folder,
    beside,
  }) => {
    await land(folder, 'first', ['1']);
    const lake = await openLake(join(folder, 'lake'));
    const busy = `The lake at ${lake.path} is busy: process ${process.pid} is at work on it: waiting for it to end\n`;
    const watching = beside.start(['run', '--watch']);
    const second = await whileLocked(lake, async () => {
      const ended = beside.start(['run', '--watch']);
      await Promise.all([watching.tells(busy), ended.tells(busy)]);
      expect(await ended.end('SIGINT')).toMatchObject({ code: 130, stdout: '', stderr: busy });
      await land(folder, 'second', ['2']);
      return beside.start(['run', '--watch']);
    });
    await watching.says('with 2 contacts');
    await land(folder, 'third', ['3']);
    await Promise.race([watching.says('with 3 contacts'), second.says('with 3 contacts')]);
    const { code, stderr } = await watching.end('SIGINT');
    expect(code).toBe(130);
    expect(stderr.startsWith(busy)).toBe(true);
    await land(folder, 'fourth', ['4']);
    await second.says('with 4 contacts');
    expect((await second.end('SIGINT')).code).toBe(130);
  });

  test('reports a failure once, and goes on', async ({ folder, beside }) => {
    await land(folder, 'first', ['1']);
    const inTheWay = join(folder, 'lake', 'work');
    await rm(inTheWay, { recursive: true });
    await writeFile(inTheWay, '');
    const watching = beside.start(['run', '--watch']);
    const message = `Cannot write ${inTheWay}: something else is in its place: move it away; the watch goes on\n`;
    await watching.tells(message);
    await rm(inTheWay);
    await watching.says('with 1 contact');
    expect(await watching.end('SIGINT')).toMatchObject({ code: 130, stderr: message });
  });
});

describe.concurrent('run --watch takes', () => {
  test('a file that could not be read, as soon as it has changed', async ({ folder, beside }) => {
    await land(folder, 'first', ['1']);
    const object = join(folder, 'lake/raw/ctr/2026/11/23/09/b');
    await mkdir(dirname(object), { recursive: true });
    // Reading address 0 fails with EIO.
    await symlink('/proc/self/mem', object);
    const watching = beside.start(['run', '--watch']);
    await watching.tells('Left out (the disk has failed): raw/ctr/2026/11/23/09/b');
    await watching.says('with 1 contact');
    await writeFile(join(folder, 'b'), JSON.stringify(record({ ContactId: '2' })));
    await rename(join(folder, 'b'), object);
    await watching.says('with 2 contacts');
    await watching.end('SIGINT');
  });

  test('what comes into a folder within an hour’s', async ({ folder, beside }) => {
    const within = join(folder, 'lake/raw/ctr/2026/11/23/09/a/b');
    await land(folder, 'first', ['1']);
    await mkdir(within, { recursive: true });
    await writeFile(join(within, 'one'), JSON.stringify(record({ ContactId: '2' })));
    // Folders are looked into again only if they have changed, where that is some seconds ago.
    const past = new Date('2026-11-23T10:00:00Z');
    await utimes(within, past, past);
    await utimes(dirname(within), past, past);
    for (const path of ['09', '.']) {
      await utimes(join(folder, 'lake/raw/ctr/2026/11/23', path), past, past);
    }
    const watching = beside.start(['run', '--watch']);
    await watching.says('with 2 contacts');
    await writeFile(join(within, 'two'), JSON.stringify(record({ ContactId: '3' })));
    await watching.says('with 3 contacts');
    await watching.end('SIGINT');
  });
});

test.concurrent('run --watch ends when the lake is taken away, and says so', async ({
  folder,
  beside,
}) => {
  await land(folder, 'first', ['1']);
  const watching = beside.start(['run', '--watch']);
  await watching.says('with 1 contact');
  await rename(join(folder, 'lake'), join(folder, 'elsewhere'));
  const { code, stderr } = await watching.ended;
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: `The lake at ${join(await realpath(folder), 'lake')} is gone, which ends the watch\n`,
  });
  expect(await readdir(folder)).not.toContain('lake');
});

describe.concurrent('replay', () => {
  const RECORDS = 60;

  const FORMS = { records: contacts, 'error output': undelivered };

  test.for([
    ['SIGINT', 'records'],
    ['SIGKILL', 'records'],
    ['SIGINT', 'error output'],
  ] as const)(
    'ended by %s in the middle of %s goes on where it stopped: every record, none twice',
    async ([signal, form], { folder, beside }) => {
      const numbers = Array.from({ length: RECORDS }, (_, i) => String(i));
      await writeFile(join(folder, 'records.json'), FORMS[form](numbers));
      const replaying = beside.start(['replay', 'records.json', '--rate', '10']);
      await objects(replaying, join(folder, 'lake', 'raw'), 2);
      await replaying.end(signal);
      const sentBefore = await recordsIn(folder);
      expect(sentBefore).toBeGreaterThanOrEqual(20);
      expect(sentBefore).toBeLessThan(RECORDS);
      const totals = JSON.parse(await succeeds(folder, 'replay', 'records.json', '--json'));
      expect(totals.records + totals.records_sent_before).toBe(RECORDS);
      await succeeds(folder, 'run');
      const status = JSON.parse(await succeeds(folder, 'status', '--json'));
      expect(status.contacts).toBe(RECORDS);
      if (signal === 'SIGINT') expect(status.records_in).toBe(RECORDS);
    },
  );

  test('once it is through, it starts from the beginning', async ({ folder }) => {
    await writeFile(join(folder, 'records.json'), contacts(['1', '2']));
    for (let time = 1; time <= 2; time++) {
      const totals = JSON.parse(await succeeds(folder, 'replay', 'records.json', '--json'));
      expect(totals).toMatchObject({ records: 2, records_sent_before: 0 });
    }
    await succeeds(folder, 'run');
    expect(JSON.parse(await succeeds(folder, 'status', '--json'))).toMatchObject({ contacts: 2 });
  });

  test('keeps to its rate', async ({ folder }) => {
    await writeFile(join(folder, 'records.json'), contacts(['1', '2', '3', '4', '5', '6']));
    const start = performance.now();
    await succeeds(folder, 'replay', 'records.json', '--rate', '4');
    expect(performance.now() - start).toBeGreaterThan(1000);
  });

  /** Normalises what has arrived by now. @returns how many records that are */
  async function recordsIn(folder: string): Promise<number> {
    await succeeds(folder, 'normalise');
    return JSON.parse(await succeeds(folder, 'status', '--json')).records_in;
  }
});

function contacts(ids: readonly string[]): string {
  return concatenated(ids.map((id) => record({ ContactId: id })));
}

/** As Firehose writes below `errors/` what came four records at a time. */
function undelivered(ids: readonly string[]): string {
  const lines = ids.filter((_, i) => i % 4 === 0).map((_, i) => ids.slice(4 * i, 4 * i + 4));
  return lines.map((line) => errorLine(contacts(line))).join('');
}

async function land(folder: string, name: string, ids: readonly string[]): Promise<void> {
  await writeFile(join(folder, `${name}.json`), contacts(ids));
  await succeeds(folder, 'land', `${name}.json`);
}

/** Resolves once the folder has so many finished objects; rejects if the process ends before. */
async function objects(running: Running, folder: string, count: number): Promise<void> {
  for (;;) {
    const names = existsSync(folder) ? readdirSync(folder, { recursive: true }).map(String) : [];
    if (names.filter((name) => name.endsWith('.json') && !name.includes('/.')).length >= count) {
      return;
    }
    if (running.hasEnded) throw new Error(`It ended before ${folder} had ${count} objects`);
    await setTimeout(5);
  }
}
