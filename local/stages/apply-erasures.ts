/**
 * Keeps erased contacts out of the table: drops their rows from the batch, and removes rows that are already stored.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { SOURCE_KEY } from '../../pipeline/column-types.ts';
import { type Dataset, openField } from '../../pipeline/dataset.ts';
import { othersThan } from '../../pipeline/datasets/datasets.ts';
import { type EraseMatcher, matchErased } from '../../pipeline/erase/erase-matcher.ts';
import { passedOnFrom } from '../../pipeline/lake-keys.ts';
import { rowsOf } from '../duckdb/duckdb.ts';
import { blankInObject, whileReading } from '../lake/blank-raw.ts';
import { isDone, readErasures, sha256 } from '../lake/erasures.ts';
import { type LakeFolder, objectAt } from '../lake/lake-folder.ts';
import type { PassedOver } from '../lake/passed-over.ts';
import { forgetReceipt, isCurrent } from '../lake/receipts.ts';
import {
  countErasedSql,
  createErasedSql,
  deleteErasedSql,
  erasedSourcesSql,
  keysNotErasedSql,
} from './erased-sql.ts';
import type { Flatfile } from './flatfiles.ts';
import { normaliseObject } from './normalise-group.ts';

/** The lake's erasures that concern the table. */
export interface ErasuresToApply {
  /** Hashes of the contacts of all erasures, done or not. */
  readonly contacts: readonly string[];
  /** The days of erasures that are not done, which may have rows to remove. */
  readonly unfinishedDays: readonly string[];
  /** The number of contacts of erasures that are not done: a day may have lost that many rows. */
  readonly unfinishedContacts: number;
  /** Erasures that cannot be read, so that nobody knows whom they erase. */
  readonly left_out: readonly PassedOver[];
}

export async function readErasuresToApply(
  lake: LakeFolder,
  dataset: Dataset,
): Promise<ErasuresToApply> {
  const { erasures, left_out } = await readErasures(lake, dataset);
  const unfinished = erasures.filter((one) => !isDone(one));
  return {
    contacts: [...new Set(erasures.flatMap(({ erasure }) => erasure.contacts))],
    unfinishedDays: [...new Set(unfinished.flatMap(({ erasure }) => erasure.days))],
    unfinishedContacts: new Set(unfinished.flatMap(({ erasure }) => erasure.contacts)).size,
    left_out,
  };
}

/**
 * Removes the rows of erased contacts from the staged batch.
 * @returns the keys of the raw objects that they come from
 */
export async function dropErasedRows(
  connection: DuckDBConnection,
  dataset: Dataset,
  { contacts }: ErasuresToApply,
): Promise<string[]> {
  if (contacts.length === 0) return [];
  await connection.run(createErasedSql(contacts));
  const rows = await rowsOf(connection, erasedSourcesSql(dataset));
  await connection.run(deleteErasedSql(dataset));
  return rows.map((row) => String(row[SOURCE_KEY]));
}

/** Whether a day's file has rows of erased contacts. */
export async function hasErasedRows(
  connection: DuckDBConnection,
  dataset: Dataset,
  { contacts }: ErasuresToApply,
  file: string,
): Promise<boolean> {
  if (contacts.length === 0) return false;
  const [counted] = await rowsOf(connection, countErasedSql(dataset, file));
  return Number(counted?.rows) > 0;
}

/**
 * The open struct's keys that a day's file keeps when rows of erased contacts leave it. A key
 * without a value in any other row goes too, because the name of an attribute may itself be personal.
 * @param keys those that the file has
 */
export async function keysNotErased(
  connection: DuckDBConnection,
  dataset: Dataset,
  file: string,
  keys: readonly string[],
): Promise<string[]> {
  const open = openField(dataset);
  if (keys.length === 0 || open === null) return [];
  const rows = await rowsOf(connection, keysNotErasedSql(dataset, open, file, keys));
  return rows.map((row) => String(row.key));
}

/**
 * Blanks erased contacts in the raw objects that have brought them back, and normalises these
 * objects again. The new flatfiles can be removed together with the batch's own: the table already
 * has all their rows.
 * @param sources keys of the raw objects
 * @param flatfiles of the batch
 */
export async function blankRawObjects(
  lake: LakeFolder,
  dataset: Dataset,
  { contacts }: ErasuresToApply,
  sources: readonly string[],
  flatfiles: readonly Flatfile[],
): Promise<void> {
  const erased = matchErased({ contacts, fragments: [] }, sha256);
  const receiptOf = new Map(flatfiles.map(({ raw_key, receipt }) => [raw_key, receipt]));
  for (const key of sources) {
    const object = objectAt(lake, key);
    const receipt = receiptOf.get(key);
    // An object that has been landed anew since then has rows that are not in the table yet.
    if (!object || !receipt || !isCurrent(receipt, object)) continue;
    if (!(await blankInObject(lake, dataset, key, erased))) continue;
    for (const other of othersThan(dataset)) {
      await blankWherePassedOn(lake, dataset, key, other, erased);
    }
    const blanked = objectAt(lake, key);
    if (!blanked) continue;
    await whileReading(key, 'normalise it again', () => normaliseObject(lake, dataset, blanked));
  }
}

/**
 * Blanks erased contacts in the raw object of the other dataset that has passed them on, from which they would
 * return, and normalises it again.
 * @param key of the raw object of the dataset
 */
async function blankWherePassedOn(
  lake: LakeFolder,
  dataset: Dataset,
  key: string,
  other: Dataset,
  erased: EraseMatcher,
): Promise<void> {
  const from = passedOnFrom(dataset, key, other);
  if (from === null || !objectAt(lake, from)) return;
  await forgetReceipt(lake, other, from);
  await blankInObject(lake, dataset, from, erased);
  const blanked = objectAt(lake, from);
  if (!blanked) return;
  await whileReading(from, 'normalise it again', () => normaliseObject(lake, other, blanked));
}
