import type { Facts } from '../answers/facts.ts';
import { type AgentLog, NO_AGENT_LOG } from '../generator/agent-log.ts';
import { DAY_SECONDS } from '../generator/clock.ts';
import type { Contact } from '../generator/contact.ts';
import { Delivery } from '../generator/delivery.ts';
import type { Clock } from '../generator/event-queue.ts';
import type { RawObject } from '../generator/raw-object.ts';
import type { Beginning } from '../generator/simulation.ts';
import type { Period } from '../generator/world.ts';
import { eventText } from './event-text.ts';
import { fateOf } from './fate.ts';
import { type Step, stepsOf } from './steps.ts';

const EVENTS_PER_CONTACT = 5.5;
const ENOUGH_EVENTS = 500;
const REDELIVERED_SHARE = 0.02;
/** A contact whose end is never recorded is forgotten: none lasts for so long. */
const LONGEST_CONTACT_SECONDS = 5 * DAY_SECONDS;

/** What happened to a contact, and which events of it arrived. */
export interface ObservedContact {
  readonly contact: Contact;
  /** When the agent had done with it; null without an agent, or before. */
  readonly completed: number | null;
  readonly arrived: readonly Step[];
  readonly isRecorded: boolean;
}

/** Receives what there is to know of contacts and their events. */
export interface ContactReader {
  /** A contact of which events arrived, once there are no more. */
  addContact(contact: ObservedContact): void;
  /** A contact that has a record. */
  addRecord(contact: Contact, isEndDelivered: boolean): void;
}

interface OpenContact {
  /** The number of steps that are done with, by their types. */
  readonly done: Set<Step['type']>;
  readonly arrived: Step[];
  /** When the agent will have done with the contact; null if that is at its end. */
  workedUntil: number | null;
  /** Whether its record is delivered. */
  isRecorded: boolean;
}

/** The contacts' side of a simulation: an event for each step of a contact, some lost, some late, some twice. */
export class EventSide {
  readonly log: AgentLog;
  readonly #clock: Clock;
  readonly #period: Period;
  readonly #reader: ContactReader;
  readonly #delivery: Delivery;
  readonly #open = new Map<Contact, OpenContact>();

  /** @param period when the steps with an event begin, and until when events are delivered */
  constructor(
    seed: number,
    { clock, contactsPerDay }: Beginning,
    period: Period,
    reader: ContactReader,
  ) {
    this.#clock = clock;
    this.#period = period;
    this.#reader = reader;
    this.#delivery = new Delivery({
      kind: 'contact-events',
      seed,
      stream: 50,
      recordsPerDay: contactsPerDay * EVENTS_PER_CONTACT,
      enoughRecords: ENOUGH_EVENTS,
      redeliveredShare: REDELIVERED_SHARE,
      isVaried: false,
    });
    this.log = {
      ...NO_AGENT_LOG,
      ends: (_agent, contact, workSeconds) => {
        const open = this.#open.get(contact);
        if (open !== undefined) open.workedUntil = clock.now + workSeconds;
      },
    };
  }

  /** The number of events delivered so far, repeated ones included. */
  get eventsDelivered(): number {
    return this.#delivery.recordsDelivered;
  }

  contactOpened(contact: Contact): void {
    this.#open.set(contact, {
      done: new Set(),
      arrived: [],
      workedUntil: null,
      isRecorded: false,
    });
  }

  addContact({ contact }: Facts): void {
    const { disconnected } = contact;
    if (disconnected === null) return;
    const open = this.#open.get(contact);
    if (open !== undefined) open.isRecorded = true;
    this.#reader.addRecord(
      contact,
      this.#arrives(contact, { type: 'DISCONNECTED', time: disconnected }),
    );
  }

  *objects(): Generator<RawObject, void> {
    const { now } = this.#clock;
    for (const [contact, open] of this.#open) {
      this.#sendSteps(contact, open, now);
      if (isOver(contact, open, now)) this.#close(contact, open);
    }
    yield* this.#delivery.objectsUntil(now);
  }

  *remainingObjects(): Generator<RawObject, void> {
    for (const [contact, open] of this.#open) {
      this.#sendSteps(contact, open, this.#clock.now);
      this.#close(contact, open);
    }
    yield* this.#delivery.remainingObjects();
  }

  /** Sends the events of the steps that have been taken by now. */
  #sendSteps(contact: Contact, { done, arrived, ...open }: OpenContact, now: number): void {
    for (const step of stepsOf(contact, completedAt(contact, open.workedUntil))) {
      if (step.time > now || done.has(step.type)) continue;
      done.add(step.type);
      if (!this.#arrives(contact, step)) continue;
      arrived.push(step);
      const { id, delaySeconds } = fateOf(contact, step);
      this.#delivery.send([Buffer.from(eventText(contact, step, id))], step.time + delaySeconds);
    }
  }

  #arrives(contact: Contact, step: Step): boolean {
    if (step.time < this.#period.start) return false;
    const { isLost, delaySeconds } = fateOf(contact, step);
    return !isLost && step.time + delaySeconds < this.#period.end;
  }

  #close(contact: Contact, { arrived, workedUntil, isRecorded }: OpenContact): void {
    this.#open.delete(contact);
    const completed = completedAt(contact, workedUntil);
    if (arrived.length > 0) this.#reader.addContact({ contact, completed, arrived, isRecorded });
  }
}

/** Whether no further event of the contact follows. */
function isOver(contact: Contact, { workedUntil }: OpenContact, now: number): boolean {
  const { initiated, disconnected } = contact;
  if (disconnected === null) return now > initiated + LONGEST_CONTACT_SECONDS;
  return (completedAt(contact, workedUntil) ?? disconnected) <= now;
}

/** When the agent has done with the contact; null without an agent, or before the contact's end. */
function completedAt({ agent, disconnected }: Contact, workedUntil: number | null): number | null {
  return agent === null || disconnected === null ? null : (workedUntil ?? disconnected);
}
