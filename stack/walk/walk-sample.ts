/** The record that is sent through a deployed lake to see where it gets. */
import { randomUUID } from 'node:crypto';
import type { Dataset } from '../../pipeline/dataset.ts';
import { requiredFields } from '../../pipeline/dataset.ts';

export interface WalkSample {
  /** In no other record: a random id, the last of the identity. */
  readonly id: string;
  /** As the dataset orders it. */
  readonly identity: readonly string[];
  /** UTC, on which no contact centre had a contact: no figure of another day is touched. */
  readonly day: string;
  readonly bytes: Buffer;
}

/** Long before Amazon Connect: no day of anybody's contacts. */
const DAY = '2000-01-01';

/**
 * A record that can be taken for no contact: of an instance in no account, on a day before there were
 * any, without channel, queue, agent, customer or attribute.
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
