import type { DuckDBConnection } from '@duckdb/node-api';
import type { Field } from '../../pipeline/column-types.ts';
import { type Dataset, openField, requiredFields } from '../../pipeline/dataset.ts';
import type { EraseMatcher } from '../../pipeline/erase/erase-matcher.ts';
import type { Findings } from '../../pipeline/erase/findings.ts';
import { searchObject } from '../../pipeline/erase/search-object.ts';
import { tablePrefix } from '../../pipeline/lake-keys.ts';
import { identifier, literal } from '../../pipeline/spellings/duckdb-types.ts';
import { batchesOf } from '../duckdb/duckdb.ts';
import type { LakeFolder } from '../lake/lake-folder.ts';
import { whileAsking } from '../lake/lake-tables.ts';

/**
 * Looks through the rows of the table, as what `raw/` has lost may be in it alone. A row is searched
 * like a record: it is written as one, so that what finds a contact in `raw/` finds it here.
 * @returns what was found, under the table's own prefix
 */
export async function findInTable(
  lake: LakeFolder,
  dataset: Dataset,
  wanted: EraseMatcher,
): Promise<Findings> {
  const prefix = tablePrefix(dataset);
  const { findings } = await whileAsking(lake, dataset, (connection) =>
    searchObject(dataset, prefix, rowsAsRecords(connection, dataset), wanted),
  );
  const records = findings.filter(({ isRecord }) => isRecord);
  return new Map(records.length > 0 ? [[prefix, records]] : []);
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

/** JSON with what names a record and its attributes, spelled as records have them, and the row whole. */
function asRecord(dataset: Dataset): string {
  const open = openField(dataset);
  const fields = [
    ...requiredFields(dataset).map((field) => [literal(field.sourceName), textOf(field)]),
    [literal(open.sourceName), identifier(open.name)],
    [literal('row'), dataset.name],
  ];
  return `json_object(${fields.flat().join(', ')})`;
}

function textOf({ name, type }: Field): string {
  if (type.kind !== 'timestamp') return identifier(name);
  return `strftime(${identifier(name)}, '%Y-%m-%dT%H:%M:%S.%fZ')`;
}
