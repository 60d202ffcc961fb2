/** The expected service for a number of contacts and a number of agents. */
import type { ServiceLevel } from '../../queries/metrics.ts';

/** The contacts of an interval, which arrive independently of each other (Poisson). */
export interface Demand {
  /** That enter the queue in the interval; a mean, so it may be a fraction. */
  readonly contacts: number;
  readonly intervalSeconds: number;
  /** Mean seconds for which a contact occupies an agent. */
  readonly handleSeconds: number;
  /** Mean seconds until a waiting customer gives up, above 0; null if nobody does, as Erlang C has it. */
  readonly patienceSeconds: number | null;
}

/** How a service level counts. */
export interface Counting {
  /** Its name in the page and in the queries. Without abandons all meanings are the same. */
  readonly meaning: ServiceLevel;
  /** X: a wait below this is within. */
  readonly withinSeconds: number;
  /** An abandon after less than this is short. */
  readonly shortAbandonSeconds: number;
}

/** Null is "no contact to have it", or, of a wait, "it grows without end". */
export interface Service {
  /** Share of the contacts that find no agent free, 0..1. */
  readonly waitShare: number | null;
  /** 0..1 */
  readonly serviceLevel: number | null;
  /** Mean wait of the contacts that are answered. */
  readonly speedOfAnswerSeconds: number | null;
  /** Share of the contacts that give up, 0..1. */
  readonly abandonedShare: number | null;
  /** Share of the agents' time that contacts take, 0..1; null without agents. */
  readonly occupancy: number | null;
}

/** The agents' work in erlangs: how many agents the contacts would occupy if none had to wait. */
export function loadOf({ contacts, intervalSeconds, handleSeconds }: Demand): number {
  return (contacts / intervalSeconds) * handleSeconds;
}
