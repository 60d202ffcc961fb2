/**
 * The types a column can have, the same in every engine. A dataset's file says which columns exist;
 * the files in `spellings/` say how each engine spells a type.
 */

export type ScalarKind = 'string' | 'int' | 'bigint' | 'double' | 'boolean' | 'timestamp';

export type ColumnType =
  | { readonly kind: ScalarKind }
  | { readonly kind: 'struct'; readonly fields: readonly Field[] }
  | { readonly kind: 'array'; readonly item: ColumnType }
  | {
      readonly kind: 'map';
      readonly value: ColumnType;
      /**
       * The keys of objects that may wrap a value: with `ValueString` among them,
       * `{"ValueString":"connect:Chat"}` stands for the value `"connect:Chat"`.
       */
      readonly wrappers: readonly string[];
    }
  /** A struct of strings that grows by one field per key seen: an attribute is a column. */
  | { readonly kind: 'open' };

export interface Field {
  /** Lower-cased, `[a-z0-9_]` only: the name in every engine. */
  readonly name: string;
  /** The name as the source spells it: `AfterContactWorkDuration`. */
  readonly sourceName: string;
  /** Other normalised names under which the source has sent the same field. */
  readonly aliases: readonly string[];
  readonly type: ColumnType;
}

export const STRING: ColumnType = { kind: 'string' };
export const TIMESTAMP: ColumnType = { kind: 'timestamp' };

/** Fields that were not declared or did not fit their column: original dotted path → JSON text. */
export const OTHER_FIELDS = 'other_fields';
/** The key of the raw object that a row comes from: `raw/ctr/2026/11/23/14/….gz`. */
export const SOURCE_KEY = 'source_key';
/** The byte offset of the record in the uncompressed raw object. */
export const SOURCE_OFFSET = 'source_offset';
/** All distinct versions (by the dataset's version column) that were ever received of a row, ascending. */
export const VERSIONS_SEEN = 'versions_seen';

const textMap: ColumnType = { kind: 'map', value: STRING, wrappers: [] };

/** The columns that normalise adds to a record, for every dataset. */
export const LINEAGE_FIELDS: readonly Field[] = [
  ownField(OTHER_FIELDS, textMap),
  ownField(SOURCE_KEY, STRING),
  ownField(SOURCE_OFFSET, { kind: 'bigint' }),
];

/** The column that convert adds, for every dataset. */
export const VERSIONS_FIELD: Field = ownField(VERSIONS_SEEN, { kind: 'array', item: TIMESTAMP });

/** A field that the lake adds to what the source sends. */
export function ownField(name: string, type: ColumnType): Field {
  return { name, sourceName: name, aliases: [], type };
}

/** The most keys of an open struct that become its fields. Further keys go to other_fields. */
export const MOST_OPEN_KEYS = 1000;

/**
 * The only field of an open struct that has no keys yet, because neither Parquet nor Iceberg can
 * store a struct without fields.
 */
export const NO_OPEN_KEY = '_';

/**
 * The most characters of an open struct's key. The Glue Data Catalog allows 131,072 characters for
 * the struct's type `struct<key:string,…>` (Glue API, "Column"), which is room for a thousand keys.
 */
export const LONGEST_OPEN_KEY = 120;

/** The most characters of a map's key. */
export const LONGEST_MAP_KEY = 255;

/**
 * The name of a key in the lake: ASCII letters are lower-cased and all characters but `[a-z0-9_]`
 * are dropped (`Call-Reason` → `callreason`). An underscore before a first digit is dropped too
 * (`_1` → `1`), because Iceberg adds one before a digit and could not write both names to a file.
 * The name is empty if no character is left (`顧客種別`).
 */
export function normaliseName(key: string): string {
  // Characters are dropped first, because lower-casing would turn the Kelvin sign into a `k`.
  const kept = key.replace(/[^A-Za-z0-9_]/g, '').toLowerCase();
  return kept.replace(/^_(?=[0-9])/, '');
}
