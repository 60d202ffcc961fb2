import type { Dataset } from '../dataset.ts';
import type { ByteRange } from './byte-range.ts';
import type { EraseMatcher } from './erase-matcher.ts';
import { innerRecords } from './inner-records.ts';

/** The characters of which ids consist. */
const ID = /[A-Za-z0-9_-]+/g;

/**
 * Where a piece that is no record of the dataset names what is erased.
 * @param piece from its beginning
 * @param other the dataset whose record the piece is; null if it is of none
 * @param texts where the search text stands in it
 */
export function placesIn(
  piece: Buffer,
  sourceKey: string,
  other: Dataset | null,
  { contactIds, searchText }: EraseMatcher,
  texts: readonly ByteRange[],
): readonly ByteRange[] {
  if (other === null) return [...texts, ...idsIn(piece, contactIds)];
  // As in its own dataset, a record is erased if it is about a contact, and not if it only mentions the contact.
  const mentions = searchText && contactIds.has(searchText.text) ? [] : texts;
  const isAbout =
    other.contact !== undefined &&
    contactIds.size > 0 &&
    innerRecords(other, piece, sourceKey).some(({ contact }) =>
      contactIds.has(contact.identity.at(-1)!),
    );
  return isAbout ? [...mentions, { from: 0, to: piece.length }] : mentions;
}

function idsIn(piece: Buffer, ids: ReadonlySet<string>): ByteRange[] {
  if (ids.size === 0) return [];
  return [...piece.toString('latin1').matchAll(ID)]
    .filter(([id]) => ids.has(id))
    .map(({ 0: id, index }) => ({ from: index, to: index + id.length }));
}
