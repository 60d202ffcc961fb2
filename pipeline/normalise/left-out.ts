import { normaliseName } from '../column-types.ts';
import type { Dataset } from '../dataset.ts';
import { wordsOf } from './keys.ts';
import { endOfValue, MemberFinder } from './members.ts';
import type { MovedField } from './record-editor.ts';

/** A case in which a field is kept: the pattern of its own JSON text, and those of other fields. */
interface Case {
  readonly own: RegExp | null;
  readonly others: readonly (readonly [name: string, pattern: RegExp])[];
}

/** Values that do not fit their column are kept in any case. */
const ALWAYS: readonly Case[] = [{ own: null, others: [] }];
const NEVER: readonly Case[] = [];
const NO_FIELDS: readonly MovedField[] = [];

/** The most paths whose cases are remembered. Records of one source have few. */
const MOST_PATHS = 1000;

interface Kept {
  /** By the normalised name of the field that is kept. */
  readonly cases: ReadonlyMap<string, readonly Case[]>;
  /** The cases of paths that were asked for. */
  readonly ofPaths: Map<string, readonly Case[]>;
  /** Finds the other fields. */
  readonly finder: MemberFinder;
}

const keptByDataset = new WeakMap<Dataset, Kept>();

/**
 * The fields out of their columns that the lake keeps: all of them, unless the dataset keeps only some.
 * @param source has the record at `at`, and some bytes after it
 */
export function keptFields(
  dataset: Dataset,
  moved: readonly MovedField[],
  source: Buffer,
  at: number,
): readonly MovedField[] {
  if (dataset.keepsOnly === undefined || moved.length === 0) return moved;
  const kept = keptByDataset.get(dataset) ?? keptOf(dataset);
  let fields: MovedField[] | null = null;
  for (const field of moved) {
    if (isKept(kept, field, source, at)) (fields ??= []).push(field);
  }
  return fields ?? NO_FIELDS;
}

/** Whether one of the cases of the field's path holds. */
function isKept(kept: Kept, field: MovedField, source: Buffer, at: number): boolean {
  const cases = casesOf(kept, field.path);
  if (cases.length === 0) return false;
  // Its own text counts, because a record may have its key twice.
  const { text } = field;
  for (const { own, others } of cases) {
    if ((own === null || own.test(text)) && areAsGiven(others, kept.finder, source, at))
      return true;
  }
  return false;
}

function casesOf({ cases, ofPaths }: Kept, path: string): readonly Case[] {
  const known = ofPaths.get(path);
  if (known) return known;
  if (ofPaths.size === MOST_PATHS) ofPaths.clear();
  const found = cases.get(normaliseName(path)) ?? NEVER;
  ofPaths.set(path, found);
  return found;
}

function keptOf(dataset: Dataset): Kept {
  const keepsOnly = Object.entries(dataset.keepsOnly ?? {});
  const names = keepsOnly.flatMap(([, cases]) => cases.flatMap((one) => Object.keys(one)));
  const columns = dataset.fields.flatMap(({ name, aliases }) => [name, ...aliases]);
  const kept = {
    cases: new Map([
      ...columns.map((name) => [name, ALWAYS] as const),
      ...keepsOnly.map(
        ([name, cases]) =>
          [
            normaliseName(name),
            cases.map(({ [name]: own = null, ...others }) => ({
              own,
              others: Object.entries(others),
            })),
          ] as const,
      ),
    ]),
    ofPaths: new Map<string, readonly Case[]>(),
    finder: new MemberFinder([...new Set(names)]),
  };
  keptByDataset.set(dataset, kept);
  return kept;
}

/** Whether the JSON text of each field is as given. */
function areAsGiven(
  fields: Case['others'],
  finder: MemberFinder,
  source: Buffer,
  at: number,
): boolean {
  if (fields.length === 0) return true;
  const words = wordsOf(source);
  finder.read(source, words, at);
  return fields.every(([name, pattern]) => {
    const from = finder.valueOf(name);
    return (
      from >= 0 && pattern.test(source.toString('utf8', from, endOfValue(source, words, from)))
    );
  });
}
