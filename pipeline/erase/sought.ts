import { normaliseName } from '../column-types.ts';
import type { Neighbours } from './escapes.ts';

/** A text to look out for, and where it is what is meant. */
export interface Sought {
  readonly text: string;
  /** Characters from the beginning of which letters of the other case are the same. */
  readonly caseless: number;
  /** Whether, with these neighbours, it is what is meant, not a part of something else. */
  isIt(neighbours: Neighbours): boolean;
}

/** A contact's id, as it is: not as a part of another one. */
export function soughtId(id: string): Sought {
  return {
    text: id,
    caseless: 0,
    isIt: ({ before, after }) =>
      !/[\p{L}\p{M}\p{N}_-]$/u.test(before) && !/^[\p{L}\p{M}\p{N}_-]/u.test(after),
  };
}

/** A JSON string as the value of an attribute, wherever in JSON text it stands. */
export function soughtAttribute({ name, value }: Attribute): Sought {
  return {
    text: `"${value}"`,
    caseless: 0,
    isIt: ({ before }) => {
      const key = /"([^"]*)"\s*:\s*$/.exec(before)?.[1];
      return key !== undefined && isNamed(key, name);
    },
  };
}

/** An attribute that a contact may have. */
export interface Attribute {
  /** As the source spells it, or as its column is called. */
  readonly name: string;
  readonly value: string;
}

/** Whether the attribute that the source calls `key` is meant by `name`. */
export function isNamed(key: string, name: string): boolean {
  return key === name || normaliseName(key) === name;
}
