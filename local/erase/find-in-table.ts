import { Readable } from 'node:stream';
import type { DuckDBConnection } from '@duckdb/node-api';
import { type Field, SOURCE_KEY } from '../../pipeline/column-types.ts';
import { type Dataset, openField, requiredFields, sourcesOf } from '../../pipeline/dataset.ts';
import type { EraseMatcher } from '../../pipeline/erase/erase-matcher.ts';
import type { Finding, Findings } from '../../pipeline/erase/findings.ts';
import { searchObject } from '../../pipeline/erase/search-object.ts';
import { tablePrefix } from '../../pipeline/lake-keys.ts';
import { identifier, literal } from '../../pipeline/spellings/duckdb-types.ts';
import { batchesOf } from '../duckdb/duckdb.ts';
import type { LakeFolder } from '../lake/lake-folder.ts';
import { whileAsking } from '../lake/lake-tables.ts';

/**
 * Searches the rows of the table, because the table may have contacts that `raw/` has lost. Each row
 * is written as a record first, so that the matcher for `raw/` finds contacts here too.
 * @returns the findings, under the table's prefix as their key
 */
export async function findInTable(
  lake: LakeFolder,
  dataset: Dataset,
  matcher: EraseMatcher,
): Promise<Findings> {
  const prefix = tablePrefix(dataset);
  const search = async (connection: DuckDBConnection) => {
    const found: Finding[] = [];
    for await (const { key, records } of recordsByObject(connection, dataset, prefix)) {
      const { findings } = await searchObject(dataset, key, records, matcher);
      found.push(...findings.filter(({ isRecord }) => isRecord));
    }
    return found;
  };
  const findings = await whileAsking(lake, dataset, search, `FROM ${dataset.name}`);
  return new Map(findings.length > 0 ? [[prefix, findings]] : []);
}

interface ObjectRecords {
  readonly key: string;
  readonly records: AsyncIterable<Uint8Array>;
}

/** The rows as records: together, or by their raw objects where columns are derived from an object's key. */
async function* recordsByObject(
  connection: DuckDBConnection,
  dataset: Dataset,
  prefix: string,
): AsyncGenerator<ObjectRecords> {
  if (!dataset.derived) {
    yield { key: prefix, records: rowsAsRecords(connection, dataset) };
    return;
  }
  const rows = await connection.stream(
    `SELECT ${SOURCE_KEY} AS key, string_agg(${asRecord(dataset)}, chr(10)) AS records
    FROM ${dataset.name} GROUP BY key`,
  );
  for await (const batch of batchesOf(rows)) {
    for (const { key, records } of batch) {
      yield { key: String(key), records: Readable.from([Buffer.from(String(records))]) };
    }
  }
}

async function* rowsAsRecords(
  connection: DuckDBConnection,
  dataset: Dataset,
): AsyncGenerator<Uint8Array> {
  const result = await connection.stream(
    `SELECT ${asRecord(dataset)} AS record FROM ${dataset.name}`,
  );
  for await (const batch of batchesOf(result)) {
    yield Buffer.from(batch.map(({ record }) => `${record}\n`).join(''));
  }
}

/** A JSON object in SQL: by their names, values in SQL or further objects. */
interface SqlObject {
  readonly [name: string]: string | SqlObject;
}

/** JSON of what makes a row a record, where a record has it, and of the whole row. */
function asRecord(dataset: Dataset): string {
  const open = openField(dataset);
  const texts = [...requiredFields(dataset), ...(dataset.contact ? [dataset.contact] : [])];
  let record: SqlObject = { row: dataset.name };
  if (open !== null) record = { ...record, [open.sourceName]: identifier(open.name) };
  for (const field of texts) {
    for (const path of pathsOf(dataset, field)) record = withValue(record, path, textOf(field));
  }
  return objectSql(record);
}

/** Where a record may have the column's value. */
function pathsOf({ derived = [] }: Dataset, field: Field): (readonly string[])[] {
  const column = derived.find((one) => one.field === field);
  if (!column) return [[field.sourceName]];
  return sourcesOf(column).flatMap((source) => ('path' in source ? [source.path] : []));
}

function withValue(
  object: SqlObject,
  [name, ...within]: readonly string[],
  value: string,
): SqlObject {
  if (within.length === 0) return { ...object, [name!]: value };
  const inner = object[name!];
  return { ...object, [name!]: withValue(typeof inner === 'object' ? inner : {}, within, value) };
}

function objectSql(object: SqlObject): string {
  const members = Object.entries(object).flatMap(([name, value]) => [
    literal(name),
    typeof value === 'object' ? objectSql(value) : value,
  ]);
  return `json_object(${members.join(', ')})`;
}

function textOf({ name, type }: Field): string {
  if (type.kind !== 'timestamp') return identifier(name);
  return `strftime(${identifier(name)}, '%Y-%m-%dT%H:%M:%S.%fZ')`;
}
