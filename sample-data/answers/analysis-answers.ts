import type { Value } from './answer.ts';

/** One table of right figures about analysed contacts. */
export interface AnalysisTable {
  readonly table: string;
  /** The zone whose midnights part the days on which contacts end. */
  readonly time_zone: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
}

/**
 * The right figures about Contact Lens analyses, from what was said and when, and not from the files. A contact that
 * was analysed twice counts as the later analysis says, one with an original and a redacted file once.
 */
export interface AnalysisAnswers {
  /** Files in the raw objects, repeated ones included. */
  readonly files_delivered: number;
  /** Contacts that ended before, 'YYYY-MM-DD hh:mm:ss', UTC, are not in the tables. */
  readonly first_end_utc: string;
  readonly tables: readonly AnalysisTable[];
}
