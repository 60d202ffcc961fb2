import { type Field, LINEAGE_FIELDS, VERSIONS_FIELD } from './column-types.ts';

/** A kind of object, told by fields of its first level that records do not have. */
export interface LookAlike {
  /** `an agent event` */
  readonly what: string;
  /** All of these fields are there. */
  readonly fields: readonly string[];
  /** Texts that stand in the value of a field, as JSON. */
  readonly says?: Readonly<Record<string, RegExp>>;
}

/** One kind of record that the lake keeps: all that the code needs to know of it. */
export interface Dataset {
  /** Its folder in the lake and its table: `ctr`. */
  readonly name: string;
  /** One of them in words: `a contact record`. */
  readonly oneRecord: string;
  readonly fields: readonly Field[];
  /** Fields that together name one row, the last within those before it. Strings. */
  readonly identity: readonly Field[];
  /** The greatest value is the row's current version. A timestamp. */
  readonly version: Field;
  /** The UTC day of this timestamp is the row's partition; no later version changes it. */
  readonly day: Field;
  /** Other kinds of record that its source emits too. */
  readonly otherKinds: readonly LookAlike[];
  /** Paths of the fields that say by which address the customer was reached. */
  readonly endpoints: readonly string[];
}

/** The fields without which a record cannot be kept: identity, version and day. */
export function requiredFields(dataset: Dataset): Field[] {
  return [...new Set([...dataset.identity, dataset.day, dataset.version])];
}

/**
 * The struct that grows by a field for each key.
 * @throws Error if the dataset has none
 */
export function openField(dataset: Dataset): Field {
  const open = dataset.fields.find(({ type }) => type.kind === 'open');
  if (!open) throw new Error(`The dataset ${dataset.name} has no open struct`);
  return open;
}

/** The columns of a flatfile: the record's, then where it came from. */
export function flatfileFields(dataset: Dataset): Field[] {
  return [...dataset.fields, ...LINEAGE_FIELDS];
}

/** The table over the flatfiles, beside the dataset's own. */
export function flatfileTable(dataset: Dataset): string {
  return `flatfiles_${dataset.name}`;
}

/** The columns of the table, in their order: a flatfile's, then what convert adds. */
export function tableFields(dataset: Dataset): Field[] {
  return [...flatfileFields(dataset), VERSIONS_FIELD];
}
