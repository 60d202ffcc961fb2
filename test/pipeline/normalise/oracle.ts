/**
 * Normalise once more: plain, slow, and meant to be seen to be right.
 *
 * It follows the contract of normalise and shares no code with `pipeline/normalise`: a value is cut
 * out by counting brackets, JSON.parse says whether it is one, a small reader makes a tree of it
 * that keeps every value's text, and the model is asked member by member. It takes the whole object
 * at once, and quadratic time where the input is broken.
 */

import { gunzipSync } from 'node:zlib';
import type { Envelope } from '../../../pipeline/dataset.ts';
import model from '../../../pipeline/datasets/contact-records/model.json' with { type: 'json' };
import type { ModelFields, ModelNode } from '../../../pipeline/model-fields.ts';
import {
  compact,
  type Member,
  type Outcome,
  readTree,
  type SetAside,
  type Tree,
} from './outcome.ts';

const LONGEST_RECORD_BYTES = 4 * 1024 * 1024;
const LONGEST_NUMBER = 1000;
const DEEPEST = 32;
const LONGEST_ATTRIBUTE_KEY = 120;
const LONGEST_MAP_KEY = 255;
const MOST_PATH_CHARACTERS = 4 * 1024 * 1024;
const MOST_PATH_CHARACTERS_PER_BYTE = 16;
const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const OPENING = Buffer.from('{[');
const CLOSING = Buffer.from('}]');

/** What the oracle knows of a dataset. */
export interface PlainDataset {
  readonly fields: ModelFields;
  /** The columns that a record needs. */
  readonly required: readonly string[];
  /** Left out if each record comes by itself. */
  readonly envelope?: Envelope;
}

const CONTACTS: PlainDataset = {
  fields: model.fields as ModelFields,
  required: ['contactid', 'instancearn', 'initiationtimestamp', 'lastupdatetimestamp'],
};

/** What normalise has to make of an object's uncompressed bytes. */
export function normalisePlainly(bytes: Buffer, dataset = CONTACTS): Outcome {
  const outcome: Outcome = {
    lines: [],
    quarantine: [],
    counts: {
      record_bytes: 0,
      quarantined_bytes: 0,
      between_bytes: 0,
      passed_on_bytes: 0,
      records_out: 0,
      quarantined: 0,
      passed_on: 0,
    },
  };
  const { counts } = outcome;

  const setAside = (kind: SetAside['kind'], from: number, to: number) => {
    const isQuoted = to - from <= LONGEST_RECORD_BYTES;
    const original = isQuoted ? bytes.toString('latin1', from, to) : null;
    outcome.quarantine.push({ kind, offset: from, length: to - from, original });
    counts.quarantined++;
    counts.quarantined_bytes += to - from;
  };
  const keep = (from: number, to: number, record: Edited) => {
    const otherFields = pathsToldApart(record.moved);
    outcome.lines.push({ offset: from, fields: record.text, otherFields });
    counts.records_out++;
    counts.record_bytes += to - from;
  };

  let at = 0;
  /** Arrays that are open; after broken bytes nobody can say, and it counts from 0 again. */
  let openArrays = 0;
  for (;;) {
    const { to, opened } = afterWhatIsBetween(bytes, at, openArrays);
    counts.between_bytes += to - at;
    openArrays = opened;
    at = to;
    if (at === bytes.length) break;

    const whole = wholeAt(bytes, at);
    const record = whole && recordOf(whole, dataset);
    const scalarEnd = endOfScalar(bytes, at, openArrays > 0);
    if (whole && record) {
      keep(at, whole.end, record);
      at = whole.end;
    } else if (whole && isEnvelope(whole, dataset)) {
      const opened = openedPlainly(bytes, at, whole, dataset);
      if (opened === null) setAside('lacking', at, whole.end);
      else counts.between_bytes += whole.end - at;
      for (const { from, to, record } of opened ?? []) {
        counts.between_bytes -= to - from;
        if (record) keep(from, to, record);
        else setAside('lacking', from, to);
      }
      at = whole.end;
    } else if (whole) {
      setAside('lacking', at, whole.end);
      at = whole.end;
    } else if (scalarEnd !== null) {
      setAside('scalar', at, scalarEnd);
      at = scalarEnd;
    } else {
      const next = nextRecord(bytes, at, dataset);
      setAside('broken', at, next);
      openArrays = 0;
      at = next;
    }
  }
  if (openArrays > 0) {
    outcome.quarantine.push({ kind: 'array', offset: at, length: 0, original: null });
    counts.quarantined++;
  }
  return outcome;
}

/** After white space, byte order marks, commas and brackets; and how many arrays are open then. */
function afterWhatIsBetween(bytes: Buffer, from: number, before: number) {
  let opened = before;
  let at = from;
  for (;;) {
    const char = String.fromCharCode(bytes[at] ?? 0);
    if (bytes.toString('hex', at, at + 3) === 'efbbbf') at += 3;
    else if (!' \t\r\n,[]'.includes(char) || at >= bytes.length) return { to: at, opened };
    else {
      if (char === '[') opened++;
      if (char === ']' && opened > 0) opened--;
      at++;
    }
  }
}

/** After a string, number or word that stands alone; null if none does. */
function endOfScalar(bytes: Buffer, at: number, isInArray: boolean): number | null {
  const text = bytes.toString('latin1', at, at + LONGEST_RECORD_BYTES);
  const [scalar] = /^(?:"(?:[^"\\]|\\.)*"|[-+.\w]+)/s.exec(text) ?? [];
  if (scalar === undefined) return null;
  const end = at + scalar.length;
  try {
    JSON.parse(strictUtf8.decode(bytes.subarray(at, end)));
  } catch {
    return null;
  }
  const behind = isInArray ? ' \t\r\n{[,]' : ' \t\r\n{[';
  return end === bytes.length || behind.includes(String.fromCharCode(bytes[end]!)) ? end : null;
}

/** Where, among bytes that are no record, a `{` begins one; else the end. */
function nextRecord(bytes: Buffer, from: number, dataset: PlainDataset): number {
  let at = from;
  for (;;) {
    at = bytes.indexOf('{', at);
    if (at < 0) return bytes.length;
    const whole = wholeAt(bytes, at);
    if (whole && (recordOf(whole, dataset) || isEnvelope(whole, dataset))) return at;
    at = whole ? whole.end : at + 1;
  }
}

/** A well-formed object within the limits. */
interface Whole {
  readonly end: number;
  readonly tree: Tree;
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function wholeAt(bytes: Buffer, at: number): Whole | null {
  if (bytes[at] !== '{'.charCodeAt(0)) return null;
  const end = balancedEnd(bytes, at);
  if (end === null) return null;
  try {
    const text = strictUtf8.decode(bytes.subarray(at, end));
    JSON.parse(text);
    return { end, tree: readTree(text) };
  } catch {
    return null;
  }
}

/**
 * After the bracket that closes the one at `at`. If an object begins at `at`, it ends there: no
 * valid text has more closing than opening brackets outside its strings.
 */
function balancedEnd(bytes: Buffer, at: number): number | null {
  let depth = 0;
  let inString = false;
  const limit = Math.min(bytes.length, at + LONGEST_RECORD_BYTES);
  for (let i = at; i < limit; i++) {
    const byte = bytes[i]!;
    if (inString) {
      if (byte === BACKSLASH) i++;
      else if (byte === QUOTE) inString = false;
      continue;
    }
    if (byte === QUOTE) inString = true;
    else if (OPENING.includes(byte)) depth++;
    else if (CLOSING.includes(byte)) depth--;
    if (depth > DEEPEST) return null;
    if (depth <= 0) return CLOSING.includes(byte) ? i + 1 : null;
  }
  return null;
}

const MOST_CHARACTERS_AROUND = 4096;

function isEnvelope({ tree }: Whole, { envelope }: PlainDataset): boolean {
  if (envelope === undefined) return false;
  const names = [...(envelope.kind ? [envelope.kind.field] : []), envelope.elements];
  return names.every((name) => firstNamed(tree, name));
}

/** The elements of an envelope but for empty objects, each with its record; null if the envelope cannot be read. */
function openedPlainly(bytes: Buffer, at: number, { tree, end }: Whole, dataset: PlainDataset) {
  const { kind, elements: name, ofEnvelope } = dataset.envelope!;
  const says = kind && firstNamed(tree, kind.field)!.text;
  if (kind && says === JSON.stringify(kind.empty)) return [];
  const list = firstNamed(tree, name)!;
  const common = ofEnvelope.flatMap((field) => memberOf(field, firstNamed(tree, field)));
  const isLong = common.join().length > MOST_CHARACTERS_AROUND;
  if (kind && says !== JSON.stringify(kind.full)) return null;
  if (list.kind !== 'array' || isLong) return null;
  const text = bytes.toString('utf8', at, end);
  const byteOf = (character: number) => at + Buffer.byteLength(text.slice(0, character));
  return list.elements
    .filter((element) => element.kind !== 'object' || element.members.length > 0)
    .map((element) => ({
      from: byteOf(element.from),
      to: byteOf(element.from + element.text.length),
      record: recordOfElement(element, common, dataset),
    }));
}

function recordOfElement(element: Tree, common: readonly string[], dataset: PlainDataset) {
  const { text: name, ofElement, encoding } = dataset.envelope!;
  const message = firstNamed(element, name);
  if (!message || !isText(message)) return null;
  const held = JSON.parse(message.text) as string;
  const json = (encoding ? decodedPlainly(held) : held)?.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
  if (!json || !/^\{.*\}$/s.test(json)) return null;
  const own = Object.entries(ofElement).flatMap(([field, ofIt]) =>
    memberOf(field, firstNamed(element, ofIt)),
  );
  const inner = json.slice(1, -1).replace(/^[ \t\r\n]+/, '');
  const parts = [...common, ...own, inner].filter((part) => part !== '');
  const composed = Buffer.from(`{${parts.join(',')}}`);
  const whole = wholeAt(composed, 0);
  return whole && whole.end === composed.length ? recordOf(whole, dataset) : null;
}

/** What is in base64, and perhaps in gzip within it; null if it is not, or no UTF-8. */
function decodedPlainly(base64: string): string | null {
  const groups =
    /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$/;
  if (!groups.test(base64)) return null;
  try {
    const bytes = Buffer.from(base64, 'base64');
    const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return new TextDecoder('utf-8', { fatal: true }).decode(isGzip ? gunzipSync(bytes) : bytes);
  } catch {
    return null;
  }
}

function firstNamed(tree: Tree, name: string): Tree | undefined {
  if (tree.kind !== 'object') return undefined;
  return tree.members.find(({ key }) => normalised(key) === normalised(name))?.value;
}

function memberOf(name: string, value: Tree | undefined): string[] {
  return value ? [`"${name}":${value.text}`] : [];
}

/** A record's columns as compact JSON, and what has left them. */
interface Edited {
  readonly text: string;
  readonly moved: readonly Moved[];
}

interface Moved {
  readonly path: string;
  readonly text: string;
}

function recordOf({ tree }: Whole, dataset: PlainDataset): Edited | null {
  const { columns, moved } = columnsOf(tree, dataset);
  if (lackingOf(columns, dataset).length > 0) return null;
  return hasLongPaths(tree, moved) ? null : { text: compact(columns), moved };
}

function columnsOf(tree: Tree, { fields }: PlainDataset) {
  const moved: Moved[] = [];
  const members = tree.kind === 'object' ? tree.members : [];
  const columns = placed(members, declared(fields), '', moved);
  return { columns, moved };
}

/** The needed columns that are missing, null or empty. */
function lackingOf(columns: ReadonlyMap<string, string>, { required }: PlainDataset): string[] {
  return required.filter((name) => {
    const text = columns.get(name);
    return !text?.startsWith('"') || text === '""';
  });
}

function hasLongPaths({ text }: Tree, moved: readonly Moved[]): boolean {
  const characters = moved.reduce((sum, { path }) => sum + path.length, 0);
  const perByte = MOST_PATH_CHARACTERS_PER_BYTE * Buffer.byteLength(text);
  return characters > Math.min(MOST_PATH_CHARACTERS, perByte);
}

/**
 * What the reason of a piece in quarantine has to say.
 * @returns the columns that an object lacks, sorted; the name of a string, number or word; null for
 *   any other piece
 */
export function reasonPlainly(piece: string, kind: SetAside['kind']): string[] | string | null {
  if (kind === 'lacking')
    return lackingOf(columnsOf(readTree(piece), CONTACTS).columns, CONTACTS).sort();
  if (kind !== 'scalar') return null;
  if (piece.startsWith('"')) return 'a string';
  return { n: 'null', t: 'a boolean', f: 'a boolean' }[piece[0]!] ?? 'a number';
}

/** A place for a key: the name it gets there and what the model says of its values. */
interface Place {
  readonly name: string;
  readonly type: ModelNode;
}

type PlaceOf = (normalisedKey: string) => Place | undefined;

/** The members that have a place and fit it, by name; the others go to `moved`. */
function placed(members: readonly Member[], placeOf: PlaceOf, path: string, moved: Moved[]) {
  const kept = new Map<string, string>();
  const seen = new Set<string>();
  for (const { key, value } of members) {
    const memberPath = path === '' ? key : `${path}.${key}`;
    const place = placeOf(normalised(key));
    const isFirst = place && !seen.has(place.name);
    if (isFirst) seen.add(place.name);
    const text = isFirst ? fitted(value, place.type, memberPath, moved) : null;
    if (place && text !== null) kept.set(place.name, text);
    else moved.push({ path: memberPath, text: value.text });
  }
  return kept;
}

/** Places by normalised name, for each struct of the model: made once, as there are many keys. */
const places = new Map<ModelFields, Map<string, Place>>();

function declared(fields: ModelFields): PlaceOf {
  const found = places.get(fields) ?? new Map(Object.entries(fields).flatMap(placesOf));
  places.set(fields, found);
  return (key) => found.get(key);
}

function placesOf([sourceName, type]: [string, ModelNode]): [string, Place][] {
  // Both are known by their names: text in wrappers, and keys that become columns.
  const known = { SegmentAttributes: WRAPPED_STRINGS, Attributes: COLUMNS }[sourceName];
  const names = [sourceName, ...(type.aliases ?? [])].map(normalised);
  const [shortest = ''] = names.toSorted((a, b) => a.length - b.length);
  return names.map((name) => [name, { name: shortest, type: known ?? type }]);
}

const WRAPPED_STRING: ModelNode = { type: 'wrapped string' };
const WRAPPED_STRINGS: ModelNode = { type: 'map', values: WRAPPED_STRING };
const COLUMNS: ModelNode = { type: 'columns' };
const STRING: ModelNode = { type: 'string' };

function anyKey(type: ModelNode, longest: number): PlaceOf {
  return (key) => (key === '' || key.length > longest ? undefined : { name: key, type });
}

function normalised(key: string): string {
  const lowered = key.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  const kept = lowered.replace(/[^a-z0-9_]/g, '');
  return /^_[0-9]/.test(kept) ? kept.slice(1) : kept;
}

/** The value's compact text in its column; null if it does not fit there. */
function fitted(value: Tree, type: ModelNode, path: string, moved: Moved[]): string | null {
  if (value.text === 'null') return 'null';
  switch (type.type) {
    case 'string':
      return isText(value) ? value.text : null;
    case 'wrapped string':
      return fittedWrapped(value);
    case 'int':
      return isInteger(value, type.bits ?? 32) ? value.text : null;
    case 'double':
      return value.kind === 'number' &&
        value.text.length <= LONGEST_NUMBER &&
        Number.isFinite(Number(value.text))
        ? value.text
        : null;
    case 'boolean':
      return value.text === 'true' || value.text === 'false' ? value.text : null;
    case 'timestamp':
      // Microseconds, and no finer.
      return isTimestamp(value.text) ? value.text.replace(/(\.\d{6})\d+/, '$1') : null;
    case 'struct':
      if (value.kind !== 'object') return null;
      return compact(placed(value.members, declared(type.fields!), path, moved));
    case 'map':
      if (value.kind !== 'object') return null;
      return compact(placed(value.members, anyKey(type.values!, LONGEST_MAP_KEY), path, moved));
    case 'columns':
      if (value.kind !== 'object') return null;
      return compact(placed(value.members, anyKey(STRING, LONGEST_ATTRIBUTE_KEY), path, moved));
    case 'array':
      if (value.kind !== 'array') return null;
      return `[${fittedElements(value.elements, type.items!, path, moved).join(',')}]`;
    default:
      throw new Error(`The oracle knows no type ${type.type}`);
  }
}

function fittedElements(elements: readonly Tree[], type: ModelNode, path: string, moved: Moved[]) {
  const kept: string[] = [];
  elements.forEach((element, index) => {
    const elementPath = `${path}[${index}]`;
    const text = fitted(element, type, elementPath, moved);
    if (text !== null) kept.push(text);
    else moved.push({ path: elementPath, text: element.text });
  });
  return kept;
}

function fittedWrapped(value: Tree): string | null {
  if (isText(value)) return value.text;
  if (value.kind !== 'object' || value.members.length !== 1) return null;
  const { key, value: inner } = value.members[0]!;
  return ['ValueString', 'ValueArn'].includes(key) && isText(inner) ? inner.text : null;
}

function isText(value: Tree): boolean {
  return value.kind === 'string' && (JSON.parse(value.text) as string).isWellFormed();
}

function isInteger(value: Tree, bits: number): boolean {
  if (!/^-?\d+$/.test(value.text)) return false;
  const number = BigInt(value.text);
  return -(2n ** BigInt(bits - 1)) <= number && number < 2n ** BigInt(bits - 1);
}

/** Judged as it is written: escapes in a timestamp are not looked through. */
function isTimestamp(text: string): boolean {
  const parts = /^"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?Z"$/.exec(text);
  if (!parts || parts[1]!.startsWith('0000')) return false;
  const date = new Date(`${parts[1]}Z`);
  // Date takes 30 February for 2 March.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(parts[1]!);
}

function pathsToldApart(moved: readonly Moved[]): Map<string, string> {
  const fields = new Map<string, string>();
  for (const { path, text } of moved) {
    let name = path.toWellFormed();
    for (let count = 2; fields.has(name); count++) name = `${path.toWellFormed()}#${count}`;
    fields.set(name, text);
  }
  return fields;
}
