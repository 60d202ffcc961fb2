import { type ColumnType, type Field, normaliseName } from '../column-types.ts';
import { type Dataset, sourcesOf } from '../dataset.ts';

/** The field to which a path leads through structs, by any of its names; null if there is none. */
export function fieldAt(fields: readonly Field[], path: readonly string[]): Field | null {
  const [name = '', ...rest] = path;
  const found = fields.find((field) => namesOf(field).includes(normaliseName(name))) ?? null;
  if (found === null || rest.length === 0) return found;
  return found.type.kind === 'struct' ? fieldAt(found.type.fields, rest) : null;
}

/** Whether the lake has a column for this top-level field of a record, of a type or of free shape. */
export function hasColumn({ fields, derived = [] }: Dataset, name: string): boolean {
  const isFree = derived.some((one) =>
    sourcesOf(one).some((from) => 'jsonOf' in from && from.jsonOf === name),
  );
  return isFree || fieldAt(fields, [name]) !== null;
}

/** The columns that have to be text: they identify rows, or say what they are about. */
export function textFields({ identity, alsoRequired = [], contact, followed }: Dataset): Field[] {
  return [
    ...identity,
    ...alsoRequired,
    ...(contact ? [contact] : []),
    ...(followed ? [followed.scope, followed.thing] : []),
  ];
}

/** All names of a field, each once. */
export function namesOf({ name, aliases }: Field): string[] {
  return [...new Set([name, ...aliases])];
}

/** The fields of a record, then those of each struct within it. */
export function fieldsByStruct(fields: readonly Field[]): (readonly Field[])[] {
  return [fields, ...fields.flatMap(({ type }) => structsIn(type))];
}

function structsIn(type: ColumnType): (readonly Field[])[] {
  switch (type.kind) {
    case 'struct':
      return fieldsByStruct(type.fields);
    case 'array':
      return structsIn(type.item);
    case 'map':
      return structsIn(type.value);
    default:
      return [];
  }
}

/** The names that come more than once, each once. */
export function repeated(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, i) => names.indexOf(name) !== i))];
}
