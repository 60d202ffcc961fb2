import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { contactLake, startShell, test } from './contact-lake.ts';
import { makeSmallLake, succeeds } from './small-lake.ts';

const WRITING = [
  'dashboard',
  'dashboard --watch',
  'query --sql=SELECT(1) --format csv',
  'contacts --format csv',
  'schema --format csv',
  'generate --contacts 5',
];

describe.concurrent('a place among the files of a lake is refused, and nothing is changed,', () => {
  test.for(WRITING)('by %s', async (verb, { folder }) => {
    await makeSmallLake(folder);
    const [object] = (await filesIn(join(folder, 'lake'))).filter((file) =>
      /^raw\/.*\d/.test(file),
    );
    await symlink('lake/raw', join(folder, 'by-folder'));
    await symlink('lake/lake.json', join(folder, 'by-file'));
    await symlink('lake/raw/new.csv', join(folder, 'to-nothing'));
    await mkdir(join(folder, 'elsewhere'));
    await symlink('../elsewhere', join(folder, 'lake', 'linked'));
    const before = await filesIn(folder);
    const marker = await readFile(join(folder, 'lake', 'lake.json'), 'utf8');
    const places = [
      'lake/lake.json',
      `lake/${object}`,
      'lake/parquet/ctr/2026-11-23.parquet',
      'lake/answers.json',
      'lake/reports/x.csv',
      'lake/linked/x.csv',
      'by-folder/x.csv',
      'by-folder/../lake.json',
      'by-file',
      'to-nothing',
    ];
    for (const place of verb.startsWith('generate') ? [] : places) {
      await expectRefused(folder, [...verb.split(' '), '--out', place]);
    }
    for (const place of ['lake/raw/new', 'by-folder/new/week', 'lake/reports/week']) {
      await expectRefused(folder, [...verb.split(' '), '--out', place]);
    }
    expect(await filesIn(folder)).toEqual(before);
    expect(await readFile(join(folder, 'lake', 'lake.json'), 'utf8')).toBe(marker);
  });
});

describe.concurrent('a place that is allowed', () => {
  test('is the top of a lake, where the file is private, and that of a lake within a lake', async ({
    folder,
  }) => {
    await makeSmallLake(folder);
    const lake = join(folder, 'lake');
    await succeeds(folder, 'query', '--sql=SELECT 1 AS a', '--out', 'lake/x.csv');
    expect((await stat(join(lake, 'x.csv'))).mode & 0o777).toBe(0o600);
    await mkdir(join(lake, 'inner'));
    await writeFile(join(lake, 'inner', 'lake.json'), '{"format":1}\n');
    await succeeds(folder, 'dashboard', '--out', 'lake/inner/dashboard.html');
    const { stderr } = await contactLake(folder, 'dashboard', '--out', 'lake/inner/raw/x.html');
    expect(stderr).toBe(
      `lake/inner/raw/x.html is in the lake at ${join(lake, 'inner')}, expected another place for --out\n`,
    );
  });

  test('is not refused before the file is a damaged lake’s own', async ({ folder }) => {
    await makeSmallLake(folder);
    await mkdir(join(folder, 'other', 'raw'), { recursive: true });
    await mkdir(join(folder, 'other', 'table-notes'));
    await writeFile(join(folder, 'other', 'lake.json'), '{"for');
    await expectRefused(folder, ['dashboard', '--out', 'other/lake.json']);
    await mkdir(join(folder, 'plain', 'raw'), { recursive: true });
    await succeeds(folder, 'dashboard', '--out', 'plain/raw/x.html');
  });
});

describe.concurrent('what stands in the place stays what it is:', () => {
  test.for([
    'query contacts-by-day-and-channel --format csv',
    'query contacts-by-day-and-channel --format parquet',
    'dashboard',
  ])('a pipe is written through, by %s', async (verb, { folder }) => {
    await makeSmallLake(folder);
    const { code, stderr } = await startShell(
      folder,
      `mkfifo pipe; cat pipe > read &
         $PROGRAM ${verb} --out pipe || { kill $!; exit 1; }; wait`,
    ).ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect((await stat(join(folder, 'pipe'))).isFIFO()).toBe(true);
    await succeeds(folder, ...verb.split(' '), '--out', 'file');
    const [read, file] = [readFile(join(folder, 'read')), readFile(join(folder, 'file'))];
    if (verb !== 'dashboard') expect(await read).toEqual(await file);
    expect((await read).length).toBeGreaterThan(5);
  });

  test('a pipe whose reader leaves is one sentence', async ({ folder }) => {
    await makeSmallLake(folder);
    const { code, stderr } = await startShell(
      folder,
      `mkfifo pipe; head -c 1 pipe > first & 
       $PROGRAM query --sql "SELECT repeat('x', 1000) FROM range(5000)" --format csv --out pipe`,
    ).ended;
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'Cannot write pipe: its reader has gone\n',
    });
  });

  test('links stay, and the file behind them is replaced or made', async ({ folder }) => {
    await makeSmallLake(folder);
    await mkdir(join(folder, 'real'));
    await writeFile(join(folder, 'real', 'there.csv'), 'before');
    await symlink('real', join(folder, 'linked-folder'));
    await symlink('linked-folder/there.csv', join(folder, 'one.csv'));
    await symlink('one.csv', join(folder, 'two.csv'));
    await symlink(join(folder, 'real', 'new.csv'), join(folder, 'new.csv'));
    await symlink('loop.csv', join(folder, 'loop.csv'));
    const before = await linksIn(folder);
    for (const out of ['two.csv', 'new.csv']) {
      await succeeds(folder, 'query', '--sql=SELECT 1 AS a', '--out', out);
    }
    for (const name of ['there.csv', 'new.csv']) {
      expect(await readFile(join(folder, 'real', name), 'utf8')).toBe('a\r\n1\r\n');
    }
    const { code, stderr } = await contactLake(folder, 'dashboard', '--out', 'loop.csv');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'Cannot write loop.csv: a link leads back to itself\n',
    });
    expect(await linksIn(folder)).toEqual(before);
    expect(await readdir(join(folder, 'real'))).toHaveLength(2);
  });

  test('two pages that are written at once are both whole', async ({ folder }) => {
    await makeSmallLake(folder);
    const written = Array.from({ length: 3 }, () => contactLake(folder, 'dashboard'));
    for (const { code, stderr } of await Promise.all(written)) {
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    }
    expect(await readFile(join(folder, 'lake', 'dashboard.html'), 'utf8')).toMatch(/<\/html>\s*$/);
    expect((await filesIn(folder)).filter((file) => file.includes('unfinished'))).toEqual([]);
  });
});

async function expectRefused(folder: string, args: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await contactLake(folder, ...args);
  expect({ args, code, stdout, stderr }).toEqual({
    args,
    code: 1,
    stdout: '',
    stderr: `${args.at(-1)} is in the lake at ${stderr.split(' is in the lake at ')[1]?.split(',')[0]}, expected another place for --out\n`,
  });
}

async function filesIn(folder: string): Promise<string[]> {
  return (await readdir(folder, { recursive: true })).sort();
}

async function linksIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isSymbolicLink())
    .map(({ name }) => name)
    .sort();
}
