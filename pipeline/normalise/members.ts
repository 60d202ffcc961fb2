import { normaliseName, ownField, STRING } from '../column-types.ts';
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COMMA,
  endOfString,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  SPACE,
} from './json-bytes.ts';
import { decodeKey, KeyTable, type Slot, UNKNOWN, wordsOf } from './keys.ts';

/** The place of a member's value in its object's buffer. */
export interface Member {
  /** The key as the object spells it, its escapes resolved. */
  readonly key: string;
  readonly from: number;
  readonly to: number;
}

/**
 * The members of a JSON object, without reading what is within their values.
 * @param source has valid JSON at `at`, and some bytes after it
 * @returns the members by the normalised names of their keys; of several with one name, the first
 */
export function membersOf(source: Buffer, at: number): Map<string, Member> {
  const words = wordsOf(source);
  const members = new Map<string, Member>();
  let pos = nextToken(source, at + 1);
  while (source[pos] !== CLOSE_BRACE) {
    const keyEnd = endOfString(source, words, pos);
    const key = decodeKey(source, pos + 1, keyEnd - 1);
    const from = nextToken(source, nextToken(source, keyEnd) + 1);
    const to = endOfValue(source, words, from);
    const name = normaliseName(key);
    if (!members.has(name)) members.set(name, { key, from, to });
    pos = nextToken(source, to);
    if (source[pos] === COMMA) pos = nextToken(source, pos + 1);
  }
  return members;
}

/** Where the value of a member begins in the object that was read last. */
export interface Place {
  /** -1 if the object has no such member. */
  readonly from: number;
}

/**
 * Finds the members with some names in many objects, one after another. The outcome is that of `membersOf`, without a
 * map for each object.
 */
export class MemberFinder {
  private readonly keys: KeyTable;
  private readonly slots: ReadonlyMap<string, Slot>;
  private objects = 0;

  constructor(names: readonly string[]) {
    const fields = names.map((name) => ownField(normaliseName(name), STRING));
    this.keys = new KeyTable(fields, () => UNKNOWN, null, false);
    this.slots = new Map(
      names.map((name, index) => [name, this.keys.slot(fields[index]!.name)!] as const),
    );
  }

  /**
   * Reads the object at `at` until all members are found.
   * @param source has valid JSON there, and some bytes after it
   * @param words the same bytes
   */
  read(source: Buffer, words: DataView, at: number): void {
    this.keys.forgetIfOverfull();
    const number = ++this.objects;
    let missing = this.slots.size;
    let previous = this.keys.start;
    let pos = nextToken(source, at + 1);
    while (source[pos] !== CLOSE_BRACE) {
      let spelling = previous.next;
      const keyAt = pos + 1;
      if (spelling?.standsAt(source, words, keyAt)) pos = keyAt + spelling.bytes.length + 1;
      else {
        pos = endOfString(source, words, pos);
        spelling = this.keys.spelling(source, keyAt, pos - 1);
        previous.next = spelling;
      }
      previous = spelling;
      pos = nextToken(source, nextToken(source, pos) + 1);
      const { slot } = spelling;
      if (slot !== null && slot.seenIn !== number) {
        slot.seenIn = number;
        slot.valueAt = pos;
        if (--missing === 0) return;
      }
      pos = nextToken(source, endOfValue(source, words, pos));
      if (source[pos] === COMMA) pos = nextToken(source, pos + 1);
    }
  }

  /** The place of a member in whichever object was read last. @param name one of the finder's */
  place(name: string): Place {
    const slot = this.slots.get(name)!;
    const isOfLast = () => slot.seenIn === this.objects;
    return {
      get from() {
        return isOfLast() ? slot.valueAt : -1;
      },
    };
  }

  /** Where the value of a member begins in the object that was read last; -1 if it has none of this name. */
  valueOf(name: string): number {
    return this.place(name).from;
  }
}

/**
 * The places of an array's elements, without reading what is within them.
 * @param source has valid JSON at `at`, and some bytes after it
 */
export function elementsOf(source: Buffer, at: number): Pick<Member, 'from' | 'to'>[] {
  const words = wordsOf(source);
  const elements: Pick<Member, 'from' | 'to'>[] = [];
  let from = nextToken(source, at + 1);
  while (source[from] !== CLOSE_BRACKET) {
    const to = endOfValue(source, words, from);
    elements.push({ from, to });
    from = nextToken(source, to);
    if (source[from] === COMMA) from = nextToken(source, from + 1);
  }
  return elements;
}

export function nextToken(source: Buffer, at: number): number {
  let pos = at;
  while (source[pos]! <= SPACE) pos++;
  return pos;
}

/** @param source has valid JSON at `at`, and some bytes after it */
export function endOfValue(source: Buffer, words: DataView, at: number): number {
  if (source[at] === QUOTE) return endOfString(source, words, at);
  let pos = at;
  let depth = 0;
  for (;;) {
    const byte = source[pos]!;
    if (byte === QUOTE) {
      pos = endOfString(source, words, pos);
      continue;
    }
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      if (depth === 0) return pos;
      depth--;
      if (depth === 0) return pos + 1;
    } else if (depth === 0 && (byte === COMMA || byte <= SPACE)) return pos;
    pos++;
  }
}
