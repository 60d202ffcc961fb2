import type { ObservedContact } from '../../contact-events/event-side.ts';
import { type StepType, tellsOf } from '../../contact-events/steps.ts';
import { DAY_SECONDS } from '../../generator/clock.ts';
import type { Contact } from '../../generator/contact.ts';

/**
 * What is known of a contact: by the events that arrived and, where none of them says its end, by its record. Times are
 * epoch seconds; null if nothing says it.
 */
export interface KnownContact {
  readonly contact: Contact;
  readonly enqueued: number | null;
  /** By events alone, since only they name the agent's ARN. */
  readonly connected: number | null;
  /** When it was answered or ended, so that it waits no longer. */
  readonly leftQueue: number | null;
  readonly disconnected: number | null;
  readonly completed: number | null;
  /** Until when the contact counts as there, if nothing says that it has ended. */
  readonly holdsUntil: number;
  readonly lastEvent: number;
}

export function knownContact({
  contact,
  completed,
  arrived,
  isRecorded,
}: ObservedContact): KnownContact {
  const known = (type: StepType, time: number | null) =>
    arrived.some((event) => tellsOf(event, type, time)) ? time : null;
  const recorded = (time: number | null) => (isRecorded ? time : null);
  const connected = known('CONNECTED_TO_AGENT', contact.connectedToAgent);
  const disconnected =
    known('DISCONNECTED', contact.disconnected) ?? recorded(contact.disconnected);
  const lastEvent = Math.max(...arrived.map(({ time }) => time));
  const days = contact.channel === 'TASK' ? 7 : 1;
  return {
    contact,
    enqueued: known('QUEUED', contact.enqueued),
    connected,
    leftQueue: connected ?? recorded(contact.connectedToAgent) ?? disconnected,
    disconnected,
    completed: known('COMPLETED', completed),
    holdsUntil: lastEvent + days * DAY_SECONDS,
    lastEvent,
  };
}

/** When the contact was in its queue, half-open; null if no event says that it was. */
export function waitOf({ enqueued, leftQueue, holdsUntil }: KnownContact) {
  if (enqueued === null) return null;
  return { from: enqueued, to: leftQueue ?? holdsUntil };
}

/** The name and kind of the queue of a contact that is in one. */
export function queueOf({ queue, agentQueueOf }: Contact): readonly [string | null, string] {
  return agentQueueOf === null ? [queue!.name, 'standard'] : [null, 'agent'];
}
