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
  const { findings } = await whileAsking(lake, dataset, (connection) =>
    searchObject(dataset, prefix, rowsAsRecords(connection, dataset), matcher),
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

/** JSON of the identity and the attributes with a record's own names, and of the whole row. */
function asRecord(dataset: Dataset): string {
  const open = openField(dataset);
  const fields = [
    ...requiredFields(dataset).map((field) => [literal(field.sourceName), textOf(field)]),
    ...(open === null ? [] : [[literal(open.sourceName), identifier(open.name)]]),
    [literal('row'), dataset.name],
  ];
  return `json_object(${fields.flat().join(', ')})`;
}

function textOf({ name, type }: Field): string {
  if (type.kind !== 'timestamp') return identifier(name);
  return `strftime(${identifier(name)}, '%Y-%m-%dT%H:%M:%S.%fZ')`;
}
