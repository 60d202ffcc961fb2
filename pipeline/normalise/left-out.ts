import { normaliseName } from '../column-types.ts';
import type { Dataset } from '../dataset.ts';
import { membersOf } from './members.ts';
import type { MovedField } from './record-editor.ts';

type Cases = readonly Readonly<Record<string, RegExp>>[];

interface Kept {
  /** By the normalised name of the field that is kept. */
  readonly cases: ReadonlyMap<string, Cases>;
  /** The normalised names of fields with a column. */
  readonly columns: ReadonlySet<string>;
}

const keptByDataset = new WeakMap<Dataset, Kept>();

/**
 * The fields out of their columns that the lake keeps: all of them, unless the dataset keeps only some.
 * @param source has the record at `at`, and some bytes behind it
 */
export function keptFields(
  dataset: Dataset,
  moved: readonly MovedField[],
  source: Buffer,
  at: number,
): readonly MovedField[] {
  if (dataset.keepsOnly === undefined) return moved;
  const { cases, columns } = keptByDataset.get(dataset) ?? keptOf(dataset);
  return moved.filter((field) => {
    const name = normaliseName(field.path);
    const ofField = cases.get(name);
    if (ofField === undefined) return columns.has(name);
    return ofField.some((fields) => areAsGiven(fields, name, field.text, source, at));
  });
}

function keptOf(dataset: Dataset): Kept {
  const kept = {
    cases: new Map(
      Object.entries(dataset.keepsOnly ?? {}).map(([name, one]) => [normaliseName(name), one]),
    ),
    columns: new Set(dataset.fields.flatMap(({ name, aliases }) => [name, ...aliases])),
  };
  keptByDataset.set(dataset, kept);
  return kept;
}

/**
 * Whether the JSON text of each field is as given.
 * @param ownName of the field that is judged, whose own text counts, because a record may have its key twice
 */
function areAsGiven(
  fields: Readonly<Record<string, RegExp>>,
  ownName: string,
  ownText: string,
  source: Buffer,
  at: number,
): boolean {
  const members = membersOf(source, at);
  const textOf = (name: string): string | null => {
    if (name === ownName) return ownText;
    const found = members.get(name);
    return found === undefined ? null : source.toString('utf8', found.from, found.to);
  };
  return Object.entries(fields).every(([field, pattern]) => {
    const text = textOf(normaliseName(field));
    return text !== null && pattern.test(text);
  });
}
