import type { Value } from './answer.ts';

/** One table of right figures about agents. */
export interface AgentTable {
  readonly table: string;
  /** The zone whose midnights part the days; null where the table has no days. */
  readonly time_zone: string | null;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
}

/** A time that somebody has planned: instance, agent, status, and from when to when, `2026-11-23T09:00:00Z`. */
export type ScheduledTime = readonly [
  instance: string,
  agent: string,
  status: string,
  startsAt: string,
  endsAt: string,
];

/**
 * The right figures about agents, by the simulation's own clock: what the agents did, and not what their events say.
 * Agents of whom nothing more is heard count as there for 300 seconds after their last event, but not beyond
 * the last event of all.
 */
export interface AgentAnswers {
  /** Events in the raw objects, repeated ones included. */
  readonly events_delivered: number;
  /** 'YYYY-MM-DD hh:mm:ss', UTC */
  readonly last_event_utc: string;
  readonly stale_seconds: number;
  /** What was planned. A break lies within its shift, which comes before it. */
  readonly schedule: readonly ScheduledTime[];
  readonly tables: readonly AgentTable[];
}
