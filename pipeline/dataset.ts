import { type Field, LINEAGE_FIELDS, VERSIONS_FIELD } from './column-types.ts';
import type { ViewSetting } from './view-settings.ts';

/** A kind of object that is recognised by top-level fields that the dataset's records do not have. */
export interface LookAlike {
  /** `an agent event` */
  readonly what: string;
  /** The fields that it has, all of them. */
  readonly fields: readonly string[];
  /** Texts that the JSON of a field's value contains, by the field's name. */
  readonly valueContains?: Readonly<Record<string, RegExp>>;
}

/** A column that normalise fills from elsewhere than a top-level field of the record. */
export interface DerivedColumn {
  /** A column of text or a timestamp. Its name is that of no field of the record. */
  readonly field: Field;
  /** Where its value comes from; of several sources, the first that gives a value counts. */
  readonly from: ColumnSource | readonly ColumnSource[];
}

/** Where a derived column's value comes from. */
export type ColumnSource =
  /** A field within structs of the record, by its source names: `['CustomerMetadata', 'ContactId']`. */
  | { readonly path: readonly string[] }
  /** A top-level field whose shape is free. It has no other column; the value is its JSON text. */
  | { readonly jsonOf: string }
  /**
   * The raw object's key: what the pattern finds there, unless given the dataset's `keyPattern`, written as in
   * `String.replace`: `$<date>T00:00:00Z`.
   */
  | { readonly key: string; readonly pattern?: RegExp }
  /** The UTC hour of delivery, from the raw object's key. */
  | { readonly arrival: true };

/** What stands around records of a dataset where they are delivered, several in one object. */
export interface Envelope {
  /** The field that says what is in it: records, or nothing, as in a probe. Left out if there are always records. */
  readonly kind?: { readonly field: string; readonly full: string; readonly empty: string };
  /** The field with the array of its elements. */
  readonly elements: string;
  /** The field of an element that holds a record as JSON text. */
  readonly text: string;
  /** Given if the text is base64 of the record, or of gzip of it, as in a Kinesis record. */
  readonly encoding?: 'base64';
  /** Fields that a record gets from its element: the element's name of each. */
  readonly ofElement: Readonly<Record<string, string>>;
  /** Fields that a record gets from the envelope. */
  readonly ofEnvelope: readonly string[];
}

/** How records of a dataset reach the lake on AWS, and the parameter that switches the dataset on. */
export type Source = StreamSource | EventSource | LogSource | ObjectSource;

/** A stream into which a Connect instance puts records. */
export interface StreamSource {
  readonly kind: 'stream';
  /** Its type, as the instance's storage configuration names it: `AGENT_EVENTS`. */
  readonly stream: string;
  /** A parameter that is true or false; null if every stack has the dataset. */
  readonly option: SourceOption | null;
}

/** Events on the account's default event bus. */
export interface EventSource {
  readonly kind: 'events';
  /** Who sends them: `aws.connect`. */
  readonly sender: string;
  readonly detailTypes: readonly string[];
  /** A parameter that is true or false. */
  readonly option: SourceOption;
}

/** Entries of a log group, which come several in an envelope. */
export interface LogSource {
  readonly kind: 'logs';
  /** A parameter that names the log group; empty if there is none. */
  readonly option: SourceOption;
}

/** Objects of a bucket that is not the lake's, such as Connect's own. */
export interface ObjectSource {
  readonly kind: 'objects';
  /** Which objects, any of these; `*` stands for any text: `*Analysis/Voice/*.json`. */
  readonly keys: readonly string[];
  /** A parameter that names the bucket; empty if there is none. Datasets of one bucket share it. */
  readonly option: SourceOption;
}

/** A parameter of the template. */
export interface SourceOption {
  /** Its name: `AgentEvents`. */
  readonly parameter: string;
  readonly label: string;
  readonly description: string;
}

/** How many records there usually are, and how long, for an estimate of what they cost. */
export interface Volume {
  /** Records for each contact of the centre, whether the record is about one or not: 0.05 if one in twenty has any. */
  readonly records_a_contact: number;
  /** The average size of a record, uncompressed. */
  readonly record_bytes: number;
}

/** The description of one kind of record that the lake keeps. */
export interface Dataset {
  /** The name of its folders in the lake and of its table: `ctr`. */
  readonly name: string;
  /** One record in words: `a contact record`. */
  readonly oneRecord: string;
  /** One row in words, as counts name it: `contact`, of which there are `contacts`. */
  readonly oneRow: string;
  /** The fields of a record that have a column of their own. */
  readonly fields: readonly Field[];
  /** Further columns, which normalise fills. */
  readonly derived?: readonly DerivedColumn[];
  /**
   * Finds, in a raw object's key, the named groups that derived columns are made of. Landing keeps the part of a
   * file's path that it matches, in the object's name, with `_` for each `/` and `:`; so it reads both.
   */
  readonly keyPattern?: RegExp;
  /** The text columns that together identify a row, from the widest scope to the narrowest. */
  readonly identity: readonly Field[];
  /** The timestamp whose greatest value is the row's current version. */
  readonly version: Field;
  /** The timestamp whose UTC day is the row's partition. No later version changes it. */
  readonly day: Field;
  /** Further columns of text that every record has a value in, given if other kinds of record have an identity and times, too. */
  readonly alsoRequired?: readonly Field[];
  /** Whether a record never changes: of several copies the first stays, in the order of their source keys. */
  readonly isImmutable?: boolean;
  /** Whether there are records whenever contacts are handled, so that days without any are a gap. Others come now and then. */
  readonly isContinual?: boolean;
  /**
   * Given if views follow a thing, such as an agent, from row to row, so that bounds of a column leave out no days. A
   * day is then worked out from the rows of `days_around` days before and after it, from the thing's next row, however
   * late that is, and from two facts: since when each `scope` and thing is known, and until when each `scope` is.
   */
  readonly followed?: {
    readonly days_around: number;
    readonly scope: Field;
    readonly thing: Field;
  };
  /** Numbers in its views that a lake may choose. */
  readonly settings?: readonly ViewSetting[];
  /**
   * Given if the free text of records may be about callers. Of the fields without a column of
   * their own, only the named ones then go to the table, in a column of their JSON or in `other_fields`. A field has one
   * or more cases; it is kept if one of them fits, which means that each field named there has JSON text of the given
   * pattern. Values that do not fit their column go to `other_fields` as ever.
   */
  readonly keepsOnly?: Readonly<Record<string, readonly Readonly<Record<string, RegExp>>[]>>;
  /** Left out if each record is delivered by itself. */
  readonly envelope?: Envelope;
  /** Left out if nothing brings them to the lake on AWS. */
  readonly source?: Source;
  /** Left out if nobody knows it; whoever estimates a bill must say it then. */
  readonly volume?: Volume;
  /**
   * The column of text with the id of the contact that a record is about. Erasing the contact erases all such
   * records, whether they have come yet or not. Contact records themselves are erased by their identity.
   */
  readonly contact?: Field;
  /** The most bytes of a record, 4 MiB unless given. A longer one goes to quarantine by reference. */
  readonly longest_record_bytes?: number;
  /** Paths of files that lie among those of the dataset's records and hold none: recordings, copies. */
  readonly skips?: RegExp;
  /** How records of this dataset are recognised among others, any of these. */
  readonly marks: readonly LookAlike[];
  /** Other kinds of record that the same source emits and that the lake has no dataset for. */
  readonly otherKinds?: readonly LookAlike[];
  /** The paths of the fields that hold the customer's address. */
  readonly endpoints: readonly string[];
}

/** The most bytes of a record. A Kinesis record has 1 MiB, and at most 10 MiB. */
const LONGEST_RECORD_BYTES = 4 * 1024 * 1024;

/** The most bytes of the dataset's record. */
export function longestRecordBytes({ longest_record_bytes }: Dataset): number {
  return longest_record_bytes ?? LONGEST_RECORD_BYTES;
}

/** The sources of a derived column's value, in the order in which they are asked. */
export function sourcesOf({ from }: DerivedColumn): readonly ColumnSource[] {
  return Array.isArray(from) ? from : [from as ColumnSource];
}

/** Whether every stack on AWS keeps the dataset; otherwise a parameter switches it on. */
export function isInEveryStack({ source }: Dataset): boolean {
  return source?.option === null;
}

/** The columns of a record: its own fields, then those that normalise derives. */
export function recordFields({ fields, derived = [] }: Dataset): Field[] {
  return [...fields, ...derived.map(({ field }) => field)];
}

/** The columns that a record must have a value in: identity, version, day, and what the dataset adds to them. */
export function requiredFields(dataset: Dataset): Field[] {
  const { identity, day, version, alsoRequired = [] } = dataset;
  return [...new Set([...identity, day, version, ...alsoRequired])];
}

/** The struct that grows by a field for each key; null if the dataset has none. */
export function openField(dataset: Dataset): Field | null {
  return dataset.fields.find(({ type }) => type.kind === 'open') ?? null;
}

/** The columns of a flatfile: the record's, then its lineage. */
export function flatfileFields(dataset: Dataset): Field[] {
  return [...recordFields(dataset), ...LINEAGE_FIELDS];
}

/** The name of the table over the flatfiles. */
export function flatfileTable(dataset: Dataset): string {
  return `flatfiles_${dataset.name}`;
}

/** The name of the table over the erasures. */
export function erasureTable(dataset: Dataset): string {
  return `erasures_${dataset.name}`;
}

/** The columns of the table, in their order: a flatfile's, then those that convert adds. */
export function tableFields(dataset: Dataset): Field[] {
  return [...flatfileFields(dataset), VERSIONS_FIELD];
}
