import { describe, expect, test } from 'vitest';
import { whileConnected } from '../../local/duckdb/duckdb.ts';
import { TIME_ZONES } from '../../pipeline/time-zone-names.ts';
import { readMacros } from '../../queries/reader/saved-queries.ts';
import { QUERIES } from '../../terminal/package-files.ts';
import type { Row } from '../../terminal/row.ts';
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
      'ltrim(text)',
      'rtrim(text)',
      "replace(text, 'b')",
      "replace(text, 'b', 'xy')",
      ...[1, 2, 3, 9].map((most) => `array_join(split(text, ',', ${most}), '|')`),
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
      `'not json', 'a'`,
      `'', 'a'`,
      `'{"a":', 'b'`,
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
  'local days and their parts': {
    expressions: [
      'day_of_week(moment)',
      'dow(moment)',
      'extract(dow FROM moment)',
      'extract(doy FROM moment)',
      'extract(week FROM moment)',
      'extract(hour FROM moment)',
      'day_of_month(moment)',
      'day_of_year(moment)',
      'doy(moment)',
      'week_of_year(moment)',
      'year_of_week(moment)',
      'yow(moment)',
      'last_day_of_month(moment)',
      'millisecond(moment)',
      ...['minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'].flatMap((unit) => [
        `date_trunc('${unit}', moment)`,
        `date_add('${unit}', -3, moment)`,
        `date_add('${unit}', 25, moment)`,
      ]),
      "date_add('second', 90, moment)",
      "date_add('millisecond', 1500, moment)",
      "date_trunc('month', CAST(moment AS date))",
      "date_trunc('week', CAST(moment AS date))",
      "CAST(date_trunc('quarter', CAST(moment AS date)) AS varchar)",
      "date_add('day', -1, CAST(moment AS date))",
      "date_add('week', 2, CAST(moment AS date))",
      "date_add('month', 1, CAST(moment AS date))",
      "date_add('quarter', -1, CAST(moment AS date))",
      "CAST(date_add('year', 1, CAST(moment AS date)) AS varchar)",
    ],
    table: values(
      'moment',
      [...MOMENTS, "TIMESTAMP '2027-01-01 00:00:00'", "TIMESTAMP '2028-01-31 12:00:00'"].map(
        (moment) => `CAST(${moment} AS timestamp(6))`,
      ),
    ),
  },
  'a bare time in at_timezone, which is one of UTC': {
    expressions: ['CAST(at_timezone(moment, zone) AS timestamp(6))'],
    table: LOCAL_MOMENTS,
  },
  'texts of times': {
    expressions: [
      "date_format(moment, '%Y-%m-%d %H:%i:%s')",
      "date_format(moment, '%a %b %c %d %e %f %H %h %I %i %j %k %l %M %m')",
      "date_format(moment, '%p %r %S %s %T %v %W %x %Y %y %%')",
      "date_format(moment, 'at %q 100%% of %Y')",
      "date_format(CAST(moment AS date), '%W')",
      "format_datetime(moment, 'yyyy-MM-dd HH:mm:ss')",
      "format_datetime(moment, 'EEEE EEE E MMMM MMM MM M dd d DDD D hh h HH H mm m ss s SSS a yy e xxxx')",
      "format_datetime(moment, 'yyyy-MM-dd''T''HH:mm ''o''''clock'' 100%')",
      'to_iso8601(moment)',
      'to_iso8601(CAST(moment AS date))',
      'round(to_unixtime(moment), 3)',
      'to_unixtime(CAST(moment AS date))',
      'CAST(from_unixtime(to_unixtime(moment)) AS timestamp(6))',
      "CAST(from_unixtime(to_unixtime(moment), 'Europe/London') AS timestamp(6))",
    ],
    table: values(
      'moment',
      MOMENTS.map((moment) => `CAST(${moment} AS timestamp(6))`),
    ),
  },
  'times of texts': {
    expressions: [
      "date_parse('2026-03-29 01:02:03', '%Y-%m-%d %H:%i:%s')",
      "date_parse('2026-03-29 01:02:03.125', '%Y-%m-%d %H:%i:%s.%f')",
      "date_parse('2026-03-29 01:02:03.123456', '%Y-%m-%d %H:%i:%s.%f')",
      "date_parse('29/3/26', '%d/%c/%y')",
      "date_parse('Mar 5 2026 7:05 PM', '%b %e %Y %l:%i %p')",
      "date_parse('March 5, 2026', '%M %e, %Y')",
      "date_parse('2026 088', '%Y %j')",
      "date_parse('5/3', '%d/%m')",
      "date_parse('23:59:58', '%T')",
      "date_parse('11:59:58 PM', '%r')",
      "date_parse('70', '%y')",
      "date_parse('5', '%e')",
      "date_parse('2028-02', '%Y-%m')",
      "date_parse(nothing, '%Y')",
      "CAST(parse_datetime('2026-03-09 13:02:03', 'yyyy-MM-dd HH:mm:ss') AS timestamp(6))",
      "CAST(parse_datetime('5/Mar/26 1:02 PM', 'd/MMM/yy h:mm a') AS timestamp(6))",
      "CAST(parse_datetime(nothing, 'yyyy') AS timestamp(6))",
      ...[
        "'2026-03-09T13:02:03Z'",
        "'2026-10-20T13:00:00.1239Z'",
        "'2026-10-20'",
        "'2026-03-09T13:02:00+00:00'",
        "'2026-03-09T13:02Z'",
        "'2026-03-09T13:02'",
        'nothing',
      ].map((text) => `CAST(from_iso8601_timestamp(${text}) AS timestamp(6))`),
      "from_iso8601_date('2028-02-29')",
      'from_iso8601_date(nothing)',
      'CAST(from_unixtime(1773061323) AS timestamp(6))',
      'CAST(from_unixtime(-1) AS timestamp(6))',
      'CAST(from_unixtime(1773061323.1239E0) AS timestamp(6))',
    ],
    table: values('nothing', ['CAST(NULL AS varchar)']),
  },
  sequences: {
    expressions: [
      "array_join(sequence(1, 3), ',')",
      "array_join(sequence(3, -1), ',')",
      "array_join(sequence(2, 2), ',')",
      "array_join(sequence(1, 10, 4), ',')",
      "array_join(sequence(10, 1, -4), ',')",
      "array_join(sequence(1, nothing), ',')",
      "array_join(sequence(1, 1, -1), ',')",
      "array_join(sequence(1, nothing, 2), ',')",
      ...[
        "sequence(DATE '2028-02-28', DATE '2028-03-01')",
        "sequence(DATE '2026-03-01', DATE '2026-02-27')",
        "sequence(DATE '2026-03-28', DATE '2026-04-03', INTERVAL '2' DAY)",
        "sequence(DATE '2026-03-28', DATE '2026-03-20', INTERVAL '-3' DAY)",
        "sequence(DATE '2026-01-31', DATE '2026-05-01', INTERVAL '1' MONTH)",
      ].map((days) => `array_join(${days}, ',')`),
      "element_at(sequence(TIMESTAMP '2026-01-31 00:00:00', TIMESTAMP '2026-04-03 00:00:00', INTERVAL '1' MONTH), 3)",
      "cardinality(sequence(TIMESTAMP '2026-04-03 00:00:00', TIMESTAMP '2026-01-31 00:00:00', INTERVAL '-1' MONTH))",
      "element_at(sequence(TIMESTAMP '2026-03-29 00:00:00', TIMESTAMP '2026-03-28 00:00:00', INTERVAL '-90' MINUTE), 2)",
    ],
    table: values('nothing', ['CAST(NULL AS bigint)']),
  },
  'the greatest and the least': {
    expressions: [
      'greatest(a, b)',
      'least(a, b)',
      'greatest(a, b, 3)',
      'least(a, b, 3)',
      'greatest(a, 1, b, 2)',
      'least(a, 1, b, 2)',
      'greatest(a, 1, 2, 3, b)',
      'least(a, 1, 2, 3, b)',
    ],
    table: values('a, b', ['1, 2', '2, 1', '5, 5', 'NULL, 1', '1, NULL', '-3, 0']),
  },
  'pieces of texts': {
    expressions: [
      ...[-5, -2, 0, 1, 3, 9].flatMap((place) => [
        `substr(text, ${place})`,
        `substr(text, ${place}, 2)`,
        `substring(text, ${place})`,
        `substring(text FROM ${place} FOR 1)`,
      ]),
      'substr(text, 1, 0)',
      'substr(text, 2, -1)',
      "split_part(text, ',', 1)",
      "split_part(text, ',', 2)",
      "split_part(text, ',', 9)",
      "concat(text, 'x')",
      "concat('x', text, 'y')",
      "concat('x', text, 'y', text)",
      "concat('x', text, 'y', text, 'z')",
      "concat('x', text, 'y', text, 'z', text)",
    ],
    table: values('text', TEXTS),
  },
  'patterns in texts': {
    expressions: [
      "regexp_like(text, '[a-c]')",
      "regexp_like(text, '^$')",
      "regexp_extract(text, '[a-z]+')",
      "regexp_extract(text, '([a-z])([a-z])', 2)",
      "regexp_count(text, '[a-z]')",
      "regexp_replace(text, '[a-z]')",
      "regexp_replace(text, '([a-z])', '<$1$1>')",
      "regexp_replace(text, 'a|,', '+')",
      ...['\\$1', 'x\\y', '\\\\', '<$0>', '', '$1\\\\$1'].map(
        (substitute) => `regexp_replace(text, '([a-c])', '${substitute}')`,
      ),
      "array_join(regexp_split(text, '[,b]'), '|')",
    ],
    table: values('text', TEXTS),
  },
  'written numbers': {
    expressions: [
      "format('%05d', number)",
      "format('%.2f', amount)",
      "format('%s is %d', text, number)",
      "format('%8.3f|%-4s|%%', amount, text)",
      "format('%d %d %s', number, number, text)",
      "format('%d %d %s %s', number, number, text, text)",
    ],
    table: values('text, number, amount', ["'a', 3, 1.5E0", "'', -12, 0.25E0", "'é', 0, -3.26E0"]),
  },
  arrays: {
    expressions: [
      "array_join(items, ',')",
      "array_join(items, ',', '-')",
      "array_join(array_distinct(items), ',', '-')",
      "array_join(array_remove(items, 2), ',', '-')",
      'array_max(items)',
      'array_min(items)',
      'array_position(items, 2)',
      'array_position(items, 9)',
      'contains(items, 2)',
      'contains(items, 9)',
      'contains(items, CAST(NULL AS integer))',
      "array_join(slice(items, 2, 2), ',', '-')",
      "array_join(slice(items, -2, 2), ',', '-')",
      "array_join(slice(items, 9, 1), ',', '-')",
      'arrays_overlap(items, ARRAY[2, 7])',
      'arrays_overlap(items, ARRAY[9, NULL])',
      "array_join(array_remove(items, CAST(NULL AS integer)), ',', '-')",
      "array_join(slice(items, 1, 0), ',', '-')",
    ],
    table: values('items', [
      'ARRAY[3, 2, 1, 2]',
      'ARRAY[2, 1, 2, 1]',
      'CAST(ARRAY[] AS integer ARRAY)',
      'CAST(NULL AS integer ARRAY)',
      'ARRAY[1, 5]',
    ]),
  },
  'arrays with a null': {
    expressions: [
      "array_join(items, ',')",
      "array_join(items, ',', '-')",
      "array_join(array_distinct(items), ',', '-')",
      'array_max(items)',
      'array_min(items)',
      'contains(items, 2)',
      'contains(items, 9)',
      'array_position(items, 2)',
      'arrays_overlap(items, ARRAY[2])',
      'arrays_overlap(items, ARRAY[9])',
      'arrays_overlap(items, ARRAY[NULL, 9])',
      'arrays_overlap(items, CAST(ARRAY[] AS integer ARRAY))',
      "array_join(array_remove(items, 2), ',', '-')",
    ],
    table: values('items', ['ARRAY[3, NULL, 2, NULL]', 'ARRAY[CAST(NULL AS integer)]']),
  },
  aggregates: {
    expressions: [
      'max_by(answer, amount)',
      'min_by(answer, amount)',
      "array_join(max_by(answer, amount, 2), ',', '-')",
      "array_join(min_by(answer, amount, 2), ',', '-')",
      'approx_distinct(answer)',
      'every(amount > 1)',
      "arbitrary(CASE WHEN answer = 'b' THEN answer END)",
      "element_at(map_agg(answer, amount), 'b')",
    ],
    table: values('answer, amount', ["'a', 1", "'b', 3", "'c', NULL", "'d', 2"]),
  },
  'the answer at the greatest amount, when it is null': {
    expressions: ['max_by(answer, amount)', 'min_by(answer, amount)'],
    table: values('answer, amount', ['NULL, 5', '3, 1', 'NULL, 0']),
  },
  'digests of texts': {
    expressions: ['to_hex(to_utf8(words))', 'to_hex(sha256(to_utf8(words)))'],
    table: values('words', ["'instance\ncontact'", "''", "'é顧'", 'NULL']),
  },
  JSON: {
    expressions: [
      'json_format(json_parse(json_text))',
      "json_extract_scalar(json_parse(json_text), '$.a')",
      "json_extract_scalar(json_format(json_parse(json_text)), '$.a')",
    ],
    table: values('json_text', [
      `'{"a": "x", "b": [1, 2]}'`,
      `'{ }'`,
      `'[ 1 ,null]'`,
      `'"é"'`,
      'NULL',
    ]),
  },
  'numbers that are none': {
    expressions: [
      'truncate(amount)',
      'is_nan(amount)',
      'is_infinite(amount)',
      'is_finite(amount)',
      'is_nan(nan())',
      'is_infinite(infinity())',
      'is_infinite(-infinity())',
    ],
    table: values('amount', ['1.5E0', '-1.5E0', '0E0', 'NULL']),
  },
};

/** What both engines refuse. */
const REFUSED = [
  "date_parse('x', '%Y')",
  "date_parse('', '%Y')",
  "date_parse('2026-03-29 x', '%Y-%m-%d')",
  "date_format(TIMESTAMP '2026-03-09 01:02:03', '%D')",
  "format_datetime(TIMESTAMP '2026-03-09 01:02:03', 'zzz')",
  "from_iso8601_timestamp('2026-03-09 13:02:03')",
  "from_iso8601_date('2026-03-09T01:02:03')",
  "date_add('fortnight', 1, TIMESTAMP '2026-03-09 01:02:03')",
  "date_add('hour', 1, DATE '2026-03-09')",
  'sequence(1, 5, -1)',
  'sequence(1, 5, 0)',
  "sequence(DATE '2026-03-01', DATE '2026-03-05', INTERVAL '-1' DAY)",
  'slice(ARRAY[1, 2], 0, 2)',
  'slice(ARRAY[1, 2], 1, -1)',
  "split('a,b', ',', 0)",
  "split_part('a,b', ',', 0)",
  "split_part('a,b', ',', -1)",
  "json_parse('{bad')",
];

/** What Athena answers by a local time of the text's own, which DuckDB cannot keep. */
const REFUSED_HERE = [
  "from_iso8601_timestamp('2026-03-09T13:02:03+01:00')",
  "parse_datetime('2026-03-09 +01:00', 'yyyy-MM-dd Z')",
];

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

  const inDuckDB = (sql: string) =>
    whileConnected(async (connection) => {
      await connection.run(macros);
      return askDuckDB(connection, sql);
    });

  async function compare({ expressions, table }: Inputs): Promise<void> {
    const columns = expressions.map((expression, place) => `${expression} AS value_${place}`);
    const sql = `SELECT ${columns.join(', ')} FROM ${table}`;
    const trino = await engines().ask(sql);
    const duckdb = await inDuckDB(sql);
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

    test('no macro is left without a comparison', () => {
      const names = [...macros.matchAll(/\bMACRO ([a-z]\w*)/g)].map(([, name]) => name!);
      const compared = Object.values(MACROS).flatMap(({ expressions }) => expressions);
      // It is what EXTRACT stands for.
      const spelt = (name: string) =>
        name === 'date_part' ? /\bextract\(/ : RegExp(`\\b${name}\\(`);
      const isCompared = (name: string) => compared.some((text) => spelt(name).test(text));
      expect(names.filter((name) => !isCompared(name))).toEqual([]);
    });

    test.each(REFUSED)('refuses %s, as Trino does', async (expression) => {
      const sql = `SELECT ${expression} AS value`;
      await expect(engines().ask(sql)).rejects.toThrow();
      await expect(inDuckDB(sql)).rejects.toThrow();
    });

    test.each(REFUSED_HERE)('refuses %s', async (expression) => {
      await expect(inDuckDB(`SELECT ${expression} AS value`)).rejects.toThrow();
    });
  });

  test('every time zone that is taken is one in both engines', async () => {
    const zones = values(
      'zone',
      TIME_ZONES.map((zone) => `'${zone}'`),
    );
    const local = "CAST(at_timezone(TIMESTAMP '2020-01-15 12:00:00', zone) AS timestamp(6))";
    const sql = `SELECT count(${local}) AS zones FROM ${zones}`;
    expect((await inDuckDB(sql)).rows).toEqual([{ zones: TIME_ZONES.length }]);
    expect((await engines().ask(sql)).rows).toEqual([{ zones: TIME_ZONES.length }]);
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
