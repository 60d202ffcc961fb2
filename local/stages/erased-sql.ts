/** SQL that finds the rows of erased contacts, and leaves them out. */
import { type Field, SOURCE_KEY } from '../../pipeline/column-types.ts';
import type { Dataset } from '../../pipeline/dataset.ts';
import { identifier, literal } from '../../pipeline/spellings/duckdb-types.ts';
import { readParquet } from '../duckdb/duckdb-files.ts';
import { BATCH, viewBatchSql } from './staging-sql.ts';

/** The table of the erased contacts' hashes: `hash`. */
const ERASED = 'erased';

/** @param hashes of the erased contacts, at least one */
export function createErasedSql(hashes: readonly string[]): string {
  return `CREATE TABLE ${ERASED} AS SELECT unnest([${hashes.map(literal).join(', ')}]) AS hash`;
}

/** Lists the raw objects that the batch's rows of erased contacts come from: `source_key`. */
export function erasedSourcesSql(dataset: Dataset): string {
  return `SELECT DISTINCT ${SOURCE_KEY} FROM ${BATCH} WHERE ${isErased(dataset)} ORDER BY 1`;
}

export function deleteErasedSql(dataset: Dataset): string {
  return `DELETE FROM ${BATCH} WHERE ${isErased(dataset)}`;
}

/** The view of `viewBatchSql` without the rows of erased contacts. */
export function viewNotErasedSql(dataset: Dataset, files: readonly string[]): string {
  return viewBatchSql(dataset, files, `NOT ${isErased(dataset)}`);
}

/** Counts the rows of erased contacts in a day's file: `rows`. */
export function countErasedSql(dataset: Dataset, file: string): string {
  return `
    SELECT count(*)::INTEGER AS rows
    FROM ${readParquet([file])} WHERE ${isErased(dataset)}`;
}

/** Lists those of the open struct's keys that have a value in rows of contacts not erased: `key`. */
export function keysNotErasedSql(
  dataset: Dataset,
  openStruct: Field,
  file: string,
  keys: readonly string[],
): string {
  const open = identifier(openStruct.name);
  const kept = keys.map(
    (key) => `CASE WHEN count(${open}.${identifier(key)}) > 0 THEN ${literal(key)} END`,
  );
  return `
    SELECT key FROM (
      SELECT unnest([${kept.join(', ')}]) AS key
      FROM ${readParquet([file])} WHERE NOT ${isErased(dataset)}
    ) WHERE key IS NOT NULL`;
}

/** A condition for rows of the batch or of a day's file, as `contactOf` and `erasedBy` say of records. The table of `createErasedSql` must exist. */
export function isErased(dataset: Dataset): string {
  const identity = dataset.identity.map((field) => identifier(field.name)).join(' || chr(10) || ');
  const texts = dataset.contact
    ? [`coalesce(nullif(${identifier(dataset.contact.name)}, ''), ${identity})`]
    : [identity, identifier(dataset.identity.at(-1)!.name)];
  return `(${texts.map((text) => `sha256(${text}) IN (FROM ${ERASED})`).join(' OR ')})`;
}
