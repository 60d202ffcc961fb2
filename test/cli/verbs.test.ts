import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { listSavedQueries } from '../../queries/reader/saved-queries.ts';
import { QUERIES } from '../../terminal/package-files.ts';
import { filesIn } from '../local/lake.ts';
import { concatenated, record } from '../local/records.ts';
import { contactLake, test } from './contact-lake.ts';
import { makeSmallLake, succeeds, writeHours, writeRecords } from './small-lake.ts';
import { onTerminal } from './terminal.ts';

const VERBS = [
  ...['demo', 'land', 'normalise', 'convert', 'run', 'query', 'queries'],
  ...['dashboard', 'generate', 'replay', 'status', 'doctor', 'rebuild', 'redrive', 'erase', 'cost'],
  ...['today', 'contacts', 'contact', 'schema', 'sql', 'staffing', 'check', 'serve', 'config'],
  'completion',
];

describe.concurrent('--help', () => {
  test('lists every verb with its summary, and examples', async ({ folder }) => {
    const help = await succeeds(folder, '--help');
    for (const verb of VERBS) expect(help).toMatch(new RegExp(`^  ${verb} .*\\w`, 'm'));
    expect(help).toMatch(/Examples:\n {2}contact-lake demo/);
  });

  test.for(VERBS)(
    'of %s shows its usage and an example, with straight apostrophes',
    async (verb, { folder }) => {
      const help = await succeeds(folder, verb, '--help');
      expect(help).toMatch(new RegExp(`^Usage: contact-lake ${verb}`));
      expect(help).toMatch(new RegExp(`Examples?:\n(  .+\n)*  contact-lake (\\w+ .*)?${verb}`));
      expect(help).not.toContain('’');
      expect(await readdir(folder)).toEqual([]);
    },
  );
});

test.concurrent('--version is that of the package', async ({ folder }) => {
  const { version } = JSON.parse(await readFile('package.json', 'utf8'));
  expect(await succeeds(folder, '--version')).toBe(`${version}\n`);
});

describe.concurrent('from a file to the table, a stage at a time', () => {
  test('land, normalise, convert and status report their outcome', async ({ folder }) => {
    await writeRecords(join(folder, 'records.json'));
    expect(await succeeds(folder, 'land', 'records.json')).toBe('Landed 1 object.\n');
    expect(await succeeds(folder, 'normalise')).toMatch(
      /^Normalised 1 object: 6 records in, 5 out, 1 quarantined\.\n1 of 6 set aside:\n {2}1 × .*\n$/,
    );
    expect(await succeeds(folder, 'convert')).toBe(
      'Converted 1 flatfile with 5 rows: wrote 1 day with 5 contacts.\n',
    );
    const status = await succeeds(folder, 'status');
    expect(status).toMatch(/^Contacts +5 on 1 day$/m);
    expect(status).toMatch(/^Records +6 in, 5 kept$/m);
    expect(status).toMatch(/^Last update +2026-11-23 09:10:00$/m);
    expect(status).toMatch(/^From +2026-11-23 09:00:00$/m);
    expect(status).toMatch(/^To +2026-11-23 09:00:00$/m);
    expect(status).toMatch(/^Times of +UTC$/m);
  });

  test('each stage reports the same with --json', async ({ folder }) => {
    await writeRecords(join(folder, 'records.json'));
    const landed = await json(folder, 'land', 'records.json');
    expect(landed).toEqual({
      objects: 1,
      empty_objects: 0,
      keys: [
        expect.stringMatching(/^raw\/ctr\/\d{4}\/\d\d\/\d\d\/\d\d\/records-[0-9a-f]{12}\.json$/),
      ],
      already_there: [],
      left_out: [],
    });
    expect(await json(folder, 'status')).toMatchObject({ raw_objects: 1, raw_objects_waiting: 1 });
    const counts = { objects: 1, records_in: 6, records_out: 5, quarantined: 1 };
    expect(await json(folder, 'normalise')).toMatchObject(counts);
    expect(await json(folder, 'status')).toMatchObject({ flatfiles_waiting: 1, contacts: 0 });
    const converted = {
      flatfiles: 1,
      rows_read: 5,
      days_written: 1,
      rows_in_days: 5,
      left_out: [],
    };
    expect(await json(folder, 'convert')).toEqual({ ...converted, by_dataset: { ctr: converted } });
    expect(await json(folder, 'run')).toMatchObject({
      normalised: { objects: 0 },
      converted: { flatfiles: 0 },
    });
    expect(await json(folder, 'status')).toMatchObject({
      raw_objects: 1,
      raw_objects_waiting: 0,
      records_in: 6,
      records_out: 5,
      quarantined: 1,
      flatfiles_waiting: 0,
      days: 1,
      contacts: 5,
      first_initiated_at: '2026-11-23 09:00:00',
      last_initiated_at: '2026-11-23 09:00:00',
      last_updated_at: '2026-11-23 09:10:00',
    });
    const queries = (await json(folder, 'queries')) as { name: string; question: string }[];
    expect(queries.map(({ name }) => name)).toContain('longest-waits');
    for (const { question } of queries) expect(question).toMatch(/\?$/);
  });

  test('the same file landed twice is one object; another of its name is another', async ({
    folder,
  }) => {
    await writeRecords(join(folder, 'records.json'));
    await succeeds(folder, 'land', 'records.json', 'records.json');
    await succeeds(folder, 'land', 'records.json');
    expect(await json(folder, 'status')).toMatchObject({ raw_objects: 1 });
    await writeFile(join(folder, 'records.json'), concatenated([record({})]));
    await succeeds(folder, 'land', 'records.json');
    expect(await json(folder, 'status')).toMatchObject({ raw_objects: 2 });
  });

  test('a folder laid out by hours keeps its hours', async ({ folder }) => {
    await writeHours(folder, ['2026/11/23/09', '2026/11/23/10']);
    await succeeds(folder, 'land', 'records');
    expect(await filesIn(join(folder, 'lake', 'raw'))).toEqual([
      expect.stringMatching(/^ctr\/2026\/11\/23\/09\/object-[0-9a-f]{12}$/),
      expect.stringMatching(/^ctr\/2026\/11\/23\/10\/object-[0-9a-f]{12}$/),
    ]);
  });
});

describe.concurrent('generate', () => {
  test('makes the same bytes of the same seed, and others of another', async ({ folder }) => {
    const command = ['generate', '--contacts', '60', '--json'];
    const totals = await json(folder, ...command, '--seed', '5', '--out', 'one');
    expect(totals).toMatchObject({ contacts: 60, seed: 5 });
    await succeeds(folder, ...command, '--seed', '5', '--out', 'same');
    await succeeds(folder, ...command, '--seed', '6', '--out', 'other');
    const one = await bytesOf(join(folder, 'one'));
    expect(await bytesOf(join(folder, 'same'))).toEqual(one);
    expect(await bytesOf(join(folder, 'other'))).not.toEqual(one);
    expect(Object.keys(one)).toContain('answers.json');
    const within = (made: object, start: string) =>
      Object.keys(made).filter((file) => file.startsWith(start)).length;
    const { objects } = totals as { objects: number };
    expect(within(one, 'agent-events/')).toBeGreaterThan(0);
    expect(one).toHaveProperty(['schedules/shifts.csv']);
    // Beside the objects, the schedules and the answers.
    expect(Object.keys(one).length - 2).toBe(objects);
    await succeeds(folder, ...command, '--seed', '5', '--other-days', '0', '--out', 'contacts');
    const contacts = await bytesOf(join(folder, 'contacts'));
    expect(within(contacts, 'records/')).toBe(Object.keys(contacts).length - 1);
    expect(one).toMatchObject({ ...contacts, 'answers.json': expect.anything() });
  });
});

describe.concurrent('demo', () => {
  test.for(['1996-02-05', '2999-12-31'])(
    'has the answers of its simulation up to the last day %s, the first and last that it takes',
    async (day, { folder }) => {
      const said = await succeeds(folder, 'demo', '--contacts', '60', '--last-day', day);
      expect(said).toMatch(/\nAll \d+ answers equal the simulation's own\.\n/);
      const more = said.slice(said.indexOf('\nMore to ask:\n')).trimEnd().split('\n').slice(2);
      expect(more.map((line) => line.replace(/^ {2}(npx )?contact-lake /, ''))).toEqual([
        'today --lake ./lake                            how the newest day goes so far',
        'query agent-adherence --last 1d --lake ./lake  who kept to the schedule that day',
        'queries                                        all questions that have a saved query',
      ]);
      const days = await succeeds(folder, 'query', 'contacts-by-day-and-channel', '--format=csv');
      expect(days.trimEnd().split('\r\n').at(-1)).toMatch(new RegExp(`^${day},`));
    },
  );
});

describe.concurrent('queries', () => {
  test('lists a line for each query, in groups', async ({ folder }) => {
    const list = await succeeds(folder, 'queries');
    expect(list).toMatch(/^Service\n {2}abandonment-by-queue-and-day {2,}How many queued contacts/);
    expect(list).toMatch(/\n\nPeople\n(?: {2}.*\n)* {2}agent-summary {2,}\S/);
    for (const name of listSavedQueries(QUERIES).map((query) => query.name)) {
      expect(list.split('\n').filter((line) => line.startsWith(`  ${name} `))).toHaveLength(1);
    }
  });

  test('cuts the lines at the edge of a terminal', async ({ folder }) => {
    const { code, shown } = await onTerminal(folder, ['queries'], 'People', null);
    expect(code).toBe(0);
    expect(shown.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(shown).toContain('…');
  });

  test('lists parameters as query takes them', async ({ folder }) => {
    await makeSmallLake(folder);
    const name = 'peak-concurrency';
    const words = (await succeeds(folder, 'queries', name)).split(/\s+/);
    const params = words.filter((word) => word.includes('=')).flatMap((word) => ['--param', word]);
    expect(params.length).toBeGreaterThan(3);
    expect(await succeeds(folder, 'query', name, ...params, '--format=csv')).toBe(
      await succeeds(folder, 'query', name, '--format=csv'),
    );
  });
});

describe.concurrent('dashboard', () => {
  test('writes one page, and nothing beside it but what the lake keeps for the next', async ({
    folder,
  }) => {
    await makeSmallLake(folder);
    const before = await filesIn(folder);
    const said = await succeeds(folder, 'dashboard', '--time-zone', 'Europe/London');
    expect(said).toBe('Wrote lake/dashboard.html.\n');
    const more = (await filesIn(folder)).filter((file) => !before.includes(file));
    expect(more.filter((file) => !file.startsWith(join('lake', 'work', 'kept')))).toEqual([
      'lake/dashboard.html',
    ]);
    expect(await readFile(join(folder, 'lake', 'dashboard.html'), 'utf8')).toMatch(
      /^<!doctype html>/i,
    );
  });

  test('of a lake without a record is a page, too', async ({ folder }) => {
    await writeFile(join(folder, 'empty.json'), '');
    await succeeds(folder, 'land', 'empty.json');
    await succeeds(folder, 'dashboard', '--out', 'page.html');
    expect(await readFile(join(folder, 'page.html'), 'utf8')).toMatch(/^<!doctype html>/i);
  });
});

describe.concurrent('doctor', () => {
  test('finds no fault in a healthy lake', async ({ folder }) => {
    await makeSmallLake(folder);
    const findings = (await json(folder, 'doctor')) as { check: string; outcome: string }[];
    expect(findings.filter(({ outcome }) => outcome === 'fault')).toEqual([]);
    expect(await succeeds(folder, 'doctor')).toMatch(/^✓ table +1 day/m);
  });

  test('warns of objects that wait, which is not a fault', async ({ folder }) => {
    await writeRecords(join(folder, 'records.json'));
    await succeeds(folder, 'land', 'records.json');
    expect(await succeeds(folder, 'doctor')).toMatch(/^! to normalise +1 raw object waiting/m);
    await succeeds(folder, 'normalise');
    expect(await succeeds(folder, 'doctor')).toMatch(/^! to convert +1 flatfile waiting/m);
  });

  test('fails over a damaged day, and its advice mends it', async ({ folder }) => {
    await makeSmallLake(folder);
    const file = join(folder, 'lake/parquet/ctr/2026-11-23.parquet');
    await truncate(file, 1000);
    const { code, stdout, stderr } = await contactLake(folder, 'doctor');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(
      /^✗ table +Found parquet\/ctr\/2026-11-23.parquet damaged, .*: `contact-lake rebuild`/m,
    );
    await succeeds(folder, 'rebuild');
    expect(await succeeds(folder, 'doctor')).toMatch(/^✓ table/m);
    expect(await json(folder, 'status')).toMatchObject({ contacts: 5, quarantined: 1 });
  });

  test('sees damage in the middle of a day, where the footer is well', async ({ folder }) => {
    await makeSmallLake(folder);
    const file = join(folder, 'lake/parquet/ctr/2026-11-23.parquet');
    const bytes = await readFile(file);
    await writeFile(file, bytes.fill(0xff, 4, 400));
    const { code, stdout } = await contactLake(folder, 'doctor');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^✗ table/m);
  });
});

/** What the verb prints with --json. */
async function json(folder: string, ...args: readonly string[]): Promise<unknown> {
  return JSON.parse(await succeeds(folder, ...args, '--json'));
}

/** Every file's bytes, as hex. */
async function bytesOf(folder: string): Promise<Record<string, string>> {
  const files = await filesIn(folder);
  const entries = files.map(async (file) => [file, await readFile(join(folder, file), 'hex')]);
  return Object.fromEntries(await Promise.all(entries));
}
