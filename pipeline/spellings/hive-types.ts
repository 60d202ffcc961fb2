import type { ColumnType, Field, ScalarKind } from '../column-types.ts';

/** The differences between engines that write types in Hive's words. */
interface Spelling {
  readonly scalars: Readonly<Record<ScalarKind, string>>;
  /** The type of the open struct. */
  readonly open: string;
  /** Writes a field's name within a struct. */
  field(name: string): string;
}

/** A column of a table, and its type as the engine spells it. */
export interface SpelledColumn {
  readonly name: string;
  readonly type: string;
}

const HIVE_SCALARS: Record<ScalarKind, string> = {
  string: 'string',
  int: 'int',
  bigint: 'bigint',
  double: 'double',
  boolean: 'boolean',
  timestamp: 'timestamp',
};

/** Spark's `timestamp` would have the session's time zone. The lake's timestamps have none and are UTC. */
const SPARK_SCALARS: Record<ScalarKind, string> = { ...HIVE_SCALARS, timestamp: 'timestamp_ntz' };

/**
 * Columns of a Glue table (AWS Glue developer guide, "Hive types").
 * @param open what stands for the open struct
 */
export function hiveColumns(fields: readonly Field[], open: string): SpelledColumn[] {
  return spelledColumns(fields, { scalars: HIVE_SCALARS, open, field: (name) => name });
}

/**
 * Columns of a Spark table (Spark SQL reference, "Data types").
 * @param open what stands for the open struct
 */
export function sparkColumns(fields: readonly Field[], open: string): SpelledColumn[] {
  return spelledColumns(fields, { scalars: SPARK_SCALARS, open, field: (name) => `\`${name}\`` });
}

function spelledColumns(fields: readonly Field[], spelling: Spelling): SpelledColumn[] {
  return fields.map(({ name, type }) => ({ name, type: spell(type, spelling) }));
}

function spell(type: ColumnType, spelling: Spelling): string {
  switch (type.kind) {
    case 'struct': {
      const fields = type.fields.map((f) => `${spelling.field(f.name)}:${spell(f.type, spelling)}`);
      return `struct<${fields.join(',')}>`;
    }
    case 'array':
      return `array<${spell(type.item, spelling)}>`;
    case 'map':
      return `map<string,${spell(type.value, spelling)}>`;
    case 'open':
      return spelling.open;
    default:
      return spelling.scalars[type.kind];
  }
}
