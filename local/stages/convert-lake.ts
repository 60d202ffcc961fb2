import { rm } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Dataset } from '../../pipeline/dataset.ts';
import { eachOf } from '../each-of.ts';
import { fileOf, type LakeFolder } from '../lake/lake-folder.ts';
import type { PassedOver } from '../lake/passed-over.ts';
import { noteConverted } from '../lake/receipts.ts';
import { blankRawObjects } from './apply-erasures.ts';
import { type Batch, isEmptyBatch, stageBatch, takeBatch } from './batch.ts';
import { inWorkplace, removeWorkplace } from './convert-workplace.ts';
import { cutIntoParts, MOST_ROWS } from './cut-into-parts.ts';
import type { Flatfile } from './flatfiles.ts';
import { normaliseLake } from './normalise-lake.ts';
import { hasDay, type Part } from './parts.ts';
import { type DayToWrite, planConversion } from './plan-conversion.ts';
import { endRebuild, LossError, type Rebuild, unfinishedRebuild } from './rebuild.ts';
import { refuseAltered, refuseLoss } from './refuse-loss.ts';
import { examineTable, explainUnreadableDay, type TableBefore } from './table-before.ts';
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
 * @param most_rows that are staged at once, unless a single day has more
 * @throws UserError naming the flatfile that cannot be read, or the day that cannot be made
 */
export async function convertLake(
  lake: LakeFolder,
  dataset: Dataset,
  onDay: (done: number, of: number) => void = () => {},
  most_rows = MOST_ROWS,
): Promise<ConvertTotals> {
  const rebuild = await unfinishedRebuild(lake, dataset);
  try {
    if (rebuild) await normaliseLake(lake, dataset);
    const totals = await convertFlatfiles(lake, dataset, rebuild, onDay, most_rows);
    await endRebuild(lake, dataset);
    return totals;
  } catch (error) {
    if (error instanceof LossError) await endRebuild(lake, dataset);
    throw error;
  }
}

async function convertFlatfiles(
  lake: LakeFolder,
  dataset: Dataset,
  rebuild: Rebuild | null,
  onDay: (done: number, of: number) => void,
  most_rows: number,
): Promise<ConvertTotals> {
  await removeWorkplace(lake);
  const batch = await takeBatch(lake, dataset, rebuild);
  const totals = { ...NOTHING_CONVERTED, left_out: batch.left_out };
  if (isEmptyBatch(batch)) return totals;
  const { parts, isRemaking, days } = await cutIntoParts(lake, dataset, batch, most_rows);
  if (parts.length > 1 && isRemaking) {
    // All parts pass the refusals before the first day is made again.
    for (const part of parts) await withPlan(lake, dataset, batch, part, async () => {});
  }
  const sources: string[] = [];
  for (const part of parts) {
    const written = await mergePart(lake, dataset, batch, part, (done, of) =>
      onDay(totals.days_written + done, Math.max(days, totals.days_written + of)),
    );
    totals.rows_read += written.rows_read;
    totals.days_written += written.days_written;
    totals.rows_in_days += written.rows_in_days;
    sources.push(...written.sources);
  }
  await blankRawObjects(lake, dataset, batch.erasures, [...new Set(sources)], batch.flatfiles);
  totals.flatfiles = batch.flatfiles.length;
  await releaseFlatfiles(lake, dataset, batch.flatfiles);
  await removeWorkplace(lake);
  return totals;
}

const NOTHING_CONVERTED = { flatfiles: 0, rows_read: 0, days_written: 0, rows_in_days: 0 };

interface Merged extends Pick<ConvertTotals, 'rows_read' | 'days_written' | 'rows_in_days'> {
  readonly sources: readonly string[];
}

function mergePart(
  lake: LakeFolder,
  dataset: Dataset,
  batch: Batch,
  part: Part,
  onDay: (done: number, of: number) => void,
): Promise<Merged> {
  return withPlan(lake, dataset, batch, part, async ({ plan, table, sources, connect }) => {
    await removeStaleNotes(lake, dataset, batch, part, table);
    const rows_in_days = await writeDays(connect, lake, dataset, plan, onDay);
    const rows_read = plan.reduce((sum, { rows }) => sum + rows, 0);
    return { rows_read, days_written: plan.length, rows_in_days, sources };
  });
}

/** A part and its plan, before anything is written. */
interface Planned {
  readonly plan: readonly DayToWrite[];
  readonly table: TableBefore;
  /** Keys of the raw objects that rows of erased contacts come from. */
  readonly sources: readonly string[];
  /** Makes a connection to the engine that has the staged rows. */
  readonly connect: () => Promise<DuckDBConnection>;
}

/** Stages a part and plans it. Nothing of the part's days changes before the plan has passed both refusals. */
function withPlan<T>(
  lake: LakeFolder,
  dataset: Dataset,
  batch: Batch,
  part: Part,
  work: (planned: Planned) => Promise<T>,
): Promise<T> {
  return inWorkplace(lake, async (connection, connect) => {
    const sources = await stageBatch(connection, lake, dataset, batch, part);
    const table = await examineTable(connection, lake, dataset, batch);
    const plan = await planConversion(connection, dataset, batch, part, table).catch((error) => {
      throw explainUnreadableDay(error, dataset, table);
    });
    await refuseAltered(lake, dataset, plan);
    const remade = table.remade.filter(({ day }) => hasDay(part.days, day));
    await refuseLoss(connection, dataset, batch, remade, plan);
    return work({ plan, table, sources, connect });
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
