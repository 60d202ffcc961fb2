import type { Span } from '../normalise/record-reader.ts';
import type { Erasure, Hash } from './erasure.ts';
import { identityText } from './erasure.ts';

/** Shorter ones stand in too much that has nothing to do with the person. */
export const SHORTEST_TARGET = 5;

/** A record that is asked about. */
export interface Candidate {
  /** Whether the looked-for text stands in it. */
  readonly holdsText: boolean;
  /** The values of the dataset's identity, in its order. */
  identity(): string[];
}

/** What is looked for in raw objects. */
export interface Wanted {
  /** A text to look out for; null where there is none. */
  readonly text: string | null;
  record(candidate: Candidate): boolean;
  /** Whether the bytes at `span`, which are no record, are wanted. */
  rest(sourceKey: string, span: Span, holdsText: boolean): boolean;
}

/** Whatever holds the address. */
export function holding(address: string): Wanted {
  return {
    text: address,
    record: ({ holdsText }) => holdsText,
    rest: (_key, _span, holdsText) => holdsText,
  };
}

/** The records with this id, of any instance, and what is no record and holds it. */
export function withId(id: string): Wanted {
  return { ...holding(id), record: (candidate) => candidate.identity().at(-1) === id };
}

/** All records of the erasure's contacts, and its fragments. */
export function erasedBy(
  { contacts, fragments }: Pick<Erasure, 'contacts' | 'fragments'>,
  hash: Hash,
): Wanted {
  const hashes = new Set(contacts);
  return {
    text: null,
    record: (candidate) => hashes.has(hash(identityText(candidate.identity()))),
    rest: (key, { offset, length }) =>
      fragments.some(
        ({ source_key, source_offset, length_bytes }) =>
          source_key === key && source_offset === offset && length_bytes === length,
      ),
  };
}
