import type { AnswerEntry } from './answer.ts';

export type { AnswerEntry, Value } from './answer.ts';

/** What a generated stream holds, and what every saved query must answer over it. */
export interface AnswerSheet {
  /** Distinct contact segments. */
  readonly contacts: number;
  /** Records in the raw objects: every version, every re-delivery, every malformed one. */
  readonly records_delivered: number;
  readonly malformed_records: number;
  readonly seed: number;
  /** First and last UTC day on which customers turn up, 'YYYY-MM-DD'. */
  readonly first_day: string;
  readonly last_day: string;
  /** The centre's own time zone. */
  readonly time_zone: string;
  /** A query's first entry has its defaults (intraday-heat-map: the centre's zone); variants follow. */
  readonly queries: readonly AnswerEntry[];
}
