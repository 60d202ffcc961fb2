/** The outcome of a search for what is to be erased in one raw object. */
import type { Span } from '../normalise/record-reader.ts';
import type { Blank } from './blank.ts';
import type { Mention } from './mentions.ts';

/** The row that a record belongs to: of contact records, a contact. */
export interface Contact {
  /** By what it is erased: the id of its contact where the dataset's rows are about one, or else its identity. */
  readonly identity: string[];
  /** UTC, `2026-11-23` */
  readonly day: string;
  /** The fields of the contact's record that hold the search text. */
  readonly mentions: readonly Mention[];
}

/** A match in one raw object: bytes to erase. */
export interface Finding extends Blank {
  /** Whether it is a record. A record is found again by its contact, anything else by its place. */
  readonly isRecord: boolean;
  /** The record's contact; for anything else, the contacts of the records hidden in it. */
  readonly contacts: readonly Contact[];
}

/** By the raw object's key, for the objects that have a match. */
export type Findings = ReadonlyMap<string, readonly Finding[]>;

/** Bytes that could not be searched. A length of 0 means everything after the offset. */
export interface Unsearched extends Span {
  /** `a ZIP archive` */
  readonly what: string;
}

/** The outcome of searching one raw object. */
export interface ObjectSearch {
  /** Ascending, none within another. */
  readonly findings: readonly Finding[];
  readonly unsearched: readonly Unsearched[];
  /** The number of records in the object, matching or not. */
  readonly records: number;
}
