import { normaliseName } from '../column-types.ts';
import type { Dataset } from '../dataset.ts';
import { membersOf } from './members.ts';
import type { MovedField } from './record-editor.ts';

type Cases = readonly Readonly<Record<string, RegExp>>[];

/** By the normalised name of the field that is left out, for each dataset. */
const cases = new WeakMap<Dataset, ReadonlyMap<string, Cases>>();

/**
 * The fields without a column that the lake keeps, which are all but those that the dataset leaves out.
 * @param source has the record at `at`, and some bytes behind it
 */
export function keptFields(
  dataset: Dataset,
  moved: readonly MovedField[],
  source: Buffer,
  at: number,
): readonly MovedField[] {
  if (dataset.leftOut === undefined) return moved;
  const known = cases.get(dataset) ?? casesOf(dataset.leftOut);
  cases.set(dataset, known);
  return moved.filter(({ path }) => {
    const exceptions = known.get(normaliseName(path));
    return !exceptions || exceptions.some((fields) => areAsGiven(fields, source, at));
  });
}

function casesOf(leftOut: Readonly<Record<string, Cases>>): ReadonlyMap<string, Cases> {
  return new Map(Object.entries(leftOut).map(([name, one]) => [normaliseName(name), one]));
}

/** Whether the JSON text of each field is as given. */
function areAsGiven(fields: Readonly<Record<string, RegExp>>, source: Buffer, at: number): boolean {
  const members = membersOf(source, at);
  return Object.entries(fields).every(([field, pattern]) => {
    const found = members.get(normaliseName(field));
    return found !== undefined && pattern.test(source.toString('utf8', found.from, found.to));
  });
}
