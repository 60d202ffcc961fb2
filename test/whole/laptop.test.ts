import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { normaliseName } from '../../pipeline/column-types.ts';
import { contactLake, type Outcome, start } from '../cli/contact-lake.ts';
import { succeeds } from '../cli/small-lake.ts';
import { newFolder, removeFolder } from '../local/folder.ts';

const RECORDS = new URL('../../sample-data/records/', import.meta.url);
const DEMO = ['demo', '--contacts', '5000', '--last-day', '2026-11-19'];

describe('the demo, as a user runs it', () => {
  let folder: string;
  let first: Outcome;
  const fileInLake = (name: string) => join(folder, 'lake', name);

  beforeAll(async () => {
    folder = await newFolder();
    first = await contactLake(folder, ...DEMO);
  });

  afterAll(() => removeFolder(folder));

  test('ends by itself, with every answer equal to the simulation’s own', async () => {
    const { queries } = JSON.parse(await readFile(fileInLake('answers.json'), 'utf8'));
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toContain(`All ${queries.length} answers equal the simulation's own.`);
    expect(queries.length).toBeGreaterThan(20);
  });

  test('prints some answers, says where the page is, and the page is there', async () => {
    expect(first.stdout).toMatch(/^│ \d{4}-\d\d-\d\d │ VOICE/m);
    expect(first.stdout).toContain(`The page: ${join('lake', 'dashboard.html')}`);
    expect(await readFile(fileInLake('dashboard.html'), 'utf8')).toMatch(/^<!doctype html>/i);
  });

  test('keeps the zone of its contact centre, which the page and all verbs then use', async () => {
    const { time_zone: zone } = JSON.parse(await readFile(fileInLake('answers.json'), 'utf8'));
    expect(await succeeds(folder, 'config', 'get', 'time_zone')).toBe(`${zone}\n`);
    expect(await succeeds(folder, 'today')).toContain(`(${zone})`);
    const html = await readFile(fileInLake('dashboard.html'), 'utf8');
    expect(dataOf(html).settings).toMatchObject({ timeZone: zone });
  });

  test('keeps its lake in a second run, and gives the same answers', async () => {
    const before = await stat(fileInLake('parquet/ctr'));
    const again = await contactLake(folder, ...DEMO);
    expect(again.code).toBe(0);
    // Only the first run generates records.
    // A few contacts are still going on.
    expect(first.stdout).toMatch(/records of 4,9\d\d contacts/);
    expect(again.stdout).toBe(first.stdout.replace(/^.*records of 4,9\d\d contacts.*\n/, ''));
    expect((await stat(fileInLake('parquet/ctr'))).mtimeMs).toBe(before.mtimeMs);
  });

  test('fails over one wrong number of one query, and names it', async () => {
    const answersFile = fileInLake('answers.json');
    const text = await readFile(answersFile, 'utf8');
    const answers = JSON.parse(text);
    const entry = answers.queries.find(({ query }: { query: string }) => query === 'journeys');
    const column = entry.rows[0].findIndex((value: unknown) => typeof value === 'number');
    entry.rows[0][column]++;
    await writeFile(answersFile, JSON.stringify(answers));
    const { code, stderr, stdout } = await contactLake(folder, ...DEMO);
    await writeFile(answersFile, text);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      new RegExp(`^1 of \\d+ answers are wrong: journeys, row 1, ${entry.columns[column]}: .*\n$`),
    );
    expect(stdout).not.toContain('answers equal');
  });

  test('fails over a day whose file is another day’s, and names it', async () => {
    const days = (await readdir(fileInLake('parquet/ctr'))).sort();
    const [another, lost] = days.map((day) => fileInLake(join('parquet/ctr', day)));
    const bytes = await readFile(lost!);
    await writeFile(lost!, await readFile(another!));
    const { code, stderr } = await contactLake(folder, ...DEMO);
    await writeFile(lost!, bytes);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^[^\n]*parquet\/ctr\/\d{4}-\d\d-\d\d\.parquet[^\n]*expected[^\n]*\n$/);
  });
});

describe('real records, one of each channel', async () => {
  const files = (await readdir(RECORDS).catch(() => [])).filter((name) => name.endsWith('.json'));

  test('are in the table', async () => {
    const records = await Promise.all(files.map(readRecord));
    const channels = new Set(records.map((record) => record.Channel));
    expect([...channels].sort()).toEqual(['CHAT', 'EMAIL', 'TASK', 'VOICE']);
  });

  test.for(files)('%s comes through with every value found again', async (file) => {
    const folder = await newFolder();
    try {
      const record = await readRecord(file);
      await writeFile(join(folder, file), JSON.stringify(record));
      await succeeds(folder, 'land', file);
      expect(await succeeds(folder, 'run')).toContain('1 record in, 1 out, 0 quarantined');
      const sql = '--sql=SELECT to_json(ctr) AS row FROM ctr';
      const [{ row }] = JSON.parse(await succeeds(folder, 'query', sql, '--format', 'json'));
      expect(valuesNotFound(record, JSON.parse(row))).toEqual([]);
      // The search itself misses what is not there.
      const { contactid, ...rest } = JSON.parse(row);
      expect(valuesNotFound(record, rest)).toEqual([`ContactId: "${contactid}", found undefined`]);
    } finally {
      await removeFolder(folder);
    }
  });
});

test.each(['2027-04-02', '2028-03-03'])(
  'the answers equal the simulation’s over the change to summer time, or 29 February: %s',
  async (day) => {
    const folder = await newFolder();
    try {
      await succeeds(folder, 'demo', '--contacts', '600', '--last-day', day);
      const page = await readFile(join(folder, 'lake', 'dashboard.html'), 'utf8');
      expect(dataOf(page)).toMatchObject({ dayCount: 36 });
    } finally {
      await removeFolder(folder);
    }
  },
);

test('a demo that is interrupted continues when it is started again', async () => {
  const folder = await newFolder();
  const running = start(folder, ['demo', '--contacts', '300']);
  try {
    await written(join(folder, 'lake'), /^parquet/, () => running.hasEnded);
    expect(await running.end('SIGKILL')).toMatchObject({ signal: 'SIGKILL' });
    const { code, stdout } = await contactLake(folder, 'demo', '--contacts', '300');
    expect(stdout).toMatch(/^All \d+ answers equal/m);
    expect(code).toBe(0);
  } finally {
    if (!running.hasEnded) await running.end('SIGKILL');
    await removeFolder(folder);
  }
});

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

async function readRecord(file: string): Promise<{ [key: string]: Json }> {
  return JSON.parse(await readFile(new URL(file, RECORDS), 'utf8'));
}

/** Resolves once the folder holds a path that matches; rejects if the process ends without. */
async function written(folder: string, pattern: RegExp, hasEnded: () => boolean): Promise<void> {
  for (;;) {
    const names = await readdir(folder).catch(() => []);
    if (names.some((name) => pattern.test(name))) return;
    if (hasEnded()) throw new Error(`It ended without ${pattern} in ${folder}`);
  }
}

/**
 * Looks for every leaf of a record in the table's row: at its own place there, unwrapped where the
 * column is a map of plain values, else as JSON text in other_fields under its path or one above.
 * @returns the paths and values that are nowhere
 */
function valuesNotFound(record: Json, row: { [column: string]: Json }): string[] {
  const others = (row.other_fields ?? {}) as { [path: string]: string };
  const missing: string[] = [];
  const look = (value: Json, place: Json | undefined, path: string): void => {
    if (path in others) {
      if (JSON.stringify(JSON.parse(others[path]!)) !== JSON.stringify(value)) missing.push(path);
      return;
    }
    if (isObject(value)) {
      const wrapped = typeof place === 'string' ? Object.values(value)[0] : undefined;
      if (wrapped !== undefined) {
        look(wrapped, place, path);
        return;
      }
      for (const [key, inner] of Object.entries(value)) {
        const under = isObject(place) ? place[normaliseName(key)] : undefined;
        look(inner, under, path === '' ? key : `${path}.${key}`);
      }
    } else if (Array.isArray(value)) {
      for (const [i, inner] of value.entries()) {
        look(inner, Array.isArray(place) ? place[i] : undefined, `${path}[${i}]`);
      }
    } else if (!isSame(value, place)) {
      missing.push(`${path}: ${JSON.stringify(value)}, found ${JSON.stringify(place)}`);
    }
  };
  look(record, row, '');
  return missing;
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The same value, or the same moment: `2022-03-04T05:06:07Z` is `2022-03-04 05:06:07`. */
function isSame(value: Json, found: Json | undefined): boolean {
  if (value === (found ?? null)) return true;
  if (typeof value !== 'string' || typeof found !== 'string') return false;
  return /^\d{4}-\d\d-\d\dT/.test(value) && Date.parse(value) === Date.parse(`${found}Z`);
}

/** What a page has added up. */
function dataOf(html: string) {
  const [, packed = ''] = /id="data">([^<]+)</.exec(html) ?? [];
  return JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString());
}
