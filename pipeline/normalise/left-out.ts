import { normaliseName } from '../column-types.ts';
import type { Dataset } from '../dataset.ts';
import { membersOf } from './members.ts';
import type { MovedField } from './record-editor.ts';

/**
 * The fields without a column that the lake keeps, which are all but those that the dataset leaves out.
 * @param source has the record at `at`, and some bytes behind it
 */
export function keptFields(
  { leftOut }: Dataset,
  moved: readonly MovedField[],
  source: Buffer,
  at: number,
): readonly MovedField[] {
  if (leftOut === undefined) return moved;
  const cases = new Map(Object.entries(leftOut).map(([name, one]) => [normaliseName(name), one]));
  const members = membersOf(source, at);
  const isAsGiven = ([field, pattern]: [string, RegExp]) => {
    const found = members.get(normaliseName(field));
    return found !== undefined && pattern.test(source.toString('utf8', found.from, found.to));
  };
  return moved.filter(({ path }) => {
    const exceptions = cases.get(normaliseName(path));
    return !exceptions || exceptions.some((fields) => Object.entries(fields).every(isAsGiven));
  });
}
