import type { Fragment, Unsearchable } from './erasure.ts';
import type { Findings, Found } from './find.ts';

/** What was found, and what could not be looked into. */
export interface Searched {
  readonly findings: Findings;
  readonly unsearched: readonly Unsearchable[];
}

/** What could not be looked into in the object. */
export function unsearchedOf(source_key: string, { unsearched }: Found): Unsearchable[] {
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
