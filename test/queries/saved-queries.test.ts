import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageViews } from '../../local/lake/lake-views.ts';
import {
  type ParameterKind,
  timeZoneLiteral,
  withConstantBounds,
  withParameters,
} from '../../queries/reader/parameters.ts';
import {
  GROUPS,
  listSavedQueries,
  readSavedQuery,
  type SavedQuery,
} from '../../queries/reader/saved-queries.ts';
import { UserError } from '../../terminal/user-error.ts';
import { openSmallLake, QUERIES, type SmallLake } from './small-lake.ts';

const queries = listSavedQueries(QUERIES);
/** Where a kind has several domains. */
const OTHER_NAMED_VALUES: Readonly<Record<string, string>> = {
  attribute_name: 'tier_2',
  grain: 'half-hour',
  moment: '2026-01-31 12:00:00',
  period: 'week',
  queues: 'together',
  text_shown: 'original',
};
const CHARTS = ['bar', 'line', 'heat map', 'table'];
const OTHER_VALUES: Record<ParameterKind, string> = {
  text: 'Asia/Kathmandu',
  number: '3',
  date: '2026-01-31',
  boolean: 'true',
};

/** What one of the two engines does not have, or takes for something else. */
const NOT_IN_BOTH = [
  /\bqualify\b/i,
  /\bgroup by all\b/i,
  /\border by all\b/i,
  /\bexclude\b/i,
  /\bcount_if\b/i,
  /\bgreatest\b/i,
  /\bleast\b/i,
  /\bat time zone\b/i,
  /\bselect \*/i,
  /\bas timestamp\)/i,
  /::/,
  /\/\//,
];

let empty: SmallLake;
beforeAll(async () => {
  empty = await openSmallLake([]);
});
afterAll(() => empty.close());

test('every view can be declared where there are no rows yet, and has columns', async () => {
  const { views, flat } = packageViews();
  for (const { name } of [...views, ...flat]) {
    const { rows } = await empty.ask(`DESCRIBE ${name}`);
    expect(rows, name).not.toEqual([]);
  }
});

test('each file is a saved query, but for the macros', () => {
  const files = readdirSync(QUERIES).filter((file) => file.endsWith('.sql'));
  const names = queries.map(({ name }) => `${name}.sql`);
  expect([...names, 'duckdb-macros.sql'].sort()).toEqual(files.sort());
});

describe.each(queries)('$name', (query) => {
  test('names its result’s columns, in their order, and answers an empty lake', async () => {
    const answer = await empty.ask(query.sql);
    expect(answer.columns).toEqual(query.columns.map((column) => column.name));
    if (query.name === 'data-quality')
      expect(answer.rows.map((row) => row[1])).toEqual(Array(7).fill(0));
    else expect(answer.rows).toEqual([]);
  });

  test('has a complete head', () => {
    expect(query.question).toMatch(/^[A-Z].*\?$/);
    expect(GROUPS).toContain(query.group);
    expect(query.grain).toMatch(/^one row per /);
    expect(CHARTS).toContain(query.chart.split(':')[0]);
    const names = query.columns.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining([...query.narrow]));
    const told = /^-- Parameters: (.*)$/m.exec(query.sql)?.[1];
    expect(told).toBe(query.parameters.map((parameter) => parameter.name).join(', ') || 'none');
  });

  test('can be limited to one instance', () => {
    expect(query.parameters.map(({ name }) => name)).toContain('instance');
  });

  test('distinguishes queues without a name wherever it groups by queue', () => {
    const names = query.columns.map(({ name }) => name);
    expect(names.indexOf('queue_kind')).toBe(
      names.includes('queue') ? names.indexOf('queue') + 1 : -1,
    );
  });

  test('uses only SQL that both engines understand alike', () => {
    const statements = query.sql.replace(/--.*$/gm, '').replace(/'[^']*'/g, "''");
    expect(NOT_IN_BOTH.filter((pattern) => pattern.test(statements))).toEqual([]);
  });

  test('takes another value for each parameter, and runs', async () => {
    const overrides = Object.fromEntries(
      query.parameters.map(({ name, kind }) => [
        name,
        OTHER_NAMED_VALUES[name] ?? OTHER_VALUES[kind],
      ]),
    );
    const sql = withParameters(query, overrides);
    expect(parametersAgain(query, sql)).toEqual(overrides);
    expect((await empty.ask(sql)).columns).toEqual(query.columns.map((column) => column.name));
  });

  test('names the time zone that it asks for, if it has a parameter for it', () => {
    const hasZone = query.parameters.some(({ name }) => name === 'time_zone');
    expect(timeZoneLiteral(query.sql)).toBe(hasZone ? "'UTC'" : null);
    const inLondon = hasZone ? withParameters(query, { time_zone: 'Europe/London' }) : query.sql;
    expect(timeZoneLiteral(inLondon)).toBe(hasZone ? "'Europe/London'" : null);
  });

  test('is unchanged with its defaults', () => {
    const defaults = query.parameters.map((parameter) => [parameter.name, parameter.default]);
    expect(withParameters(query, Object.fromEntries(defaults))).toBe(query.sql);
    expect(withParameters(query, {})).toBe(query.sql);
  });
});

describe('a parameter’s value', () => {
  const query = readSavedQuery(QUERIES, 'service-level-by-queue-and-day');
  const parameter = (name: string, value: string) => () => withParameters(query, { [name]: value });

  test.each([
    ['time_zone', 'Europe/London', "'Europe/London' AS time_zone,"],
    ['from_day', '2028-02-29', "DATE '2028-02-29' AS from_day,"],
    ['service_level_seconds', '30', '30 AS service_level_seconds,'],
    ['inclusive', 'true', 'true AS inclusive '],
  ])('%s = %s stands in the text as the literal it is', (name, value, text) => {
    expect(parameter(name, value)()).toContain(`    ${text}`);
  });

  test.each([
    ['from_day', '2026-02-30', 'Found from_day="2026-02-30", expected a date such as 2026-01-31'],
    ['from_day', "2026-01-01' --", 'expected a date such as'],
    ['from_day', 'today', 'Found from_day="today", expected a date such as 2026-01-31'],
    [
      'service_level_seconds',
      'ten',
      'Found service_level_seconds="ten", expected a whole number from 0 on',
    ],
    [
      'service_level_seconds',
      '',
      'Found service_level_seconds="", expected a whole number from 0 on',
    ],
    ['service_level_seconds', '1; DROP TABLE ctr', 'expected a whole number from 0 on'],
    ['service_level_seconds', '1e3', 'expected a whole number from 0 on'],
    ['service_level_seconds', '-1.5', '="-1.5", expected a whole number from 0 on'],
    ['time_zone', '', 'Found time_zone="", expected a time zone such as Europe/London'],
    ['time_zone', 'Mars/Olympus', 'expected a time zone such as Europe/London'],
    ['time_zone', `a'b"; DROP TABLE ctr --`, 'expected a time zone such as Europe/London'],
    ['inclusive', 'yes', 'Found inclusive="yes", expected true or false'],
    [
      'seconds',
      '1',
      'The query service-level-by-queue-and-day has no parameter "seconds": it has time_zone, from_day, to_day, instance, service_level_seconds, short_abandon_seconds, inclusive',
    ],
    ['toString', '1', 'has no parameter "toString"'],
  ])('%s = %s is the user’s mistake', (name, value, message) => {
    expect(parameter(name, value)).toThrow(UserError);
    expect(parameter(name, value)).toThrow(message);
    expect(parameter(name, value)).toThrow(/[^.]$/);
  });
});

describe('with its days as constants', () => {
  const days = { from_day: '2026-03-02', to_day: '2026-03-08' };

  test('a query has them in the bounds of columns, and nowhere else', () => {
    const query = readSavedQuery(QUERIES, 'flow-exits');
    const bounds = [
      ["entered_at >= from_day - INTERVAL '1' DAY", "DATE '2026-03-02' - INTERVAL '1' DAY"],
      ["entered_at < to_day + INTERVAL '9' DAY", "DATE '2026-03-08' + INTERVAL '9' DAY"],
      [
        "initiated_at >= last_entries.from_day - INTERVAL '9' DAY",
        "DATE '2026-03-02' - INTERVAL '9' DAY",
      ],
      [
        "initiated_at < last_entries.to_day + INTERVAL '2' DAY",
        "DATE '2026-03-08' + INTERVAL '2' DAY",
      ],
    ];
    const sql = withParameters(query, days);
    const expected = bounds.reduce((text, [bound = '', constant = '']) => {
      expect(text).toContain(bound);
      return text.replace(bound, bound.replace(/\S+ [-+] .*/, constant));
    }, sql);
    expect(withConstantBounds(sql)).toBe(expected);
  });

  test('a query keeps a text that looks like a bound', () => {
    const query = readSavedQuery(QUERIES, 'flow-funnel');
    const flow_name = "from_day - INTERVAL '1' DAY";
    const sql = withConstantBounds(withParameters(query, { ...days, flow_name }));
    expect(parametersAgain(query, sql)).toMatchObject({ ...days, flow_name });
  });

  test.each(queries)('$name bounds by no parameter', (query) => {
    expect(withConstantBounds(query.sql)).not.toMatch(/^[^-]*\b(from|to)_day [-+] INTERVAL/m);
  });
});

describe('a query’s name', () => {
  test.each(['jurneys', '../queries/journeys', 'views/contact_facts', 'duckdb-macros'])(
    '%s is none',
    (name) => {
      expect(() => readSavedQuery(QUERIES, name)).toThrow(UserError);
      expect(() => readSavedQuery(QUERIES, name)).toThrow(`There is no saved query "${name}"; the`);
    },
  );

  test('an unknown name is answered with the nearest', () => {
    expect(() => readSavedQuery(QUERIES, 'jurneys')).toThrow('the nearest name is journeys');
  });
});

describe('a query of the user', () => {
  const folder = mkdtempSync(join(tmpdir(), 'saved-queries-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('without a question is refused, naming file and line', () => {
    writeFileSync(join(folder, 'mine.sql'), 'SELECT 1 AS one\n');
    expect(() => listSavedQueries(folder)).toThrow(UserError);
    expect(() => listSavedQueries(folder)).toThrow('mine.sql has no line "-- Question: …"');
  });

  test('takes any text as a literal if its meaning names no domain', () => {
    const head = '-- Question: Why?\n-- Grain: one row\n-- Time: none\n-- Chart: table: it\n';
    const step = "WITH parameters AS (\n  SELECT\n    'a' AS word -- any word\n)\n";
    writeFileSync(join(folder, 'mine.sql'), `${head}${step}SELECT word FROM parameters\n`);
    const query = readSavedQuery(folder, 'mine');
    expect(withParameters(query, { word: `a'b"; $& DROP TABLE ctr --` })).toContain(
      `    'a''b"; $& DROP TABLE ctr --' AS word `,
    );
    expect(withParameters(query, { word: '' })).toContain(`    '' AS word `);
  });

  test('without parameters takes none, and says so', () => {
    const head = '-- Question: Why?\n-- Grain: one row\n-- Time: none\n-- Chart: table: it\n';
    writeFileSync(join(folder, 'mine.sql'), `${head}SELECT 1 AS one\n`);
    expect(() =>
      withParameters(readSavedQuery(folder, 'mine'), { from_day: '2026-01-01' }),
    ).toThrow('The query mine has no parameter "from_day": it has none');
  });

  test('with a parameter that has no meaning is refused, showing the line', () => {
    const head = '-- Question: Why?\n-- Grain: one row\n-- Time: none\n-- Chart: table: it\n';
    const sql = "WITH parameters AS (\n  SELECT\n    'UTC' AS time_zone\n)\nSELECT 1 AS one\n";
    writeFileSync(join(folder, 'mine.sql'), head + sql);
    expect(() => readSavedQuery(folder, 'mine')).toThrow(UserError);
    expect(() => readSavedQuery(folder, 'mine')).toThrow(`Found "'UTC' AS time_zone" in`);
  });
});

/** The parameters’ values as they stand in a text made of the query. */
function parametersAgain(query: SavedQuery, sql: string): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'saved-queries-'));
  try {
    writeFileSync(join(folder, `${query.name}.sql`), sql);
    const [again] = listSavedQueries(folder);
    return Object.fromEntries(again!.parameters.map(({ name, default: value }) => [name, value]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
