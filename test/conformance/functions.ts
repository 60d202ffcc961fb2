import { describe, expect, test } from 'vitest';
import { type Row, whileConnected } from '../../local/duckdb/duckdb.ts';
import { QUERIES } from '../../local/package-files.ts';
import { readMacros } from '../../local/query/saved-queries.ts';
import { askDuckDB } from './answers.ts';
import type { Engines } from './engines.ts';

/** Expressions over the columns of a table, all of which are asked of each of its rows. */
interface Inputs {
  readonly expressions: readonly string[];
  /** What comes after FROM. */
  readonly table: string;
}

const values = (columns: string, rows: readonly string[]) =>
  `(VALUES ${rows.map((row) => `(${row})`).join(', ')}) AS inputs (${columns})`;

/** Around both changes of London's and New York's clocks, midnights, and fractions of seconds. */
const MOMENTS = [
  "TIMESTAMP '2026-03-29 00:59:59.999999'",
  "TIMESTAMP '2026-03-29 01:00:00'",
  "TIMESTAMP '2026-03-29 01:00:00.000001'",
  "TIMESTAMP '2026-03-29 02:30:00'",
  "TIMESTAMP '2026-10-25 00:00:00'",
  "TIMESTAMP '2026-10-25 00:59:59.9996'",
  "TIMESTAMP '2026-10-25 01:29:59.9994'",
  "TIMESTAMP '2026-03-08 06:59:59.5'",
  "TIMESTAMP '2026-11-01 05:30:00'",
  "TIMESTAMP '2026-11-01 06:30:00'",
  "TIMESTAMP '2026-12-31 23:59:59.999999'",
  "TIMESTAMP '2028-02-29 12:00:00'",
  "TIMESTAMP '1969-12-31 23:59:59.25'",
  "TIMESTAMP '1970-01-01 00:00:00'",
  'CAST(NULL AS timestamp(6))',
];

const ZONES = [
  "'UTC'",
  "'Europe/London'",
  "'America/New_York'",
  "'America/St_Johns'",
  "'Asia/Kathmandu'",
  "'Australia/Lord_Howe'",
  "'Pacific/Auckland'",
  "'Pacific/Kiritimati'",
];

const TEXTS = [
  "'a'",
  "''",
  "' '",
  "' A, b ,'",
  "','",
  "'abcd'",
  "'ÄÉ'",
  "'🙂🙂'",
  "'a\tb\t'",
  "'\t\n a \n'",
  "'\u00a0a\u00a0'",
  "'\u2003a\u2003'",
  "'\u2007\u2028\u3000 Anonymous \u001c\u000b'",
  'NULL',
];

const MOMENT_PAIRS = `${values('earlier', MOMENTS)} CROSS JOIN ${values('later', MOMENTS).replace('inputs', 'others')}`;
const LOCAL_MOMENTS = `${values('moment', MOMENTS)} CROSS JOIN ${values('zone', ZONES).replace('inputs', 'zones')}`;

const LOCAL = "at_timezone(with_timezone(moment, 'UTC'), zone)";

/** Each macro on inputs that are awkward; what the queries make of its value is taken. */
const MACROS: Readonly<Record<string, Inputs>> = {
  date_diff: {
    expressions: ['second', 'minute', 'hour', 'day'].map(
      (unit) => `date_diff('${unit}', earlier, later)`,
    ),
    table: MOMENT_PAIRS,
  },
  element_at: {
    expressions: [
      'element_at(entries, name)',
      'element_at(entries, name) IS NULL',
      "coalesce(element_at(entries, name) = 'x', false)",
    ],
    table: `(VALUES
      (MAP(ARRAY['a', 'b', ''], ARRAY['x', NULL, '']), 'a'),
      (MAP(ARRAY['a', 'b', ''], ARRAY['x', NULL, '']), 'b'),
      (MAP(ARRAY['a', 'b', ''], ARRAY['x', NULL, '']), ''),
      (MAP(ARRAY['a', 'b', ''], ARRAY['x', NULL, '']), 'A'),
      (MAP(ARRAY['a', 'b', ''], ARRAY['x', NULL, '']), NULL),
      (NULL, 'a')
    ) AS inputs (entries, name)`,
  },
  cardinality: {
    expressions: ['cardinality(items)', 'coalesce(cardinality(items) > 0, false)'],
    table: values('items', [
      'ARRAY[1, 2, NULL]',
      'ARRAY[CAST(NULL AS integer)]',
      'CAST(ARRAY[] AS integer ARRAY)',
      'NULL',
    ]),
  },
  trim: {
    expressions: [
      'trim(text)',
      "lower(trim(text)) NOT IN ('', 'anonymous')",
      "trim(element_at(split(text, ','), 1))",
    ],
    table: values('text', TEXTS),
  },
  json_extract_scalar: {
    expressions: [
      "json_extract_scalar(json_text, '$')",
      "json_extract_scalar(json_text, '$.a')",
      "json_extract_scalar(json_text, '$.' || name)",
      "json_extract_scalar(json_text, '$') = 'IN_QUEUE'",
    ],
    table: values('json_text, name', [
      `'"IN_QUEUE"', 'a'`,
      `'""', 'a'`,
      `'"a\\u00e9\\n\\"b\\""', 'a'`,
      `'null', 'a'`,
      `'12', 'a'`,
      `'-1.25', 'a'`,
      `'true', 'a'`,
      `'{"a":"x","b_2":"y","_":"z","1st":"w"}', 'b_2'`,
      `'{"a":"x","b_2":"y","_":"z","1st":"w"}', '_'`,
      `'{"a":"x","b_2":"y","_":"z","1st":"w"}', '1st'`,
      `'{"a":null}', 'A'`,
      `'{"a":{"b":1}}', 'a'`,
      `'{"a":[1]}', 'a'`,
      `'[]', 'a'`,
      `NULL, 'a'`,
      `'{"a":"x"}', NULL`,
    ]),
  },
  sequence: {
    expressions: [
      "cardinality(sequence(first_item, last_item, INTERVAL '30' MINUTE))",
      "element_at(sequence(first_item, last_item, INTERVAL '30' MINUTE), 1)",
      "element_at(sequence(first_item, last_item, INTERVAL '30' MINUTE), 2)",
    ],
    table: values('first_item, last_item', [
      "TIMESTAMP '2026-03-29 00:30:00', TIMESTAMP '2026-03-29 00:30:00'",
      "TIMESTAMP '2026-03-29 00:30:00', TIMESTAMP '2026-03-29 02:30:00'",
      "TIMESTAMP '2026-03-29 00:30:00', TIMESTAMP '2026-03-29 01:29:59.999999'",
      "TIMESTAMP '2026-12-31 23:30:00', TIMESTAMP '2027-01-01 00:00:00'",
    ]),
  },
  approx_percentile: {
    // A bigint's nearest rank where there are few: what is approximate is how large groups are told.
    expressions: ['approx_percentile(amount, 0.5)', 'approx_percentile(amount, 0.95)'],
    table: values('amount', ['1', '2', '2', '5', 'NULL', '-7']),
  },
  with_timezone: {
    expressions: [
      "CAST(with_timezone(moment, 'UTC') AS date)",
      "CAST(with_timezone(moment, 'UTC') AS timestamp(6))",
    ],
    table: values('moment', MOMENTS),
  },
  at_timezone: {
    expressions: [
      `CAST(${LOCAL} AS date)`,
      `CAST(${LOCAL} AS timestamp(6))`,
      `CAST(CAST(${LOCAL} AS date) AS varchar)`,
      `substr(CAST(CAST(${LOCAL} AS timestamp(6)) AS varchar), 1, 19)`,
      `date_diff('minute', moment, CAST(${LOCAL} AS timestamp(6)))`,
      `date_diff('second', moment, CAST(${LOCAL} AS timestamp(6)))`,
    ],
    table: LOCAL_MOMENTS,
  },
  day_of_week: {
    expressions: ['day_of_week(moment)', 'day_of_week(CAST(moment AS date))'],
    table: values('moment', MOMENTS),
  },
};

/** What both engines spell alike, or the macro file's settings make alike. */
const SHARED: Readonly<Record<string, Inputs>> = {
  'division and rates': {
    expressions: [
      'a / b',
      'CAST(a AS double) / b',
      'CAST(a AS double) / nullif(c, 0)',
      '1 - CAST(a AS double) / b',
      'b >= 0.5 * a',
      'b >= 0.95 * a',
      'avg(a) OVER ()',
    ],
    table: values('a, b, c', [
      'CAST(7 AS bigint), CAST(2 AS bigint), 0',
      '-7, 2, 1',
      '7, -2, 3',
      '0, 3, 3',
      'NULL, 3, 3',
      '9007199254740991, 1, 3',
    ]),
  },
  'orders, with nulls last': {
    expressions: [
      'row_number() OVER (ORDER BY a, b)',
      'row_number() OVER (ORDER BY a DESC, b)',
      'min(b) OVER (ORDER BY b GROUPS BETWEEN 1 FOLLOWING AND 1 FOLLOWING)',
    ],
    table: values('a, b', [
      "'b', 1",
      "'B', 2",
      "'é', 3",
      "'', 4",
      'NULL, 5',
      "'aa', 6",
      "'🙂', 7",
      "'￿', 8",
    ]),
  },
  'moments and intervals': {
    expressions: [
      "date_trunc('second', moment)",
      "date_trunc('hour', moment)",
      'hour(moment)',
      'minute(moment)',
      'CAST(moment AS date)',
      'substr(CAST(moment AS varchar), 1, 19)',
      "moment + INTERVAL '1' DAY * 7",
      "moment - INTERVAL '1' SECOND",
      "date_trunc('hour', moment) + INTERVAL '30' MINUTE",
      "moment >= DATE '2026-03-29' - INTERVAL '1' DAY",
      "moment < DATE '2999-12-31' + INTERVAL '2' DAY",
      "moment > TIMESTAMP '1970-01-01 00:00:00' + INTERVAL '24' HOUR",
    ],
    table: values('moment', MOMENTS),
  },
  texts: {
    expressions: [
      'lower(text)',
      "text || '.'",
      "lpad(text, 2, '0')",
      'substr(text, 1, 3)',
      "coalesce(text IN ('a', 'b'), false)",
      "text <> ''",
      "cardinality(split(text, ','))",
    ],
    table: values('text', TEXTS),
  },
  flags: {
    expressions: [
      'a AND b',
      'a OR b',
      'NOT a',
      'a AND NOT b',
      'bool_or(a) OVER (PARTITION BY b)',
      'CASE WHEN a THEN 1 WHEN b THEN 2 END',
    ],
    table: values('a, b', [
      'true, false',
      'true, NULL',
      'NULL, false',
      'NULL, NULL',
      'false, false',
    ]),
  },
  'rows as JSON': {
    expressions: [
      "json_extract_scalar(CAST(attributes AS JSON), '$.language')",
      "json_extract_scalar(CAST(attributes AS JSON), '$.' || name)",
    ],
    table: `(
      SELECT CAST(ROW('de', NULL, '"', 'w') AS ROW(language varchar, tier varchar, _ varchar, "1st" varchar)) AS attributes
    ) AS rows CROSS JOIN ${values('name', ["'language'", "'tier'", "'_'", "'1st'", "'other'", "'Language'"])}`,
  },
};

/** Trino's functions, and what `queries/duckdb-macros.sql` puts in their place, on awkward inputs. */
export function functions(engines: () => Engines): void {
  const macros = readMacros(QUERIES);

  async function compare({ expressions, table }: Inputs): Promise<void> {
    const columns = expressions.map((expression, place) => `${expression} AS value_${place}`);
    const sql = `SELECT ${columns.join(', ')} FROM ${table}`;
    const trino = await engines().ask(sql);
    const duckdb = await whileConnected(async (connection) => {
      await connection.run(macros);
      return askDuckDB(connection, sql);
    });
    for (const [place, expression] of expressions.entries()) {
      const cells = ({ kinds, rows }: typeof trino) => ({
        expression,
        kind: kinds[place],
        values: inOrder(rows).map((row) => row[`value_${place}`]),
      });
      expect.soft(cells(trino)).toEqual(cells(duckdb));
    }
    expect(trino.rows).not.toEqual([]);
  }

  describe('the macro', () => {
    test.each(Object.entries(MACROS))('%s', (_, inputs) => compare(inputs));

    test('that is not compared: none', () => {
      const names = [...macros.matchAll(/\bMACRO (\w+)/g)].map(([, name]) => name);
      expect(Object.keys(MACROS).sort()).toEqual(names.sort());
    });
  });

  describe('both engines agree on', () => {
    test.each(Object.entries(SHARED))('%s', (_, inputs) => compare(inputs));
  });
}

/** Rows in an order that is the same for both engines: window functions leave it to them. */
function inOrder(rows: readonly Row[]): Row[] {
  const byText = rows.map((row) => ({ row, text: JSON.stringify(row) }));
  return byText.sort((a, b) => (a.text < b.text ? -1 : 1)).map(({ row }) => row);
}
