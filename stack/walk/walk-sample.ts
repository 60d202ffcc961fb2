/** The sample record that `doctor --walk` sends through a deployed lake. */
import { randomUUID } from 'node:crypto';
import type { Dataset } from '../../pipeline/dataset.ts';
import { requiredFields } from '../../pipeline/dataset.ts';

export interface WalkSample {
  /** A random id that no other record has; the last value of the identity. */
  readonly id: string;
  /** The values of the dataset's identity, in its order. */
  readonly identity: readonly string[];
  /** The day of the sample, UTC. No contact centre had a contact then, so no real figure changes. */
  readonly day: string;
  readonly bytes: Buffer;
}

/** Long before Amazon Connect existed. */
const DAY = '2000-01-01';

/**
 * Makes a record that cannot be mistaken for a contact: its instance belongs to no account, its day is
 * before Amazon Connect, and it has no channel, queue, agent, customer or attribute.
 */
export function walkSample(dataset: Dataset, region: string): WalkSample {
  const id = `contact-lake-walk-${randomUUID()}`;
  const instance = `arn:aws:connect:${region}:000000000000:instance/contact-lake-walk`;
  const identity = dataset.identity.map((_, i) =>
    i < dataset.identity.length - 1 ? instance : id,
  );
  const names = new Map(dataset.identity.map(({ name }, i) => [name, identity[i]!]));
  const record = requiredFields(dataset).map(({ name }) => [
    name,
    names.get(name) ?? `${DAY}T00:00:00Z`,
  ]);
  const bytes = Buffer.from(JSON.stringify(Object.fromEntries(record)));
  return { id, identity, day: DAY, bytes };
}
