import { rm } from 'node:fs/promises';
import type { Dataset } from '../../pipeline/dataset.ts';
import { eachOf } from '../each-of.ts';
import { fileOf, type LakeFolder } from '../lake/lake-folder.ts';
import type { PassedOver } from '../lake/passed-over.ts';
import { noteConverted } from '../lake/receipts.ts';
import { blankRawObjects } from './apply-erasures.ts';
import { type Batch, isEmptyBatch, stageBatch, takeBatch } from './batch.ts';
import { inWorkplace, removeWorkplace } from './convert-workplace.ts';
import type { Flatfile } from './flatfiles.ts';
import { normaliseLake } from './normalise-lake.ts';
import { planConversion } from './plan-conversion.ts';
import { endRebuild, LossError, type Rebuild, unfinishedRebuild } from './rebuild.ts';
import { refuseAltered, refuseLoss } from './refuse-loss.ts';
import { examineTable, explainUnreadableDay } from './table-before.ts';
import { removeStaleNotes, writeDays } from './write-day.ts';

export interface ConvertTotals {
  flatfiles: number;
  rows_read: number;
  days_written: number;
  /** Rows that the written days have after the conversion. */
  rows_in_days: number;
  /** Flatfiles that cannot be used, and erasures that cannot be read. */
  left_out: PassedOver[];
}

/**
 * Merges all flatfiles into the table, day by day, and then removes them.
 *
 * A day's file is replaced by a file with the latest version of each row. Therefore the outcome does
 * not depend on the order of the flatfiles, on repeats or on the number of runs, and the next run
 * completes one that was cut off.
 *
 * No row of an erased contact survives: such rows are left out of the batch, blanked in the raw
 * objects that brought them back and, for an erasure that is not done, removed from the table.
 * @param onDay called after each day with how many days are written and how many there are
 * @throws UserError naming the flatfile that cannot be read, or the day that cannot be made
 */
export async function convertLake(
  lake: LakeFolder,
  dataset: Dataset,
  onDay: (done: number, of: number) => void = () => {},
): Promise<ConvertTotals> {
  const rebuild = await unfinishedRebuild(lake, dataset);
  try {
    if (rebuild) await normaliseLake(lake, dataset);
    const totals = await convertFlatfiles(lake, dataset, rebuild, onDay);
    await endRebuild(lake);
    return totals;
  } catch (error) {
    if (error instanceof LossError) await endRebuild(lake);
    throw error;
  }
}

async function convertFlatfiles(
  lake: LakeFolder,
  dataset: Dataset,
  rebuild: Rebuild | null,
  onDay: (done: number, of: number) => void,
): Promise<ConvertTotals> {
  await removeWorkplace(lake);
  const batch = await takeBatch(lake, dataset, rebuild);
  if (isEmptyBatch(batch)) return { ...NOTHING_CONVERTED, left_out: batch.left_out };
  const totals = await mergeBatch(lake, dataset, batch, onDay);
  await releaseFlatfiles(lake, dataset, batch.flatfiles);
  await removeWorkplace(lake);
  return totals;
}

const NOTHING_CONVERTED = { flatfiles: 0, rows_read: 0, days_written: 0, rows_in_days: 0 };

/** Nothing of the table changes before the plan is complete and has passed both refusals. */
function mergeBatch(
  lake: LakeFolder,
  dataset: Dataset,
  batch: Batch,
  onDay: (done: number, of: number) => void,
): Promise<ConvertTotals> {
  return inWorkplace(lake, async (connection, connect) => {
    const sources = await stageBatch(connection, lake, dataset, batch);
    const table = await examineTable(connection, lake, dataset, batch);
    const plan = await planConversion(connection, dataset, batch, table).catch((error) => {
      throw explainUnreadableDay(error, dataset, table);
    });
    await refuseAltered(lake, dataset, plan);
    await refuseLoss(connection, dataset, batch, table, plan);
    await removeStaleNotes(lake, dataset, batch, table);
    const rows_in_days = await writeDays(connect, lake, dataset, plan, onDay);
    await blankRawObjects(lake, dataset, batch.erasures, sources, batch.flatfiles);
    return {
      flatfiles: batch.flatfiles.length,
      rows_read: plan.reduce((sum, { rows }) => sum + rows, 0),
      days_written: plan.length,
      rows_in_days,
      left_out: batch.left_out,
    };
  });
}

const FLATFILES_AT_ONCE = 32;

/**
 * Removes flatfiles whose rows the table has. The receipts note that first: a flatfile that is
 * missing without the note would be made again.
 */
async function releaseFlatfiles(
  lake: LakeFolder,
  dataset: Dataset,
  flatfiles: readonly Flatfile[],
): Promise<void> {
  const sources = flatfiles.map(({ raw_key }) => raw_key);
  await noteConverted(lake, dataset, sources);
  await eachOf(flatfiles, FLATFILES_AT_ONCE, ({ key }) => rm(fileOf(lake, key), { force: true }));
}
