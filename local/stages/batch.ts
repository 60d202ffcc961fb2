/** The batch: everything that one conversion takes up, and its rows staged for the engine. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Dataset } from '../../pipeline/dataset.ts';
import { UserError } from '../../terminal/user-error.ts';
import { countOf } from '../../terminal/wording.ts';
import { rowsOf } from '../duckdb/duckdb.ts';
import { eachOf } from '../each-of.ts';
import { isSameSum, sumOfFile } from '../lake/file-sum.ts';
import { fileOf, type LakeFolder } from '../lake/lake-folder.ts';
import type { PassedOver } from '../lake/passed-over.ts';
import { dropErasedRows, type ErasuresToApply, readErasuresToApply } from './apply-erasures.ts';
import { type Flatfile, soundFlatfiles } from './flatfiles.ts';
import type { Rebuild } from './rebuild.ts';
import { createBatchSql, rowsPerRawObjectSql } from './staging-sql.ts';

export interface Batch {
  readonly flatfiles: readonly Flatfile[];
  readonly erasures: ErasuresToApply;
  /** Null if the lake is not being rebuilt. */
  readonly rebuild: Rebuild | null;
  /** Flatfiles that cannot be used, and erasures that cannot be read. */
  readonly left_out: PassedOver[];
}

/** Lists what there is to convert. Flatfiles that are damaged are made again first. */
export async function takeBatch(
  lake: LakeFolder,
  dataset: Dataset,
  rebuild: Rebuild | null,
): Promise<Batch> {
  const erasures = await readErasuresToApply(lake, dataset);
  const { flatfiles, left_out } = await soundFlatfiles(lake, dataset);
  return { flatfiles, erasures, rebuild, left_out: [...left_out, ...erasures.left_out] };
}

export function isEmptyBatch({ flatfiles, erasures, rebuild }: Batch): boolean {
  return flatfiles.length === 0 && erasures.unfinishedDays.length === 0 && rebuild === null;
}

/**
 * Loads the flatfiles' rows into the engine's table, without those of erased contacts.
 * @returns keys of the raw objects that rows of erased contacts come from
 * @throws UserError naming a flatfile that is not as normalise has written it
 */
export async function stageBatch(
  connection: DuckDBConnection,
  lake: LakeFolder,
  dataset: Dataset,
  { flatfiles, erasures }: Batch,
): Promise<string[]> {
  await loadFlatfiles(connection, lake, dataset, flatfiles);
  await refuseChanged(lake, flatfiles);
  await refuseMissingRows(connection, flatfiles);
  return dropErasedRows(connection, dataset, erasures);
}

async function loadFlatfiles(
  connection: DuckDBConnection,
  lake: LakeFolder,
  dataset: Dataset,
  flatfiles: readonly Flatfile[],
): Promise<void> {
  const files = flatfiles.map(({ key }) => fileOf(lake, key));
  await connection.run(createBatchSql(dataset, files)).catch((error) => {
    const culprit = files.find((file) => String(error).includes(file));
    // DuckDB's own message is withheld, because it may quote the record.
    if (culprit) {
      throw new UserError(`Cannot read ${culprit}, which normalise has written: ${REPORT}`);
    }
    throw error;
  });
}

const SUMS_AT_ONCE = 32;

/** A flatfile's checksum was first compared before DuckDB read the file; this is the second look. */
async function refuseChanged(lake: LakeFolder, flatfiles: readonly Flatfile[]): Promise<void> {
  await eachOf(flatfiles, SUMS_AT_ONCE, async ({ key, receipt }) => {
    if (isSameSum(await sumOfFile(fileOf(lake, key)), receipt.flatfile)) return;
    throw new UserError(`${key} was changed while it was read: run again`);
  });
}

async function refuseMissingRows(
  connection: DuckDBConnection,
  flatfiles: readonly Flatfile[],
): Promise<void> {
  const counts = await rowsOf(connection, rowsPerRawObjectSql());
  const rowsOfObject = new Map(counts.map((row) => [row.source_key, row.rows]));
  for (const { key, raw_key, receipt } of flatfiles) {
    const staged = rowsOfObject.get(raw_key) ?? 0;
    if (staged === receipt.records_out) continue;
    throw new UserError(
      `Found ${countOf(Number(staged), 'row')} in ${key}, expected the ${receipt.records_out} that normalise has written: ${REPORT}`,
    );
  }
}

const REPORT = 'this is a fault of contact-lake, please report it';
