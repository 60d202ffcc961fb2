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
 * Spellings that one type of object is remembered by, in number and in bytes; more are the mark of
 * generated keys, and are learnt anew.
 */
const MOST_SPELLINGS = 20_000;
const MOST_SPELLING_BYTES = 1024 * 1024;

/** A place a value can go to: a column, a struct's field, a map's key. */
export class Slot {
  readonly name: Buffer;
  /** Of `name`. */
  readonly words: DataView;
  readonly shape: Shape;
  /** Number of the object that last had this key; tells a duplicate without clearing anything. */
  seenIn = 0;
  /** Where that object's value begins in the window; -1 if it did not fit. */
  valueAt = -1;
  /** A key of an open struct that no record has been kept with yet. */
  isNew = false;

  constructor(name: string, shape: Shape) {
    this.name = Buffer.from(name, 'latin1');
    this.words = wordsOf(this.name);
    this.shape = shape;
  }
}

/** A key as the input writes it, between its quotes, and the slot it leads to. */
export class Spelling {
  readonly bytes: Buffer;
  private readonly words: DataView;
  /** Null: undeclared, or normalising leaves nothing of it, or more than a name may have. */
  readonly slot: Slot | null;
  /** The key that came after this one last time: records of one source keep their order. */
  next: Spelling | null = null;

  constructor(bytes: Buffer, slot: Slot | null) {
    this.bytes = bytes;
    this.words = wordsOf(bytes);
    this.slot = slot;
  }

  /** Is this the key that begins at `at`, its closing quote included? */
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

/** The same bytes, to be read four at a time. */
export function wordsOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** The keys that one type of object has been seen with. */
export class KeyTable {
  /** Stands before the first key, so that `start.next` foretells it. */
  start = new Spelling(Buffer.alloc(0), null);
  private readonly spellings = new Map<string, Spelling>();
  private readonly slots = new Map<string, Slot>();
  private spellingBytes = 0;
  private readonly openShape: Shape | null;
  private readonly tellsNew: boolean;

  /**
   * @param openShape the shape of a value whose key is not declared (maps); null where an
   *   undeclared key has no place.
   * @param tellsNew whether a slot that an undeclared key makes is to be marked as new
   */
  constructor(
    fields: readonly Field[],
    shapeOf: (field: Field) => Shape,
    openShape: Shape | null,
    tellsNew: boolean,
  ) {
    this.openShape = openShape;
    this.tellsNew = tellsNew;
    for (const field of fields) {
      const slot = new Slot(field.name, shapeOf(field));
      for (const name of [field.name, ...field.aliases]) this.slots.set(name, slot);
    }
  }

  slot(name: string): Slot | undefined {
    return this.slots.get(name);
  }

  /** To be called between objects only: a slot knows what its object has seen so far. */
  forgetIfOverfull(): void {
    if (this.spellings.size < MOST_SPELLINGS && this.spellingBytes < MOST_SPELLING_BYTES) return;
    this.spellings.clear();
    this.spellingBytes = 0;
    if (this.openShape) this.slots.clear();
    this.start = new Spelling(Buffer.alloc(0), null);
  }

  /** The spelling at `[from, to)`, the valid inside of a JSON string. */
  spelling(source: Buffer, from: number, to: number): Spelling {
    const raw = source.toString('latin1', from, to);
    let spelling = this.spellings.get(raw);
    if (!spelling) {
      const name = normaliseName(decodeKey(source, from, to));
      spelling = new Spelling(Buffer.from(raw, 'latin1'), this.slotFor(name));
      this.spellings.set(raw, spelling);
      this.spellingBytes += raw.length;
    }
    return spelling;
  }

  private slotFor(name: string): Slot | null {
    const slot = this.slots.get(name);
    if (slot) return slot;
    const longest = this.tellsNew ? LONGEST_OPEN_KEY : LONGEST_MAP_KEY;
    if (!this.openShape || name === '' || name.length > longest) return null;
    const opened = new Slot(name, this.openShape);
    opened.isNew = this.tellsNew;
    this.slots.set(name, opened);
    return opened;
  }
}

/** The key at `[from, to)`, its escapes resolved: `\u0041gent` → `Agent`. */
export function decodeKey(source: Buffer, from: number, to: number): string {
  return JSON.parse(`"${source.toString('utf8', from, to)}"`);
}

/** A column's type, made ready for the byte pass. */
export interface Shape {
  readonly kind: ScalarKind | 'struct' | 'array' | 'map' | 'unknown';
  /** Of a struct or map. */
  readonly keys: KeyTable | null;
  /** Of an array's elements. */
  readonly item: Shape;
  /** Keys of which one may wrap a string: `{"ValueString":"…"}`. */
  readonly wrappers: readonly string[];
}

/** Of a value that has no column: it is only checked to be JSON. */
export const UNKNOWN: Shape = {
  kind: 'unknown',
  keys: null,
  get item() {
    return UNKNOWN;
  },
  wrappers: [],
};

export function shapeOf(type: ColumnType): Shape {
  switch (type.kind) {
    case 'struct':
      return structShape(type.fields);
    case 'array':
      return { ...UNKNOWN, kind: 'array', item: shapeOf(type.item) };
    case 'map':
      return mapShape({ ...shapeOf(type.value), wrappers: type.wrappers }, false);
    case 'open':
      return mapShape(shapeOf({ kind: 'string' }), true);
    default:
      return { ...UNKNOWN, kind: type.kind, item: UNKNOWN };
  }
}

export function structShape(fields: readonly Field[]): Shape {
  const keys = new KeyTable(fields, (field) => shapeOf(field.type), null, false);
  return { ...UNKNOWN, kind: 'struct', keys, item: UNKNOWN };
}

function mapShape(value: Shape, tellsNew: boolean): Shape {
  const keys = new KeyTable([], () => value, value, tellsNew);
  return { ...UNKNOWN, kind: 'map', keys, item: UNKNOWN };
}
