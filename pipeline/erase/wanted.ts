import { type Dataset, openField } from '../dataset.ts';
import { type Address, soughtAddress } from './address.ts';
import type { Erasure, Fragment, Hash } from './erasure.ts';
import { identityText } from './erasure.ts';
import { type Attribute, isNamed, type Sought, soughtAttribute, soughtId } from './sought.ts';

/** A record that is asked about. */
export interface Candidate {
  /** Whether the looked-for text stands in it, however hidden. */
  readonly holdsText: boolean;
  /** The values of the dataset's identity, in its order. */
  identity(): string[];
  /** The record itself. */
  json(): Record<string, unknown>;
}

/** What is looked for in raw objects. */
export interface Wanted {
  /** A text to look out for, which what is no record is wanted for; null where there is none. */
  readonly sought: Sought | null;
  record(candidate: Candidate): boolean;
  /** Bytes of the object that are wanted, in what is no record. */
  fragments(sourceKey: string): readonly Fragment[];
}

/** Whatever holds the address. */
export function holding(address: Address): Wanted {
  return searched(soughtAddress(address), ({ holdsText }) => holdsText);
}

/** The records with this id, of any instance, and what is no record and holds it. */
export function withId(id: string): Wanted {
  return searched(soughtId(id), (candidate) => candidate.identity().at(-1) === id);
}

/** The records with this attribute, and what is no record and has the pair of name and value. */
export function withAttribute(dataset: Dataset, attribute: Attribute): Wanted {
  return searched(
    soughtAttribute(attribute),
    ({ holdsText, json }) => holdsText && hasAttribute(dataset, json(), attribute),
  );
}

function searched(sought: Sought, record: Wanted['record']): Wanted {
  return { sought, record, fragments: () => [] };
}

/** All records of the erasure's contacts, and its fragments. */
export function erasedBy(
  { contacts, fragments }: Pick<Erasure, 'contacts' | 'fragments'>,
  hash: Hash,
): Wanted {
  const hashes = new Set(contacts);
  return {
    sought: null,
    record: (candidate) => hashes.has(hash(identityText(candidate.identity()))),
    fragments: (key) => fragments.filter(({ source_key }) => source_key === key),
  };
}

function hasAttribute(
  dataset: Dataset,
  record: Record<string, unknown>,
  { name, value }: Attribute,
): boolean {
  const open = openField(dataset);
  const structs = Object.entries(record).filter(([key]) =>
    [open.name, ...open.aliases].some((column) => isNamed(key, column)),
  );
  return structs.some(
    ([, struct]) =>
      typeof struct === 'object' &&
      struct !== null &&
      Object.entries(struct).some(([key, found]) => found === value && isNamed(key, name)),
  );
}
