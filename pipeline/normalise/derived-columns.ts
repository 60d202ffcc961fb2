import type { Field } from '../column-types.ts';
import { type Dataset, requiredFields } from '../dataset.ts';
import { arrivalHour } from '../lake-keys.ts';
import { endOfTimestamp } from './json-bytes.ts';
import type { MovedField } from './record-editor.ts';

/** The values of the derived columns that are the same for all records of a raw object. */
export interface ObjectColumns {
  /** JSON members, each with a comma before it: `,"analysed_at":"2026-11-23T14:05:09Z"`. */
  readonly members: string;
  /** The reason why the object can have no records; null if it may have some. */
  readonly lacking: string | null;
}

/** The columns that are derived from the raw object's key. */
export function columnsOfKey(dataset: Dataset, key: string): ObjectColumns {
  let members = '';
  const missing: string[] = [];
  for (const [field, text] of textsOfKey(dataset, key)) {
    if (text !== null) members += member(field, JSON.stringify(text));
    else if (requiredFields(dataset).includes(field)) missing.push(field.name);
  }
  const lacking =
    missing.length === 0 ? null : `a record in an object whose key gives no ${missing.join(', ')}`;
  return { members, lacking };
}

/** The values of the columns that are derived from the raw object's key; null for those that it does not give. */
export function textsOfKey(dataset: Dataset, key: string): Map<Field, string | null> {
  const texts = new Map<Field, string | null>();
  for (const { field, from } of dataset.derived ?? []) {
    if (!('key' in from || 'arrival' in from)) continue;
    const text = 'arrival' in from ? arrivalHour(key) : fromKey(dataset, key, from.key);
    texts.set(field, text !== null && fits(field, text) ? text : null);
  }
  return texts;
}

/** A JSON member with a comma before it. @param json of its value */
export function member({ name }: Field, json: string): string {
  return `,"${name}":${json}`;
}

/** Splits the fields without a column into those of free shape, by their columns, and the others. */
export function freeFields(
  dataset: Dataset,
  moved: readonly MovedField[],
): { members: string; others: readonly MovedField[] } {
  const columns = new Map(
    (dataset.derived ?? []).flatMap(({ field, from }) =>
      'jsonOf' in from ? [[from.jsonOf, field] as const] : [],
    ),
  );
  if (columns.size === 0) return { members: '', others: moved };
  let members = '';
  const others = moved.filter(({ path, text }) => {
    const field = columns.get(path);
    if (field === undefined) return true;
    // Of a key given twice, the second stays among the other fields.
    columns.delete(path);
    if (text !== 'null') members += member(field, JSON.stringify(text.toWellFormed()));
    return false;
  });
  return { members, others };
}

/** The part of the key that the template makes of the pattern's groups; null if the key does not fit. */
function fromKey({ keyPattern }: Dataset, key: string, template: string): string | null {
  const match = keyPattern?.exec(key);
  return match ? match[0].replace(keyPattern!, template) : null;
}

function fits({ type }: Field, text: string): boolean {
  const json = Buffer.from(`"${text}"`.padEnd(40, '\0'));
  return text !== '' && (type.kind !== 'timestamp' || endOfTimestamp(json, 0) === text.length + 2);
}
