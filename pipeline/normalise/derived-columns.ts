import type { Field } from '../column-types.ts';
import {
  type ColumnSource,
  type Dataset,
  type DerivedColumn,
  requiredFields,
  sourcesOf,
} from '../dataset.ts';
import { arrivalHour } from '../lake-keys.ts';
import { endOfTimestamp } from './json-bytes.ts';
import type { MovedField, RecordEditor } from './record-editor.ts';

/** The derived columns of the records in one raw object. */
export interface ObjectColumns {
  /** The values that all of its records have. */
  readonly ofObject: ReadonlyMap<Field, string>;
  /** The columns whose value a record may have itself, and the value of records without one; null if there is none. */
  readonly ofRecords: ReadonlyMap<Field, string | null>;
  /** The required columns for which the key gives no value, so that a record must have its own. */
  readonly mayLack: readonly Field[];
  /** The reason why the object can have no records; null if it may have some. */
  readonly lacking: string | null;
}

/** A file that is copied without its folders has lost what they say of its records. */
const HOW_TO_LAND = 'land it in the folders and by the name with which it was delivered';

/** The derived columns of the records in the raw object with this key. */
export function columnsOfKey(dataset: Dataset, key: string): ObjectColumns {
  const required = requiredFields(dataset);
  const ofObject = new Map<Field, string>();
  const ofRecords = new Map<Field, string | null>();
  const missing: string[] = [];
  const mayLack: Field[] = [];
  for (const derived of dataset.derived ?? []) {
    const { field } = derived;
    const { mayBeOfRecord, text } = found(dataset, derived, key);
    if (mayBeOfRecord) ofRecords.set(field, text);
    else if (text !== null) ofObject.set(field, text);
    if (text !== null || !required.includes(field)) continue;
    if (mayBeOfRecord) mayLack.push(field);
    else missing.push(field.name);
  }
  const lacking =
    missing.length === 0
      ? null
      : `a record in an object whose key gives no ${missing.join(', ')}: ${HOW_TO_LAND}`;
  return { ofObject, ofRecords, mayLack, lacking };
}

/**
 * Whether the same bytes say the same in raw objects with these keys: what the dataset reads in one key, it reads in the
 * other, too. The hour of delivery does not matter.
 */
export function saysTheSame(dataset: Dataset, key: string, other: string): boolean {
  return (dataset.derived ?? []).every(
    (derived) => textOfName(dataset, derived, key) === textOfName(dataset, derived, other),
  );
}

function textOfName(dataset: Dataset, derived: DerivedColumn, key: string): string | null {
  const texts = sourcesOf(derived)
    .filter((source) => 'key' in source)
    .map((source) => textOfKey(dataset, source, key));
  return texts.find((text) => text !== null && fits(derived.field, text)) ?? null;
}

/** The value that the key gives, and whether a record's own goes before it. */
function found(
  dataset: Dataset,
  derived: DerivedColumn,
  key: string,
): { mayBeOfRecord: boolean; text: string | null } {
  let mayBeOfRecord = false;
  for (const source of sourcesOf(derived)) {
    if ('path' in source) mayBeOfRecord = true;
    else {
      const text = textOfKey(dataset, source, key);
      if (text !== null && fits(derived.field, text)) return { mayBeOfRecord, text };
    }
  }
  return { mayBeOfRecord, text: null };
}

/**
 * The text of a column of the record that has just been read.
 * @param field of text: a required one, or one that a record may have itself
 * @returns null if neither the record nor the key of its object gives one
 */
export function textOf(
  { ofObject, ofRecords }: ObjectColumns,
  record: Pick<RecordEditor, 'textOf'>,
  field: Field,
): string | null {
  return ofObject.get(field) ?? (record.textOf(field) || (ofRecords.get(field) ?? null));
}

/** A JSON member with a comma before it. @param json of its value */
export function member({ name }: Field, json: string): string {
  return `,"${name}":${json}`;
}

/** The columns of fields whose shape is free, by the fields' names. */
const freeColumns = new WeakMap<Dataset, ReadonlyMap<string, Field>>();

function freeColumnsOf(dataset: Dataset): ReadonlyMap<string, Field> {
  const columns = new Map(
    (dataset.derived ?? []).flatMap((derived) =>
      sourcesOf(derived).flatMap((source) =>
        'jsonOf' in source ? [[source.jsonOf, derived.field] as const] : [],
      ),
    ),
  );
  freeColumns.set(dataset, columns);
  return columns;
}

/** Splits the fields without a column into those of free shape, by their columns, and the others. */
export function freeFields(
  dataset: Dataset,
  moved: readonly MovedField[],
): { members: string; others: readonly MovedField[] } {
  const columns = freeColumns.get(dataset) ?? freeColumnsOf(dataset);
  if (columns.size === 0) return { members: '', others: moved };
  let members = '';
  const seen: Field[] = [];
  const others = moved.filter((one) => {
    const field = columns.get(one.path);
    // The second value of a key given twice stays among the other fields.
    if (field === undefined || seen.includes(field)) return true;
    seen.push(field);
    const { text } = one;
    if (text !== 'null') members += member(field, JSON.stringify(text.toWellFormed()));
    return false;
  });
  return { members, others };
}

function textOfKey({ keyPattern }: Dataset, source: ColumnSource, key: string): string | null {
  if ('arrival' in source) return arrivalHour(key);
  return 'key' in source ? replaced(source.pattern ?? keyPattern, key, source.key) : null;
}

/** The part of the key that the template makes of the pattern's groups; null if the key does not fit. */
function replaced(pattern: RegExp | undefined, key: string, template: string): string | null {
  const match = pattern?.exec(key);
  return match ? match[0].replace(pattern!, template) : null;
}

/** Whether the text is a value of the column, which is of text or a timestamp. */
export function fits({ type }: Field, text: string): boolean {
  const json = Buffer.from(`"${text}"`.padEnd(40, '\0'));
  return text !== '' && (type.kind !== 'timestamp' || endOfTimestamp(json, 0) === text.length + 2);
}
