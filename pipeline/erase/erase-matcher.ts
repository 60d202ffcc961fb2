import { normaliseName } from '../column-types.ts';
import { type Dataset, openField } from '../dataset.ts';
import type { MovedField } from '../normalise/record-editor.ts';
import { type Address, addressSearchText } from './address.ts';
import { type Erasure, erasedBy, type Fragment, type Hash } from './erasure.ts';
import {
  type Attribute,
  attributeSearchText,
  idSearchText,
  isNamed,
  type SearchText,
} from './search-text.ts';
import { textDetector } from './text-scanner.ts';

/** A record that may have to be erased. */
export interface RecordCandidate {
  /** Whether it contains the search text, in any spelling and however hidden. */
  readonly containsText: boolean;
  /** By what it is erased, as in `Contact`: the id of its contact comes last. */
  identity(): string[];
  /** The record as JSON. */
  json(): Record<string, unknown>;
  /** The record as it is written. */
  bytes(): Buffer;
  /** The record's row in the table. Of a field that is given twice, the first counts. */
  row(): Record<string, unknown>;
  /** Fields that were moved out of their columns. */
  readonly moved: readonly MovedField[];
}

/** Decides what in raw objects is to be erased. */
export interface EraseMatcher {
  /** The text that is also erased where it stands outside records; null if there is none. */
  readonly searchText: SearchText | null;
  /** Whether a record without the search text cannot match. */
  readonly needsText: boolean;
  matchesRecord(candidate: RecordCandidate): boolean;
  /** The ids of the contacts to erase, as far as they are known. Pieces that are no records and name one are erased. */
  readonly contactIds: ReadonlySet<string>;
  /** The fragments of the object outside records that are erased by their place. */
  fragmentsToErase(sourceKey: string): readonly Fragment[];
}

const NO_IDS: ReadonlySet<string> = new Set();

/** Matches everything that contains the address. */
export function matchAddress(address: Address): EraseMatcher {
  return matchText(addressSearchText(address), ({ containsText }) => containsText);
}

/** Matches the records of the contact with this id, of any instance, and anything else that contains the id. */
export function matchContactId(id: string): EraseMatcher {
  const matcher = matchText(idSearchText(id), (candidate) => candidate.identity().at(-1) === id);
  return { ...matcher, contactIds: new Set([id]) };
}

/** Matches the records of contacts whose ids begin so, in capitals or not, and nothing outside of records. */
export function matchIdBeginning(beginning: string): EraseMatcher {
  const wanted = beginning.toLowerCase();
  return {
    searchText: null,
    needsText: false,
    matchesRecord: (candidate) => candidate.identity().at(-1)!.toLowerCase().startsWith(wanted),
    contactIds: NO_IDS,
    fragmentsToErase: () => [],
  };
}

/** Matches the records with this attribute, and anything else that contains its name and value as JSON. */
export function matchAttribute(dataset: Dataset, attribute: Attribute): EraseMatcher {
  const containsValue = textDetector(attribute.value);
  const matches = (candidate: RecordCandidate) =>
    containsValue(candidate.bytes()) && hasAttribute(dataset, candidate, attribute);
  return { ...matchText(attributeSearchText(attribute), matches), needsText: false };
}

function matchText(
  searchText: SearchText,
  matchesRecord: EraseMatcher['matchesRecord'],
): EraseMatcher {
  return {
    searchText,
    needsText: true,
    matchesRecord,
    contactIds: NO_IDS,
    fragmentsToErase: () => [],
  };
}

/**
 * Matches what the matcher does, and pieces that name one of these contacts.
 * @param ids of contacts
 */
export function matchNamedToo(matcher: EraseMatcher, ids: ReadonlySet<string>): EraseMatcher {
  return { ...matcher, needsText: false, contactIds: ids };
}

/**
 * Matches what the matcher does, and everything about these contacts. It is for datasets other than that of the
 * contacts, whose records may hold nothing else of the person, as a transcript has no phone number.
 * @param ids of contacts
 */
export function matchContactsToo(matcher: EraseMatcher, ids: ReadonlySet<string>): EraseMatcher {
  return {
    ...matchNamedToo(matcher, ids),
    matchesRecord: (candidate) =>
      ids.has(candidate.identity().at(-1)!) || matcher.matchesRecord(candidate),
  };
}

/** Matches the records of the erasure's contacts, and its fragments. */
export function matchErased(
  { contacts, fragments }: Pick<Erasure, 'contacts' | 'fragments'>,
  hash: Hash,
): EraseMatcher {
  const hashes = new Set(contacts);
  return {
    searchText: null,
    needsText: false,
    matchesRecord: (candidate) =>
      erasedBy(candidate.identity()).some((text) => hashes.has(hash(text))),
    contactIds: NO_IDS,
    fragmentsToErase: (key) => fragments.filter(({ source_key }) => source_key === key),
  };
}

/**
 * Whether the record has the attribute as the table shows it: in its column, or in `other_fields`
 * where it is no string or its name makes no column.
 */
function hasAttribute(
  dataset: Dataset,
  { row, json, moved }: RecordCandidate,
  { name, value }: Attribute,
): boolean {
  const open = openField(dataset);
  if (open === null) return false;
  const isOpen = (key: string) => [open.name, ...open.aliases].some((one) => isNamed(key, one));
  const column = normaliseName(name);
  const columns = row()[open.name] as Record<string, unknown> | null | undefined;
  const inColumn = columns?.[column];
  if (typeof inColumn === 'string') {
    return inColumn === value && (column === name || isKeyOf(json(), isOpen, name));
  }
  const first = moved.find(({ path }) => {
    const dot = path.indexOf('.');
    return dot > 0 && isOpen(path.slice(0, dot)) && isNamed(path.slice(dot + 1), name);
  });
  return first !== undefined && first.text !== 'null' && scalarOf(first.text) === value;
}

/** Whether the record spells an attribute's name in this way. */
function isKeyOf(
  record: Record<string, unknown>,
  isOpen: (key: string) => boolean,
  name: string,
): boolean {
  return Object.entries(record).some(
    ([key, struct]) =>
      isOpen(key) && typeof struct === 'object' && struct !== null && Object.hasOwn(struct, name),
  );
}

/** The value of a JSON string; the JSON text of anything else. */
function scalarOf(text: string): string {
  return text.startsWith('"') ? (JSON.parse(text) as string) : text;
}
