import { type Field, ownField, STRING } from '../column-types.ts';
import type { Dataset } from '../dataset.ts';
import { ERASURE_EXTENSION, erasurePrefix, TABLE_ERASURE_EXTENSION } from '../lake-keys.ts';

/**
 * The order to erase, and, once it is carried out, its receipt. Names nobody: a contact is told by
 * the hash of its identity, in which there is a random id.
 */
export interface Erasure {
  /** UTC, `2026-11-23T14:05:06.789Z` */
  readonly requested_at: string;
  readonly asked_by: 'customer' | 'contact' | 'attribute';
  /** SHA-256 of each contact's `identityText`, hexadecimal, sorted. */
  readonly contacts: readonly string[];
  /** UTC days on which these contacts begin: the table's partitions that hold them. Sorted. */
  readonly days: readonly string[];
  /** Bytes to erase that are no record: what is in quarantine, or a part of it. */
  readonly fragments: readonly Fragment[];
  /** Raw objects that hold any of it. */
  readonly raw_objects: number;
  /** Records to erase: all versions of the contacts, as often as they were delivered. */
  readonly records: number;
  /** How many pieces could not be looked into, and stay. */
  readonly not_searched: number;
  readonly not_searched_pieces: readonly Unsearchable[];
  /** When all of it was gone; null before. */
  readonly done_at: string | null;
}

/** The table over the erasures. */
export function erasureTable(dataset: Dataset): string {
  return `erasures_${dataset.name}`;
}

/** Its columns: what has to be known of an erasure to leave its contacts out. */
export const ERASURE_FIELDS: readonly Field[] = [
  ownField('contacts', { kind: 'array', item: STRING }),
];

/** Where in an object's content something stands that is no record. */
export interface Fragment {
  readonly source_key: string;
  readonly source_offset: number;
  /** 0 for what cannot be read: all that is behind the offset. */
  readonly length_bytes: number;
}

/** What cannot be looked into: compressed in a way that is not read here, encrypted, damaged. */
export interface Unsearchable extends Fragment {
  /** `a ZIP archive` */
  readonly what: string;
}

/** SHA-256 of the text's UTF-8, in lower-case hexadecimal. */
export type Hash = (text: string) => string;

/** What a contact's hash is made of. */
export function identityText(identity: readonly string[]): string {
  return identity.join('\n');
}

/**
 * Of an erasure requested at `now`; ids sort by time.
 * @param random a few hexadecimal digits
 */
export function erasureId(now: Date, random: string): string {
  return `${now.toISOString().slice(0, 19).replaceAll(':', '-')}Z-${random}`;
}

export function erasureKey(dataset: Dataset, id: string): string {
  return `${erasurePrefix(dataset)}${id}${ERASURE_EXTENSION}`;
}

/** There once the conversion on AWS has taken the erasure's contacts out of the table. */
export function tableErasureKey(dataset: Dataset, id: string): string {
  return `${erasurePrefix(dataset)}${id}${TABLE_ERASURE_EXTENSION}`;
}

/** The ids of the erasures among these keys of `erasures/`, in the order of time. */
export function erasureIds(dataset: Dataset, keys: readonly string[]): string[] {
  return keys
    .filter((key) => key.endsWith(ERASURE_EXTENSION) && !key.endsWith(TABLE_ERASURE_EXTENSION))
    .map((key) => key.slice(erasurePrefix(dataset).length, -ERASURE_EXTENSION.length))
    .sort();
}

/** Whether the text of such a mark says so: the conversion takes back what it cannot answer for. */
export function isTableErased(text: string): boolean {
  try {
    const { done_at } = Object(JSON.parse(text)) as { done_at?: unknown };
    return typeof done_at === 'string';
  } catch {
    return false;
  }
}

/** The erasure that the text of its object tells; null if it tells none. */
export function erasureIn(text: string): Erasure | null {
  try {
    const told = JSON.parse(text) as Partial<Erasure> | null;
    const isErasure =
      typeof told?.requested_at === 'string' &&
      areTexts(told.contacts) &&
      areTexts(told.days) &&
      Array.isArray(told.fragments) &&
      told.fragments.every(isFragment) &&
      (told.done_at === null || typeof told.done_at === 'string');
    return isErasure ? (told as Erasure) : null;
  } catch {
    return null;
  }
}

function areTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}

function isFragment(value: unknown): boolean {
  const { source_key, source_offset, length_bytes } = Object(value) as Partial<Fragment>;
  return (
    typeof source_key === 'string' &&
    Number.isInteger(source_offset) &&
    Number.isInteger(length_bytes)
  );
}
