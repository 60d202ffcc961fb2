import type { Dataset } from '../dataset.ts';
import { RecordReader } from '../normalise/record-reader.ts';
import type { ByteRange } from './byte-range.ts';
import type { EraseMatcher } from './erase-matcher.ts';
import type { Contact } from './findings.ts';
import { contactOf, innerRecords } from './inner-records.ts';

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
  return [...mentions, ...recordsAbout(other, piece, sourceKey, contactIds)];
}

/** Where records about the contacts stand in a piece that is a record of the dataset, or an envelope with such. */
function recordsAbout(
  other: Dataset,
  piece: Buffer,
  sourceKey: string,
  ids: ReadonlySet<string>,
): ByteRange[] {
  if (other.contact === undefined || ids.size === 0) return [];
  const isAbout = ({ identity }: Pick<Contact, 'identity'>) => ids.has(identity.at(-1)!);
  if (!other.envelope) {
    const records = innerRecords(other, piece, sourceKey);
    return records.some(({ contact }) => isAbout(contact)) ? [{ from: 0, to: piece.length }] : [];
  }
  const places: ByteRange[] = [];
  const reader = new RecordReader(other, {
    record: ({ offset, length, element }) => {
      // What stands within the braces, as an element is erased within them.
      const brace = element ? 1 : 0;
      const range = { from: offset + brace, to: offset + length - brace };
      if (isAbout(contactOf(other, reader, sourceKey))) places.push(range);
    },
    noRecord: () => {},
  });
  reader.push(piece);
  reader.finish();
  return places;
}

function idsIn(piece: Buffer, ids: ReadonlySet<string>): ByteRange[] {
  if (ids.size === 0) return [];
  return [...piece.toString('latin1').matchAll(ID)]
    .filter(([id]) => ids.has(id))
    .map(({ 0: id, index }) => ({ from: index, to: index + id.length }));
}
