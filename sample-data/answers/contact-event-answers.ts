import type { Value } from './answer.ts';

/** One table of right figures, as a saved query over contact events has to give them. */
export interface EventTable {
  /** The saved query's name. */
  readonly query: string;
  /** Parameters that differ from the query's defaults, by name. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
}

/**
 * The right figures about contacts while they last, by the simulation's own clock and by which events arrived. Where the
 * events of a contact's end did not arrive, its record says when it ended, as the lake holds both and the record is
 * written after the end. Without a record as well, a contact counts as there for 24 hours after its last event, a task for
 * 7 days.
 */
export interface ContactEventAnswers {
  /** Events in the raw objects, repeated ones included. */
  readonly events_delivered: number;
  /** 'YYYY-MM-DD hh:mm:ss', UTC; null if no event arrived. */
  readonly last_event_utc: string | null;
  readonly tables: readonly EventTable[];
}
