import type { Agent } from './agents.ts';
import type { Contact } from './contact.ts';

/** A planned time away from the queues. Epoch seconds, half-open. */
export interface Absence {
  readonly start: number;
  readonly end: number;
  /** The name of the agent's status meanwhile. */
  readonly status: 'Break' | 'Lunch' | 'Training';
}

/** What an agent is to do between two times, whether it comes so or not. Epoch seconds, half-open. */
export interface Planned {
  readonly start: number;
  readonly end: number;
  readonly status: 'Available' | Absence['status'];
}

/** The plan of a shift. */
export interface ShiftPlan extends Planned {
  /** Within the shift, in their order; none overlaps another one. */
  readonly breaks: readonly Planned[];
}

/** The states in which an agent sees a contact before and during the conversation. */
export type AgentContactState = 'INCOMING' | 'CONNECTING' | 'CONNECTED';

/**
 * Receives what happens to agents, at the moment at which it happens. The simulation does not depend on it: it
 * draws no random numbers from the simulation's streams.
 */
export interface AgentLog {
  /** What somebody has planned for the shift that comes next. */
  plans(agent: Agent, plan: ShiftPlan): void;
  /** A shift that is going to begin. The agent finishes the contacts that are not done by its end. */
  shift(agent: Agent, start: number, end: number, absences: readonly Absence[]): void;
  /** A contact is going to keep the agent busy (+1), or does so no longer (−1). */
  occupied(agent: Agent, by: 1 | -1): void;
  /** The agent sees a contact in another state. */
  sees(agent: Agent, contact: Contact, state: AgentContactState): void;
  /** The agent did not answer, and gets nothing else for so many seconds. */
  misses(agent: Agent, contact: Contact, awaySeconds: number): void;
  /** The contact has ended; after so many seconds of after-contact work the agent has done with it. */
  ends(agent: Agent, contact: Contact, workSeconds: number): void;
  /** The agent does not see the contact any longer, and has no after-contact work. */
  loses(agent: Agent, contact: Contact): void;
  /** A supervisor begins to listen in to a call, for so many seconds. */
  listens(supervisor: Agent, contact: Contact, seconds: number): void;
}

/** For simulations of which only the contacts are wanted. */
export const NO_AGENT_LOG: AgentLog = {
  plans() {},
  shift() {},
  occupied() {},
  sees() {},
  misses() {},
  ends() {},
  loses() {},
  listens() {},
};
