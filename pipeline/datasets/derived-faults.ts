import type { ColumnType, Field } from '../column-types.ts';
import {
  type ColumnSource,
  type Dataset,
  type DerivedColumn,
  requiredFields,
  sourcesOf,
} from '../dataset.ts';
import { fits } from '../normalise/derived-columns.ts';
import { fieldAt, repeated, textFields } from './dataset-fields.ts';

/** A part of a key's template that the pattern's groups fill: `$<date>`, `$1` or `$&`. */
const FILLED = /\$(?:<([^>]*)>|(\d\d?)|&)/;

/** Times in which parts of any month, day and hour fit, with a fraction and without. */
const TIMES = ['2028-12-31T14:05:09Z', '2028-12-31T14:05:09.123Z'];

/** What is wrong with the columns that normalise fills, a sentence each. */
export function faultsOfDerived(dataset: Dataset): string[] {
  const { derived = [], day } = dataset;
  const needed = new Set([...requiredFields(dataset), ...textFields(dataset)]);
  const free = derived.flatMap((one) =>
    sourcesOf(one).flatMap((from) => ('jsonOf' in from ? from.jsonOf : [])),
  );
  return [
    ...derived.flatMap((one) => {
      const faults = [
        ...faultsOfColumn(one, needed),
        ...sourcesOf(one).flatMap((from) => faultsOfSource(dataset, one.field, from)),
      ];
      if (one.field === day && sourcesOf(one).every(isFixed)) {
        faults.push('which is the same day for every record, expected a part of the key');
      }
      return [...new Set(faults)].map((fault) => `found the column ${one.field.name}, ${fault}`);
    }),
    ...repeated(free).map((field) => `found two columns of the field ${field}, expected one`),
  ];
}

function faultsOfColumn(one: DerivedColumn, needed: ReadonlySet<Field>): string[] {
  const sources = sourcesOf(one);
  const { kind } = one.field.type;
  const isFree = sources.some((from) => 'jsonOf' in from);
  return [
    kind === 'string' || (kind === 'timestamp' && !isFree)
      ? []
      : [`which is of the type ${kind}, expected text${isFree ? '' : ' or a timestamp'}`],
    isFree && sources.length > 1
      ? ['which has a field of free shape among several sources, expected that alone']
      : [],
    isFree && needed.has(one.field)
      ? ['which is a field of free shape, expected one that tells rows apart or says their time']
      : [],
  ].flat();
}

/** What is wrong with one of the sources of a column. */
function faultsOfSource(dataset: Dataset, { type }: Field, from: ColumnSource): string[] {
  if ('path' in from) return faultsOfPath(dataset, type, from.path);
  if ('jsonOf' in from) {
    return fieldAt(dataset.fields, [from.jsonOf]) === null
      ? []
      : [`of the field ${from.jsonOf}, which the model has a column for, expected another`];
  }
  return 'key' in from ? faultsOfKey(from.pattern ?? dataset.keyPattern, type, from.key) : [];
}

function faultsOfPath({ fields }: Dataset, type: ColumnType, path: readonly string[]): string[] {
  const found = fieldAt(fields, path);
  if (found === null) {
    return [`whose path ${path.join('.')} leads to no field of the model, expected one in structs`];
  }
  const { kind } = found.type;
  if (kind === 'timestamp' || kind === type.kind) return [];
  return [`whose path ${path.join('.')} leads to the type ${kind}, expected ${type.kind}`];
}

function faultsOfKey(pattern: RegExp | undefined, type: ColumnType, template: string): string[] {
  if (pattern === undefined)
    return ['which is a part of the key, expected a keyPattern that finds it'];
  if (lacksGroup(pattern, template)) {
    return ['which is made of a group that the pattern of the key does not have'];
  }
  return type.kind !== 'timestamp' || canBeTime(template)
    ? []
    : [`which is ${template}, expected a time like ${TIMES[0]} once its groups are filled`];
}

/** Whether the template names a group that the pattern does not have. */
function lacksGroup({ source, flags }: RegExp, template: string): boolean {
  const groups = new RegExp(`${source}|`, flags).exec('')!;
  return [...template.matchAll(new RegExp(FILLED, 'g'))].some(
    ([, name, number]) =>
      (name !== undefined && !Object.hasOwn(groups.groups ?? {}, name)) ||
      (number !== undefined && Number(number) >= groups.length),
  );
}

/** Whether some texts in place of its groups make a time of the template. */
function canBeTime(template: string): boolean {
  const literals = template.split(/\$(?:<[^>]*>|\d\d?|&)/);
  return TIMES.some((time) => leadsToTime('', literals, time));
}

/** @param made the beginning, after which the literals stand, with a part of `time` between any two */
function leadsToTime(made: string, [literal, ...rest]: readonly string[], time: string): boolean {
  const begun = `${made}${literal}`;
  if (rest.length === 0) return isTime(begun);
  if (!isTime(`${begun}${time.slice(begun.length)}`)) return false;
  const ends = [...time].map((_, i) => i + 1).filter((end) => end > begun.length);
  return ends.some((end) => leadsToTime(`${begun}${time.slice(begun.length, end)}`, rest, time));
}

function isTime(text: string): boolean {
  return fits({ name: '', sourceName: '', aliases: [], type: { kind: 'timestamp' } }, text);
}

/** Whether the source gives every record the same value. */
function isFixed(from: ColumnSource): boolean {
  return 'key' in from && !FILLED.test(from.key);
}
