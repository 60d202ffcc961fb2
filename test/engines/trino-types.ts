import type { ColumnType, Field, ScalarKind } from '../../pipeline/column-types.ts';
import { identifier } from '../../pipeline/spellings/duckdb-types.ts';

const SCALARS: Record<ScalarKind, string> = {
  string: 'varchar',
  int: 'integer',
  bigint: 'bigint',
  double: 'double',
  boolean: 'boolean',
  timestamp: 'timestamp(6)',
};

/**
 * Trino's spelling of a column's type.
 * @param openKeys the fields of the open struct; a map where it is none
 */
function trinoType(type: ColumnType, openKeys: readonly string[] | null): string {
  switch (type.kind) {
    case 'struct':
      return `row(${type.fields.map((field) => trinoColumn(field, openKeys)).join(', ')})`;
    case 'array':
      return `array(${trinoType(type.item, openKeys)})`;
    case 'map':
      return `map(varchar, ${trinoType(type.value, openKeys)})`;
    case 'open':
      if (openKeys === null) return 'map(varchar, varchar)';
      return `row(${openKeys.map((key) => `${identifier(key)} varchar`).join(', ')})`;
    default:
      return SCALARS[type.kind];
  }
}

/** A column as a table definition has it: `"contactid" varchar`. */
export function trinoColumn(field: Field, openKeys: readonly string[] | null): string {
  return `${identifier(field.name)} ${trinoType(field.type, openKeys)}`;
}
