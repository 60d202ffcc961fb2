/** The journey of a contact: the segments of its chain, and what happened in each, in order of time. */
import type { ListedContact } from './listed-contacts.ts';

export const PHASES = ['flow', 'queue', 'talk', 'hold', 'after_contact_work'] as const;
export type Phase = (typeof PHASES)[number];

/** A stretch of time; both ends are seconds since 1970 UTC. */
export interface Stretch {
  readonly phase: Phase;
  readonly from: number;
  readonly to: number;
}

export interface Lane {
  readonly contact: ListedContact;
  readonly stretches: readonly Stretch[];
}

export interface Journey {
  readonly lanes: readonly Lane[];
  /** Seconds since 1970 UTC. */
  readonly from: number;
  readonly to: number;
  /** Whether the first segment of the chain is among the lanes. */
  readonly isFromTheStart: boolean;
}

/** The journey of the contact's chain, with the segments that are listed. */
export function journeyOf(of: ListedContact, contacts: readonly ListedContact[]): Journey {
  const lanes = contacts
    .filter(({ chain, instance }) => chain === of.chain && instance === of.instance)
    .sort((one, other) => one.begun_second - other.begun_second)
    .map((contact) => ({ contact, stretches: stretchesOf(contact) }));
  const ends = lanes.flatMap(({ contact, stretches }) => [
    contact.disconnected_second,
    ...stretches.map(({ to }) => to),
  ]);
  return {
    lanes,
    from: Math.min(...lanes.map(({ contact }) => contact.begun_second)),
    to: Math.max(...ends),
    isFromTheStart: lanes.some(({ contact }) => contact.id === of.chain),
  };
}

/**
 * The parts of a contact's time. Records say how long a customer was on hold but not when, so hold stands at the end
 * of the talk.
 */
export function stretchesOf(contact: ListedContact): Stretch[] {
  const {
    begun_second: begun,
    enqueued_second: enqueued,
    connected_second: connected,
    disconnected_second: disconnected,
    wait_seconds: wait,
  } = contact;
  const queueEnd =
    enqueued === null
      ? null
      : (connected ?? (wait === null ? disconnected : Math.min(enqueued + wait, disconnected)));
  const holdFrom = disconnected - (contact.hold_seconds ?? 0);
  const all: [Phase, number | null, number | null][] = [
    ['flow', begun, enqueued ?? connected ?? disconnected],
    ['queue', enqueued, queueEnd],
    ['talk', connected, holdFrom],
    ['hold', connected === null ? null : Math.max(connected, holdFrom), disconnected],
    [
      'after_contact_work',
      connected === null ? null : disconnected,
      disconnected + (contact.after_contact_work_seconds ?? 0),
    ],
  ];
  return all.flatMap(([phase, from, to]) =>
    from !== null && to !== null && to > from ? [{ phase, from, to }] : [],
  );
}
