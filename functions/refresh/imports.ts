import type { DataSet } from './data-sets.ts';

/** An import of a data set into SPICE, QuickSight's memory. QuickSight calls imports ingestions. */
export interface Import {
  readonly created_at: Date;
  /** Whether all rows are read, and not only those of the data set's window. */
  readonly is_full: boolean;
  /** `cancelled`: a person ended the import, or a newer import or an edit took its place. */
  readonly state: 'running' | 'completed' | 'failed' | 'cancelled';
  /** QuickSight's type of the error, such as `PERMISSION_DENIED`; null if there is none. */
  readonly error: string | null;
  /** Rows in the data set after the import; null if QuickSight does not report them. */
  readonly rows: number | null;
}

export type ImportType = 'FULL_REFRESH' | 'INCREMENTAL_REFRESH';

/**
 * QuickSight starts at most 32 imports of a data set in 24 hours on request (API reference,
 * CreateIngestion). Runs of the conversion may be more frequent than that, and never start exactly an
 * hour apart.
 */
const SHORTEST_PAUSE_MILLISECONDS = 50 * 60_000;

/**
 * The import that is due after a run of the conversion; null if none is.
 *
 * An import within a window leaves erased contacts in the data set, and older rows as the view had them
 * before it changed. All rows are imported until an import of all rows has begun after that and has not
 * failed, so that a failed one is repeated. Other imports wait: a new import would end one that is still
 * running.
 * @param imports of the data set, in any order
 * @param changedAt when rows of any age last changed: by an erasure, or by the view; null if never
 */
export function importDue(
  { window }: Pick<DataSet, 'window'>,
  imports: readonly Import[],
  changedAt: Date | null,
  now: Date,
): ImportType | null {
  if (needsAllRows(imports, changedAt)) return 'FULL_REFRESH';
  const last = lastOf(imports);
  if (last?.state === 'running') return null;
  if (last && now.getTime() - last.created_at.getTime() < SHORTEST_PAUSE_MILLISECONDS) return null;
  return window ? 'INCREMENTAL_REFRESH' : 'FULL_REFRESH';
}

/** The later of two moments that may be missing. */
export function latest(one: Date | null, other: Date | null): Date | null {
  return one !== null && (other === null || one > other) ? one : other;
}

/** Whether rows of any age may be out of date, or were never imported. */
function needsAllRows(imports: readonly Import[], changedAt: Date | null): boolean {
  const full = lastFull(imports);
  return full === null || (changedAt !== null && full.created_at <= changedAt);
}

/** The last import of all rows that is complete or still running; null if there is none. */
export function lastFull(imports: readonly Import[]): Import | null {
  return lastOf(
    imports.filter(({ is_full, state }) => is_full && state !== 'failed' && state !== 'cancelled'),
  );
}

/** The last import that has ended by itself; null if there is none. */
export function lastEnded(imports: readonly Import[]): Import | null {
  return lastOf(imports.filter(({ state }) => state === 'completed' || state === 'failed'));
}

/** The last import; null if there is none. */
export function lastOf(imports: readonly Import[]): Import | null {
  return imports.toSorted((a, b) => +b.created_at - +a.created_at)[0] ?? null;
}
