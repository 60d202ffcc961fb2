/**
 * The types a column can have, the same in every engine. A dataset's file says which columns exist;
 * each engine's own file says how it spells a type (`local/duckdb-types.ts`).
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
       * Names of wrappers a value may come in: with `ValueString` among them,
       * `{"ValueString":"connect:Chat"}` is the map's value `"connect:Chat"`.
       */
      readonly wrappers: readonly string[];
    }
  /** A struct of strings that grows by one field per key seen: an attribute is a column. */
  | { readonly kind: 'open' };

export interface Field {
  /** Lower-cased, `[a-z0-9_]` only: the name in every engine. */
  readonly name: string;
  /** As the source spells it: `AfterContactWorkDuration`. */
  readonly sourceName: string;
  /** Other normalised names under which the source has sent the same field. */
  readonly aliases: readonly string[];
  readonly type: ColumnType;
}

export const STRING: ColumnType = { kind: 'string' };
export const TIMESTAMP: ColumnType = { kind: 'timestamp' };

/** What was not declared or did not fit: original dotted path → JSON text. */
export const OTHER_FIELDS = 'other_fields';
/** Key of the raw object a row comes from: `raw/ctr/2026/11/23/14/….gz`. */
export const SOURCE_KEY = 'source_key';
/** Byte offset of the record in the uncompressed raw object. */
export const SOURCE_OFFSET = 'source_offset';
/** The distinct versions (by the dataset's version column) ever received of a row, ascending. */
export const VERSIONS_SEEN = 'versions_seen';

const textMap: ColumnType = { kind: 'map', value: STRING, wrappers: [] };

/** The columns that normalise adds to a record, for every dataset. */
export const LINEAGE_FIELDS: readonly Field[] = [
  ownField(OTHER_FIELDS, textMap),
  ownField(SOURCE_KEY, STRING),
  ownField(SOURCE_OFFSET, { kind: 'bigint' }),
];

/** The column that convert adds. */
export const VERSIONS_FIELD: Field = ownField(VERSIONS_SEEN, { kind: 'array', item: TIMESTAMP });

/** A field that the lake adds to what the source sends. */
export function ownField(name: string, type: ColumnType): Field {
  return { name, sourceName: name, aliases: [], type };
}

/** Keys of an open struct that become its fields; what comes after goes to other_fields. */
export const MOST_OPEN_KEYS = 1000;

/**
 * The field that an open struct has before its first key is seen: neither Parquet nor Iceberg can
 * store a struct without a field.
 */
export const NO_OPEN_KEY = '_';

/**
 * Characters of an open struct's key, at most. The Glue Data Catalog writes the struct's type as
 * `struct<key:string,…>` and takes 131,072 characters of it (Glue API, "Column"): a thousand such.
 */
export const LONGEST_OPEN_KEY = 120;

/** Characters of a map's key, at most. */
export const LONGEST_MAP_KEY = 255;

/**
 * The name of a key in the lake: ASCII letters lower-cased, all but `[a-z0-9_]` dropped
 * (`Call-Reason` → `callreason`), and an underscore before a first digit (`_1` → `1`): Iceberg puts
 * one there in its files, and could write no table with both. Empty if nothing is left (`顧客種別`).
 */
export function normaliseName(key: string): string {
  // Dropped before lower-casing: Unicode would make a `k` of the Kelvin sign.
  const kept = key.replace(/[^A-Za-z0-9_]/g, '').toLowerCase();
  return kept.replace(/^_(?=[0-9])/, '');
}
