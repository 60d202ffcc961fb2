import { type Field, LINEAGE_FIELDS, VERSIONS_FIELD } from './column-types.ts';

/** A kind of object that is recognised by top-level fields that the dataset's records do not have. */
export interface LookAlike {
  /** `an agent event` */
  readonly what: string;
  /** The fields that it has, all of them. */
  readonly fields: readonly string[];
  /** Texts that the JSON of a field's value contains, by the field's name. */
  readonly valueContains?: Readonly<Record<string, RegExp>>;
}

/** The description of one kind of record that the lake keeps. */
export interface Dataset {
  /** The name of its folders in the lake and of its table: `ctr`. */
  readonly name: string;
  /** One record in words: `a contact record`. */
  readonly oneRecord: string;
  readonly fields: readonly Field[];
  /** The string fields that together identify a row, from the widest scope to the narrowest. */
  readonly identity: readonly Field[];
  /** The timestamp whose greatest value is the row's current version. */
  readonly version: Field;
  /** The timestamp whose UTC day is the row's partition. No later version changes it. */
  readonly day: Field;
  /** Other kinds of record that the same source emits. */
  readonly otherKinds: readonly LookAlike[];
  /** The paths of the fields that hold the customer's address. */
  readonly endpoints: readonly string[];
}

/** The fields that a record must have: identity, version and day. */
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

/** The columns of a flatfile: the record's own, then its lineage. */
export function flatfileFields(dataset: Dataset): Field[] {
  return [...dataset.fields, ...LINEAGE_FIELDS];
}

/** The name of the table over the flatfiles. */
export function flatfileTable(dataset: Dataset): string {
  return `flatfiles_${dataset.name}`;
}

/** The columns of the table, in their order: a flatfile's, then those that convert adds. */
export function tableFields(dataset: Dataset): Field[] {
  return [...flatfileFields(dataset), VERSIONS_FIELD];
}
