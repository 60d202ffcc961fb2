import type { ToldContact } from '../../contact-events/event-side.ts';
import { type StepType, tellsOf } from '../../contact-events/steps.ts';
import { DAY_SECONDS } from '../../generator/clock.ts';
import type { Contact } from '../../generator/contact.ts';

/** What is known of a contact by the events that arrived. Times are epoch seconds; null if none of them tells. */
export interface KnownContact {
  readonly contact: Contact;
  readonly enqueued: number | null;
  readonly connected: number | null;
  readonly disconnected: number | null;
  readonly completed: number | null;
  /** Until when the contact counts as there, if nothing says that it has ended. */
  readonly holdsUntil: number;
  readonly lastEvent: number;
}

export function knownContact({ contact, completed, arrived }: ToldContact): KnownContact {
  const known = (type: StepType, time: number | null) =>
    arrived.some((event) => tellsOf(event, type, time)) ? time : null;
  const lastEvent = Math.max(...arrived.map(({ time }) => time));
  const days = contact.channel === 'TASK' ? 7 : 1;
  return {
    contact,
    enqueued: known('QUEUED', contact.enqueued),
    connected: known('CONNECTED_TO_AGENT', contact.connectedToAgent),
    disconnected: known('DISCONNECTED', contact.disconnected),
    completed: known('COMPLETED', completed),
    holdsUntil: lastEvent + days * DAY_SECONDS,
    lastEvent,
  };
}

/** When the contact was in its queue, half-open; null if no event tells that it was. */
export function waitOf({ enqueued, connected, disconnected, holdsUntil }: KnownContact) {
  if (enqueued === null) return null;
  return { from: enqueued, to: connected ?? disconnected ?? holdsUntil };
}

/** The name and kind of the queue of a contact that is in one. */
export function queueOf({ queue, agentQueueOf }: Contact): readonly [string | null, string] {
  return agentQueueOf === null ? [queue!.name, 'standard'] : [null, 'agent'];
}
