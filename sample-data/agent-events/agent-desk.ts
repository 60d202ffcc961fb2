import type { Agent } from '../generator/agents.ts';
import type { Contact } from '../generator/contact.ts';
import type { Random } from '../generator/random.ts';
import { TimeHeap } from '../generator/time-heap.ts';
import {
  type AgentState,
  type ContactState,
  type SeenContact,
  STATUS_TYPES,
  type StateReader,
  type StatusName,
  type StatusSince,
} from './agent-state.ts';

/**
 * How a session ends: with the status Offline and a log-out some seconds later or at once, with a log-out in the
 * status that the agent has, or without either, when the agent closes the browser.
 */
export type Ending = 'offline' | 'offline at once' | 'log-out' | 'closed browser';

/** What the agent does at the moment, apart from contacts. */
interface Session {
  readonly ending: Ending;
  /** The statuses that the agent has a reason for; the oldest reason holds. */
  readonly reasons: StatusName[];
  isOver: boolean;
  isLeaving: boolean;
}

/**
 * One agent's place of work: takes what happens to the agent in any order, and reports the states that follow from it
 * in the order of time, one for each second in which something changes.
 */
export class AgentDesk {
  readonly agent: Agent;
  readonly #reader: StateReader;
  readonly #random: Random;
  readonly #happenings = new TimeHeap<() => void>();
  readonly #seen = new Map<Contact, SeenContact>();
  #session: Session | null = null;
  #status: StatusSince = { name: 'Offline', since: 0 };
  #next: StatusSince | null = null;
  #type: AgentState['type'] = 'STATE_CHANGE';
  #hasChanged = false;
  #busyWith = 0;
  /** Since when the agent has had the status Offline; null if nothing was heard of it. */
  #offlineSince: number | null = null;

  constructor(agent: Agent, reader: StateReader, random: Random) {
    this.agent = agent;
    this.#reader = reader;
    this.#random = random;
  }

  /** @param reason the status to have at once, if not Offline */
  logsIn(time: number, ending: Ending, reason?: StatusName): void {
    this.#at(time, () => {
      if (this.#session !== null) throw new Error(`${this.agent.username} is logged in already`);
      const reasons = reason === undefined ? [] : [reason];
      this.#session = { ending, reasons, isOver: false, isLeaving: false };
      this.#status = { name: 'Offline', since: this.#offlineSince ?? time };
      this.#type = 'LOGIN';
    });
  }

  /** The agent has a reason for a status between two times. */
  hasReason(name: StatusName, start: number, end: number): void {
    this.#at(start, () => this.#session?.reasons.push(name));
    this.#at(end, () => {
      const reasons = this.#session?.reasons ?? [];
      const index = reasons.indexOf(name);
      if (index >= 0) reasons.splice(index, 1);
    });
  }

  /** The agent's session is over as soon as the contacts are done. @param isStill asked when the time has come */
  leaves(time: number, isStill: () => boolean = () => true): void {
    this.#at(time, () => {
      if (this.#session !== null && isStill()) this.#session.isOver = true;
    });
  }

  occupied(time: number, by: 1 | -1): void {
    this.#at(time, () => {
      this.#busyWith += by;
    });
  }

  sees(time: number, contact: Contact, state: ContactState): void {
    this.#at(time, () => this.#see(contact, { contact, state, since: time }));
  }

  /** The contact disappears. @param since only if it still is in the state that it has had since then */
  loses(time: number, contact: Contact, since?: number): void {
    this.#at(time, () => {
      if (since === undefined || this.#seen.get(contact)?.since === since) this.#see(contact, null);
    });
  }

  /** Reports the states up to a time, which must not lie before an earlier one. */
  settle(until: number): void {
    while (this.#happenings.earliest <= until) {
      const time = this.#happenings.earliest;
      while (this.#happenings.earliest === time) this.#happenings.pop()();
      if (this.#session !== null) this.#report(this.#session, time);
    }
  }

  #at(time: number, happening: () => void): void {
    this.#happenings.push(time, happening);
  }

  #see(contact: Contact, seen: SeenContact | null): void {
    if (seen !== null) this.#seen.set(contact, seen);
    else if (!this.#seen.delete(contact)) return;
    this.#hasChanged = true;
  }

  #report(session: Session, time: number): void {
    const isFree = this.#busyWith === 0;
    if (session.isOver && isFree && !session.isLeaving) this.#leave(session, time);
    else if (!session.isLeaving) this.#choose(wantedBy(session), isFree, time);
    if (this.#hasChanged || this.#type !== 'STATE_CHANGE')
      this.#reader.changed(this.#stateAt(time));
    if (this.#type === 'LOGOUT') this.#end(session);
    else if (session.isLeaving && session.ending === 'closed browser') {
      this.#reader.vanished(this.agent);
      this.#end(session);
    }
    this.#hasChanged = false;
    this.#type = 'STATE_CHANGE';
  }

  /** Gives the agent the wanted status, or remembers it for when the contacts are done; Available needs no waiting. */
  #choose(wanted: StatusName, isFree: boolean, time: number): void {
    if (wanted === this.#status.name) this.#wish(null);
    else if (!isFree && wanted !== 'Available')
      this.#wish(this.#next?.name === wanted ? this.#next : { name: wanted, since: time });
    else this.#become(wanted, time);
  }

  #wish(next: StatusSince | null): void {
    if (next === this.#next) return;
    this.#next = next;
    this.#hasChanged = true;
  }

  #become(name: StatusName, time: number): void {
    this.#status = { name, since: time };
    if (name === 'Offline') this.#offlineSince = time;
    this.#next = null;
    this.#hasChanged = true;
    this.#clearMissed();
  }

  /** A new status, and leaving, take offers off the screen that the agent did not answer. */
  #clearMissed(): void {
    for (const { contact, state } of this.#seen.values())
      if (state === 'MISSED' || state === 'REJECTED') this.#see(contact, null);
  }

  #leave(session: Session, time: number): void {
    session.isLeaving = true;
    this.#clearMissed();
    const { ending } = session;
    if (ending === 'closed browser') return;
    if (ending !== 'log-out') this.#become('Offline', time);
    if (ending === 'offline at once') this.#type = 'LOGOUT';
    else
      this.#at(time + this.#random.int(2, 60), () => {
        this.#type = 'LOGOUT';
      });
  }

  #end({ ending }: Session): void {
    this.#session = null;
    this.#seen.clear();
    this.#next = null;
    if (ending === 'log-out' || ending === 'closed browser') this.#offlineSince = null;
  }

  #stateAt(time: number): AgentState {
    return {
      agent: this.agent,
      time,
      type: this.#type,
      status: this.#status,
      next: this.#next,
      contacts: [...this.#seen.values()],
    };
  }
}

/** To be available is the reason that comes last. Only some who leave say so before their contacts are done. */
function wantedBy({ ending, reasons, isOver }: Session): StatusName {
  if (isOver) return ending === 'offline' ? 'Offline' : 'Available';
  return reasons.find((name) => STATUS_TYPES[name] === 'CUSTOM') ?? reasons[0] ?? 'Offline';
}
