import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newFolder, removeFolder } from '../lake/folder.ts';
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
      DATE '2026-11-23' AS day, TIMESTAMP '2026-11-23 09:00:00' AS time, true AS flag, [1, 2] AS list`;
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
    });
  });

  test('without a row: JSON and CSV are what a program expects', async () => {
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

  test('a reader that has had enough is no error', async () => {
    const script = `{ $CONTACT_LAKE query --format csv --sql \\
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
    const later = await succeeds(folder, ...args, '--param', 'from_day=2026-11-24');
    expect(later).toBe('[]\n');
    const elsewhere = await succeeds(
      folder,
      ...[...args, '--param', 'time_zone=Pacific/Kiritimati', '--param', 'from_day=2026-11-01'],
    );
    expect(JSON.parse(elsewhere)[0]).toMatchObject({ day: '2026-11-23' });
    const american = await succeeds(folder, ...args, '--param', 'time_zone=Pacific/Honolulu');
    expect(JSON.parse(american)[0]).toMatchObject({ day: '2026-11-22' });
  });
});

describe.concurrent('a mistake in a query is told in one sentence:', () => {
  const mistakes: [string, string[], RegExp][] = [
    ['an unknown name', ['longest-wait'], /no saved query "longest-wait".*longest-waits/],
    ['a name and SQL', ['longest-waits', '--sql', 'SELECT 1'], /longest-waits and --sql/],
    ['neither', [], /neither the name of a saved query nor --sql/],
    ['no SQL at all', ['--sql', ' '], /neither the name of a saved query nor --sql/],
    ['SQL that is none', ['--sql', 'SELEC 1'], /syntax error at or near "SELEC"/],
    ['an unknown table', ['--sql', 'SELECT * FROM calls'], /calls does not exist/],
    ['an unknown column', ['--sql', 'SELECT nope FROM ctr'], /"nope" not found/],
    [
      'a value that does not fit',
      ['--sql', 'SELECT CAST(channel AS INTEGER) FROM ctr'],
      /Could not convert string/,
    ],
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
      'a number that is none',
      ['longest-waits', '--param', 'rows_shown=ten'],
      /Found rows_shown="ten", expected a number/,
    ],
    [
      'a day that is none',
      ['longest-waits', '--param', 'from_day=2026-02-30'],
      /Found from_day="2026-02-30", expected a date/,
    ],
    [
      'a zone that is none',
      ['contacts-by-day-and-channel', '--param', 'time_zone=Mars/Olympus'],
      /Found time_zone="Mars\/Olympus", expected a time zone/,
    ],
    [
      'a zone that is none, where no row would be looked at',
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
      'a name that no attribute has',
      ['attribute-breakdown', '--param', 'attribute_name=Call-Reason'],
      /Found attribute_name="Call-Reason", expected a name of a-z, 0-9 and _ only/,
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
    ['an unknown format', ['longest-waits', '--format', 'xml'], /xml.*table, csv, json/],
  ];

  test.for(mistakes)('%s', async ([, args, culprit]) => {
    const { code, stdout, stderr } = await contactLake(folder, 'query', ...args);
    expect(stderr).toMatch(culprit);
    expect(stderr).toMatch(/^.+\n$/);
    expect(stderr).not.toMatch(/ {4}at /);
    expect(code).toBe(1);
    // What has been printed by then cannot be taken back, but a table is printed whole.
    expect(stdout).toBe('');
  });
});
