import type { Agent } from './agents.ts';
import type { Attribute } from './attributes.ts';
import type { Channel } from './channel.ts';
import type { Queue } from './organisation.ts';

export interface Endpoint {
  readonly address: string;
  readonly type: 'TELEPHONE_NUMBER' | 'EMAIL_ADDRESS' | 'VOIP';
}

/** A contact's segments from the first to the last transfer. */
export interface Chain {
  readonly contacts: Contact[];
  openContacts: number;
}

/** The events of one contact segment. Times are epoch seconds; null if the event did not happen. */
export interface Contact {
  readonly id: string;
  readonly chain: Chain;
  /** The chain's first contact; null on the first itself (now and then its own id, as Connect may). */
  readonly initialId: string | null;
  readonly previousId: string | null;
  nextId: string | null;
  relatedId: string | null;
  readonly method: string;
  readonly channel: Channel;
  readonly subtype: string;
  readonly initiated: number;
  connectedToSystem: number | null;
  disconnected: number | null;
  disconnectReason: string | null;
  preDisconnectState: string | null;
  transferCompleted: number | null;
  transferredTo: Endpoint | null;
  /** How the agent handed the contact over, for NextContacts. */
  quickConnect: 'USER' | 'QUEUE' | null;
  scheduled: number | null;

  queue: Queue | null;
  /** The owner of the agent queue in which the contact waited; `queue` is null then. */
  agentQueueOf: Agent | null;
  enqueued: number | null;
  dequeued: number | null;
  queueSeconds: number | null;

  agent: Agent | null;
  attempts: number;
  ringStarted: number | null;
  connectedToAgent: number | null;
  interactionSeconds: number | null;
  holds: number | null;
  holdSeconds: number | null;
  longestHoldSeconds: number | null;
  /** The length of each hold that the agent chose; where in the talk it lies is not simulated. */
  holdLengths: readonly number[];
  /** The hold while the agent asks a colleague. */
  consultation: { from: number; to: number } | null;
  afterContactWorkStart: number | null;
  afterContactWorkEnd: number | null;
  afterContactWorkSeconds: number | null;
  pauseSeconds: number | null;
  pauses: number | null;
  lastPaused: number | null;
  lastResumed: number | null;
  monitored: { from: number; to: number } | null;

  customer: Endpoint | null;
  readonly systemAddress: string | null;
  readonly attributes: readonly Attribute[];
  /** Seeds the parts of a record that are not in the event log: recordings, devices, scores. */
  readonly detailSeed: number;
}

/** The facts of a contact that are known when it starts. */
export interface ContactStart {
  readonly method: string;
  readonly channel: Channel;
  readonly subtype: string;
  readonly customer: Endpoint | null;
  readonly systemAddress: string | null;
  readonly attributes: readonly Attribute[];
}
