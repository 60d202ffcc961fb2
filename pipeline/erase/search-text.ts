import { normaliseName } from '../column-types.ts';
import type { Neighbours } from './escapes.ts';

/** A text to search for, and the test of whether a place where it stands is a match. */
export interface SearchText {
  readonly text: string;
  /** The number of first characters that are compared without regard to case. */
  readonly caseless: number;
  /** Whether the text between these neighbours is a match, and not a part of something longer. */
  isMatch(neighbours: Neighbours): boolean;
}

/** Connect's ids of contacts. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether the id is of the form of Connect's own. */
export function isUuid(id: string): boolean {
  return UUID.test(id);
}

/**
 * A contact's id that is not part of a longer id. Connect joins its own ids to other words by underscores, as in the
 * names of recordings.
 */
export function idSearchText(id: string): SearchText {
  const longer = isUuid(id) ? '[\\p{L}\\p{M}\\p{N}-]' : '[\\p{L}\\p{M}\\p{N}_-]';
  const [before, after] = [new RegExp(`${longer}$`, 'u'), new RegExp(`^${longer}`, 'u')];
  return {
    text: id,
    caseless: 0,
    isMatch: (beside) => !before.test(beside.before) && !after.test(beside.after),
  };
}

/** A JSON string that is the value of the attribute, anywhere in JSON text. */
export function attributeSearchText({ name, value }: Attribute): SearchText {
  return {
    text: `"${value}"`,
    caseless: 0,
    isMatch: ({ before }) => {
      const key = /"([^"]*)"\s*:\s*$/.exec(before)?.[1];
      return key !== undefined && isNamed(key, name);
    },
  };
}

/** An attribute of a contact, by which contacts are searched. */
export interface Attribute {
  /** The source's spelling, or the name of its column. */
  readonly name: string;
  readonly value: string;
}

/** Whether `name` names the attribute that the source calls `key`. */
export function isNamed(key: string, name: string): boolean {
  return key === name || normaliseName(key) === name;
}
