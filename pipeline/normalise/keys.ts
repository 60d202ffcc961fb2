import {
  type ColumnType,
  type Field,
  LONGEST_MAP_KEY,
  LONGEST_OPEN_KEY,
  normaliseName,
  type ScalarKind,
} from '../column-types.ts';
import { QUOTE } from './json-bytes.ts';

/**
 * The most spellings, in number and in bytes, that are remembered for one type of object. More of
 * them must be generated keys, which are forgotten and learnt again.
 */
const MOST_SPELLINGS = 20_000;
const MOST_SPELLING_BYTES = 1024 * 1024;

const NO_BYTES = Buffer.alloc(0);

/** A place for a value: a column, a struct's field, or a map's key. */
export class Slot {
  readonly name: Buffer;
  /** The bytes of `name`, four at a time. */
  readonly words: DataView;
  readonly shape: Shape;
  /** The number of the last object with this key, by which a duplicate key is noticed. */
  seenIn = 0;
  /** Where the value begins in the window, in that object; -1 if it did not fit. */
  valueAt = -1;
  /** Whether it is a key of an open struct. */
  readonly isOpen: boolean;
  /** The number of the last raw object with a record that has this key; counted for open keys only. */
  listedIn = 0;

  constructor({ bytes, words }: Name, shape: Shape, isOpen = false) {
    this.isOpen = isOpen;
    this.name = bytes;
    this.words = words;
    this.shape = shape;
  }
}

/** A normalised name as a line has it. */
interface Name {
  readonly bytes: Buffer;
  readonly words: DataView;
}

function nameOf(text: string): Name {
  const bytes = Buffer.from(text, 'latin1');
  return { bytes, words: wordsOf(bytes) };
}

/** The names of fields. They hold no state, and there are hundreds for each reader of records. */
const fieldNames = new WeakMap<Field, Name>();

function fieldName(field: Field): Name {
  const known = fieldNames.get(field);
  if (known) return known;
  const name = nameOf(field.name);
  fieldNames.set(field, name);
  return name;
}

/** A key as the input spells it, between its quotes, and the slot of that key. */
export class Spelling {
  readonly bytes: Buffer;
  /** The key, its escapes resolved. */
  readonly key: string;
  private readonly words: DataView;
  /** Null if the key is undeclared, or its normalised name is empty or too long. */
  readonly slot: Slot | null;
  /** The key that followed this one last time. Records of one source keep the order of their keys. */
  next: Spelling | null = null;

  constructor(bytes: Buffer, key: string, slot: Slot | null) {
    this.bytes = bytes;
    this.key = key;
    this.words = wordsOf(bytes);
    this.slot = slot;
  }

  /** Whether this key and a closing quote stand at `at`. */
  standsAt(source: Buffer, words: DataView, at: number): boolean {
    const { bytes } = this;
    const { length } = bytes;
    if (source[at + length] !== QUOTE) return false;
    let i = 0;
    for (; i + 4 <= length; i += 4) {
      if (words.getInt32(at + i) !== this.words.getInt32(i)) return false;
    }
    for (; i < length; i++) if (source[at + i] !== bytes[i]) return false;
    return true;
  }
}

/** A view of the bytes that reads four at a time. */
export function wordsOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** The keys that objects of one type have had so far. */
export class KeyTable {
  /** Stands before the first key, so that `start.next` predicts it. */
  start = new Spelling(NO_BYTES, '', null);
  private readonly spellings = new Map<string, Spelling>();
  private readonly slots = new Map<string, Slot>();
  private spellingBytes = 0;
  private readonly openShape: Shape | null;
  private readonly isOpen: boolean;

  /**
   * @param openShape the shape of values with undeclared keys (maps); null if undeclared keys have no
   *   slot
   * @param isOpen whether the keys are those of an open struct
   */
  constructor(
    fields: readonly Field[],
    shapeOf: (field: Field) => Shape,
    openShape: Shape | null,
    isOpen: boolean,
  ) {
    this.openShape = openShape;
    this.isOpen = isOpen;
    for (const field of fields) {
      const slot = new Slot(fieldName(field), shapeOf(field));
      for (const name of [field.name, ...field.aliases]) this.slots.set(name, slot);
    }
  }

  slot(name: string): Slot | undefined {
    return this.slots.get(name);
  }

  /** Must be called between objects only, because slots keep state of the current object. */
  forgetIfOverfull(): void {
    if (this.spellings.size < MOST_SPELLINGS && this.spellingBytes < MOST_SPELLING_BYTES) return;
    this.spellings.clear();
    this.spellingBytes = 0;
    if (this.openShape) this.slots.clear();
    this.start = new Spelling(NO_BYTES, '', null);
  }

  /** The spelling at `[from, to)`, which must be the inside of a valid JSON string. */
  spelling(source: Buffer, from: number, to: number): Spelling {
    const raw = source.toString('latin1', from, to);
    let spelling = this.spellings.get(raw);
    if (!spelling) {
      const key = decodeKey(source, from, to);
      const slot = this.slotFor(normaliseName(key));
      spelling = new Spelling(Buffer.from(raw, 'latin1'), key, slot);
      this.spellings.set(raw, spelling);
      this.spellingBytes += raw.length;
    }
    return spelling;
  }

  private slotFor(name: string): Slot | null {
    const slot = this.slots.get(name);
    if (slot) return slot;
    const longest = this.isOpen ? LONGEST_OPEN_KEY : LONGEST_MAP_KEY;
    if (!this.openShape || name === '' || name.length > longest) return null;
    const opened = new Slot(nameOf(name), this.openShape, this.isOpen);
    this.slots.set(name, opened);
    return opened;
  }
}

/** The key at `[from, to)` with its escapes resolved: `\u0041gent` → `Agent`. */
export function decodeKey(source: Buffer, from: number, to: number): string {
  return JSON.parse(`"${source.toString('utf8', from, to)}"`);
}

/** A column's type, prepared for reading bytes. */
export interface Shape {
  readonly kind: ScalarKind | 'struct' | 'array' | 'map' | 'handed' | 'unknown';
  /** The keys of a struct or map; null for other types. */
  readonly keys: KeyTable | null;
  /** The shape of an array's elements. */
  readonly item: Shape;
  /** The keys of objects that may wrap a string: `{"ValueString":"…"}`. */
  readonly wrappers: readonly string[];
  /** Reads and checks a string in another way. It returns the position after it, `~position` of what does not fit. */
  readonly readString: ((at: number) => number) | null;
  /** Receives the place of each of an array's elements. It returns false to end reading. */
  readonly onItem: ((from: number, to: number) => boolean) | null;
}

/** The shape of a value without a column: such a value is only checked to be JSON. */
export const UNKNOWN: Shape = {
  kind: 'unknown',
  keys: null,
  get item() {
    return UNKNOWN;
  },
  wrappers: [],
  readString: null,
  onItem: null,
};

function shapeWith(kind: Shape['kind'], keys: KeyTable | null = null, item = UNKNOWN): Shape {
  return { kind, keys, item, wrappers: [], readString: null, onItem: null };
}

export function shapeOf(type: ColumnType): Shape {
  switch (type.kind) {
    case 'struct':
      return structShape(type.fields);
    case 'array':
      return shapeWith('array', null, shapeOf(type.item));
    case 'map':
      return mapShape({ ...shapeOf(type.value), wrappers: type.wrappers }, false);
    case 'open':
      return mapShape(shapeOf({ kind: 'string' }), true);
    default:
      return scalarShape(type.kind);
  }
}

/** The shapes of scalars, which hold no state. */
const scalarShapes = new Map<ScalarKind, Shape>();

function scalarShape(kind: ScalarKind): Shape {
  const known = scalarShapes.get(kind);
  if (known) return known;
  const shape = shapeWith(kind);
  scalarShapes.set(kind, shape);
  return shape;
}

export function structShape(fields: readonly Field[]): Shape {
  const keys = new KeyTable(fields, (field) => shapeOf(field.type), null, false);
  return shapeWith('struct', keys);
}

function mapShape(value: Shape, isOpen: boolean): Shape {
  const keys = new KeyTable([], () => value, value, isOpen);
  return shapeWith('map', keys);
}
