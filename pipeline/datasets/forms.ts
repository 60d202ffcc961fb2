/** The form of a description: which parts it has, and of which kind each is. The build does not check types. */
import type { Field } from '../column-types.ts';
import type {
  Dataset,
  DerivedColumn,
  Envelope,
  EventSource,
  LogSource,
  LookAlike,
  ObjectSource,
  SourceOption,
  StreamSource,
  Volume,
} from '../dataset.ts';
import type { ViewSetting } from '../view-settings.ts';

/** Says what is wrong with the form of a value, a sentence for each part that is missing or of another kind. */
type Form = (value: unknown, place: string) => string[];

type Forms = Readonly<Record<string, Form>>;

type OptionalOf<T> = { [Key in keyof T]-?: undefined extends T[Key] ? Key : never }[keyof T];

const text = leaf('a text', (value) => typeof value === 'string' && value !== '');
const flag = leaf('true or false', (value) => typeof value === 'boolean');
const number = leaf('a number', Number.isFinite);
/** With these flags a pattern goes on after what it has found in the text before. */
const pattern = leaf(
  'a pattern without the flags g and y',
  (value) => value instanceof RegExp && !value.global && !value.sticky,
);
/** The form of a parameter's name in CloudFormation. */
const parameter = leaf(
  'letters and digits',
  (value) => typeof value === 'string' && /^[A-Za-z0-9]+$/.test(value),
);

const scalar = object<{ kind: string }>({ kind: text });
const type: Form = either('the type of a column', (value) => Object(value).kind, {
  string: scalar,
  int: scalar,
  bigint: scalar,
  double: scalar,
  boolean: scalar,
  timestamp: scalar,
  open: scalar,
  struct: object({ kind: text, fields: some((value, place) => column(value, place)) }),
  array: object({ kind: text, item: (value, place) => type(value, place) }),
  map: object({ kind: text, value: (value, place) => type(value, place), wrappers: list(text) }),
});
const column = object<Field>({ name: text, sourceName: text, aliases: list(text), type });

const lookAlike = object<LookAlike>(
  { what: text, fields: some(text) },
  { valueContains: each(pattern) },
);

const columnSource = either(
  'a path, jsonOf, a key or arrival',
  (value) => ['path', 'jsonOf', 'key', 'arrival'].find((name) => name in Object(value)),
  {
    path: object({ path: some(text) }),
    jsonOf: object({ jsonOf: text }),
    key: object<{ key: string; pattern?: RegExp }>({ key: text }, { pattern }),
    arrival: object({ arrival: leaf('true', (value) => value === true) }),
  },
);
const columnSources = some(columnSource);

const derivedColumn = object<DerivedColumn>({
  field: column,
  from: (value, place) => (Array.isArray(value) ? columnSources : columnSource)(value, place),
});

const option = object<SourceOption>({ parameter, label: text, description: text });

const source = either(
  'one of the kind stream, events, logs or objects',
  (value) => Object(value).kind,
  {
    stream: object<StreamSource>({
      kind: text,
      stream: text,
      option: (value, place) => (value === null ? [] : option(value, place)),
    }),
    events: object<EventSource>({ kind: text, sender: text, detailTypes: some(text), option }),
    logs: object<LogSource>({ kind: text, option }),
    objects: object<ObjectSource>({ kind: text, keys: some(text), option }),
  },
);

const setting = object<ViewSetting>({
  name: text,
  parameter,
  label: text,
  meaning: text,
  usual: number,
  least: number,
  most: number,
});

const envelope = object<Envelope>(
  { elements: text, text, ofElement: each(text), ofEnvelope: list(text) },
  {
    kind: object<NonNullable<Envelope['kind']>>({ field: text, full: text, empty: text }),
    encoding: text,
  },
);

const description = object<Dataset>(
  {
    name: text,
    oneRecord: text,
    oneRow: text,
    fields: some(column),
    identity: some(column),
    version: column,
    day: column,
    marks: some(lookAlike),
    endpoints: list(text),
  },
  {
    derived: list(derivedColumn),
    keyPattern: pattern,
    alsoRequired: list(column),
    isImmutable: flag,
    isContinual: flag,
    followed: object<NonNullable<Dataset['followed']>>({
      days_around: number,
      scope: column,
      thing: column,
    }),
    settings: list(setting),
    keepsOnly: each(list(each(pattern))),
    envelope,
    source,
    volume: object<Volume>({ records_a_contact: number, record_bytes: number }),
    contact: column,
    longest_record_bytes: number,
    skips: pattern,
    otherKinds: list(lookAlike),
  },
);

/** The faults of a description: parts that are missing, of another kind than they should be, or unknown. */
export function faultsOfForm(dataset: unknown): string[] {
  return description(dataset, '');
}

function leaf(what: string, holds: (value: unknown) => boolean): Form {
  return (value, place) => (holds(value) ? [] : [unlike(value, place, what)]);
}

function list(form: Form): Form {
  return (value, place) =>
    Array.isArray(value)
      ? value.flatMap((one, i) => form(one, `${place}[${i}]`))
      : [unlike(value, place, 'a list')];
}

/** A list that is not empty. */
function some(form: Form): Form {
  return (value, place) =>
    Array.isArray(value) && value.length === 0
      ? [`found no ${place}, expected one at least`]
      : list(form)(value, place);
}

/** An object with values of one form. */
function each(form: Form): Form {
  return (value, place) =>
    isObject(value)
      ? Object.entries(value).flatMap(([key, one]) => form(one, within(place, key)))
      : [unlike(value, place, 'an object')];
}

/** An object with parts that it must have, and with parts that it may have: those of the type, each with its form. */
function object<T extends object>(
  required: Readonly<Record<Exclude<keyof T, OptionalOf<T>>, Form>>,
  ...[optional]: OptionalOf<T> extends never ? [] : [Readonly<Record<OptionalOf<T>, Form>>]
): Form {
  const known: Forms = { ...required, ...optional };
  return (value, place) => {
    if (!isObject(value)) return [unlike(value, place, 'an object')];
    return [
      ...Object.keys(value)
        .filter((key) => !(key in known))
        .map((key) => `found ${within(place, key)}, expected ${Object.keys(known).join(', ')}`),
      ...Object.entries(known)
        .filter(([key]) => key in required || value[key] !== undefined)
        .flatMap(([key, form]) => form(value[key], within(place, key))),
    ];
  };
}

/** One of several forms, which `nameOf` tells apart. */
function either(what: string, nameOf: (value: unknown) => unknown, forms: Forms): Form {
  return (value, place) => {
    const name = String(nameOf(value));
    const form = Object.hasOwn(forms, name) ? forms[name]! : leaf(what, () => false);
    return form(value, place);
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return Object.prototype.toString.call(value) === '[object Object]';
}

function within(place: string, key: string): string {
  return place === '' ? key : `${place}.${key}`;
}

function unlike(value: unknown, place: string, what: string): string {
  return value === undefined
    ? `found no ${place || 'description'}, expected ${what}`
    : `found ${foundInWords(value)} for ${place || 'its description'}, expected ${what}`;
}

function foundInWords(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (isObject(value)) return 'an object';
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
