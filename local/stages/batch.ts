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
import type { Part } from './parts.ts';
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
 * Loads a part of the batch into the engine's table, without the rows of erased contacts.
 * @returns keys of the raw objects that rows of erased contacts come from
 * @throws UserError naming a flatfile that is not as normalise has written it
 */
export async function stageBatch(
  connection: DuckDBConnection,
  lake: LakeFolder,
  dataset: Dataset,
  { erasures }: Batch,
  part: Part,
): Promise<string[]> {
  const files = part.flatfiles.map(({ key }) => fileOf(lake, key));
  await whileReadingFlatfiles(files, () =>
    connection.run(createBatchSql(dataset, files, part.days)),
  );
  await refuseChanged(lake, part.flatfiles);
  const counts = await rowsOf(connection, rowsPerRawObjectSql());
  const found = new Map(counts.map((row) => [String(row.source_key), Number(row.rows)]));
  refuseMissingRows(part.flatfiles, found, ({ raw_key }) => part.rowsOf.get(raw_key)!);
  return dropErasedRows(connection, dataset, erasures);
}

/** @throws UserError naming the flatfile that the engine could not read */
export async function whileReadingFlatfiles<T>(
  files: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  return work().catch((error) => {
    if (error instanceof UserError) throw error;
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

/**
 * @param found the number of rows of each raw object, by its key
 * @throws UserError naming a flatfile that does not have the expected number of rows
 */
export function refuseMissingRows(
  flatfiles: readonly Flatfile[],
  found: ReadonlyMap<string, number>,
  expectedOf: (flatfile: Flatfile) => number,
): void {
  for (const flatfile of flatfiles) {
    const rows = found.get(flatfile.raw_key) ?? 0;
    const expected = expectedOf(flatfile);
    if (rows === expected) continue;
    throw new UserError(
      `Found ${countOf(rows, 'row')} in ${flatfile.key}, expected the ${expected} that normalise has written: ${REPORT}`,
    );
  }
}

const REPORT = 'this is a fault of contact-lake, please report it';
