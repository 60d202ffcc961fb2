import type { ColumnType, Field, ScalarKind } from '../pipeline/column-types.ts';

const SCALARS: Record<ScalarKind, string> = {
  string: 'string',
  int: 'int',
  bigint: 'bigint',
  double: 'double',
  boolean: 'boolean',
  timestamp: 'timestamp',
};

/** A column of a Glue table. */
export interface HiveColumn {
  readonly name: string;
  readonly type: string;
}

/**
 * The Glue catalogue's spelling of a column's type (AWS Glue developer guide, "Hive types").
 * @param open what stands for the open struct
 */
export function hiveType(type: ColumnType, open: string): string {
  switch (type.kind) {
    case 'struct':
      return `struct<${type.fields.map((f) => `${f.name}:${hiveType(f.type, open)}`).join(',')}>`;
    case 'array':
      return `array<${hiveType(type.item, open)}>`;
    case 'map':
      return `map<string,${hiveType(type.value, open)}>`;
    case 'open':
      return open;
    default:
      return SCALARS[type.kind];
  }
}

export function hiveColumns(fields: readonly Field[], open: string): HiveColumn[] {
  return fields.map((field) => ({ name: field.name, type: hiveType(field.type, open) }));
}
