import { type Erasure, type Fragment, identityText } from '../../pipeline/erase/erasure.ts';
import type { Findings } from '../../pipeline/erase/find.ts';
import { holding, SHORTEST_TARGET, type Wanted, withId } from '../../pipeline/erase/wanted.ts';
import type { Progress } from '../progress.ts';
import { UserError } from '../user-error.ts';
import { type NamedErasure, sha256 } from './erasures.ts';

/** Who, or what, is to be erased. */
export interface Target {
  readonly asked_by: 'customer' | 'contact';
  /** An address or a contact's id: never to be shown, logged or kept. */
  readonly value: string;
}

/** What was left to do of former erasures. */
export interface Finished {
  /** Those that were cut off, done. */
  readonly finished: NamedErasure[];
  /** Records, of contacts erased before, that had been delivered again. */
  readonly returned: number;
}

/** Erases in a lake, wherever it is. */
export interface Eraser<Plan extends NamedErasure = NamedErasure> {
  /** Completes the erasures that were cut off, and erases again what has come back of others. */
  finish(progress: Progress): Promise<Finished>;
  /** Finds all that there is of the target, changing nothing. Null if there is nothing. */
  plan(target: Target, now: Date, progress: Progress): Promise<Plan | null>;
  /** Erases what is planned; cut off, `finish` completes it. @returns it, done */
  erase(plan: Plan, progress: Progress): Promise<NamedErasure>;
}

/**
 * The target that the options name; null if they name none.
 * @throws UserError if they name two, or too little of one, or what no address or id has
 */
export function targetOf(options: { customer?: string; contact?: string }): Target | null {
  const { customer, contact } = options;
  if (customer !== undefined && contact !== undefined) {
    throw new UserError('Found both --customer and --contact, expected one of them');
  }
  const value = (customer ?? contact)?.trim();
  if (value === undefined) return null;
  const asked_by = customer === undefined ? 'contact' : 'customer';
  if (value.length < SHORTEST_TARGET) {
    throw new UserError(
      `The --${asked_by} has ${value.length} characters, expected ${SHORTEST_TARGET} at least: fewer stand in the records of others too`,
    );
  }
  if (value.includes('\\')) {
    throw new UserError(`The --${asked_by} has a backslash, expected it as people write it`);
  }
  return { asked_by, value };
}

export function wantedFor({ asked_by, value }: Target): Wanted {
  return asked_by === 'customer' ? holding(value) : withId(value);
}

/** The hashes of the contacts found, sorted. */
export function contactsIn(findings: Findings): string[] {
  const identities = contactsOf(findings).map(({ identity }) => identityText(identity));
  return [...new Set(identities)].map(sha256).sort();
}

/** What was found that is no record, by key and offset. */
export function fragmentsIn(findings: Findings): Fragment[] {
  const keys = [...findings.keys()].sort();
  return keys.flatMap((source_key) =>
    findings
      .get(source_key)!
      .filter(({ contact }) => contact === null)
      .map(({ offset, length }) => ({ source_key, source_offset: offset, length_bytes: length })),
  );
}

/** @param findings all records of the contacts, and the fragments */
export function newErasure(
  { asked_by }: Target,
  what: Pick<Erasure, 'contacts' | 'fragments'>,
  findings: Findings,
  now: Date,
): Erasure {
  const contacts = contactsOf(findings);
  return {
    requested_at: now.toISOString(),
    asked_by,
    contacts: what.contacts,
    days: [...new Set(contacts.map(({ day }) => day))].sort(),
    fragments: what.fragments,
    raw_objects: findings.size,
    records: contacts.length,
    done_at: null,
  };
}

function contactsOf(findings: Findings) {
  return [...findings.values()].flat().flatMap(({ contact }) => contact ?? []);
}
