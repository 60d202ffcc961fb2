/** The words of `query`: days, contacts, periods, and where the rows go. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newFolder, removeFolder } from '../local/folder.ts';
import { filesIn } from '../local/lake.ts';
import { concatenated, record } from '../local/records.ts';
import { contactLake, start } from './contact-lake.ts';
import { succeeds } from './small-lake.ts';

/** A contact of a queue that waited, a little before midnight in London's summer. */
function contact(id: string, queue: string, day: string, waitSeconds: number) {
  return record({
    ContactId: id,
    InitiationMethod: 'INBOUND',
    InitiationTimestamp: `${day}T23:10:00Z`,
    DisconnectTimestamp: `${day}T23:20:00Z`,
    LastUpdateTimestamp: `${day}T23:30:00Z`,
    Queue: { Name: queue, EnqueueTimestamp: `${day}T23:10:00Z`, Duration: waitSeconds },
    Agent: { Username: 'ann', ConnectedToAgentTimestamp: `${day}T23:11:00Z` },
  });
}

let folder: string;
beforeAll(async () => {
  folder = await newFolder();
  await writeFile(
    join(folder, 'records.json'),
    concatenated([
      contact('1', 'Claims', '2026-07-01', 25),
      contact('2', 'Claims', '2026-07-02', 5),
      contact('3', '=Sales', '2026-07-02', 5),
    ]),
  );
  await succeeds(folder, 'land', 'records.json');
  await succeeds(folder, 'run');
  await succeeds(folder, 'config', 'set', 'time-zone', 'Europe/London');
  await succeeds(folder, 'config', 'set', 'targets', 'VOICE=80/20, Claims=90/30');
});
afterAll(() => removeFolder(folder));

const ask = async (...args: readonly string[]) =>
  JSON.parse(await succeeds(folder, 'query', ...args, '--format', 'json'));

describe('days', () => {
  test('are those of the lake’s zone', async () => {
    const days = async (...words: string[]) =>
      (await ask('contacts-by-day-and-channel', ...words)).map(({ day }: { day: string }) => day);
    expect(await days()).toEqual(['2026-07-02', '2026-07-03']);
    expect(await days('--to', '2026-07-02')).toEqual(['2026-07-02']);
    expect(await days('--param', 'time_zone=UTC')).toEqual(['2026-07-01', '2026-07-02']);
  });

  test('in words are the lake’s newest if the clock’s have no contact, and the table says so', async () => {
    const { stdout } = await contactLake(
      folder,
      ...['query', 'contacts-by-day-and-channel', '--today', '--format', 'json'],
    );
    expect(JSON.parse(stdout)).toHaveLength(1);
    expect(await succeeds(folder, 'query', 'contacts-by-day-and-channel', '--today')).toMatch(
      /\nEurope\/London · 2026-07-03, the newest day in the data, as there is nothing for today \(\d{4}-\d\d-\d\d\)\n$/,
    );
    expect(await succeeds(folder, 'query', 'contacts-by-day-and-channel', '--last', '1w')).toMatch(
      /\nEurope\/London · 2026-06-27 to 2026-07-03\n$/,
    );
    // An answer that goes elsewhere has no last line.
    const query = ['query', 'contacts-by-day-and-channel', '--today'];
    const inFile = [...query, '--out', 'today.csv'];
    for (const args of [
      inFile,
      [...query, '--format', 'json'],
      ['contacts', ...query.slice(2), '--format', 'csv'],
    ]) {
      const { code, stderr } = await contactLake(folder, ...args);
      expect(stderr).toMatch(
        /^The day is 2026-07-03, the newest day in the data, as there is nothing for today \(\d{4}-\d\d-\d\d\)\.\n$/,
      );
      expect(code).toBe(0);
    }
  });

  test('and times of the status are in the lake’s zone', async () => {
    const status = await succeeds(folder, 'status');
    expect(status).toMatch(/^From +2026-07-02 00:10:00$/m);
    expect(status).toMatch(/^To +2026-07-03 00:10:00$/m);
    expect(status).toMatch(/^Last update +2026-07-03 00:30:00$/m);
    expect(status).toMatch(/^Times of +Europe\/London$/m);
  });

  test.each([
    [['--to', '2020-01-31']],
    [['--from', '2030-01-01']],
    [['--from', '2026-07-05', '--to', '2026-07-06']],
  ])('that are none of the data, %s, are told with those that it has', async (days) => {
    const said = 'No contacts: the data has 2026-07-02 to 2026-07-03';
    for (const verb of [['query', 'contacts-by-day-and-channel'], ['contacts']]) {
      expect(await succeeds(folder, ...verb, ...days)).toContain(said);
      const { stderr } = await contactLake(folder, ...verb, ...days, '--format', 'csv');
      expect(stderr).toBe(`${said}.\n`);
    }
  });
});

describe('the target', () => {
  test('is that of the chosen queue, and the table says which', async () => {
    const table = await succeeds(folder, 'query', 'service-level', '--queue', 'Claims');
    expect(table).toMatch(/\nEurope\/London · all days · within 30 s · queue Claims · times are/);
    const rows = await ask('service-level', '--queue', 'Claims');
    expect(rows.map((row: Record<string, unknown>) => row.answered_within)).toEqual([1, 1]);
  });

  test.each<[string[], RegExp]>([
    [
      [],
      /within 20 s · these contacts have different targets, some of them none: choose one --channel and one --queue to be judged by its target; the page judges each contact by its own · /,
    ],
    [
      ['--channel', 'voice'],
      /within 20 s · channel VOICE · these contacts have different targets: choose one --queue to be/,
    ],
    [['--param', 'service_level_seconds=20'], /within 20 s · times are/],
    [
      ['--queue', '=Sales', '--channel', 'VOICE'],
      /within 20 s · queue =Sales · channel VOICE · times/,
    ],
  ])('with %j: the table says whether it is the only one', async (words, said) => {
    expect(await succeeds(folder, 'query', 'service-level', ...words)).toMatch(said);
  });

  test('is the usual one without a choice, and a parameter wins over all', async () => {
    const within = async (...words: string[]) =>
      (await ask('service-level', '--by', 'month', ...words)).map(
        (row: Record<string, unknown>) => [row.queue, row.answered_within],
      );
    expect(await within()).toEqual([
      ['=Sales', 1],
      ['Claims', 1],
    ]);
    expect(await within('--queue', 'Claims', '--param', 'service_level_seconds=1')).toEqual([
      ['Claims', 0],
    ]);
  });
});

describe('rows in a file', () => {
  test.for(['csv', 'tsv', 'json', 'jsonl', 'md'])('by its ending: .%s', async (format) => {
    const said = await succeeds(folder, 'query', 'agent-summary', '--out', `x.${format}`);
    expect(said).toBe(`Wrote 1 row to x.${format}.\n`);
    const written = await readFile(join(folder, `x.${format}`), 'utf8');
    const printed = await succeeds(folder, 'query', 'agent-summary', '--format', format);
    expect(written).toBe(printed);
  });

  test.for([
    ['x.CSV', 'csv'],
    ['x.txt', 'table'],
    ['x', 'table'],
    ['folder.bogus/x', 'table'],
    ['x.bogus', 'tsv', '--format', 'tsv'],
  ])('%s has the format %s', async ([file, format, ...options]) => {
    await mkdir(join(folder, 'folder.bogus'), { recursive: true });
    await succeeds(folder, 'query', 'agent-summary', '--out', file!, ...options);
    const printed = await succeeds(folder, 'query', 'agent-summary', '--format', format!);
    expect(await readFile(join(folder, file!), 'utf8')).toBe(printed);
  });

  test('as Parquet keep their types', async () => {
    await succeeds(folder, 'query', 'contacts-by-day-and-channel', '--out', 'x.parquet');
    const { whileConnected, rowsOf } = await import('../../local/duckdb/duckdb.ts');
    const file = join(folder, 'x.parquet').replaceAll("'", "''");
    const described = await whileConnected((connection) =>
      rowsOf(
        connection,
        `SELECT typeof(day) AS day, typeof(contacts_queued) AS contacts, count(*) AS n
        FROM '${file}' GROUP BY ALL`,
      ),
    );
    expect(described).toEqual([{ day: 'DATE', contacts: 'BIGINT', n: 2 }]);
  });

  test('for Excel have a mark and no formula', async () => {
    const csv = await succeeds(folder, 'query', 'service-level', '--format=csv', '--excel');
    expect(csv.startsWith('\ufeffperiod_start_local,')).toBe(true);
    expect(csv).toContain(`"'=Sales"`);
  });

  test('never replace a file of a lake', async () => {
    const before = await filesIn(folder);
    for (const file of [
      'lake/lake.json',
      'lake/raw/x.csv',
      'lake/parquet/ctr/2026-07-01.parquet',
    ]) {
      const args = ['query', 'agent-summary', '--format', 'csv', '--out', file];
      const { code, stderr } = await contactLake(folder, ...args);
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: expect.stringMatching(/is in the lake at/),
      });
    }
    expect(await filesIn(folder)).toEqual(before);
  });
});

test('the lake is named once: before the verb, or by CONTACT_LAKE', async () => {
  const count = ['query', '--format=csv', '--sql=SELECT count(*) AS n FROM ctr'];
  const elsewhere = await newFolder();
  const lake = join(folder, 'lake');
  expect((await contactLake(elsewhere, '--lake', lake, ...count)).stdout).toBe('n\r\n3\r\n');
  const env = { CONTACT_LAKE: lake };
  expect((await start(elsewhere, count, { env }).ended).stdout).toBe('n\r\n3\r\n');
  const named = await start(elsewhere, [...count, '--lake', 'other'], { env }).ended;
  expect(named.stderr).toContain('no lake at other');
  const stack = await start(elsewhere, ['query', 'journeys', '--engine=local', '--stack=S'], {
    env,
  }).ended;
  expect(stack.stderr).toContain('Found --stack with --engine local');
  await removeFolder(elsewhere);
});

test.for<[string, RegExp, number]>([
  [
    'longest-waits --queue claim',
    /^Found --queue claim, expected the name of a queue.*nearest: Claims$/m,
    1,
  ],
  [
    'longest-waits --agent bob',
    /^Found --agent bob, expected the name of an agent that has contacts: ann$/m,
    1,
  ],
  ['data-quality --queue Claims', /which cannot be limited by queue/, 2],
  ['data-quality --today', /^Found --today with data-quality, which has no days to choose$/m, 2],
  ['journeys --together', /^Found --together with journeys, expected it with service-level$/m, 2],
  ['--sql SELECT --together', /^Found --together with --sql, expected it with a saved query/m, 2],
  ['service-level --param queues=all', /queues="all", expected each or together$/m, 2],
  ['journeys --by hour', /^Found --by with journeys, expected it with service-level$/m, 2],
  ['service-level --by year', /year.*half-hour, hour, day, week, month/, 2],
  [
    'service-level --param grain=year',
    /grain="year", expected half-hour, hour, day, week or month$/m,
    2,
  ],
  ['journeys --last 834y', /found 834y, expected 833y or less/, 2],
  [
    'journeys --last 7',
    /found 7, expected days, weeks, months or years such as 7d, 4w, 2m or 1y \(/,
    2,
  ],
  ['journeys --from 2026-02-30', /found 2026-02-30, which is not in the calendar, expected/, 2],
  ['journeys --today --last 7d', /'--today' cannot be used with option '--last <span>'/, 2],
  ['--sql SELECT --today', /^Found --today with --sql, expected it with a saved query only$/m, 2],
])('a mistake in words is one sentence: %s', async ([args, said, expected]) => {
  const { code, stdout, stderr } = await contactLake(folder, 'query', ...args.split(' '));
  expect(stderr).toMatch(said);
  expect(stderr).toMatch(/^.+\n$/);
  expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
});
