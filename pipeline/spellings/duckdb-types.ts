import type { ColumnType, Field, ScalarKind } from '../column-types.ts';

const SCALARS: Record<ScalarKind, string> = {
  string: 'VARCHAR',
  int: 'INTEGER',
  bigint: 'BIGINT',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
  timestamp: 'TIMESTAMP',
};

/**
 * DuckDB's spelling of a column's type.
 * @param openKeys the fields of the open struct, as known by now; a map where there are none to say.
 */
export function duckdbType(type: ColumnType, openKeys?: readonly string[]): string {
  switch (type.kind) {
    case 'struct':
      return `STRUCT(${type.fields.map((field) => duckdbColumn(field)).join(', ')})`;
    case 'array':
      return `${duckdbType(type.item)}[]`;
    case 'map':
      return `MAP(VARCHAR, ${duckdbType(type.value)})`;
    case 'open':
      if (!openKeys) return 'MAP(VARCHAR, VARCHAR)';
      return `STRUCT(${openKeys.map((key) => `${identifier(key)} VARCHAR`).join(', ')})`;
    default:
      return SCALARS[type.kind];
  }
}

/** A column as a table definition has it: `"contactid" VARCHAR`. */
export function duckdbColumn(field: Field, openKeys?: readonly string[]): string {
  return `${identifier(field.name)} ${duckdbType(field.type, openKeys)}`;
}

export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
