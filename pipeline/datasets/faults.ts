import { type Field, normaliseName } from '../column-types.ts';
import {
  type Dataset,
  type Envelope,
  longestRecordBytes,
  recordFields,
  requiredFields,
  sourcesOf,
  tableFields,
} from '../dataset.ts';
import { QUARANTINE_TABLE } from '../normalise/quarantine.ts';
import { SCHEDULES_TABLE } from '../schedules.ts';
import { RESERVED_WORDS } from '../spellings/reserved-words.ts';
import { expectedOf } from '../view-settings.ts';

/** The form of a table's name that every engine reads without quotes, unless it is a reserved word. */
const NAME = /^[a-z][a-z0-9_]*$/;

/**
 * What is wrong with the descriptions of datasets, a sentence each; the build refuses them.
 * @param views the names of all views
 */
export function faultsOf(datasets: readonly Dataset[], views: readonly string[] = []): string[] {
  const names = datasets.map(({ name }) => name);
  return [
    ...names
      .filter((name) => [...views, QUARANTINE_TABLE, SCHEDULES_TABLE].includes(name))
      .map((name) => `The dataset ${name}: found a view or table of this name, expected another`),
    ...repeated(names).map(
      (name) => `Two datasets have the name ${name}, expected a name for each`,
    ),
    ...repeated(datasets.flatMap(({ settings = [] }) => settings.map(({ name }) => name))).map(
      (name) => `Two datasets have the setting ${name}, expected a name for each`,
    ),
    ...datasets.flatMap((dataset) =>
      faultsIn(dataset).map((fault) => `The dataset ${dataset.name}: ${fault}`),
    ),
  ];
}

function faultsIn(dataset: Dataset): string[] {
  const {
    name,
    identity,
    version,
    day,
    contact,
    followed,
    marks,
    volume,
    envelope,
    derived = [],
    settings = [],
  } = dataset;
  const columns = tableFields(dataset).map((field) => field.name);
  const known = new Set(recordFields(dataset));
  const texts = [
    ...identity,
    ...(contact ? [contact] : []),
    ...(followed ? [followed.scope, followed.thing] : []),
  ];
  const used = new Set([...requiredFields(dataset), ...texts]);
  const isMissing = (field: Field) => !known.has(field);
  const hasOther = (kind: string) => (field: Field) => field.type.kind !== kind;
  return [
    NAME.test(name)
      ? []
      : ['found a name with other characters, expected small letters, digits and underscores'],
    RESERVED_WORDS.has(name) ? ['found a word of SQL for its name, expected another'] : [],
    marks.length > 0 && marks.every(({ fields }) => fields.length > 0)
      ? []
      : ['found no marks, expected fields by which a record is recognised'],
    longestRecordBytes(dataset) > 0
      ? []
      : [`found records of ${longestRecordBytes(dataset)} bytes at most, expected room for one`],
    volume === undefined || Math.min(volume.records_a_contact, volume.record_bytes) > 0
      ? []
      : ['found a volume of nothing, expected records of some bytes'],
    followed === undefined || isCount(followed.days_around)
      ? []
      : [`found rows followed for ${followed.days_around} days, expected a whole number from 1 on`],
    settings
      .filter(({ usual, least, most }) => !(least <= usual && usual <= most))
      .map((one) => `found ${one.name} usually ${one.usual}, expected ${expectedOf(one)}`),
    envelope === undefined ? [] : faultsOfEnvelope(envelope),
    identity.length > 0 ? [] : ['found no identity, expected at least one column of text'],
    repeated(columns).map((column) => `found two columns ${column}, expected one`),
    named([...used].filter(isMissing), 'which is neither a field nor a derived column'),
    named(texts.filter(hasOther('string')), 'expected text, as it tells rows apart'),
    named([version, day].filter(hasOther('timestamp')), 'expected a timestamp'),
    named(
      derived
        .filter((column) => sourcesOf(column).some((one) => lacksPattern(dataset, one)))
        .map(({ field }) => field),
      'which is a part of the key, expected a keyPattern that finds it',
    ),
    named(
      derived
        .filter((column) => sourcesOf(column).some((one) => lacksGroup(dataset, one)))
        .map(({ field }) => field),
      'which is made of a group that the pattern of the key does not have',
    ),
    named(
      derived.filter((column) => sourcesOf(column).length === 0).map(({ field }) => field),
      'expected a source of its values',
    ),
    named(
      derived
        .filter((column) => sourcesOf(column).length > 1 && sourcesOf(column).some(isFree))
        .map(({ field }) => field),
      'which has a field of free shape among several sources, expected that alone',
    ),
  ].flat();
}

function faultsOfEnvelope({ kind, elements, text, encoding, ...rest }: Envelope): string[] {
  const outside = [...(kind ? [kind.field] : []), elements, ...rest.ofEnvelope];
  return [
    encoding === undefined || encoding === 'base64'
      ? []
      : [`found an envelope with texts in ${encoding}, expected base64, or text as it is`],
    [...outside, text, ...Object.values(rest.ofElement)].some(
      (field) => normaliseName(field) === '',
    )
      ? ['found a field of an envelope without a name, expected one']
      : [],
    [...Object.keys(rest.ofElement), ...rest.ofEnvelope]
      .filter((key) => normaliseName(key) === '' || JSON.stringify(key) !== `"${key}"`)
      .map(
        (key) =>
          `found ${JSON.stringify(key)} for a field from around a record, expected a name without quotes and backslashes`,
      ),
    repeated(outside.map(normaliseName)).map(
      (field) => `found the field ${field} of an envelope twice, expected once`,
    ),
    kind !== undefined && kind.full === kind.empty
      ? [`found ${kind.full} for full and for empty envelopes, expected different texts`]
      : [],
  ].flat();
}

/** Tables are kept by whole days, and a night leads from a day to the next. */
function isCount(days: number): boolean {
  return Number.isInteger(days) && days >= 1;
}

type Source = ReturnType<typeof sourcesOf>[number];

function lacksPattern({ keyPattern }: Dataset, source: Source): boolean {
  return 'key' in source && (source.pattern ?? keyPattern) === undefined;
}

/** Whether the source is made of a group that its pattern does not have. */
function lacksGroup({ keyPattern }: Dataset, source: Source): boolean {
  if (!('key' in source)) return false;
  const pattern = source.pattern ?? keyPattern;
  const groups = [...source.key.matchAll(/\$<([^>]*)>/g)].map(([, group]) => group!);
  return pattern !== undefined && groups.some((group) => !pattern.source.includes(`(?<${group}>`));
}

function isFree(source: Source): boolean {
  return 'jsonOf' in source;
}

function named(fields: readonly Field[], what: string): string[] {
  return [...new Set(fields)].map(({ name }) => `found the column ${name}, ${what}`);
}

function repeated(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, i) => names.indexOf(name) !== i))];
}
