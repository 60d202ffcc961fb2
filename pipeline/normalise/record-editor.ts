import { type Field, normaliseName } from '../column-types.ts';
import { type Dataset, requiredFields, sourcesOf } from '../dataset.ts';
import {
  CARRIAGE_RETURN,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  endOfNumber,
  endOfString,
  endOfTimestamp,
  endOfWord,
  hasExponent,
  hasLoneSurrogate,
  isInteger,
  LINE_FEED,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  SPACE,
  TAB,
} from './json-bytes.ts';
import {
  decodeKey,
  type KeyTable,
  type Shape,
  type Slot,
  type Spelling,
  structShape,
  UNKNOWN,
  wordsOf,
} from './keys.ts';

/** The most levels of objects and arrays, the record itself included. The model needs 13. */
export const DEEPEST = 32;

/**
 * The most characters of all paths to a record's moved fields, in all and for each byte of the whole
 * record. Without limits, a long key around many fields would swell to many times the record, since
 * it stands in each of their paths.
 */
const LONGEST_PATHS = 4 * 1024 * 1024;
const LONGEST_PATHS_PER_BYTE = 16;

/** The most characters of a number: the limit of Spark's JSON reader (Jackson). */
export const LONGEST_NUMBER = 1000;

/** A number of no more characters is less than 1e308, and so a finite double, if it has no exponent. */
const FINITE_DIGITS = 308;

/** The most keys of open structs that are listed. The lake makes columns of far fewer. */
export const MOST_OPEN_KEYS_LISTED = 10_000;

/** The bytes that the editor may read after its input: one, and a timestamp's width. */
export const BEHIND_BYTES = 32;

/** The bytes of a timestamp with its quotes and six decimal places of a second. */
const LONGEST_TIMESTAMP = '"2026-11-23T14:05:09.123456Z"'.length;

const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
const NULL = Buffer.from('null');

/** A field that was moved out of its column. It may be asked as long as its record is in the buffer. */
export class MovedField {
  /** Its original path: `Queue.Level`, `Steps[0].Index`. */
  readonly path: string;
  private readonly source: Buffer;
  private readonly from: number;
  private readonly to: number;

  constructor(path: string, source: Buffer, from: number, to: number) {
    this.path = path;
    this.source = source;
    this.from = from;
    this.to = to;
  }

  /** Its JSON text. Many a field is left out, so only what is asked for is decoded. */
  get text(): string {
    return this.source.toString('utf8', this.from, this.to);
  }
}

/** Where a record has a column's value: the slots of the structs around it, then its own. */
interface Place {
  /** `CustomerMetadata.ContactId` */
  readonly path: string;
  readonly slots: readonly Slot[];
}

type Places = readonly [Place, ...Place[]];

export type Outcome = 'record' | 'lacking' | 'unfinished' | 'too deep' | 'broken';

/**
 * Reads one JSON object and edits it into a flatfile's line, in one pass and in place.
 *
 * `source` holds the input and is never written to. `target` holds the same bytes at the same
 * positions and receives the edits: a key is overwritten with its normalised name, and removed bytes
 * (a moved field, its comma, the rest of a shortened key, a line break) become spaces, which JSON
 * allows between tokens. A value's bytes are never moved, and a record whose fields all fit costs no
 * more than reading it.
 */
export class RecordEditor {
  /** The position after the last object, or where it broke off. */
  end = 0;
  /** The reason why the last object is not a record. It never contains content. */
  reason = '';
  /** The last record's fields that were moved out of their columns. */
  moved: MovedField[] = [];

  private source: Buffer;
  private target: Buffer;
  private words: DataView;
  private targetWords: DataView;
  private readonly shape: Shape;
  /** The places of columns whose values are looked up in a record, by the column's name; the first counts. */
  private readonly places: ReadonlyMap<string, Places>;
  private readonly required: readonly Places[];
  /** The number of objects begun so far, which numbers them for Slot.seenIn. */
  private objects = 0;
  /** The number of the object that is the present record. */
  private record = 0;
  /** The characters of all paths in `moved`. */
  private pathLength = 0;
  private hasLongPaths = false;
  /** The open keys of this record that its raw object has not listed; listed if the record is kept. */
  private unlisted: Slot[] = [];
  /** The number of raw objects begun so far. */
  private rawObjects = 1;
  private readonly openKeyNames = new Set<string>();
  /** Where each object that is being read begins, by its depth; -1 at other depths. */
  private readonly openAt = new Int32Array(DEEPEST + 2).fill(-1);
  /** Whether the last object broke off because it has more than DEEPEST levels. */
  private isTooDeep = false;
  /** Whether the last value is of its shape's type. */
  private fits = true;
  /** The path to the current value, with a step for each level of typed values: a key, or (null) an index. */
  private readonly stepKeys: (Spelling | null)[] = new Array(DEEPEST + 2).fill(null);
  private readonly stepIndexes = new Int32Array(DEEPEST + 2);

  /** @param shape of the object: it has the dataset's fields, and may have others */
  constructor(dataset: Dataset, shape = structShape(dataset.fields)) {
    this.source = this.target = Buffer.alloc(0);
    this.words = this.targetWords = wordsOf(this.source);
    this.shape = shape;
    this.places = placesIn(dataset, this.keys());
    this.required = fieldsRecordsMustHave(dataset).map(({ name }) => this.places.get(name)!);
  }

  /** Begins another raw object. What is known of keys' spellings stays, since it changes no outcome. */
  begin(): void {
    this.rawObjects++;
    this.openKeyNames.clear();
  }

  /** The keys of open structs in this raw object's records so far, at most MOST_OPEN_KEYS_LISTED. */
  openKeys(): string[] {
    return [...this.openKeyNames];
  }

  /** The text of a column in the last record, for columns as with `spanOf`; empty if the record has none. */
  textOf(field: Field): string {
    const span = this.spanOf(field);
    return span ? JSON.parse(this.source.toString('utf8', span.at, span.end)) : '';
  }

  /**
   * Where the JSON string of a column stands in the last record, for a required column, that of the contact or
   * one that is derived from a path; null if the record has no such string, or an empty one.
   */
  spanOf(field: Field): { at: number; end: number } | null {
    const place = this.places.get(field.name)?.find((one) => this.hasText(one));
    if (!place) return null;
    const { valueAt } = place.slots.at(-1)!;
    return { at: valueAt, end: endOfString(this.source, this.words, valueAt) };
  }

  /** Where the objects begin that were open when the last one broke, outermost first. */
  openObjects(): number[] {
    return [...this.openAt].filter((at) => at >= 0);
  }

  /**
   * Reads the object, string, number or word at `at`, up to `limit`.
   * @returns `record`: a record, edited; see `end` and `moved`. `lacking`: a complete value that is no
   *   record; `moved` has an object's fields without a column. `unfinished`: the value goes on after
   *   `limit`, or may do so. `too deep`: it has more levels than DEEPEST. `broken`: it is not JSON.
   *   `target` may have been edited in all cases.
   */
  edit(source: Buffer, target: Buffer, at: number, limit: number): Outcome {
    if (source !== this.source || target !== this.target) {
      this.source = source;
      this.target = target;
      this.words = wordsOf(source);
      this.targetWords = wordsOf(target);
    }
    this.moved = [];
    this.pathLength = 0;
    this.hasLongPaths = false;
    if (this.unlisted.length > 0) this.unlisted = [];
    this.openAt.fill(-1);
    this.keys().forgetIfOverfull();
    this.record = this.objects + 1;
    const behind = source[limit]!;
    source[limit] = 0;
    const isObject = source[at] === OPEN_BRACE;
    this.isTooDeep = false;
    const end = isObject ? this.object(at, this.shape, 1) : this.value(at, UNKNOWN, 1);
    source[limit] = behind;
    if (end < 0) {
      if (this.isTooDeep) return 'too deep';
      if (this.end === limit) this.reason = 'it breaks off';
      return this.end === limit ? 'unfinished' : 'broken';
    }
    this.end = end;
    if (!isObject) {
      this.reason = `${nameOfScalar(source[at]!)}, where an object was expected`;
      return 'lacking';
    }
    if (!this.hasRequired()) return 'lacking';
    if (this.hasLongPaths || this.pathLength > LONGEST_PATHS_PER_BYTE * (end - at)) {
      this.reason = 'fields outside the model at paths many times longer than the record';
      return 'lacking';
    }
    for (const slot of this.unlisted) this.list(slot);
    return 'record';
  }

  private list(slot: Slot): void {
    slot.listedIn = this.rawObjects;
    if (this.openKeyNames.size < MOST_OPEN_KEYS_LISTED) this.openKeyNames.add(slot.name.toString());
  }

  private keys(): KeyTable {
    return this.shape.keys!;
  }

  private hasRequired(): boolean {
    let missing = '';
    for (const places of this.required) {
      if (this.isThere(places)) continue;
      missing += missing === '' ? places[0].path : `, ${places[0].path}`;
    }
    if (missing !== '') this.reason = `an object without a usable ${missing}`;
    return missing === '';
  }

  private isThere(places: Places): boolean {
    for (const place of places) if (this.hasText(place)) return true;
    return false;
  }

  /** Whether this record has a string that is not empty at the last of the slots, each within the one before. */
  private hasText({ slots }: Place): boolean {
    // Objects are numbered in the order of their beginnings, so those of this record have its number or more.
    let at = -1;
    for (const { seenIn, valueAt } of slots) {
      if (seenIn < this.record || valueAt < 0) return false;
      at = valueAt;
    }
    return this.source[at] === QUOTE && this.source[at + 1] !== QUOTE;
  }

  /** Reads the value at `at` and sets `this.fits` if it is of `shape`. Null fits every shape. */
  private value(at: number, shape: Shape, depth: number): number {
    switch (this.source[at]) {
      case QUOTE:
        return this.string(at, shape);
      case OPEN_BRACE:
        if (shape.wrappers.length > 0) return this.wrapper(at, shape, depth);
        return this.object(at, shape, depth);
      case OPEN_BRACKET:
        return this.array(at, shape, depth);
      case 0x74:
        this.fits = shape.kind === 'boolean';
        return this.ended(endOfWord(this.source, at, TRUE));
      case 0x66:
        this.fits = shape.kind === 'boolean';
        return this.ended(endOfWord(this.source, at, FALSE));
      case 0x6e:
        this.fits = true;
        return this.ended(endOfWord(this.source, at, NULL));
      default:
        return this.number(at, shape);
    }
  }

  private string(at: number, shape: Shape): number {
    if (shape.kind === 'timestamp') {
      const end = endOfTimestamp(this.source, at);
      this.fits = end > 0;
      if (end - at > LONGEST_TIMESTAMP) this.shortenTimestamp(at, end);
      if (end > 0) return end;
      return this.ended(endOfString(this.source, this.words, at));
    }
    if (shape.kind === 'handed') return this.ended(shape.readString!(at));
    const end = endOfString(this.source, this.words, at);
    this.fits = shape.kind === 'string' && !hasLoneSurrogate;
    return this.ended(end);
  }

  /** Removes the digits after microseconds, which no engine can keep. */
  private shortenTimestamp(at: number, end: number): void {
    const { source, target } = this;
    const to = at + LONGEST_TIMESTAMP;
    source.copy(target, to - 2, end - 2, end);
    target.fill(SPACE, to, end);
  }

  private number(at: number, shape: Shape): number {
    const end = endOfNumber(this.source, at);
    if (end < 0) return this.broken(~end, 'a value');
    if (shape.kind === 'int') this.fits = isInteger && this.isWithin(at, end, 31);
    else if (shape.kind === 'bigint') this.fits = isInteger && this.isWithin(at, end, 63);
    else if (shape.kind === 'double') this.fits = this.isDouble(at, end);
    else this.fits = false;
    return end;
  }

  /** Whether the number at `[at, end)` is finite and not too long for any reader. */
  private isDouble(at: number, end: number): boolean {
    if (!hasExponent && end - at <= FINITE_DIGITS) return true;
    if (end - at > LONGEST_NUMBER) return false;
    return Number.isFinite(Number(this.source.toString('latin1', at, end)));
  }

  /** Whether the integer at `[at, end)` is within `[-2^bits, 2^bits)`. */
  private isWithin(at: number, end: number, bits: 31 | 63): boolean {
    if (end - at < (bits === 31 ? 10 : 19)) return true;
    if (end - at > 20) return false;
    const value = BigInt(this.source.toString('latin1', at, end));
    return BigInt.asIntN(bits + 1, value) === value;
  }

  private array(at: number, shape: Shape, depth: number): number {
    if (depth > DEEPEST) return this.tooDeep(at);
    const isTyped = shape.kind === 'array';
    const { item, onItem } = shape;
    let commaAt = -1;
    let pos = this.space(at + 1);
    for (let index = 0; ; index++) {
      if (index === 0 && this.source[pos] === CLOSE_BRACKET) break;
      const valueAt = pos;
      this.stepKeys[depth] = null;
      this.stepIndexes[depth] = index;
      pos = this.value(valueAt, item, depth + 1);
      if (pos < 0) return pos;
      const moves = isTyped && !this.fits;
      if (moves) this.move(valueAt, valueAt, pos, depth);
      if (onItem !== null && !onItem(valueAt, pos)) return this.broken(valueAt, 'another value');
      pos = this.space(pos);
      const byte = this.source[pos];
      if (byte === COMMA) {
        if (moves) this.target[pos] = SPACE;
        else commaAt = pos;
        pos = this.space(pos + 1);
        continue;
      }
      if (byte !== CLOSE_BRACKET) return this.broken(pos, "',' or ']'");
      if (moves && commaAt >= 0) this.target[commaAt] = SPACE;
      break;
    }
    this.fits = isTyped;
    return pos + 1;
  }

  private object(at: number, shape: Shape, depth: number): number {
    if (depth > DEEPEST) return this.tooDeep(at);
    const { source, target, words } = this;
    const { keys } = shape;
    keys?.forgetIfOverfull();
    const number = ++this.objects;
    this.openAt[depth] = at;
    let commaAt = -1;
    let previous = keys?.start;
    let pos = this.space(at + 1);
    for (let isFirst = true; ; isFirst = false) {
      if (isFirst && source[pos] === CLOSE_BRACE) break;
      if (source[pos] !== QUOTE) return this.broken(pos, isFirst ? "a key or '}'" : 'a key');
      const keyAt = pos + 1;
      let slot: Slot | null = null;
      if (keys && previous) {
        let spelling = previous.next;
        if (spelling?.standsAt(source, words, keyAt)) {
          pos = keyAt + spelling.bytes.length + 1;
        } else {
          pos = this.ended(endOfString(source, this.words, pos));
          if (pos < 0) return pos;
          spelling = keys.spelling(source, keyAt, pos - 1);
          previous.next = spelling;
        }
        previous = spelling;
        this.stepKeys[depth] = spelling;
        slot = spelling.slot;
      } else {
        pos = this.ended(endOfString(source, this.words, pos));
        if (pos < 0) return pos;
      }
      const keyEnd = pos - 1;
      pos = this.space(pos);
      if (source[pos] !== COLON) return this.broken(pos, "':'");
      pos = this.space(pos + 1);
      const valueAt = pos;
      let moves = keys !== null;
      if (slot !== null && slot.seenIn !== number) {
        slot.seenIn = number;
        pos = this.value(pos, slot.shape, depth + 1);
        moves = !this.fits;
        slot.valueAt = moves ? -1 : valueAt;
        if (!moves) {
          this.rename(keyAt, keyEnd, slot);
          if (slot.isOpen && slot.listedIn !== this.rawObjects) this.unlisted.push(slot);
        }
      } else {
        pos = this.value(pos, UNKNOWN, depth + 1);
      }
      if (pos < 0) return pos;
      if (moves) this.move(keyAt - 1, valueAt, pos, depth);
      pos = this.space(pos);
      const byte = source[pos];
      if (byte === COMMA) {
        if (moves) target[pos] = SPACE;
        else commaAt = pos;
        pos = this.space(pos + 1);
        continue;
      }
      if (byte !== CLOSE_BRACE) return this.broken(pos, "',' or '}'");
      if (moves && commaAt >= 0) target[commaAt] = SPACE;
      break;
    }
    this.fits = keys !== null;
    this.openAt[depth] = -1;
    return pos + 1;
  }

  /** Reads an object that may wrap a string. If it does, it fits, and only the string stays. */
  private wrapper(at: number, shape: Shape, depth: number): number {
    const end = this.object(at, UNKNOWN, depth);
    this.fits = false;
    if (end < 0) return end;
    const { source, target, words } = this;
    const keyAt = this.space(at + 1) + 1;
    if (source[keyAt - 1] !== QUOTE) return end;
    const keyEnd = endOfString(source, words, keyAt - 1) - 1;
    if (!shape.wrappers.includes(decodeKey(source, keyAt, keyEnd))) return end;
    const from = this.space(this.space(keyEnd + 1) + 1);
    if (source[from] !== QUOTE) return end;
    const to = endOfString(source, this.words, from);
    if (hasLoneSurrogate || this.space(to) !== end - 1) return end;
    this.fits = true;
    target.fill(SPACE, at, from);
    target.fill(SPACE, to, end);
    return end;
  }

  /** The first position from `at` on that is not white space. Line breaks become spaces. */
  private space(at: number): number {
    let pos = at;
    for (;;) {
      const byte = this.source[pos]!;
      if (byte > SPACE) return pos;
      if (byte === LINE_FEED || byte === CARRIAGE_RETURN) this.target[pos] = SPACE;
      else if (byte !== SPACE && byte !== TAB) return pos;
      pos++;
    }
  }

  /** Overwrites the key at `[from, to)` with its normalised name, which is never longer. */
  private rename(from: number, to: number, { name, words }: Slot): void {
    const { target, targetWords } = this;
    const { length } = name;
    let i = 0;
    for (; i + 4 <= length; i += 4) targetWords.setInt32(from + i, words.getInt32(i));
    for (; i < length; i++) target[from + i] = name[i]!;
    if (from + length === to) return;
    target[from + length] = QUOTE;
    blank(target, from + length + 1, to + 1);
  }

  /** Moves the field (or element) at `[from, to)` out of the line. */
  private move(from: number, valueAt: number, to: number, depth: number): void {
    blank(this.target, from, to);
    if (this.hasLongPaths) return;
    const path = this.path(depth);
    this.pathLength += path.length;
    this.hasLongPaths = this.pathLength > LONGEST_PATHS;
    this.moved.push(new MovedField(path, this.source, valueAt, to));
  }

  private path(depth: number): string {
    let path = '';
    for (let level = 1; level <= depth; level++) {
      const step = this.stepKeys[level] ?? null;
      if (step === null) path += `[${this.stepIndexes[level]}]`;
      else if (level === 1) path = step.key;
      else path += `.${step.key}`;
    }
    return path;
  }

  private ended(end: number): number {
    return end < 0 ? this.broken(~end, 'valid JSON in UTF-8') : end;
  }

  private broken(at: number, expected: string): number {
    this.end = at;
    this.reason = `not JSON: expected ${expected}`;
    return -1;
  }

  private tooDeep(at: number): number {
    this.end = at;
    this.isTooDeep = true;
    this.reason = `more than ${DEEPEST} levels deep`;
    return -1;
  }
}

/** Overwrites with spaces. For a few bytes, a call of the system's takes longer. */
function blank(target: Buffer, from: number, to: number): void {
  if (to - from > 64) target.fill(SPACE, from, to);
  else for (let at = from; at < to; at++) target[at] = SPACE;
}

/** The required columns whose values no raw object's key can give. */
function fieldsRecordsMustHave(dataset: Dataset): Field[] {
  const ofKeys = (dataset.derived ?? [])
    .filter((derived) => sourcesOf(derived).some((source) => !('path' in source)))
    .map(({ field }) => field);
  return requiredFields(dataset).filter((field) => !ofKeys.includes(field));
}

/** The places of the required columns, of the contact's and of those derived from paths, by column. */
function placesIn(dataset: Dataset, keys: KeyTable): Map<string, Places> {
  const { derived = [], contact } = dataset;
  const places = new Map<string, Places>();
  for (const field of [...requiredFields(dataset), ...(contact ? [contact] : [])]) {
    if (dataset.fields.includes(field)) places.set(field.name, [placeOf(keys, [field.sourceName])]);
  }
  for (const one of derived) {
    const paths = sourcesOf(one).flatMap((source) => ('path' in source ? [source.path] : []));
    const [first, ...others] = paths.map((path) => placeOf(keys, path));
    if (first) places.set(one.field.name, [first, ...others]);
  }
  return places;
}

/** @throws Error if a step of the path is no field of a struct */
function placeOf(keys: KeyTable, path: readonly string[]): Place {
  let within: KeyTable | null = keys;
  const slots = path.map((name) => {
    const slot: Slot | undefined = within?.slot(normaliseName(name));
    if (!slot) throw new Error(`The path ${path.join('.')} leads to no field of the model`);
    within = slot.shape.keys;
    return slot;
  });
  return { path: path.join('.'), slots };
}

/** @param first the value's first byte */
function nameOfScalar(first: number): string {
  if (first === QUOTE) return 'a string';
  if (first === NULL[0]) return 'null';
  return first === TRUE[0] || first === FALSE[0] ? 'a boolean' : 'a number';
}
