import type { Fragment, Unsearchable } from './erasure.ts';
import type { Findings, ObjectSearch } from './findings.ts';

/** The outcome of searching all raw objects of a lake. */
export interface LakeSearch {
  readonly findings: Findings;
  readonly unsearched: readonly Unsearchable[];
}

/** The bytes of the object that could not be searched, as an erasure notes them. */
export function unsearchableIn(source_key: string, { unsearched }: ObjectSearch): Unsearchable[] {
  return unsearched.map(({ offset, length, what }) => ({
    source_key,
    source_offset: offset,
    length_bytes: length,
    what,
  }));
}

/** Orders by key and offset. */
export function byPlace(a: Fragment, b: Fragment): number {
  if (a.source_key !== b.source_key) return a.source_key < b.source_key ? -1 : 1;
  return a.source_offset - b.source_offset;
}
