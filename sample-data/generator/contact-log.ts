import type { Chain, Contact, ContactStart } from './contact.ts';
import type { EventQueue } from './event-queue.ts';
import type { Random } from './random.ts';

/** Receives each contact when it begins, and each contact and chain once nothing more can happen to it. */
export interface LogReader {
  contactOpened(contact: Contact): void;
  contactClosed(contact: Contact): void;
  chainClosed(contacts: readonly Contact[]): void;
}

/** The event log of the simulated centre, which opens contacts up to a limit and closes them. */
export class ContactLog {
  readonly #events: EventQueue;
  readonly #random: Random;
  readonly #limit: number;
  readonly #reader: LogReader;
  #opened = 0;
  #open = 0;

  constructor(events: EventQueue, random: Random, limit: number, reader: LogReader) {
    this.#events = events;
    this.#random = random;
    this.#limit = limit;
    this.#reader = reader;
  }

  get opened(): number {
    return this.#opened;
  }

  /** Contacts that have begun and are not closed yet. */
  get openContacts(): number {
    return this.#open;
  }

  /** Contacts that may still be opened. */
  get room(): number {
    return this.#limit - this.#opened;
  }

  /** Begins a chain. */
  openFirst(start: ContactStart): Contact {
    const id = this.#random.uuid();
    const initialId = this.#random.chance(0.01) ? id : null;
    return this.#add(start, { contacts: [], openContacts: 0 }, id, initialId, null);
  }

  /** Begins the segment that follows another one; the other must still be open. */
  openNext(previous: Contact, start: ContactStart): Contact {
    const id = this.#random.uuid();
    const initialId = previous.initialId ?? previous.chain.contacts[0]!.id;
    return this.#add(start, previous.chain, id, initialId, previous.id);
  }

  close(contact: Contact): void {
    this.#open--;
    this.#reader.contactClosed(contact);
    if (--contact.chain.openContacts === 0) this.#reader.chainClosed(contact.chain.contacts);
  }

  #add(
    start: ContactStart,
    chain: Chain,
    id: string,
    initialId: string | null,
    previousId: string | null,
  ): Contact {
    if (this.room <= 0) throw new RangeError(`no room for contact ${this.#opened + 1}`);
    this.#opened++;
    this.#open++;
    chain.openContacts++;
    const contact: Contact = {
      id,
      chain,
      initialId,
      previousId,
      nextId: null,
      relatedId: null,
      method: start.method,
      channel: start.channel,
      subtype: start.subtype,
      initiated: this.#events.now,
      connectedToSystem: null,
      disconnected: null,
      disconnectReason: null,
      preDisconnectState: null,
      transferCompleted: null,
      transferredTo: null,
      quickConnect: null,
      scheduled: null,
      queue: null,
      agentQueueOf: null,
      enqueued: null,
      dequeued: null,
      queueSeconds: null,
      agent: null,
      attempts: 0,
      ringStarted: null,
      connectedToAgent: null,
      interactionSeconds: null,
      holds: null,
      holdSeconds: null,
      longestHoldSeconds: null,
      holdLengths: [],
      consultation: null,
      afterContactWorkStart: null,
      afterContactWorkEnd: null,
      afterContactWorkSeconds: null,
      pauseSeconds: null,
      pauses: null,
      lastPaused: null,
      lastResumed: null,
      monitored: null,
      customer: start.customer,
      systemAddress: start.systemAddress,
      attributes: start.attributes,
      detailSeed: this.#random.seed(),
    };
    chain.contacts.push(contact);
    this.#reader.contactOpened(contact);
    return contact;
  }
}
