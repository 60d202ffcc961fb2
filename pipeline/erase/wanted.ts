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
  /** Which parts of the bytes at `span`, which are no record, are wanted. */
  parts(sourceKey: string, span: Span, holdsText: boolean): readonly Span[];
}

/** Whatever holds the address. */
export function holding(address: string): Wanted {
  return {
    text: address,
    record: ({ holdsText }) => holdsText,
    parts: (_key, span, holdsText) => (holdsText ? [span] : []),
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
    parts: (key, span) =>
      fragments
        .filter(({ source_key }) => source_key === key)
        .map(({ source_offset: offset, length_bytes: length }) => ({ offset, length }))
        .filter((part) => touch(part, span)),
  };
}

function touch(one: Span, other: Span): boolean {
  if (one.length === 0 || other.length === 0)
    return one.length === other.length && one.offset === other.offset;
  return one.offset < other.offset + other.length && other.offset < one.offset + one.length;
}
