/** The refusals of a conversion that would lose something, before anything is written. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Dataset } from '../../pipeline/dataset.ts';
import { tableFileKey } from '../../pipeline/lake-keys.ts';
import { UserError } from '../../terminal/user-error.ts';
import { countOf } from '../../terminal/wording.ts';
import { rowsOf } from '../duckdb/duckdb.ts';
import { describeFaults } from '../lake/day-faults.ts';
import type { LakeFolder } from '../lake/lake-folder.ts';
import { alteredDays } from '../lake/table-days.ts';
import type { Batch } from './batch.ts';
import { countNotStagedSql, countRowsSql } from './day-sql.ts';
import type { DayToWrite } from './plan-conversion.ts';
import { ACCEPT_LOSS, LossError } from './rebuild.ts';
import type { RemadeDay } from './table-before.ts';

/** @throws UserError naming the days to merge into whose files have other bytes than convert has written */
export async function refuseAltered(
  lake: LakeFolder,
  dataset: Dataset,
  plan: readonly DayToWrite[],
): Promise<void> {
  const merged = plan.filter(({ existing }) => existing !== null).map(({ day }) => day);
  const altered = await alteredDays(lake, dataset, merged);
  if (altered.length > 0) throw new UserError(describeFaults(dataset, altered));
}

/**
 * Compares each day that is made again with what it had: its existing file may have contacts that
 * are not in `raw/` any more.
 * @throws LossError naming the days that would lose some, unless the user has accepted the loss
 */
export async function refuseLoss(
  connection: DuckDBConnection,
  dataset: Dataset,
  batch: Batch,
  remade: readonly RemadeDay[],
  plan: readonly DayToWrite[],
): Promise<void> {
  if (batch.rebuild?.accepts_loss) return;
  const losses: string[] = [];
  for (const one of remade) {
    const areErased = batch.erasures.contacts.length > 0;
    const contacts = await countContactsLost(connection, dataset, one, areErased);
    if (contacts) {
      const key = tableFileKey(dataset, one.day);
      losses.push(`${countOf(contacts, 'contact')} in ${key} alone, expected all in raw/ too`);
    } else if (contacts === null || !one.isSound) {
      const missing = await describeMissingRows(connection, dataset, batch, one, plan);
      if (missing !== null) losses.push(missing);
    }
  }
  if (losses.length > 0) throw new LossError(`Found ${losses.join('; ')}: ${ACCEPT_LOSS}`);
}

/** The contacts of the day's file that the batch does not have; null if the file cannot be read. */
async function countContactsLost(
  connection: DuckDBConnection,
  dataset: Dataset,
  { day, file }: RemadeDay,
  areErased: boolean,
): Promise<number | null> {
  if (file === null) return null;
  try {
    const [row] = await rowsOf(connection, countNotStagedSql(dataset, day, file, areErased));
    return Number(row?.contacts);
  } catch {
    return null;
  }
}

/** Null unless the batch has fewer rows of the day than its note, less what erasures may have removed. */
async function describeMissingRows(
  connection: DuckDBConnection,
  dataset: Dataset,
  { erasures }: Batch,
  { day, least_rows }: RemadeDay,
  plan: readonly DayToWrite[],
): Promise<string | null> {
  const planned = plan.find((one) => one.day === day);
  const [row] = planned ? await rowsOf(connection, countRowsSql(dataset, planned)) : [];
  const found = Number(row?.rows ?? 0);
  const erased = erasures.unfinishedDays.includes(day) ? erasures.unfinishedContacts : 0;
  if (found >= least_rows - erased) return null;
  return `${countOf(found, 'row')} in raw/ for ${tableFileKey(dataset, day)}, expected the ${least_rows} or more that it had`;
}
