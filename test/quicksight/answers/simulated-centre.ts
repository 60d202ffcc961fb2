import type { Facts } from '../../../sample-data/answers/facts.ts';
import { type AnswerSheet, generate, type RawObject } from '../../../sample-data/generate.ts';

/** What happened in a simulated contact centre, and its records of every kind as they are delivered. */
export interface SimulatedCentre {
  readonly objects: readonly RawObject[];
  readonly sheet: AnswerSheet;
  readonly contacts: readonly Facts[];
  /** The segments of each chain. */
  readonly chains: readonly (readonly Facts[])[];
}

export function simulatedCentre(count: number, seed: number): SimulatedCentre {
  const contacts: Facts[] = [];
  const chains: (readonly Facts[])[] = [];
  const reader = {
    addContact: (facts: Facts) => contacts.push(facts),
    addChain: (chain: readonly Facts[]) => chains.push(chain),
  };
  const objects: RawObject[] = [];
  const generation = generate({ contacts: count, seed, otherDays: 'all' }, [reader]);
  for (;;) {
    const next = generation.next();
    if (next.done === true) return { objects, sheet: next.value, contacts, chains };
    objects.push(next.value);
  }
}
