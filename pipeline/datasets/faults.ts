import { normaliseName } from '../column-types.ts';
import {
  type Dataset,
  type Envelope,
  erasureTable,
  flatfileTable,
  longestRecordBytes,
  recordFields,
  requiredFields,
  tableFields,
} from '../dataset.ts';
import { QUARANTINE_TABLE } from '../normalise/quarantine.ts';
import { SCHEDULES_TABLE } from '../schedules.ts';
import { RESERVED_WORDS } from '../spellings/reserved-words.ts';
import { expectedOf } from '../view-settings.ts';
import {
  fieldAt,
  fieldsByStruct,
  hasColumn,
  namesOf,
  repeated,
  textFields,
} from './dataset-fields.ts';
import { faultsOfDerived } from './derived-faults.ts';
import { faultsOfForm } from './forms.ts';
import { faultsBetweenMarks, faultsOfMarks } from './mark-faults.ts';

/** The form of a table's name that every engine reads without quotes, unless it is a reserved word. */
const NAME = /^[a-z][a-z0-9_]*$/;

/**
 * What is wrong with the descriptions of datasets, a sentence each; the build refuses them.
 * @param views the names of all views
 */
export function faultsOf(datasets: readonly Dataset[], views: readonly string[] = []): string[] {
  const complete = datasets.filter((dataset) => faultsOfForm(dataset).length === 0);
  return [
    ...datasets.flatMap((dataset) => {
      const name: unknown = Object(dataset).name;
      const subject = typeof name === 'string' && name !== '' ? `The dataset ${name}` : 'A dataset';
      return faultsOfForm(dataset).map((fault) => `${subject}: ${fault}`);
    }),
    ...faultsBetween(complete, views),
    ...complete.flatMap((dataset) =>
      faultsIn(dataset).map((fault) => `The dataset ${dataset.name}: ${fault}`),
    ),
  ];
}

function faultsBetween(datasets: readonly Dataset[], views: readonly string[]): string[] {
  const names = datasets.map(({ name }) => name);
  const tables = datasets.flatMap((dataset) => [flatfileTable(dataset), erasureTable(dataset)]);
  const settings = datasets.flatMap((dataset) => dataset.settings ?? []);
  // Datasets of one bucket share its parameter.
  const buckets = datasets.flatMap(({ source }) =>
    source?.kind === 'objects' ? source.option.parameter : [],
  );
  const parameters = [
    ...settings.map(({ parameter }) => parameter),
    ...datasets.flatMap(({ source }) =>
      source?.kind === 'objects' ? [] : (source?.option?.parameter ?? []),
    ),
    ...new Set(buckets),
  ];
  return [
    ...names
      .filter((name) => [...views, ...tables, QUARANTINE_TABLE, SCHEDULES_TABLE].includes(name))
      .map((name) => `The dataset ${name}: found a view or table of this name, expected another`),
    ...repeated(names).map(
      (name) => `Two datasets have the name ${name}, expected a name for each`,
    ),
    ...repeated(settings.map(({ name }) => name)).map(
      (name) => `Two datasets have the setting ${name}, expected a name for each`,
    ),
    ...repeated(parameters).map(
      (name) => `Two options have the parameter ${name}, expected a name for each`,
    ),
    ...faultsBetweenMarks([...new Map(datasets.map((one) => [one.name, one])).values()]),
  ];
}

function faultsIn(dataset: Dataset): string[] {
  const { name, version, day, followed, volume, envelope, source, settings = [] } = dataset;
  const known = new Set(recordFields(dataset));
  const texts = textFields(dataset);
  const used = new Set([...requiredFields(dataset), ...texts]);
  return [
    NAME.test(name)
      ? []
      : ['found a name with other characters, expected small letters, digits and underscores'],
    RESERVED_WORDS.has(name) ? ['found a word of SQL for its name, expected another'] : [],
    isCount(longestRecordBytes(dataset))
      ? []
      : [`found records of ${longestRecordBytes(dataset)} bytes at most, expected room for one`],
    volume === undefined || Math.min(volume.records_a_contact, volume.record_bytes) > 0
      ? []
      : ['found a volume of nothing, expected records of some bytes'],
    followed === undefined || isCount(followed.days_around)
      ? []
      : [`found rows followed for ${followed.days_around} days, expected a whole number from 1 on`],
    settings
      .filter((one) => !(NAME.test(one.name) && one.name.endsWith('_seconds')))
      .map(
        (one) => `found the setting ${one.name}, expected small letters and _seconds at the end`,
      ),
    settings
      .filter(({ usual, least, most }) => !(least <= usual && usual <= most))
      .map((one) => `found ${one.name} usually ${one.usual}, expected ${expectedOf(one)}`),
    source?.kind === 'logs' && envelope === undefined
      ? ['found entries of a log group and no envelope, expected that in which they come']
      : [],
    envelope === undefined ? [] : faultsOfEnvelope(dataset, envelope),
    faultsOfNames(dataset),
    [...used]
      .filter((field) => !known.has(field))
      .map(
        (field) => `found the column ${field.name}, which is neither a field nor a derived column`,
      ),
    [...new Set(texts)]
      .filter(({ type }) => type.kind !== 'string')
      .map((field) => `found the column ${field.name}, expected text, as it tells rows apart`),
    [...new Set([version, day])]
      .filter(({ type }) => type.kind !== 'timestamp')
      .map((field) => `found the column ${field.name}, expected a timestamp`),
    dataset.endpoints
      .filter((path) => fieldAt(dataset.fields, path.split('.')) === null)
      .map((path) => `found the endpoint ${path}, which leads to no field of the model`),
    faultsOfDerived(dataset),
    faultsOfMarks(dataset),
  ].flat();
}

/** Names of columns and of fields within them that an engine could not write, or not tell apart. */
function faultsOfNames(dataset: Dataset): string[] {
  const columns = tableFields(dataset);
  const structs = fieldsByStruct(columns);
  const twice = repeated(columns.map(({ name }) => name));
  return [
    twice.map((name) => `found two columns ${name}, expected one`),
    structs
      .flatMap((fields) => repeated(fields.flatMap(namesOf)))
      .filter((name) => !twice.includes(name))
      .map((name) => `found two fields with the name or alias ${name}, expected one`),
    structs
      .flatMap((fields) =>
        fields.flatMap((field) => namesOf(field).map((name) => ({ name, field }))),
      )
      .filter(({ name }) => name === '' || name !== normaliseName(name))
      .map(
        ({ name, field }) =>
          `found the name ${JSON.stringify(name)} for ${field.sourceName}, expected small letters, digits and underscores`,
      ),
  ].flat();
}

function faultsOfEnvelope(dataset: Dataset, envelope: Envelope): string[] {
  const { kind, elements, text, encoding, ofEnvelope, ofElement } = envelope;
  const outside = [...(kind ? [kind.field] : []), elements, ...ofEnvelope];
  const given = [...Object.keys(ofElement), ...ofEnvelope];
  const isName = (key: string) => normaliseName(key) !== '' && JSON.stringify(key) === `"${key}"`;
  return [
    encoding === undefined || encoding === 'base64'
      ? []
      : [`found an envelope with texts in ${encoding}, expected base64, or text as it is`],
    [...outside, text, ...Object.values(ofElement)].some((field) => normaliseName(field) === '')
      ? ['found a field of an envelope without a name, expected one']
      : [],
    given
      .filter((key) => !isName(key))
      .map(
        (key) =>
          `found ${JSON.stringify(key)} for a field from around a record, expected a name without quotes and backslashes`,
      ),
    given
      .filter((key) => isName(key) && !hasColumn(dataset, key))
      .map((key) => `found ${key} for a field from around a record, expected a field of the model`),
    repeated(outside.map(normaliseName)).map(
      (field) => `found the field ${field} of an envelope twice, expected once`,
    ),
    repeated(given.map(normaliseName)).map(
      (field) => `found the field ${field} given to a record twice, expected once`,
    ),
    kind !== undefined && kind.full === kind.empty
      ? [`found ${kind.full} for full and for empty envelopes, expected different texts`]
      : [],
  ].flat();
}

/** Tables are kept by whole days, and a night leads from a day to the next; a record has whole bytes. */
function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 1;
}
