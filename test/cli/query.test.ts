import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newFolder, removeFolder } from '../local/folder.ts';
import { filesIn } from '../local/lake.ts';
import { concatenated, record } from '../local/records.ts';
import { contactLake, startShell } from './contact-lake.ts';
import { makeSmallLake, succeeds } from './small-lake.ts';

const NAMES = `--sql=SELECT contactid AS id, name, channel, totalpausecount AS pauses,
  attributes.tier FROM ctr ORDER BY contactid`;

let folder: string;

beforeAll(async () => {
  folder = await newFolder();
  await makeSmallLake(folder);
});

afterAll(() => removeFolder(folder));

describe.concurrent('query --sql', () => {
  test('as JSON: numbers are numbers, null is null, one row a line', async () => {
    const text = await succeeds(folder, 'query', NAMES, '--format', 'json');
    expect(JSON.parse(text)).toEqual([
      { id: '1', name: 'plain', channel: 'VOICE', pauses: 3, tier: null },
      { id: '2', name: 'say "hi", all', channel: 'CHAT', pauses: 0, tier: null },
      { id: '3', name: 'two\nlines', channel: 'CHAT', pauses: null, tier: null },
      { id: '4', name: '', channel: 'TASK', pauses: null, tier: 'gold' },
      { id: '5', name: null, channel: 'VOICE', pauses: null, tier: null },
    ]);
    expect(text.split('\n')).toHaveLength(5 + 3);
  });

  test('as CSV: RFC 4180, null is nothing, an empty text is ""', async () => {
    expect(await succeeds(folder, 'query', NAMES, '--format', 'csv')).toBe(
      [
        'id,name,channel,pauses,tier',
        '1,plain,VOICE,3,',
        '2,"say ""hi"", all",CHAT,0,',
        '3,"two\nlines",CHAT,,',
        '4,"",TASK,,gold',
        '5,,VOICE,,',
        '',
      ].join('\r\n'),
    );
  });

  test('as a table: numbers to the right, null is empty', async () => {
    const sql =
      '--sql=SELECT channel, count(*) AS contacts, null AS none FROM ctr GROUP BY 1 ORDER BY 1';
    expect(await succeeds(folder, 'query', sql)).toBe(
      [
        '┌─────────┬──────────┬──────┐',
        '│ channel │ contacts │ none │',
        '├─────────┼──────────┼──────┤',
        '│ CHAT    │        2 │      │',
        '│ TASK    │        1 │      │',
        '│ VOICE   │        2 │      │',
        '└─────────┴──────────┴──────┘',
        '',
      ].join('\n'),
    );
  });

  test('numbers of every width are numbers, as far as JavaScript counts', async () => {
    const sql = `--sql=SELECT 1::BIGINT AS big, sum(1) AS total, 1.5::DECIMAL(9, 2) AS money,
      0.1 + 0.2 AS share, 12345678901234567890::HUGEINT AS huge,
      DATE '2026-11-23' AS day, TIMESTAMP '2026-11-23 09:00:00' AS time, true AS flag, [1, 2] AS list,
      array_agg(3::BIGINT) AS several, map_agg('a', 4::BIGINT) AS counts,
      [{'n': sum(5), 'far': [12345678901234567890::HUGEINT, NULL]}] AS rows`;
    const [row] = JSON.parse(await succeeds(folder, 'query', sql, '--format', 'json'));
    expect(row).toEqual({
      big: 1,
      total: 1,
      money: 1.5,
      share: expect.closeTo(0.3),
      huge: '12345678901234567890',
      day: '2026-11-23',
      time: '2026-11-23 09:00:00',
      flag: true,
      list: [1, 2],
      several: [3],
      counts: [{ key: 'a', value: 4 }],
      rows: [{ n: 5, far: ['12345678901234567890', null] }],
    });
  });

  test('without a row, JSON and CSV are valid for a program', async () => {
    const none = '--sql=SELECT contactid FROM ctr WHERE false';
    expect(await succeeds(folder, 'query', none, '--format', 'json')).toBe('[]\n');
    expect(await succeeds(folder, 'query', none, '--format', 'csv')).toBe('contactid\r\n');
  });

  test('a semicolon in a text, a name or a comment, or at the end, makes no second statement', async () => {
    const sql = `--sql=SELECT ';it''s' AS "a;b" /* ; */ -- ; SELECT 2\n;`;
    expect(await succeeds(folder, 'query', sql, '--format', 'csv')).toBe("a;b\r\n;it's\r\n");
  });

  test('asks contact_facts and quarantine, too', async () => {
    const sql = `--sql=SELECT (SELECT count(*) FROM contact_facts) AS facts, reason FROM quarantine`;
    expect(JSON.parse(await succeeds(folder, 'query', sql, '--format', 'json'))).toEqual([
      { facts: 5, reason: expect.stringContaining('InstanceARN') },
    ]);
  });

  test('a reader that closes the pipe early causes no error', async () => {
    const script = `{ $PROGRAM query --format csv --sql \\
      'SELECT i, repeat(i::VARCHAR, 100) FROM range(200000) AS t(i)'; echo "code $?" >&2; } | head -1`;
    const { stdout, stderr } = await startShell(folder, script).ended;
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(stderr).toBe('code 0\n');
  });
});

describe.concurrent('query NAME', () => {
  test('answers with its parameters as they are', async () => {
    const text = await succeeds(folder, 'query', 'contacts-by-day-and-channel', '--format', 'json');
    expect(JSON.parse(text)).toMatchObject([
      { day: '2026-11-23', channel: 'CHAT', contacts_created: 2 },
      { day: '2026-11-23', channel: 'TASK', contacts_created: 1 },
      { day: '2026-11-23', channel: 'VOICE', contacts_created: 2 },
    ]);
  });

  test('answers with other parameters', async () => {
    const args = ['query', 'contacts-by-day-and-channel', '--format', 'json'];
    const later = await contactLake(folder, ...args, '--param', 'from_day=2026-11-24');
    expect(later).toMatchObject({
      code: 0,
      stdout: '[]\n',
      stderr: 'No rows; the lake has ctr of 2026-11-23 to 2026-11-23.\n',
    });
    const elsewhere = await succeeds(
      folder,
      ...[...args, '--param', 'time_zone=Pacific/Kiritimati', '--param', 'from_day=2026-11-01'],
    );
    expect(JSON.parse(elsewhere)[0]).toMatchObject({ day: '2026-11-23' });
    const american = await succeeds(folder, ...args, '--param', 'time_zone=Pacific/Honolulu');
    expect(JSON.parse(american)[0]).toMatchObject({ day: '2026-11-22' });
  });
});

describe.concurrent('a mistake in a query is reported in one sentence:', () => {
  const mistakes: [string, string[], RegExp][] = [
    ['an unknown name', ['longest-wait'], /no saved query "longest-wait".*longest-waits/],
    ['a name and SQL', ['longest-waits', '--sql', 'SELECT 1'], /longest-waits and --sql/],
    ['neither', [], /neither the name of a saved query nor --sql/],
    ['no SQL at all', ['--sql', ' '], /'--sql <text>': found nothing, expected a value/],
    [
      'one that shows late',
      ['--sql', "SELECT IF(i = 99999, error('too late'), i) FROM range(100000) AS t(i)"],
      /too late/,
    ],
    [
      'an unknown parameter',
      ['longest-waits', '--param', 'zone=UTC'],
      /no parameter "zone".*time_zone/,
    ],
    ['a parameter without a value', ['longest-waits', '--param', 'zone'], /zone.*name=value/],
    [
      'a text in place of a number',
      ['longest-waits', '--param', 'rows_shown=ten'],
      /Found rows_shown="ten", expected a whole number from 0 on/,
    ],
    [
      'a text in place of a day',
      ['longest-waits', '--param', 'from_day=2026-02-30'],
      /Found from_day="2026-02-30", expected a date/,
    ],
    [
      'a moment that is in no calendar',
      ['queue-at-a-moment', '--param', 'moment=2026-02-30 10:00:00'],
      /^Found moment="2026-02-30 10:00:00", expected a time such as 2026-03-02 09:10:00, or last$/m,
    ],
    [
      'minutes beyond any calendar',
      ['busy-agents-at-a-moment', '--param', 'longest_after_work_minutes=99999999999999'],
      /^Found longest_after_work_minutes="99999999999999", expected a whole number from 0 to 999999999$/m,
    ],
    [
      'a period of another query',
      ['evaluation-scores', '--param', 'period=hour'],
      /^Found period="hour", expected day, week or month$/m,
    ],
    [
      'an unknown time zone',
      ['contacts-by-day-and-channel', '--param', 'time_zone=Mars/Olympus'],
      /Found time_zone="Mars\/Olympus", expected a time zone/,
    ],
    [
      'an unknown time zone, although no row would be read',
      ['contacts-by-day-and-channel', '--param=time_zone=Mars', '--param=from_day=2999-01-01'],
      /Found time_zone="Mars", expected a time zone/,
    ],
    [
      'an offset for a zone',
      ['contacts-by-day-and-channel', '--param', 'time_zone=+01:00'],
      /Found time_zone="\+01:00", expected a time zone/,
    ],
    [
      'seconds below none',
      ['service-level-by-queue-and-day', '--param', 'service_level_seconds=-20'],
      /Found service_level_seconds="-20", expected a whole number from 0 on/,
    ],
    [
      'an attribute that no contact has',
      ['attribute-breakdown', '--param', 'attribute_name=Tir'],
      /Found attribute_name="Tir", expected an attribute that a contact has; nearest: tier$/m,
    ],
    [
      'an attribute that is near to none',
      ['attribute-breakdown', '--param', 'attribute_name=Call-Reason'],
      /Found attribute_name="Call-Reason", expected .* has; there are tier$/m,
    ],
    [
      'one whose name has nothing of ASCII',
      ['attribute-breakdown', '--param', 'attribute_name=顧客種別'],
      /Found attribute_name="顧客種別", expected an attribute that a contact has; there are tier$/m,
    ],
    [
      'no name',
      ['attribute-breakdown', '--param', 'attribute_name= '],
      /Found attribute_name=" ", expected the name of an attribute$/m,
    ],
    [
      'an abbreviation for a zone',
      ['contacts-by-day-and-channel', '--param', 'time_zone=BST'],
      /Found time_zone="BST", expected a time zone such as Europe\/London; nearest: Europe\/London, /,
    ],
    [
      'what Athena reads otherwise',
      ['--sql', "SELECT initiated_at AT TIME ZONE 'Europe/London' FROM contact_facts"],
      /Found AT TIME ZONE in --sql, but .*at_timezone\(with_timezone\(ts, 'UTC'\)/,
    ],
    [
      'a statement that writes',
      ['--sql', "COPY (SELECT 1) TO 'x.csv'"],
      /Found COPY in --sql, expected a statement that only reads/,
    ],
    [
      'EXPLAIN of a statement that writes',
      ['--sql', 'EXPLAIN ANALYZE CREATE TABLE x AS SELECT 1'],
      /Found CREATE in --sql, expected a statement that only reads/,
    ],
    [
      'what is no statement of Athena’s',
      ['--sql', 'SELECT * FROM (PIVOT ctr ON channel)'],
      /Found CREATE in --sql|PIVOT/,
    ],
    [
      'a statement that writes, on a stack',
      ['--sql', 'DROP TABLE ctr', '--stack', 'ContactLake'],
      /Found DROP in --sql, expected a statement that only reads/,
    ],
    [
      'a message with a record’s value',
      ['--sql', "SELECT error('of ' || contactid) FROM ctr"],
      /The query cannot be run: Invalid Input Error$/m,
    ],
    [
      'two statements',
      ['--sql', "SELECT ';'; SELECT 2"],
      /Found 2 statements in --sql, expected one/,
    ],
    ['only a comment', ['--sql', '-- SELECT 1\n/* ; */'], /Found only a comment in --sql/],
    ['only a semicolon', ['--sql', ' ; '], /Found no statement in --sql/],
    ['--param with SQL', ['--sql', 'SELECT 1', '--param', 'a=b'], /--param with --sql/],
    [
      "the laptop's engine for a stack",
      ['longest-waits', '--engine', 'local', '--stack', 'ContactLake'],
      /Found --stack with --engine local, expected --engine athena/,
    ],
    [
      "the laptop's engine for a workgroup",
      ['longest-waits', '--engine', 'local', '--workgroup', 'lake'],
      /Found --workgroup with --engine local, expected --engine athena/,
    ],
    [
      'an unknown format',
      ['longest-waits', '--format', 'xml'],
      /xml.*table, csv, tsv, json, jsonl, md, parquet/,
    ],
  ];

  /** Such mistakes only an engine that has opened the lake can find. */
  const isOfEngine = /^(The query cannot be run|Found attribute_name=.+ (whose|that a contact))/;

  test.for(mistakes)('%s', async ([, args, culprit]) => {
    const { code, stdout, stderr } = await contactLake(folder, 'query', ...args);
    expect(stderr).toMatch(culprit);
    expect(stderr).toMatch(/^.+\n$/);
    expect(stderr).not.toMatch(/ {4}at /);
    expect(code).toBe(isOfEngine.test(stderr) ? 1 : 2);
    // What has been printed by then cannot be taken back, but a table is printed whole.
    expect(stdout).toBe('');
  });
});

describe.concurrent('an error of the engine about the SQL is shown with the place in it:', () => {
  test.for<[string, string, string[]]>([
    [
      'a text that is not SQL',
      'SELEC 1',
      ['Parser Error: syntax error at or near "SELEC"', 'LINE 1: SELEC 1', '        ^'],
    ],
    [
      'an unknown table',
      'SELECT 1\nFROM calls',
      [
        'Catalog Error: Table with name calls does not exist!',
        '*',
        'LINE 2: FROM calls',
        '             ^',
      ],
    ],
    [
      'an unknown column, with those that are near',
      'SELECT contactidd FROM ctr',
      [
        'Binder Error: Referenced column "contactidd" not found in FROM clause!',
        '* bindings: "contactid"*',
        'LINE 1: SELECT contactidd FROM ctr',
        '               ^',
      ],
    ],
    [
      'a value that does not fit, which is not told',
      'SELECT CAST(channel AS INTEGER) FROM ctr',
      [
        'Conversion Error: Could not convert string … to INT32',
        'LINE 1: SELECT CAST(channel AS INTEGER) FROM ctr',
        '               ^',
      ],
    ],
  ])('%s', async ([, sql, lines]) => {
    const { code, stdout, stderr } = await contactLake(folder, 'query', '--sql', sql);
    const said = stderr.trimEnd().split('\n');
    expect(said).toHaveLength(lines.length);
    const [first, ...others] = lines;
    expect(said[0]).toBe(`The query cannot be run: ${first}`);
    for (const [i, line] of others.entries()) {
      const parts = line.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
      expect(said[i + 1]).toMatch(new RegExp(`^${parts.join('.*')}$`));
    }
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });
});

describe('a query reads the lake and nothing else:', () => {
  test.for([
    "FROM read_text('/etc/hostname')",
    "FROM read_blob('records.json')",
    "FROM read_csv('records.json')",
    "FROM read_json('lake/raw/**')",
    "FROM 'records.json'",
    "FROM glob('*')",
    "FROM 'https://example.org/x.parquet'",
    "FROM read_parquet('s3://bucket/x.parquet')",
    'FROM duckdb_secrets()',
    "FROM read_text('/dev/fd/0')",
    "FROM sqlite_scan('x.db', 'x')",
  ])('%s', async (from) => {
    const sql = `SELECT * ${from}`;
    const { code, stdout, stderr } = await contactLake(folder, 'query', '--sql', sql);
    expect(stderr).toMatch(
      /^(The query cannot be run: (Permission|Catalog|IO|Missing Extension) Error|Found \w+\(\) in --sql, but Athena has no such function)/,
    );
    expect({ code, stdout }).toEqual({ code: stderr.startsWith('Found') ? 2 : 1, stdout: '' });
  });

  test.for([
    "COPY (SELECT 1) TO 'lake/parquet/ctr/2026-11-23.parquet'",
    "COPY ctr TO 'copy.csv'",
    "EXPORT DATABASE 'copy'",
    "ATTACH 'copy.db'",
    'INSTALL httpfs',
    'LOAD httpfs',
    'SET enable_external_access = true',
    'CREATE TABLE copy AS SELECT * FROM ctr',
    'DROP VIEW ctr',
    'CALL enable_logging()',
    "PRAGMA enable_profiling = 'json'",
  ])('%s changes no file', async (sql) => {
    const before = await filesIn(folder);
    const { code, stdout } = await contactLake(folder, 'query', '--sql', sql);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(await filesIn(folder)).toEqual(before);
    expect(
      await succeeds(folder, 'query', '--format=csv', '--sql=SELECT count(*) AS n FROM ctr'),
    ).toBe('n\r\n5\r\n');
  });
});

describe('attribute-breakdown of attributes that are no column of their own', () => {
  let others: string;
  beforeAll(async () => {
    others = await newFolder();
    const attributes = [
      { 'Customer Tier': 'Gold', 'Customer-Tier': 'Bronze', 日本: 'はい', nested: { a: 1 } },
      { 'Customer-Tier': 'Silver' },
    ];
    const records = attributes.map((Attributes, i) =>
      record({ ContactId: String(i), Attributes, DisconnectTimestamp: '2026-11-23T09:05:00Z' }),
    );
    await writeFile(join(others, 'records.json'), concatenated(records));
    await succeeds(others, 'land', 'records.json');
    await succeeds(others, 'run');
  });
  afterAll(() => removeFolder(others));

  const breakdown = (name: string) =>
    contactLake(
      others,
      'query',
      'attribute-breakdown',
      '--format=json',
      `--param=attribute_name=${name}`,
    );

  test.for([
    ['Customer-Tier', ['Bronze', 'Silver']],
    ['Customer Tier', ['Gold', 'Silver']],
    ['customertier', ['Gold', 'Silver']],
    ['日本', ['はい', null]],
  ] as const)('%s: %j', async ([name, values]) => {
    const { stdout, stderr } = await breakdown(name);
    expect(stderr).toBe('');
    const found = JSON.parse(stdout).map((row: { attribute_value: string }) => row.attribute_value);
    expect(found).toEqual(values);
  });

  test('one whose values are objects is refused', async () => {
    const { code, stderr } = await breakdown('nested');
    expect(stderr).toMatch(
      /^Found attribute_name="nested", whose values are objects, lists or null/,
    );
    expect(code).toBe(1);
  });
});

describe('attribute-breakdown', () => {
  test.for(['tier', 'Tier', 'TI-ER', ' tier '])('takes the attribute as “%s”', async (name) => {
    const args = ['attribute-breakdown', '--format=csv', `--param=attribute_name=${name}`];
    const text = await succeeds(folder, 'query', ...args);
    expect(text.split('\r\n').map((line) => line.split(',').slice(0, 2))).toEqual([
      ['attribute_value', 'contacts_created'],
      ['gold', '1'],
      ['', '4'],
      [''],
    ]);
  });
});
