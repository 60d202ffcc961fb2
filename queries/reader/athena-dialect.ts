/** SQL that Athena and DuckDB understand differently, and that no macro or setting makes alike. */
import type { ColumnType, Field } from '../../pipeline/column-types.ts';
import { UsageError } from '../../terminal/user-error.ts';
import { bareSql, closingBracket } from './sql-statements.ts';

const LOCAL_TIME =
  "CAST(at_timezone(with_timezone(ts, 'UTC'), 'Europe/London') AS timestamp(6)) means the same in both";

interface Difference {
  readonly found: string;
  /** The reason for the refusal, and the SQL to write instead. */
  readonly advice: string;
  isIn(bare: string, arraysOfRows: readonly string[]): boolean;
}

const DIFFERENCES: readonly Difference[] = [
  {
    found: 'AT TIME ZONE',
    advice: `this engine turns a bare timestamp the other way than Athena: ${LOCAL_TIME}`,
    isIn: (bare) => /\bat\s+time\s+zone\b/.test(bare),
  },
  {
    found: 'timezone()',
    advice: `Athena has no such function of two values, and this engine turns a bare timestamp the other way: ${LOCAL_TIME}`,
    isIn: (bare) => /(?<!\.)\btimezone\s*\(/.test(bare),
  },
  {
    found: 'UNNEST into several columns',
    advice:
      'this engine makes one: UNNEST(map_keys(m)) AS t (k), with element_at(m, k) for the value, means the same in both; of several arrays, or of one of rows, UNNEST(sequence(1, cardinality(a))) AS t (i) with element_at(a, i)',
    isIn: (bare) => calls(bare, 'unnest').some(isIntoSeveral),
  },
  {
    found: 'UNNEST of an array of rows',
    advice:
      'this engine makes one column of a row, Athena one of each of its fields: UNNEST(sequence(1, cardinality(a))) AS t (i), with element_at(a, i).field, means the same in both',
    isIn: (bare, arraysOfRows) =>
      calls(bare, 'unnest').some((call) => isOfRows(call, arraysOfRows)),
  },
];

/**
 * Functions that read files or the engine's own state, or change its settings, although SQL calls them
 * like a value or a table. Saved queries, views and macros use none of them.
 */
const OF_THE_ENGINE =
  /\b((?:read_\w+|\w+_scan|scan_\w+|parquet_\w+|sniff_csv|glob|duckdb_\w+|pragma_\w+|which_secret|getenv|(?:enable|disable)_\w+|truncate_\w+|(?:force_)?checkpoint|write_log|parse_duckdb_log_message|json_execute_serialized_sql|from_substrait\w*|sql_auto_complete|set_config))\s*\(/;

/**
 * @param arraysOfRows names of columns, and of fields within, that are arrays of rows
 * @throws UsageError naming the SQL that DuckDB would answer differently from Athena, or not at all
 */
export function refuseDifferent(sql: string, arraysOfRows: readonly string[] = []): void {
  const bare = bareSql(sql);
  const [, own] = OF_THE_ENGINE.exec(bare) ?? [];
  if (own) {
    throw new UsageError(
      `Found ${own}() in --sql, but Athena has no such function: it is this engine's own, for its files and settings`,
    );
  }
  const difference = DIFFERENCES.find(({ isIn }) => isIn(bare, arraysOfRows));
  if (!difference) return;
  throw new UsageError(`Found ${difference.found} in --sql, but ${difference.advice}`);
}

interface Call {
  /** The text between the brackets. */
  readonly given: string;
  /** The number of arguments. */
  readonly values: number;
  /** The text after the call. */
  readonly after: string;
}

function calls(bare: string, name: string): Call[] {
  return [...bare.matchAll(new RegExp(`\\b${name}\\s*\\(`, 'g'))].map((found) => {
    const start = found.index + found[0].length;
    const end = closingBracket(bare, start);
    const given = bare.slice(start, end - 1);
    const values = withoutBrackets(given).split(',').length;
    return { given, values, after: bare.slice(end) };
  });
}

function withoutBrackets(text: string): string {
  const shorter = text.replace(/\([^()[\]{}]*\)|\[[^()[\]{}]*\]|\{[^()[\]{}]*\}/g, ' ');
  return shorter === text ? text : withoutBrackets(shorter);
}

/** The names, in lower case, of the fields that are arrays of rows, nested fields included. */
export function arraysOfRows(fields: readonly Field[]): string[] {
  return fields.flatMap(({ name, type }) => [
    ...(type.kind === 'array' && type.item.kind === 'struct' ? [name.toLowerCase()] : []),
    ...arraysOfRows(fieldsWithin(type)),
  ]);
}

function fieldsWithin(type: ColumnType): readonly Field[] {
  if (type.kind === 'struct') return type.fields;
  return type.kind === 'array' ? fieldsWithin(type.item) : [];
}

function isOfRows({ given }: Call, names: readonly string[]): boolean {
  const [name = ''] = /\w+$/.exec(given.trim()) ?? [];
  return /\brow\s*\(|\{/.test(given) || names.includes(name);
}

function isIntoSeveral({ values, after }: Call): boolean {
  return values > 1 || /^\s*(?:as\s+)?\w+\s*\([^(),]*,/.test(after);
}
