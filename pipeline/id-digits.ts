import { hash } from 'node:crypto';

/** An id as Connect makes them, of contacts and of most other things. */
const UUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi;

/** Enough to tell the objects of a lake apart, and to recognise those of an id that is given. */
const DIGITS = 16;

const DIGITS_IN_KEY = new RegExp(`(?<![0-9a-f])[0-9a-f]{${DIGITS}}(?![0-9a-f])`, 'g');

/** Hashed once for each set, because every object of a lake is compared with it. */
const hashed = new WeakMap<ReadonlySet<string>, ReadonlySet<string>>();

/** What stands for an id in the name of a raw object, from which nobody can read the id: 16 hexadecimal digits. */
export function idDigits(id: string): string {
  return hash('sha256', id.toLowerCase()).slice(0, DIGITS);
}

/** The text with the digits of each UUID in the UUID's place. */
export function withoutIds(text: string): string {
  return text.replace(UUID, idDigits);
}

/**
 * Whether a raw object is named after one of the ids, by its digits, or by the id itself if it was named by something
 * else than the lake.
 */
export function isNamedAfter(key: string, ids: ReadonlySet<string>): boolean {
  if (ids.size === 0) return false;
  const named = withoutIds(key).match(DIGITS_IN_KEY) ?? [];
  return named.length > 0 && named.some((digits) => digitsOf(ids).has(digits));
}

function digitsOf(ids: ReadonlySet<string>): ReadonlySet<string> {
  const known = hashed.get(ids);
  if (known) return known;
  const made = new Set([...ids].map(idDigits));
  hashed.set(ids, made);
  return made;
}
