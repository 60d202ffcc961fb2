import type { Contact } from '../generator/contact.ts';
import type { Random } from '../generator/random.ts';

/** A time within a conversation in which the contact is on hold, or a task is paused. Half-open. */
export interface Interruption {
  readonly from: number;
  readonly to: number;
}

/**
 * Places the holds of a call, or the pauses of a task, between its connection and its end, so that their number and
 * length are those of the contact's record. At least a second of talk or work lies before each.
 */
export function interruptionsOf(contact: Contact, random: Random): readonly Interruption[] {
  return contact.channel === 'TASK' ? pausesOf(contact, random) : holdsOf(contact, random);
}

/** When the conversation ends, or would end if the simulation went on. */
function endOf(contact: Contact): number {
  const { interactionSeconds, holdSeconds, pauseSeconds } = contact;
  const planned = (interactionSeconds ?? 0) + (holdSeconds ?? 0) + (pauseSeconds ?? 0);
  return contact.disconnected ?? contact.connectedToAgent! + planned;
}

function holdsOf(contact: Contact, random: Random): readonly Interruption[] {
  const { consultation, holdLengths } = contact;
  const start = consultation?.to ?? contact.connectedToAgent!;
  const endsOnHold = contact.preDisconnectState === 'CONNECTED_ONHOLD';
  const holds = place(holdLengths, start, endOf(contact), endsOnHold, random);
  return consultation === null ? holds : [consultation, ...holds];
}

/** The last pause is known; the others, if any, come after it, since the work before it can be too short for them. */
function pausesOf(contact: Contact, random: Random): readonly Interruption[] {
  const { pauses, lastPaused, lastResumed } = contact;
  if (lastPaused === null) return [];
  const left = contact.pauseSeconds! - (lastResumed! - lastPaused);
  const others = Array.from({ length: pauses! - 1 }, (_, index) =>
    portion(left, pauses! - 1, index),
  );
  const rest = place(others, lastResumed!, endOf(contact), false, random);
  return [{ from: lastPaused, to: lastResumed! }, ...rest];
}

/** Puts interruptions of these lengths between two times, at random. */
function place(
  lengths: readonly number[],
  start: number,
  end: number,
  endsInterrupted: boolean,
  random: Random,
): readonly Interruption[] {
  const pieces = endsInterrupted ? lengths.length : lengths.length + 1;
  let free = end - start - lengths.reduce((sum, length) => sum + length, 0) - pieces;
  let time = start;
  return lengths.map((length, index) => {
    const isFull = endsInterrupted && index === lengths.length - 1;
    const extra = isFull ? free : random.int(0, Math.floor(free / (pieces - index)));
    free -= extra;
    const from = time + 1 + extra;
    time = from + length;
    return { from, to: time };
  });
}

/** One of `count` portions of a number of seconds, which differ by a second at most. */
function portion(seconds: number, count: number, index: number): number {
  return Math.floor((seconds * (index + 1)) / count) - Math.floor((seconds * index) / count);
}
