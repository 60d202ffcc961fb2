/** Reads values of a template, whose shape nothing guarantees. */

export type JsonObject = Readonly<Record<string, unknown>>;
export type Path = readonly (string | number)[];

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a path; undefined if the path leads nowhere. */
export function at(value: unknown, ...path: Path): unknown {
  return path.reduce<unknown>(
    (part, key) => (part as Record<string | number, unknown> | null | undefined)?.[key],
    value,
  );
}

/** The list at a path; an empty list if there is none. */
export function listAt(value: unknown, ...path: Path): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** The text at a path; undefined if there is none. */
export function textAt(value: unknown, ...path: Path): string | undefined {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

/** The keys and values of the object at a path; none if there is no object. */
export function entriesAt(value: unknown, ...path: Path): [string, unknown][] {
  const found = at(value, ...path);
  return isObject(found) ? Object.entries(found) : [];
}

/**
 * The members of a union, such as `{ TableVisual: … }`: by the schema's rule there is exactly one,
 * and a damaged template may have another number of them.
 */
export const membersOf = entriesAt;

/** Whether the value is a function of CloudFormation, whose result only a stack knows. */
export function isIntrinsic(value: unknown): value is JsonObject {
  if (!isObject(value)) return false;
  const [key, ...others] = Object.keys(value);
  return others.length === 0 && key !== undefined && (key === 'Ref' || key.startsWith('Fn::'));
}

export interface Part {
  readonly path: Path;
  readonly value: JsonObject;
}

/** The objects in a value, itself included, each before those in it, without CloudFormation's functions. */
export function* objectsIn(value: unknown, path: Path = []): Generator<Part> {
  if (Array.isArray(value)) {
    for (const [place, part] of value.entries()) yield* objectsIn(part, [...path, place]);
  } else if (isObject(value) && !isIntrinsic(value)) {
    yield { path, value };
    for (const [key, part] of Object.entries(value)) yield* objectsIn(part, [...path, key]);
  }
}

/** The key under which a path's value stands, numbers of lists left out. */
export function lastKey(path: Path): string | undefined {
  return path.findLast((key) => typeof key === 'string');
}
