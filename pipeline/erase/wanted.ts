import { normaliseName } from '../column-types.ts';
import { type Dataset, openField } from '../dataset.ts';
import type { MovedField } from '../normalise/record-editor.ts';
import { type Address, soughtAddress } from './address.ts';
import type { Erasure, Fragment, Hash } from './erasure.ts';
import { identityText } from './erasure.ts';
import { type Attribute, isNamed, type Sought, soughtAttribute, soughtId } from './sought.ts';
import { textHolder } from './text-scanner.ts';

/** A record that is asked about. */
export interface Candidate {
  /** Whether the looked-for text stands in it, however hidden. */
  readonly holdsText: boolean;
  /** The values of the dataset's identity, in its order. */
  identity(): string[];
  /** The record itself. */
  json(): Record<string, unknown>;
  /** Its bytes. */
  bytes(): Buffer;
  /** What the table has of it in columns: of fields given twice, the first. */
  row(): Record<string, unknown>;
  /** What has left its column. */
  readonly moved: readonly MovedField[];
}

/** What is looked for in raw objects. */
export interface Wanted {
  /** A text to look out for, which what is no record is wanted for; null where there is none. */
  readonly sought: Sought | null;
  /** Whether nothing is wanted but what holds the text. */
  readonly needsText: boolean;
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
  const holdsValue = textHolder(attribute.value);
  const isIt = (candidate: Candidate) =>
    holdsValue(candidate.bytes()) && hasAttribute(dataset, candidate, attribute);
  return { ...searched(soughtAttribute(attribute), isIt), needsText: false };
}

function searched(sought: Sought, record: Wanted['record']): Wanted {
  return { sought, needsText: true, record, fragments: () => [] };
}

/** All records of the erasure's contacts, and its fragments. */
export function erasedBy(
  { contacts, fragments }: Pick<Erasure, 'contacts' | 'fragments'>,
  hash: Hash,
): Wanted {
  const hashes = new Set(contacts);
  return {
    sought: null,
    needsText: false,
    record: (candidate) => hashes.has(hash(identityText(candidate.identity()))),
    fragments: (key) => fragments.filter(({ source_key }) => source_key === key),
  };
}

/**
 * Whether the record has the attribute as the table shows it: in its column, or in `other_fields`
 * where it is no string or its name makes no column.
 */
function hasAttribute(
  dataset: Dataset,
  { row, json, moved }: Candidate,
  { name, value }: Attribute,
): boolean {
  const open = openField(dataset);
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

/** Does the record spell an attribute so? */
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

/** What a string says; the JSON text of anything else. */
function scalarOf(text: string): string {
  return text.startsWith('"') ? (JSON.parse(text) as string) : text;
}
