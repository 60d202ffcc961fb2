import {
  DuckDBArrayType,
  type DuckDBConnection,
  DuckDBInstance,
  DuckDBListType,
  DuckDBMapType,
  type DuckDBResult,
  DuckDBStructType,
  type DuckDBType,
  DuckDBTypeId,
} from '@duckdb/node-api';
import { beforeInterrupt } from '../../terminal/interrupt.ts';
import type { Json, Row } from '../../terminal/row.ts';

/** Settings that keep DuckDB from downloading or loading extensions. */
const NO_EXTENSIONS = {
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allow_community_extensions: 'false',
};

/**
 * Runs `work` on an engine of its own, in memory, whose time zone is UTC.
 * @param work takes a connection, and a function that makes further ones to the same engine
 * @param settings of DuckDB, such as `memory_limit`
 */
export async function whileConnected<T>(
  work: (connection: DuckDBConnection, connect: () => Promise<DuckDBConnection>) => Promise<T>,
  settings: Record<string, string> = {},
): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', { ...NO_EXTENSIONS, ...settings });
  const connections: DuckDBConnection[] = [];
  const connect = async () => {
    const connection = await instance.connect();
    connections.push(connection);
    await connection.run("SET TimeZone = 'UTC'");
    return connection;
  };
  // A process cannot end while a thread of the engine is at work.
  const forget = beforeInterrupt(() => {
    for (const connection of connections) connection.interrupt();
  });
  try {
    return await work(await connect(), connect);
  } finally {
    forget();
    for (const connection of connections) connection.closeSync();
    instance.closeSync();
  }
}

/** All rows of a query, with values as in `batchesOf`. */
export async function rowsOf(connection: DuckDBConnection, sql: string): Promise<Row[]> {
  const rows: Row[] = [];
  // Not streamed, because a connection's next query would silently end the stream.
  for await (const batch of batchesOf(await connection.run(sql))) rows.push(...batch);
  return rows;
}

/**
 * A result's rows as JSON values, some thousand at a time. Whole numbers are numbers as far as
 * JavaScript is exact, and text beyond. Dates are `2026-11-23`, and times `2026-11-23 14:05:09`.
 */
export async function* batchesOf(result: DuckDBResult): AsyncGenerator<Row[]> {
  const wide = result
    .columnTypes()
    .map((type, i) => ({ name: result.columnName(i), read: numbersOf(type) }))
    .filter((column): column is WideColumn => column.read !== null);
  for await (const batch of result.yieldRowObjectJson()) {
    for (const row of batch) {
      for (const { name, read } of wide) row[name] = read(row[name] ?? null);
    }
    yield batch;
  }
}

type Read = (value: Json) => Json;

interface WideColumn {
  readonly name: string;
  readonly read: Read;
}

/** A function that turns wide whole numbers within values of the type into numbers; null if it has none. */
function numbersOf(type: DuckDBType): Read | null {
  if (WIDE_NUMBERS.has(type.typeId)) return asNumber;
  if (type instanceof DuckDBListType || type instanceof DuckDBArrayType) {
    const read = numbersOf(type.valueType);
    return read && ((value) => (Array.isArray(value) ? value.map(read) : value));
  }
  if (type instanceof DuckDBStructType) {
    return inFields(type.entryNames.map((name, i) => [name, numbersOf(type.entryTypes[i]!)]));
  }
  if (type instanceof DuckDBMapType) {
    const read = inFields([
      ['key', numbersOf(type.keyType)],
      ['value', numbersOf(type.valueType)],
    ]);
    return read && ((value) => (Array.isArray(value) ? value.map(read) : value));
  }
  return null;
}

function inFields(fields: readonly (readonly [string, Read | null])[]): Read | null {
  const wide = fields.filter((field): field is [string, Read] => field[1] !== null);
  if (wide.length === 0) return null;
  return (value) => {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
    const read = wide.map(([name, read]) => [name, read(value[name] ?? null)] as const);
    return { ...value, ...Object.fromEntries(read) };
  };
}

const WIDE_NUMBERS = new Set([
  DuckDBTypeId.BIGINT,
  DuckDBTypeId.UBIGINT,
  DuckDBTypeId.HUGEINT,
  DuckDBTypeId.UHUGEINT,
  DuckDBTypeId.DECIMAL,
]);

function asNumber(value: Json): Json {
  const number = Number(value);
  return value === null || Math.abs(number) > Number.MAX_SAFE_INTEGER ? value : number;
}
