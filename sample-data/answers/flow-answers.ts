import type { AnswerEntry } from './answer.ts';

/** The right answers about flows, from the ways that contacts took, and not from their logs. */
export interface FlowAnswers {
  /** Entries in the raw objects, repeated ones included. */
  readonly entries_delivered: number;
  /** Different entries, which are the rows of the table. */
  readonly entries: number;
  readonly queries: readonly AnswerEntry[];
}
