import { type Field, ownField, STRING } from '../column-types.ts';
import type { Dataset } from '../dataset.ts';
import { ERASURE_EXTENSION, erasurePrefix, TABLE_ERASURE_EXTENSION } from '../lake-keys.ts';

/**
 * The order to erase and, once it is carried out, its receipt. It names nobody: a contact is
 * identified by the hash of its identity, which contains a random id.
 */
export interface Erasure {
  /** UTC, `2026-11-23T14:05:06.789Z` */
  readonly requested_at: string;
  readonly asked_by: 'customer' | 'contact' | 'attribute';
  /** SHA-256 of each contact's `identityText`, or of the id alone of one without a record, hexadecimal, sorted. */
  readonly contacts: readonly string[];
  /** The UTC days on which these contacts begin, which are the table's partitions that hold them. Sorted. */
  readonly days: readonly string[];
  /** Bytes to erase outside records: pieces in quarantine, or parts of them. */
  readonly fragments: readonly Fragment[];
  /** The number of raw objects that hold any of it. */
  readonly raw_objects: number;
  /** The number of records to erase: all versions of the contacts, as often as they were delivered. */
  readonly records: number;
  /** The number of pieces that could not be searched, and stay. */
  readonly not_searched: number;
  readonly not_searched_pieces: readonly Unsearchable[];
  /** When all of it was erased; null before. */
  readonly done_at: string | null;
}

/** The table's columns: as much of an erasure as queries need to leave its contacts out. */
export const ERASURE_FIELDS: readonly Field[] = [
  ownField('contacts', { kind: 'array', item: STRING }),
];

/** The place of bytes outside records in an object's content. */
export interface Fragment {
  readonly source_key: string;
  readonly source_offset: number;
  /** 0 means everything after the offset, where the object cannot be read. */
  readonly length_bytes: number;
}

/** Bytes that cannot be searched: encrypted, damaged, or compressed in an unsupported way. */
export interface Unsearchable extends Fragment {
  /** `a ZIP archive` */
  readonly what: string;
}

/** SHA-256 of the text's UTF-8, in lower-case hexadecimal. */
export type Hash = (text: string) => string;

/** The text that a contact's hash is made of. */
export function identityText(identity: readonly string[]): string {
  return identity.join('\n');
}

/**
 * The texts by whose hashes a row is erased: of its identity, and of the last part of it alone. That is a contact's id,
 * which is all that an erasure knows of a contact of which it found no record.
 */
export function erasedBy(identity: readonly string[]): string[] {
  return [...new Set([identityText(identity), identity.at(-1)!])];
}

/**
 * The id of an erasure requested at `now`. Ids sort by time.
 * @param random a few hexadecimal digits
 */
export function erasureId(now: Date, random: string): string {
  return `${now.toISOString().slice(0, 19).replaceAll(':', '-')}Z-${random}`;
}

export function erasureKey(dataset: Dataset, id: string): string {
  return `${erasurePrefix(dataset)}${id}${ERASURE_EXTENSION}`;
}

/** The key of the mark that the conversion on AWS writes once the table is without the erasure's contacts. */
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

/** Whether the text of a mark confirms the erasure. The conversion may withdraw a mark by rewriting it. */
export function isTableErased(text: string): boolean {
  try {
    const { done_at } = Object(JSON.parse(text)) as { done_at?: unknown };
    return typeof done_at === 'string';
  } catch {
    return false;
  }
}

/** Parses the text of an erasure's object; null if it is no erasure. */
export function erasureIn(text: string): Erasure | null {
  try {
    const parsed = JSON.parse(text) as Partial<Erasure> | null;
    const isErasure =
      typeof parsed?.requested_at === 'string' &&
      areTexts(parsed.contacts) &&
      areTexts(parsed.days) &&
      Array.isArray(parsed.fragments) &&
      parsed.fragments.every(isFragment) &&
      (parsed.done_at === null || typeof parsed.done_at === 'string');
    return isErasure ? (parsed as Erasure) : null;
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
