/** What `land` takes, what it leaves out, and what it says of both. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect } from 'vitest';
import { filesWith } from '../local/erase/everywhere.ts';
import { filesIn } from '../local/lake.ts';
import { record } from '../local/records.ts';
import { contactLake, startShell, test } from './contact-lake.ts';
import { succeeds } from './small-lake.ts';

const SIGNAL_ITSELF = new URL('../local/signal-itself.mjs', import.meta.url).href;

/** A record's text, by the contact and the minute of its update. */
const contact = (ContactId: string, minute = 10) =>
  JSON.stringify(record({ ContactId, LastUpdateTimestamp: `2026-11-23T09:${minute}:00Z` }));

describe.concurrent('files of one name and hour', () => {
  const FILES = {
    'west/2026/03/10/10/records.json': contact('1') + contact('2'),
    'east/2026/03/10/10/records.json': contact('3'),
    'flat-a/records.json': contact('4'),
    'flat-b/records.json': contact('5'),
  };

  test.for([
    ['in one command', ['land west east flat-a flat-b']],
    ['by the folder above them', ['land .']],
    ['in two commands', ['land west flat-b', 'land flat-a east']],
    ['with a run between', ['land west flat-a', 'run', 'land east flat-b west']],
  ] as const)('are all there, landed %s', async ([, commands], { folder }) => {
    await writeFiles(folder, FILES);
    for (const command of commands) await succeeds(folder, ...command.split(' '));
    await succeeds(folder, 'run');
    expect(await status(folder)).toMatchObject({ contacts: 5, raw_objects: 4 });
  });

  test('are versions of a contact, whichever is landed last', async ({ folder }) => {
    await writeFiles(folder, {
      'live/2026/03/10/10/c.json': contact('1', 30),
      'backup/2026/03/10/10/c.json': contact('1', 20),
    });
    await succeeds(folder, 'land', 'live');
    await succeeds(folder, 'run');
    await succeeds(folder, 'land', 'backup');
    await succeeds(folder, 'run');
    const sql =
      '--sql=SELECT lastupdatetimestamp AS at, cardinality(versions_seen) AS seen FROM ctr';
    expect(JSON.parse(await succeeds(folder, 'query', sql, '--format', 'json'))).toEqual([
      { at: '2026-11-23 09:30:00', seen: 2 },
    ]);
  });
});

describe.concurrent('one content', () => {
  test('lands once, under whatever names, folders and forms it comes', async ({ folder }) => {
    await writeFiles(folder, {
      'a.json': contact('1'),
      'b.txt': contact('1'),
      'in/2026/03/10/10/c': contact('1'),
      'in/2026/03/10/11/c': contact('1'),
    });
    expect(await succeeds(folder, 'land', 'a.json', 'b.txt', 'a.json')).toBe(
      'Landed 1 object, 2 were already there.\n',
    );
    const { keys } = JSON.parse(await succeeds(folder, 'land', 'in', 'a.json', '--json'));
    expect(keys).toEqual([]);
    expect(await shell(folder, 'cat a.json | $PROGRAM land /dev/stdin')).toMatchObject({
      code: 0,
      stdout: 'Landed 0 objects, 1 was already there.\n',
      stderr: '',
    });
    expect(await status(folder)).toMatchObject({ raw_objects: 1 });
  });

  test('lands from a pipe, which can be read once only', async ({ folder }) => {
    await writeFile(join(folder, 'a.gz'), gzipSync(contact('1').repeat(1000)));
    await shell(folder, 'mkfifo pipe; gzip -dc a.gz > pipe & $PROGRAM land pipe');
    const [object] = await filesIn(join(folder, 'lake/raw'));
    expect(await readFile(join(folder, 'lake/raw', object!), 'utf8')).toBe(
      contact('1').repeat(1000),
    );
  });

  test('without bytes lands as an object too, and is reported as empty', async ({ folder }) => {
    await writeFiles(folder, { 'a.json': '', 'b.json': '', 'c.json': contact('1') });
    expect(await succeeds(folder, 'land', 'a.json', 'b.json', 'c.json')).toBe(
      'Landed 2 objects, 1 of them empty, 1 was already there.\n',
    );
  });

  test('landed by several at once is there, whole', async ({ folder }) => {
    await writeFile(join(folder, 'a.json'), contact('1').repeat(20_000));
    const both = [1, 2, 3].map(() => contactLake(folder, 'land', 'a.json'));
    for (const outcome of await Promise.all(both)) {
      expect(outcome).toMatchObject({ code: 0, stderr: '' });
    }
    const [object, ...more] = await filesIn(join(folder, 'lake/raw'));
    expect(more).toEqual([]);
    expect(await readFile(join(folder, 'lake/raw', object!))).toEqual(
      await readFile(join(folder, 'a.json')),
    );
  });

  test('of which a killed process has left a copy is landed by the next, the copy removed', async ({
    folder,
    beside,
  }) => {
    await writeFile(join(folder, 'a.json'), contact('1'));
    const moment = { signal: 'SIGKILL', operation: 'rename', path: '/raw/', when: 'before' };
    const killed = beside.start(['land', 'a.json'], {
      nodeOptions: ['--import', SIGNAL_ITSELF],
      env: { SIGNAL_ITSELF: JSON.stringify(moment) },
    });
    expect(await killed.ended).toMatchObject({ signal: 'SIGKILL' });
    expect((await filesIn(join(folder, 'lake'))).filter(isUnfinished)).toHaveLength(1);
    expect(await succeeds(folder, 'land', 'a.json')).toBe('Landed 1 object.\n');
    await succeeds(folder, 'run');
    expect((await filesIn(join(folder, 'lake'))).filter(isUnfinished)).toEqual([]);
    expect(await status(folder)).toMatchObject({ contacts: 1 });
  });

  test('that was erased from comes back to its place, and is erased there again', async ({
    folder,
  }) => {
    const ADDRESS = '+441632960961';
    const content = `${contact('1')}{"broken": "${ADDRESS}" ${contact('2')}`;
    await writeFiles(folder, { 'a.json': content, 'another name': content });
    await writeFile(join(folder, 'b.json.gz'), gzipSync(`x${content}`));
    await succeeds(folder, 'land', 'a.json', 'b.json.gz');
    await succeeds(folder, 'run');
    await succeeds(folder, 'erase', '--customer', ADDRESS, '--yes');
    const files = await filesIn(join(folder, 'lake/raw'));
    await succeeds(folder, 'land', 'another name', 'b.json.gz');
    expect(await filesIn(join(folder, 'lake/raw'))).toEqual(files);
    await succeeds(folder, 'run');
    expect(await filesWith(join(folder, 'lake'), '441632960961')).toEqual([]);
    expect(await status(folder)).toMatchObject({ contacts: 2, raw_objects: 2 });
  });
});

describe.concurrent('a file that land leaves out', () => {
  test('as no record of its folder is judged by the path that was given, and taken if it is named by itself', async ({
    folder,
  }) => {
    const below = join(folder, 'Evaluations/contact_records/evaluation_2026/Analysis/Voice');
    const recording = 'in/Analysis/Voice/recording.wav';
    const copy = 'in/Evaluations/contact_1/evaluation_2/copy.json';
    await writeFiles(below, {
      'in/no-extension': contact('1'),
      'in/contact_records/evaluation_q4/a.json': contact('2'),
      [recording]: contact('3'),
      [copy]: contact('4'),
    });
    const { stderr, stdout } = await contactLake(below, 'land', 'in');
    expect(stdout).toBe('Landed 2 objects.\n');
    expect(stderr).toContain(`though it lies among them): ${recording}\n`);
    expect(stderr).toContain(`though it lies among them): ${copy}\n`);
    expect(await succeeds(below, 'land', recording, copy)).toBe('Landed 2 objects.\n');
  });

  test('is listed, each reason once, and by --json', async ({ folder }) => {
    await writeFiles(folder, {
      'in/a.json': contact('1'),
      'in/.DS_Store': 'x',
      'in/b/.hidden.json': contact('2'),
      'in/.git/config': 'x',
      'elsewhere.json': contact('3'),
    });
    await symlink('../elsewhere.json', join(folder, 'in/link.json'));
    await symlink('..', join(folder, 'in/up'));
    execFileSync('mkfifo', [join(folder, 'in/pipe')]);
    expect(await contactLake(folder, 'land', 'in')).toMatchObject({
      code: 0,
      stdout: 'Landed 1 object.\n',
      stderr: [
        'Left out (hidden: name it by itself): in/.DS_Store, in/.git, in/b/.hidden.json',
        'Left out (a link: name it by itself): in/link.json, in/up',
        'Left out (neither a file nor a folder: name it by itself): in/pipe',
        '',
      ].join('\n'),
    });
    const { stdout } = await contactLake(folder, 'land', 'in', '--json');
    expect(JSON.parse(stdout).left_out).toContainEqual({
      path: 'in/.git',
      reason: 'hidden: name it by itself',
      is_unreadable: false,
    });
    await succeeds(folder, 'land', 'in/b/.hidden.json', 'in/link.json', 'in/.git');
    expect(await status(folder)).toMatchObject({ raw_objects: 4 });
    const names = (await filesIn(join(folder, 'lake/raw'))).map((file) => file.split('/').at(-1));
    expect(names).toContainEqual(expect.stringMatching(/^hidden-[0-9a-f]{12}\.json$/));
  });

  test('is a file of schedules, which is no record', async ({ folder }) => {
    const head = 'instance,agent,status,starts_at,ends_at';
    const row = 'all,agent-1,Available,2026-11-23T09:00:00Z,2026-11-23T09:45:00Z';
    await writeFiles(folder, {
      'in/a.json': contact('1'),
      'in/week.csv': `\uFEFF${head}\r\n${row}\r\n`,
      'in/other.csv': `${head},note\n${row},late\n`,
    });
    const command = 'mkdir -p lake/schedules && cp FILE lake/schedules';
    const said = `Left out (agents' schedules, no records: \`${command}\` adds them to the lake): in/week.csv\n`;
    expect(await contactLake(folder, 'land', 'in')).toMatchObject({
      code: 0,
      stdout: 'Landed 2 objects.\n',
      stderr: said,
    });
    expect(await contactLake(folder, 'land', 'in/week.csv')).toMatchObject({
      code: 1,
      stderr: said,
    });
    execFileSync('sh', ['-c', command.replace('FILE', 'in/week.csv')], { cwd: folder });
    const counted = ['query', '--sql', 'SELECT count(*) AS n FROM schedules', '--format', 'json'];
    expect(JSON.parse(await succeeds(folder, ...counted))).toEqual([{ n: 1 }]);
  });

  test('is at most ten paths a reason', async ({ folder }) => {
    const hidden = Array.from({ length: 30 }, (_, i) => [`in/.${i}`, 'x']);
    await writeFiles(folder, { ...Object.fromEntries(hidden), 'in/a': contact('1') });
    const { stderr } = await contactLake(folder, 'land', 'in');
    expect(stderr).toMatch(/^Left out \(hidden.*\): (\S+, ){9}\S+ and 20 more, .*--json.*\n$/);
  });

  test('includes this lake and every other, but not their raw objects', async ({ folder }) => {
    await writeFiles(folder, { 'a.json': contact('1'), 'data/b.json': contact('2') });
    await succeeds(folder, 'land', '.');
    await succeeds(folder, 'land', 'a.json', '--lake', 'data/other');
    await succeeds(folder, 'run');
    const said = 'Left out (a lake: name its raw/ folder): data/other, lake\n';
    for (let time = 0; time < 2; time++) {
      expect(await contactLake(folder, 'land', '.')).toMatchObject({
        code: 0,
        stdout: 'Landed 0 objects, 2 were already there.\n',
        stderr: said,
      });
      await succeeds(folder, 'run');
    }
    expect(await status(folder)).toMatchObject({ raw_objects: 2 });
    await symlink('lake', join(folder, 'link'));
    for (const path of ['lake', 'link', './lake/', 'lake/parquet', 'lake/lake.json']) {
      expect(await contactLake(folder, 'land', path)).toMatchObject({
        code: 1,
        stdout: 'Landed 0 objects.\n',
        stderr: expect.stringMatching(/^Left out \(.*lake: name its raw\/ folder\): /),
      });
    }
    await succeeds(folder, 'land', 'data/other/raw', 'lake/raw');
    expect(await status(folder)).toMatchObject({ raw_objects: 2 });
  });

  test('is not a file that only has the name of a lake’s', async ({ folder }) => {
    await writeFiles(folder, { 'in/lake.json': contact('1'), 'in/b.json': contact('2') });
    await succeeds(folder, 'land', 'in', 'in/lake.json');
    expect(await status(folder)).toMatchObject({ raw_objects: 2 });
  });

  test('includes unreadable files; the rest lands, and the exit code is 1', async ({ folder }) => {
    await writeFiles(folder, { 'a.json': contact('1'), 'b.json': contact('2') });
    // Reading address 0 fails with EIO.
    const outcome = await contactLake(folder, 'land', 'a.json', '/proc/self/mem', 'b.json');
    expect(outcome).toMatchObject({
      code: 1,
      stdout: 'Landed 2 objects.\n',
      stderr: 'Left out (the disk has failed): /proc/self/mem\n',
    });
    expect((await filesIn(join(folder, 'lake'))).filter(isUnfinished)).toEqual([]);
  });

  test('if nothing is left to land, no lake is made, and the exit code is 1', async ({
    folder,
  }) => {
    await mkdir(join(folder, 'empty'));
    expect(await contactLake(folder, 'land', 'empty')).toMatchObject({
      code: 1,
      stdout: 'Landed 0 objects.\n',
      stderr: 'Left out (a folder without files): empty\n',
    });
    expect(existsSync(join(folder, 'lake'))).toBe(false);
  });
});

test.concurrent('a folder with only the remains of a killed process becomes a lake', async ({
  folder,
}) => {
  await writeFiles(folder, { 'a.json': contact('1'), 'lake/.lake.json.1-2.unfinished': '' });
  await succeeds(folder, 'land', 'a.json');
  expect(await status(folder)).toMatchObject({ raw_objects: 1 });
});

async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}

function shell(folder: string, script: string) {
  return startShell(folder, script).ended;
}

async function status(folder: string) {
  return JSON.parse(await succeeds(folder, 'status', '--json'));
}

function isUnfinished(file: string): boolean {
  return file.endsWith('.unfinished');
}
