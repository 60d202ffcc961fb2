import type { Dataset } from '../dataset.ts';
import { isNamedAfter } from '../id-digits.ts';
import { RecordReader, type Span } from '../normalise/record-reader.ts';
import { isBlank } from './blank.ts';
import type { ByteRange } from './byte-range.ts';
import type { EraseMatcher } from './erase-matcher.ts';
import type { Contact } from './findings.ts';
import { idsIn } from './id-scanner.ts';
import { contactOf, innerRecords } from './inner-records.ts';
import type { RangeFinder } from './mentions.ts';

/**
 * Where a piece that is no record of the dataset names what is erased: all of it, if its object is named after one of
 * the contacts and it is no record at all, as a transcript that is cut off before it says whose it is.
 * @param piece from its beginning
 * @param other the dataset whose record the piece is; null if it is of none
 * @param texts where the search text stands in it
 * @param rangesOf finds the search text in what an envelope of the other dataset encodes
 */
export function placesIn(
  piece: Buffer,
  sourceKey: string,
  other: Dataset | null,
  { contactIds, searchText }: EraseMatcher,
  texts: readonly ByteRange[],
  rangesOf: RangeFinder,
): readonly ByteRange[] {
  if (other === null) {
    const isAbout = isNamedAfter(sourceKey, contactIds) && !isBlank(piece);
    return isAbout ? [{ from: 0, to: piece.length }] : [...texts, ...idsIn(piece, contactIds)];
  }
  // A record is erased, here as in its own dataset, if it is about a contact, and not if it only mentions the contact.
  const isMention = searchText !== null && contactIds.has(searchText.text);
  return [
    ...(isMention ? [] : texts),
    ...recordsAbout(other, piece, sourceKey, contactIds),
    ...(isMention ? [] : encodedIn(other, piece, rangesOf)),
  ];
}

/** The elements of an envelope that encode the search text, records or not: what normalise decodes is searched. */
function encodedIn(other: Dataset, piece: Buffer, rangesOf: RangeFinder): ByteRange[] {
  if (other.envelope?.encoding === undefined) return [];
  const places: ByteRange[] = [];
  const search = ({ offset, length }: Span, decoded: Buffer | null) => {
    if (decoded !== null && rangesOf(decoded).length > 0)
      places.push({ from: offset + 1, to: offset + length - 1 });
  };
  const reader = new RecordReader(other, {
    record: (found) => search(found, found.decoded),
    noRecord: (span, _reason, _source, element) => search(span, element?.decoded ?? null),
  });
  reader.push(piece);
  reader.finish();
  return places;
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
