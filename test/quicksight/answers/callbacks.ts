/** Requested callbacks, from what happened in their chains. */
import type { Facts } from '../../../sample-data/answers/facts.ts';
import type { Cell } from './cell.ts';
import { queueLabel } from './contacts.ts';
import { dayOf, isInPeriod, type Settings } from './settings.ts';
import { count, share } from './tabulate.ts';

const QUEUED = 'CALLBACK_CUSTOMER_FIRST_QUEUED';
const DIALLED = 'CALLBACK_CUSTOMER_FIRST_DIALED';
const AGENT_FIRST = 'CALLBACK';

/** The callback's contacts, in the order in which they began. */
type Callback = readonly Facts[];

/** The callbacks that were requested in the period. */
export function requestedCallbacks(
  chains: readonly (readonly Facts[])[],
  settings: Settings,
): readonly Callback[] {
  return chains.flatMap((chain) => {
    const legs = chain
      .filter(({ contact }) => [QUEUED, DIALLED, AGENT_FIRST].includes(contact.method))
      .sort(
        ({ contact: left }, { contact: right }) =>
          left.initiated - right.initiated || (left.id < right.id ? -1 : 1),
      );
    const [first] = legs;
    if (first === undefined) return [];
    const isChosen =
      isInPeriod(settings, dayOf(settings, first.contact.initiated)) &&
      (settings.queue === null || queueLabel(first) === settings.queue) &&
      (settings.channel === null || first.contact.channel === settings.channel);
    return isChosen ? [legs] : [];
  });
}

export const CALLBACK_KEYS = {
  queue: (legs) => queueLabel(legs[0]!),
} satisfies Record<string, (callback: Callback) => Cell>;

const isReached = (legs: Callback) =>
  legs.some(({ isHandled, contact }) => isHandled && contact.method !== QUEUED);
const isDialled = (legs: Callback) =>
  legs.some(
    ({ isHandled, contact }) =>
      contact.method === DIALLED || (contact.method === AGENT_FIRST && isHandled),
  );

export const CALLBACK_FIGURES = {
  requested: (callbacks) => callbacks.length,
  dialled: (callbacks) => count(callbacks, isDialled),
  reached: (callbacks) => count(callbacks, isReached),
  callbacksAbandoned: (callbacks) =>
    count(callbacks, (legs) => !isReached(legs) && legs.some(({ isAbandoned }) => isAbandoned)),
  reachedOfRequested: (callbacks) => share(count(callbacks, isReached), callbacks.length),
} satisfies Record<string, (callbacks: readonly Callback[]) => Cell>;
