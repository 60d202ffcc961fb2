import type { ColumnType, Field, ScalarKind } from '../column-types.ts';
import { KeyTable } from './keys.ts';

/** A column's type, made ready for the byte pass. */
export interface Shape {
  readonly kind: ScalarKind | 'struct' | 'array' | 'map' | 'unknown';
  /** Of a struct or map. */
  readonly keys: KeyTable | null;
  /** Of an array's elements. */
  readonly item: Shape;
  /** Keys of which one may wrap a string: `{"ValueString":"…"}`. */
  readonly wrappers: readonly string[];
}

/** Of a value that has no column: it is only checked to be JSON. */
export const UNKNOWN: Shape = {
  kind: 'unknown',
  keys: null,
  get item() {
    return UNKNOWN;
  },
  wrappers: [],
};

export function shapeOf(type: ColumnType): Shape {
  switch (type.kind) {
    case 'struct':
      return structShape(type.fields);
    case 'array':
      return { ...UNKNOWN, kind: 'array', item: shapeOf(type.item) };
    case 'map':
      return mapShape({ ...shapeOf(type.value), wrappers: type.wrappers }, false);
    case 'open':
      return mapShape(shapeOf({ kind: 'string' }), true);
    default:
      return { ...UNKNOWN, kind: type.kind, item: UNKNOWN };
  }
}

export function structShape(fields: readonly Field[]): Shape {
  const keys = new KeyTable(fields, (field) => shapeOf(field.type), null, false);
  return { ...UNKNOWN, kind: 'struct', keys, item: UNKNOWN };
}

function mapShape(value: Shape, tellsNew: boolean): Shape {
  const keys = new KeyTable([], () => value, value, tellsNew);
  return { ...UNKNOWN, kind: 'map', keys, item: UNKNOWN };
}
