/** Cutting a batch into parts by what its flatfiles hold. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { MOST_OPEN_KEYS } from '../../pipeline/column-types.ts';
import type { Dataset } from '../../pipeline/dataset.ts';
import { rowsOf } from '../duckdb/duckdb.ts';
import { fileOf, type LakeFolder } from '../lake/lake-folder.ts';
import { type Batch, refuseMissingRows, whileReadingFlatfiles } from './batch.ts';
import { inWorkplace } from './convert-workplace.ts';
import { createErasedSql, viewNotErasedSql } from './erased-sql.ts';
import type { Flatfile } from './flatfiles.ts';
import { type DayRange, hasDay, type Part, type Parts } from './parts.ts';
import { openKeysOf } from './plan-conversion.ts';
import { chooseColumnsSql, chosenColumnsSql, rowsPerDaySql, viewBatchSql } from './staging-sql.ts';
import { examineTable, type TableBefore } from './table-before.ts';

/** The rows of a part, some 4 kB each, unless a single day has more. */
export const MOST_ROWS = 800_000;

const EVERY_DAY: DayRange = { first: null, last: null };

/**
 * Cuts a batch into parts of at most `most_rows`; a single day may have more. A batch that is not larger is one part,
 * and its flatfiles are not read here.
 * @throws UserError naming a flatfile that is not as normalise has written it
 */
export async function cutIntoParts(
  lake: LakeFolder,
  dataset: Dataset,
  batch: Batch,
  most_rows: number,
): Promise<Parts> {
  const { flatfiles } = batch;
  const rows = flatfiles.reduce((sum, { receipt }) => sum + receipt.records_out, 0);
  if (rows <= most_rows) {
    const rowsOf = new Map(flatfiles.map(({ raw_key, receipt }) => [raw_key, receipt.records_out]));
    return {
      parts: [{ days: EVERY_DAY, flatfiles, rowsOf, columns: null }],
      isRemaking: false,
      days: 0,
    };
  }
  return inWorkplace(lake, async (connection) => {
    const table = await examineTable(connection, lake, dataset, batch);
    const { counts, columns } = await survey(connection, lake, dataset, batch, table);
    const parts = rangesOf(counts, most_rows).map((days) =>
      partOf(days, flatfiles, counts, columns),
    );
    const days = new Set(counts.map(({ day }) => day)).size;
    return { parts, isRemaking: table.remade.length > 0, days };
  });
}

/** How many rows of a day come from a raw object. */
interface Count {
  readonly source_key: string;
  readonly day: string;
  readonly rows: number;
}

/** Reads all flatfiles once without keeping rows: their days, and the columns of their open structs. */
async function survey(
  connection: DuckDBConnection,
  lake: LakeFolder,
  dataset: Dataset,
  { flatfiles, erasures }: Batch,
  { ofEachSchema }: TableBefore,
): Promise<{ counts: readonly Count[]; columns: string[] }> {
  const files = flatfiles.map(({ key }) => fileOf(lake, key));
  await connection.run(viewBatchSql(dataset, files));
  const known = await openKeysOf(connection, dataset, ofEachSchema);
  return whileReadingFlatfiles(files, async () => {
    const counts = (await rowsOf(connection, rowsPerDaySql())) as unknown as Count[];
    const found = new Map<string, number>();
    for (const { source_key, rows } of counts) {
      found.set(source_key, (found.get(source_key) ?? 0) + rows);
    }
    refuseMissingRows(flatfiles, found, ({ receipt }) => receipt.records_out);
    if (erasures.contacts.length > 0) {
      await connection.run(createErasedSql(erasures.contacts));
      await connection.run(viewNotErasedSql(dataset, files));
    }
    await connection.run(chooseColumnsSql(dataset, known, MOST_OPEN_KEYS));
    const columns = await rowsOf(connection, chosenColumnsSql());
    return { counts, columns: columns.map(({ key }) => String(key)) };
  });
}

/** Ranges of days that follow one another, each with as many days as stay within `most_rows`. */
function rangesOf(counts: readonly Count[], most_rows: number): DayRange[] {
  const rowsOfDay = new Map<string, number>();
  for (const { day, rows } of counts) rowsOfDay.set(day, (rowsOfDay.get(day) ?? 0) + rows);
  const lasts: string[] = [];
  let taken = 0;
  let before: string | null = null;
  for (const [day, rows] of [...rowsOfDay].sort(([one], [other]) => (one < other ? -1 : 1))) {
    if (before !== null && taken + rows > most_rows) {
      lasts.push(before);
      taken = 0;
    }
    taken += rows;
    before = day;
  }
  return [...lasts, null].map((last, i) => ({
    first: i === 0 ? null : dayAfter(lasts[i - 1]!),
    last,
  }));
}

function dayAfter(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
}

function partOf(
  days: DayRange,
  flatfiles: readonly Flatfile[],
  counts: readonly Count[],
  columns: readonly string[],
): Part {
  const rowsOf = new Map<string, number>();
  for (const { source_key, day, rows } of counts) {
    if (hasDay(days, day)) rowsOf.set(source_key, (rowsOf.get(source_key) ?? 0) + rows);
  }
  const own = flatfiles.filter(({ raw_key }) => rowsOf.has(raw_key));
  return { days, flatfiles: own, rowsOf, columns };
}
