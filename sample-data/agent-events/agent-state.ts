import type { AgentContactState, ShiftPlan } from '../generator/agent-log.ts';
import type { Agent } from '../generator/agents.ts';
import type { Contact } from '../generator/contact.ts';

/** Every status that an agent of the simulated centre can have, and its type. */
export const STATUS_TYPES = {
  Available: 'ROUTABLE',
  Offline: 'OFFLINE',
  Break: 'CUSTOM',
  Lunch: 'CUSTOM',
  Training: 'CUSTOM',
  Coaching: 'CUSTOM',
} as const;

export type StatusName = keyof typeof STATUS_TYPES;

export type ContactState =
  | AgentContactState
  | 'CONNECTED_ONHOLD'
  | 'PAUSED'
  | 'MISSED'
  | 'REJECTED'
  | 'ENDED';

/** A status, or the wish for one, and since when. */
export interface StatusSince {
  readonly name: StatusName;
  readonly since: number;
}

/** A contact as its agent sees it. */
export interface SeenContact {
  readonly contact: Contact;
  readonly state: ContactState;
  readonly since: number;
}

/** All that events say of an agent who is logged in, from a second in which something has changed. */
export interface AgentState {
  readonly agent: Agent;
  readonly time: number;
  /** Whether the agent logs in or out in this second. */
  readonly type: 'LOGIN' | 'LOGOUT' | 'STATE_CHANGE';
  readonly status: StatusSince;
  /** The status that the agent wants to have once the contacts are done. */
  readonly next: StatusSince | null;
  readonly contacts: readonly SeenContact[];
}

/** Receives the plans of the shifts of which there are events. */
export interface PlanReader {
  planned(agent: Agent, plan: ShiftPlan): void;
}

/** Receives an agent's states in the order of time. */
export interface StateReader {
  /** From now on this is the agent's state. */
  changed(state: AgentState): void;
  /** All that the agent did up to a time has been reported. */
  settled(agent: Agent, until: number): void;
  /** Nothing more is heard of an agent: the browser is closed without a log-out, or the simulation ends. */
  vanished(agent: Agent): void;
}
