/** What convert does about contacts that are erased: they get nowhere, and leave where they are. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { SOURCE_KEY } from '../../pipeline/column-types.ts';
import type { Dataset } from '../../pipeline/dataset.ts';
import { erasedBy } from '../../pipeline/erase/wanted.ts';
import { rowsOf } from '../duckdb/duckdb.ts';
import { blankInObject } from '../lake/blank-raw.ts';
import { isDone, readErasures, sha256 } from '../lake/erasures.ts';
import { type LakeFolder, objectAt } from '../lake/lake-folder.ts';
import type { PassedOver } from '../lake/passed-over.ts';
import { isOf } from '../lake/receipts.ts';
import { dropErased, erasedRows, erasedSources, openKeysKept, stageErased } from './convert-sql.ts';
import type { Flatfile } from './flatfiles.ts';
import { normaliseObject } from './normalise-lake.ts';

/** What the lake's erasures ask of the table. */
export interface Erased {
  /** Hashes of the contacts of all erasures, done or not. */
  readonly contacts: readonly string[];
  /** The days of those that are not done. */
  readonly daysToDo: readonly string[];
  /** How many contacts those have: so many rows may be gone from a day already. */
  readonly contactsToDo: number;
  /** Erasures that cannot be read, so that nobody knows what they ask. */
  readonly left_out: readonly PassedOver[];
}

export async function readErased(lake: LakeFolder, dataset: Dataset): Promise<Erased> {
  const { erasures, left_out } = await readErasures(lake, dataset);
  const undone = erasures.filter((one) => !isDone(one));
  return {
    contacts: [...new Set(erasures.flatMap(({ erasure }) => erasure.contacts))],
    daysToDo: [...new Set(undone.flatMap(({ erasure }) => erasure.days))],
    contactsToDo: new Set(undone.flatMap(({ erasure }) => erasure.contacts)).size,
    left_out,
  };
}

/**
 * Takes the rows of erased contacts out of the staged batch.
 * @returns the keys of the raw objects that they come from
 */
export async function leaveOutErased(
  connection: DuckDBConnection,
  dataset: Dataset,
  { contacts }: Erased,
): Promise<string[]> {
  if (contacts.length === 0) return [];
  await connection.run(stageErased(contacts));
  const rows = await rowsOf(connection, erasedSources(dataset));
  await connection.run(dropErased(dataset));
  return rows.map((row) => String(row[SOURCE_KEY]));
}

/**
 * The days whose files have rows of erased contacts, among those that are written anew anyway and
 * those of erasures that are not done.
 * @param fileOfDay of every day that the table has
 */
export async function daysWithErased(
  connection: DuckDBConnection,
  dataset: Dataset,
  { contacts, daysToDo }: Erased,
  staged: readonly string[],
  fileOfDay: ReadonlyMap<string, string>,
): Promise<string[]> {
  if (contacts.length === 0) return [];
  const found: string[] = [];
  for (const day of new Set([...staged, ...daysToDo])) {
    const file = fileOfDay.get(day);
    if (file === undefined) continue;
    const [counted] = await rowsOf(connection, erasedRows(dataset, file));
    if (Number(counted?.rows) > 0) found.push(day);
  }
  return found;
}

/**
 * The open struct's fields that a day's file keeps when rows of erased contacts leave it. One that
 * no other row has a value for goes too: the name of an attribute may be personal itself.
 */
export async function keysKept(
  connection: DuckDBConnection,
  dataset: Dataset,
  file: string,
  keys: readonly string[],
): Promise<string[]> {
  if (keys.length === 0) return [];
  const rows = await rowsOf(connection, openKeysKept(dataset, file, keys));
  return rows.map((row) => String(row.key));
}

/**
 * Erases in raw objects what has been delivered again, and makes their flatfiles anew without it.
 * These may be released with the others of the batch: the table has all that is in them.
 * @param sources keys of the raw objects
 * @param flatfiles of the batch
 */
export async function eraseAtSource(
  lake: LakeFolder,
  dataset: Dataset,
  { contacts }: Erased,
  sources: readonly string[],
  flatfiles: readonly Flatfile[],
): Promise<void> {
  const wanted = erasedBy({ contacts, fragments: [] }, sha256);
  const receiptOf = new Map(flatfiles.map(({ raw_key, receipt }) => [raw_key, receipt]));
  for (const key of sources) {
    const object = objectAt(lake, key);
    const receipt = receiptOf.get(key);
    // What has been landed anew since the batch was made has rows that are not in the table yet.
    if (!object || !receipt || !isOf(receipt, object)) continue;
    if (!(await blankInObject(lake, dataset, key, wanted))) continue;
    const left = objectAt(lake, key);
    if (left) await normaliseObject(lake, dataset, left, null);
  }
}
