/** Damages by CloudFormation's own schema. */

import type { Template } from '../../infra/template.ts';
import type { Random } from '../../pipeline/normalise/fuzz/random.ts';
import type { ResourceSchema, ResourceSchemas, Schema } from '../checker/schema.ts';
import type { Damages } from './damages.ts';
import { isFunction, isMutable, type Mutable, resources } from './sites.ts';

interface Place {
  readonly holder: Mutable | unknown[];
  readonly key: string | number;
  readonly value: unknown;
  readonly schema: Schema;
  readonly words: string;
}

/** All values of QuickSight's resources with their schemas; a function's value has none. */
function placesOf(template: Template, schemas: ResourceSchemas): Place[] {
  return resources(template).flatMap(({ name, resource, properties }) => {
    const own = schemas.get(String(resource.Type))!;
    return below(
      { holder: resource, key: 'Properties', value: properties, schema: own, words: name },
      own,
    );
  });
}

function below(place: Place, root: ResourceSchema): Place[] {
  const { value } = place;
  if (isFunction(value)) return [];
  let { schema } = place;
  while (schema.$ref !== undefined) schema = root.definitions[schema.$ref.split('/').at(-1)!]!;
  const inner = (key: string | number, part: unknown, of: Schema | undefined) =>
    of
      ? below(
          {
            holder: value as Mutable,
            key,
            value: part,
            schema: of,
            words: `${place.words}.${key}`,
          },
          root,
        )
      : [];
  const parts = Array.isArray(value)
    ? value.flatMap((part, order) => inner(order, part, schema.items))
    : isMutable(value)
      ? Object.entries(value).flatMap(([key, part]) => inner(key, part, schema.properties?.[key]))
      : [];
  return [{ ...place, schema }, ...parts];
}

export function schemaDamages(schemas: ResourceSchemas): Damages {
  const change =
    (isFit: (place: Place) => boolean, apply: (place: Place, random: Random) => void) =>
    (template: Template, random: Random) => {
      const places = placesOf(template, schemas).filter(isFit);
      if (places.length === 0) return null;
      const place = random.pick(places);
      apply(place, random);
      return place.words;
    };
  const put = ({ holder, key }: Place, value: unknown) => {
    (holder as Mutable)[key] = value;
  };
  const object = ({ value }: Place) => value as Mutable;
  const required = ({ schema, value }: Place) =>
    isMutable(value) ? (schema.required ?? []).filter((key) => key in value) : [];
  const known = ({ schema, value }: Place) =>
    isMutable(value) ? Object.keys(value).filter((key) => schema.properties?.[key]) : [];

  return {
    'a required key is deleted': change(
      (place) => required(place).length > 0,
      (place, random) => {
        delete object(place)[random.pick(required(place))];
      },
    ),
    'an unknown key is added': change(
      ({ schema, value }) => isMutable(value) && schema.properties !== undefined,
      (place) => {
        object(place).Tooltipped = 'ENABLED';
      },
    ),
    'a key is misspelt': change(
      (place) => known(place).length > 0,
      (place, random) => {
        const key = random.pick(known(place));
        object(place)[`${key}s`] = object(place)[key];
        delete object(place)[key];
      },
    ),
    'a value has another type': change(
      ({ schema, words }) => schema.type !== undefined && !words.endsWith('Properties'),
      (place) => put(place, place.schema.type === 'array' ? { a: 'b' } : [['text']]),
    ),
    'an enumeration has another value': change(
      ({ schema, value }) => schema.enum !== undefined && typeof value === 'string',
      (place) => put(place, `${place.value}_2`),
    ),
    'a text breaks its pattern': change(
      ({ schema: { pattern }, value }) =>
        pattern !== undefined &&
        typeof value === 'string' &&
        !new RegExp(pattern).test(`${value} §!`),
      (place) => put(place, `${place.value} §!`),
    ),
    'a text is too long': change(
      ({ schema, value }) => (schema.maxLength ?? 1e9) < 3000 && typeof value === 'string',
      (place) => put(place, String(place.value).padEnd(place.schema.maxLength! + 1, 'x')),
    ),
    'a number is above its maximum': change(
      ({ schema, value }) => schema.maximum !== undefined && typeof value === 'number',
      (place) => put(place, place.schema.maximum! + 1),
    ),
    'a list has too many items': change(
      ({ schema, value }) =>
        (schema.maxItems ?? 1e9) <= 50 && Array.isArray(value) && value.length > 0,
      (place) => {
        const list = place.value as unknown[];
        while (list.length <= place.schema.maxItems!) list.push(structuredClone(list[0]));
      },
    ),
    'a list that may not be empty is': change(
      ({ schema, value }) => (schema.minItems ?? 0) > 0 && Array.isArray(value) && value.length > 0,
      (place) => put(place, []),
    ),
    'a colour is written in lower case': change(
      ({ value }) =>
        typeof value === 'string' && /^#[A-F0-9]{6}$/.test(value) && /[A-F]/.test(value),
      (place) => put(place, String(place.value).toLowerCase()),
    ),
  };
}
