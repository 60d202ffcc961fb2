import { type ColumnType, normaliseName } from '../../pipeline/column-types.ts';
import type { Json } from './small-lake.ts';

/**
 * A value as Connect delivers it, with its keys as normalise spells them, where a field may have had another name.
 * @throws Error naming a key that is no field of the type
 */
export function asColumns(value: Json, type: ColumnType): Json {
  if (type.kind === 'array' && Array.isArray(value))
    return value.map((item) => asColumns(item, type.item));
  if (type.kind !== 'struct' || typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => {
    const name = normaliseName(key);
    const field = type.fields.find((one) => one.name === name || one.aliases.includes(name));
    if (field === undefined) throw new Error(`The record has no field ${key}`);
    return [field.name, asColumns(inner, field.type)];
  });
  return Object.fromEntries(entries);
}
