/** Both engines' answers in one form, so that equal means equal: columns, their kinds, every cell. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { batchesOf } from '../../local/duckdb/duckdb.ts';
import type { Row } from '../../terminal/row.ts';
import type { TrinoAnswer, TrinoValue } from '../engines/trino-client.ts';

export interface Answer {
  readonly columns: readonly string[];
  /** What each column holds: `whole number`, `double`, `text`, `date`, `timestamp`, `boolean`. */
  readonly kinds: readonly string[];
  /** Dates are `2026-11-23`, timestamps `2026-11-23 14:05:09.25`, without zeros at the end. */
  readonly rows: readonly Row[];
}

const DUCKDB_KINDS: Readonly<Record<string, string>> = {
  INTEGER: 'whole number',
  BIGINT: 'whole number',
  DOUBLE: 'double',
  VARCHAR: 'text',
  DATE: 'date',
  TIMESTAMP: 'timestamp',
  BOOLEAN: 'boolean',
};

const TRINO_KINDS: Readonly<Record<string, string>> = {
  integer: 'whole number',
  bigint: 'whole number',
  double: 'double',
  varchar: 'text',
  date: 'date',
  timestamp: 'timestamp',
  boolean: 'boolean',
};

export async function askDuckDB(connection: DuckDBConnection, sql: string): Promise<Answer> {
  const result = await connection.run(sql);
  const rows: Row[] = [];
  for await (const batch of batchesOf(result)) rows.push(...batch);
  return {
    columns: result.columnNames(),
    kinds: result.columnTypes().map((type) => DUCKDB_KINDS[String(type)] ?? String(type)),
    rows,
  };
}

export function answerOf({ columns, rows }: TrinoAnswer): Answer {
  const names = columns.map(({ name }) => name);
  const kinds = columns.map(({ type }) => TRINO_KINDS[type.replace(/\(\d+\)$/, '')] ?? type);
  const cell = (value: TrinoValue, place: number) =>
    kinds[place] === 'timestamp' && typeof value === 'string'
      ? value.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')
      : value;
  return {
    columns: names,
    kinds,
    rows: rows.map(
      (row) =>
        Object.fromEntries(
          names.map((name, place) => [name, cell(row[place] ?? null, place)]),
        ) as Row,
    ),
  };
}
