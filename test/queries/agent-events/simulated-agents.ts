/**
 * Agents who log in and out, change their status and have contacts: what they did, from the simulation's own
 * clock, and the events that show it.
 */
import type { AgentEvent } from './agent-lake.ts';

/** A span of an agent's time, in milliseconds since 1970. */
export interface Span {
  readonly agent: string;
  /** The name of a status, or the state of a contact. */
  readonly what: string;
  readonly contact: {
    readonly id: string;
    readonly channel: string;
    readonly method: string;
  } | null;
  readonly fromMs: number;
  /** Null if it has not ended. */
  untilMs: number | null;
  closedBy: string;
}

export interface Simulation {
  /** Events as they are sent, agent by agent. */
  readonly sent: readonly AgentEvent[];
  /** Events as they arrive: some are lost, which others make good. */
  readonly delivered: readonly AgentEvent[];
  readonly statuses: readonly Span[];
  readonly states: readonly Span[];
  /** The last event of all. */
  readonly knownUntilMs: number;
}

type Contact = {
  readonly ContactId: string;
  readonly Channel: string;
  readonly InitiationMethod: string;
  readonly State: string;
  readonly StateStartTimestamp: string;
};

type Snapshot = {
  readonly AgentStatus: { ARN: string; Name: string; Type: string; StartTimestamp: string };
  readonly Configuration: { readonly Username: string };
  readonly Contacts: readonly Contact[];
};

const ACCOUNT = '111122223333';
const INSTANCE = `arn:aws:connect:eu-west-2:${ACCOUNT}:instance/one`;
const HEARTBEAT_MS = 120_000;
const STALE_MS = 300_000;
const DAY_MS = 86_400_000;
const TYPES: Readonly<Record<string, string>> = { Available: 'ROUTABLE', Offline: 'OFFLINE' };
/** The states that may follow each state; null if the agent has the contact no longer. */
const FOLLOWING: Readonly<Record<string, readonly (string | null)[]>> = {
  CONNECTING: ['CONNECTED', 'CONNECTED', 'CONNECTED', 'MISSED', 'REJECTED', 'ERROR', null],
  CONNECTED: ['CONNECTED_ONHOLD', 'ENDED', 'ENDED', 'PAUSED'],
  CONNECTED_ONHOLD: ['CONNECTED'],
  PAUSED: ['CONNECTED'],
  MISSED: [null],
  REJECTED: [null],
  ERROR: [null],
  ENDED: [null],
};

/** Numbers from 0 to 1, which is not included: the same ones for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

/** @param sizes the number of agents, of sessions for each on as many days, and the hours of a session */
export function simulateAgents(
  random: () => number,
  sizes: { agents: number; sessions: number; hours: number; fromMs: number },
): Simulation {
  const histories = Array.from({ length: sizes.agents }, (_, number) => {
    const history = new History(`agent-${number}`, random);
    for (let session = 0; session < sizes.sessions; session++)
      history.session(
        sizes.fromMs + session * DAY_MS + Math.floor(random() * 3_600_000),
        sizes.hours,
      );
    return history;
  });
  const sent = histories.flatMap((history) => history.events);
  const knownUntilMs = Math.max(...histories.map(({ lastMs }) => lastMs));
  const settle = (span: Span): Span => {
    const isOpen = span.closedBy === 'stale' && span.untilMs! > knownUntilMs;
    return isOpen ? { ...span, untilMs: null, closedBy: 'open' } : span;
  };
  return {
    sent,
    delivered: histories.flatMap((history) =>
      history.events.filter((event) => !history.lost.has(event)),
    ),
    statuses: histories.flatMap(({ statuses }) => statuses.map(settle)),
    states: histories.flatMap(({ states }) => states.map(settle)),
    knownUntilMs,
  };
}

/** One agent's doings. */
class History {
  readonly events: AgentEvent[] = [];
  readonly lost = new Set<AgentEvent>();
  readonly statuses: Span[] = [];
  readonly states: Span[] = [];
  lastMs = 0;
  readonly #agent: string;
  readonly #random: () => number;
  #snapshot: Snapshot | null = null;
  #mayLose = false;

  constructor(agent: string, random: () => number) {
    this.#agent = agent;
    this.#random = random;
  }

  /** A session from its log-in on, until it is logged out, or ends without a sign. */
  session(fromMs: number, hours: number): void {
    const untilMs = fromMs + hours * 3_600_000;
    this.#endOffline(fromMs);
    this.#send('LOGIN', fromMs, {
      ...this.#blank(),
      AgentStatus: this.#begin('Available', fromMs),
    });
    let ms = fromMs;
    while (ms < untilMs) {
      ms += 1 + Math.floor(this.#random() ** 2 * 400_000);
      while (ms - this.lastMs > HEARTBEAT_MS)
        this.#send('HEART_BEAT', this.lastMs + HEARTBEAT_MS, this.#snapshot!);
      this.#change(ms);
    }
    this.#finish(ms + 1_000);
  }

  #finish(ms: number): void {
    // After the last event of a session comes none that could show what it showed.
    this.lost.delete(this.events.at(-1)!);
    const end = this.#random();
    if (end < 0.5) {
      this.#endAll(this.states, ms, 'cleared');
      this.#endAll(this.statuses, ms, 'status');
      this.#send('LOGOUT', ms, { ...this.#blank(), AgentStatus: this.#begin('Offline', ms) });
    } else if (end < 0.75) {
      this.#endAll(this.states, ms, 'cleared');
      this.#endAll(this.statuses, ms, 'logout');
      this.#send('LOGOUT', ms, { ...this.#snapshot!, Contacts: [] });
      this.#send('HEART_BEAT', ms + HEARTBEAT_MS, this.#snapshot!);
    } else {
      this.#endAll(this.states, this.lastMs + STALE_MS, 'stale');
      this.#endAll(this.statuses, this.lastMs + STALE_MS, 'stale');
    }
    this.#mayLose = false;
  }

  /** A change of the status or of one contact. */
  #change(ms: number): void {
    const { AgentStatus: status, Contacts: contacts } = this.#snapshot!;
    const chance = this.#random();
    if (chance < 0.2) {
      this.#endAll(this.statuses, ms, 'status');
      const next = status.Name === 'Available' ? 'Lunch' : 'Available';
      this.#sendChange(ms, { ...this.#snapshot!, AgentStatus: this.#begin(next, ms) }, true);
    } else if (contacts.length === 0 || (chance < 0.4 && contacts.length < 3)) {
      const contact: Contact = {
        ContactId: `${this.#agent}-${ms}`,
        Channel: this.#random() < 0.6 ? 'CHAT' : 'VOICE',
        InitiationMethod: this.#random() < 0.2 ? 'OUTBOUND' : 'INBOUND',
        State: 'CONNECTING',
        StateStartTimestamp: iso(ms),
      };
      this.#note(contact, ms);
      this.#sendChange(ms, { ...this.#snapshot!, Contacts: [...contacts, contact] }, true);
    } else {
      this.#changeContact(contacts[Math.floor(this.#random() * contacts.length)]!, ms);
    }
  }

  #changeContact(contact: Contact, ms: number): void {
    const states = FOLLOWING[contact.State]!;
    const state = states[Math.floor(this.#random() * states.length)]!;
    const span = this.states.findLast(({ contact: other }) => other?.id === contact.ContactId)!;
    Object.assign(span, { untilMs: ms, closedBy: state === null ? 'cleared' : 'state' });
    const next = state === null ? [] : [{ ...contact, State: state, StateStartTimestamp: iso(ms) }];
    for (const changed of next) this.#note(changed, ms);
    const Contacts = this.#snapshot!.Contacts.flatMap((other) =>
      other === contact ? next : [other],
    );
    // No other event would show when a contact was cleared.
    this.#sendChange(ms, { ...this.#snapshot!, Contacts }, state !== null);
  }

  #note(
    { ContactId: id, Channel: channel, InitiationMethod: method, State }: Contact,
    ms: number,
  ): void {
    const contact = { id, channel, method };
    this.states.push({
      agent: this.#agent,
      what: State,
      contact,
      fromMs: ms,
      untilMs: null,
      closedBy: 'open',
    });
  }

  #begin(name: string, ms: number): Snapshot['AgentStatus'] {
    this.statuses.push({
      agent: this.#agent,
      what: name,
      contact: null,
      fromMs: ms,
      untilMs: null,
      closedBy: 'open',
    });
    const ARN = `${INSTANCE}/agent-state/${name.toLowerCase()}`;
    return { ARN, Name: name, Type: TYPES[name] ?? 'CUSTOM', StartTimestamp: iso(ms) };
  }

  #endOffline(ms: number): void {
    this.#endAll(this.statuses, ms, 'status');
  }

  #endAll(spans: readonly Span[], ms: number, closedBy: string): void {
    for (const span of spans)
      if (span.untilMs === null) Object.assign(span, { untilMs: ms, closedBy });
  }

  #blank(): Omit<Snapshot, 'AgentStatus'> {
    return { Configuration: { Username: this.#agent }, Contacts: [] };
  }

  /** Sends a change, or loses it if the next event may show what it showed. Two in a row are never lost. */
  #sendChange(ms: number, snapshot: Snapshot, isShownNext: boolean): void {
    this.#send('STATE_CHANGE', ms, snapshot);
    const isLost = this.#mayLose && isShownNext && this.#random() < 0.15;
    if (isLost) this.lost.add(this.events.at(-1)!);
    this.#mayLose = !isLost;
  }

  #send(type: string, ms: number, snapshot: Snapshot): void {
    this.events.push({
      AWSAccountId: ACCOUNT,
      InstanceARN: INSTANCE,
      AgentARN: `${INSTANCE}/agent/${this.#agent}`,
      EventId: `${this.#agent}-${this.events.length}`,
      EventType: type,
      EventTimestamp: iso(ms),
      Version: '2017-10-01',
      PreviousAgentSnapshot: this.#snapshot,
      CurrentAgentSnapshot: snapshot,
    });
    this.#snapshot = snapshot;
    this.lastMs = ms;
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
