import type { Dataset } from '../../pipeline/dataset.ts';
import { datasetOfEveryStack } from '../../pipeline/datasets/datasets.ts';
import { addressOf } from '../../pipeline/erase/address.ts';
import {
  type EraseMatcher,
  matchAddress,
  matchAttribute,
  matchContactId,
  matchContactsToo,
  matchErased,
  matchIdBeginning,
  matchNamedToo,
} from '../../pipeline/erase/erase-matcher.ts';
import {
  type Erasure,
  type Fragment,
  identityText,
  type Unsearchable,
} from '../../pipeline/erase/erasure.ts';
import type { Contact, Findings } from '../../pipeline/erase/findings.ts';
import type { LakeSearch } from '../../pipeline/erase/lake-search.ts';
import type { MatchSummary } from '../../pipeline/erase/match-summary.ts';
import { isUuid } from '../../pipeline/erase/search-text.ts';
import { rawPrefix } from '../../pipeline/lake-keys.ts';
import type { Progress } from '../../terminal/progress.ts';
import { UsageError } from '../../terminal/user-error.ts';
import { countOf } from '../../terminal/wording.ts';
import { type NamedErasure, sha256 } from '../lake/erasures.ts';

/** The target of an erasure, as the user has named it. */
export interface ErasureTarget {
  readonly asked_by: 'customer' | 'contact' | 'attribute';
  /** An address, a contact's id or an attribute's value: never to be shown, logged or kept. */
  readonly value: string;
  /** The attribute's name. */
  readonly name?: string;
  /** Whether to erase bytes that cannot be searched, too. */
  readonly removesUnsearchable?: boolean;
  /** The target's contacts, where records of another dataset are erased, which are about these contacts. */
  readonly contacts?: readonly FoundContact[];
}

/** A contact that is to be erased. Its id is never to be logged or kept. */
export interface FoundContact {
  readonly id: string;
  /** The UTC day on which it begins, `2026-11-23`. */
  readonly day: string;
}

/** The outcome of completing earlier erasures. */
export interface Finished {
  /** The erasures that had been cut off and are now done. */
  readonly finished: NamedErasure[];
  /** The number of records of erased contacts that had been delivered again. */
  readonly returned: number;
}

/** An erasure that has not begun. */
export interface PlannedErasure extends NamedErasure {
  /** The fields in which the target was found. */
  readonly seen: MatchSummary;
  /** The target's contacts. */
  readonly found: readonly FoundContact[];
  /** The losses of raw/ since the table was made, in words; null if there are none. */
  readonly raw_lost: string | null;
}

/** Erases in a lake, on this machine or in a stack. */
export interface Eraser<Plan extends PlannedErasure = PlannedErasure> {
  /** Completes the erasures that were cut off, and erases records that have been delivered again. */
  finish(progress: Progress): Promise<Finished>;
  /** Finds everything that belongs to the target, and changes nothing. */
  plan(target: ErasureTarget, now: Date, progress: Progress): Promise<Plan>;
  /** Writes the plan down, which changes nothing else: done, if it has only contacts to keep out of what comes later. */
  order(plan: Plan): Promise<void>;
  /** Carries out the plan. If it is cut off, `finish` completes it. @returns the erasure, done */
  erase(plan: Plan, progress: Progress): Promise<NamedErasure>;
}

/**
 * The target that the options name; null if they name none.
 * @throws UsageError, which does not quote the options, if they name two targets, or one that is not
 *   valid
 */
export function erasureTargetOf(options: {
  customer?: string;
  contact?: string;
  attribute?: string;
  removeUnsearchable?: boolean;
}): ErasureTarget | null {
  const { customer, contact, attribute, removeUnsearchable = false } = options;
  const given = Object.entries({ customer, contact, attribute }).filter(
    ([, value]) => value != null,
  );
  if (given.length > 1) {
    const names = given.map(([name]) => `--${name}`).join(' and ');
    throw new UsageError(`Found both ${names}, expected one of them`);
  }
  const removesUnsearchable = removeUnsearchable;
  if (customer !== undefined) {
    const address = addressOf(customer);
    if (!address) {
      throw new UsageError(
        'The --customer is no address of one person: expected a phone number of 7 to 15 digits, an e-mail address, a SIP address or another URI that reaches a person (an attribute has --attribute NAME=VALUE)',
      );
    }
    return { asked_by: 'customer', value: address.text, removesUnsearchable };
  }
  if (contact !== undefined) {
    checkLength('--contact', contact);
    return { asked_by: 'contact', value: contact.trim(), removesUnsearchable };
  }
  if (attribute === undefined) return null;
  const [, name, value] = /^([^=]+)=(.+)$/s.exec(attribute) ?? [];
  if (name === undefined || value === undefined) {
    throw new UsageError('The --attribute is no NAME=VALUE, expected both, neither of them empty');
  }
  checkLength('--attribute', attribute);
  return { asked_by: 'attribute', name, value, removesUnsearchable };
}

/** The most characters of an id, or of an attribute's name and value: Connect's own limit, 32 KiB. */
const LONGEST = 32 * 1024;

function checkLength(option: string, text: string): void {
  if (text.trim() === '')
    throw new UsageError(`The ${option} is blank, expected it as it is in records`);
  if (text.length > LONGEST) {
    throw new UsageError(
      `The ${option} has ${text.length} characters, expected ${LONGEST} at most`,
    );
  }
}

/** The matcher of everything that belongs to the target. */
export function matcherFor(dataset: Dataset, target: ErasureTarget): EraseMatcher {
  const matcher = matcherOfTarget(dataset, target);
  const ids = new Set(contactsNamed(dataset, target).map(({ id }) => id));
  return ids.size > 0 ? matchContactsToo(matcher, ids) : matcher;
}

/** The target's contacts, if the dataset's records are about contacts and come later, too. */
function contactsAbout(
  { contact }: Dataset,
  { contacts = [] }: ErasureTarget,
): readonly FoundContact[] {
  return contact ? contacts : [];
}

/** The target's contacts that may be named in the dataset. Agents' events name contacts, and are not about them. */
function contactsNamed(dataset: Dataset, target: ErasureTarget): readonly FoundContact[] {
  const isOfContacts = dataset.name === datasetOfEveryStack().name;
  return isOfContacts ? (target.contacts ?? []) : contactsAbout(dataset, target);
}

function matcherOfTarget(dataset: Dataset, { asked_by, name, value }: ErasureTarget): EraseMatcher {
  if (asked_by === 'contact') return matchContactId(value);
  if (asked_by === 'attribute') return matchAttribute(dataset, { name: name!, value });
  return matchAddress(addressOf(value)!);
}

/** The most contacts that a message lists when the beginning of an id is ambiguous. */
const MOST_NAMED = 5;

/**
 * Refuses a contact's id that is not a whole one. The bytes of quarantine are searched for the id as a text, so
 * that `x` would erase whatever holds an x, and the beginning of an id would find nothing of its contact.
 * Only the dataset of contacts refuses one.
 * @param find searches records
 * @throws UsageError unless the id has the form of a UUID, or is that of a contact in the lake
 */
export async function refusePartOfId(
  { name }: Dataset,
  { asked_by, value }: ErasureTarget,
  find: (matcher: EraseMatcher) => Promise<Findings>,
): Promise<void> {
  if (asked_by !== 'contact' || isUuid(value)) return;
  // The contacts are in this one. Once it is erased there, no other dataset may refuse the id.
  if (name !== datasetOfEveryStack().name) return;
  const beginning = contactsOf(await find(matchIdBeginning(value)));
  const ids = [...new Set(beginning.map(({ identity }) => identity.at(-1)!))].sort();
  if (ids.includes(value)) return;
  const nothing = 'Nothing was erased';
  if (ids.length === 0) {
    throw new UsageError(
      `The --contact, of ${countOf(value.length, 'character')}, is no whole id of a contact, and no contact in the lake begins so, expected one such as 7f0ae01d-5ad6-4a3b-9c06-08d1ee2f1c11. ${nothing}`,
    );
  }
  const named = `${ids.slice(0, MOST_NAMED).join(', ')}${ids.length > MOST_NAMED ? '…' : ''}`;
  const begin = ids.length === 1 ? 'begins' : 'begin';
  throw new UsageError(
    `${countOf(ids.length, 'contact')} ${begin} with ${value}, expected the whole id: ${named}. ${nothing}`,
  );
}

/**
 * The matcher of what an erasure names, and of pieces that name one of its contacts, such as a transcript that is
 * cut off.
 */
export function matchScope(scope: ErasureScope, found: readonly FoundContact[]): EraseMatcher {
  return matchNamedToo(matchErased(scope, sha256), new Set(found.map(({ id }) => id)));
}

/** The contacts and fragments that an erasure names. */
export interface ErasureScope {
  readonly contacts: string[];
  readonly fragments: Fragment[];
  readonly unsearched: readonly Unsearchable[];
}

/** The scope of an erasure, by a search for the target. */
export function scopeOf(
  dataset: Dataset,
  { findings, unsearched }: LakeSearch,
  target: ErasureTarget,
): ErasureScope {
  const fragments = fragmentsIn(findings);
  const found = new Set(contactsOf(findings).map(({ identity }) => identity.at(-1)));
  // A contact's record holds its instance, too, of which nothing is known as long as there is none.
  const about = contactsNamed(dataset, target)
    .filter(({ id }) => dataset.contact || !found.has(id))
    .map(({ id }) => sha256(identityText([id])));
  const contacts = [...new Set([...contactsIn(findings), ...about])].sort();
  return target.removesUnsearchable
    ? { contacts, fragments: [...fragments, ...unsearched.map(place)], unsearched: [] }
    : { contacts, fragments, unsearched };
}

function place({ source_key, source_offset, length_bytes }: Unsearchable): Fragment {
  return { source_key, source_offset, length_bytes };
}

/** The hashes of the contacts in the findings. */
function contactsIn(findings: Findings): string[] {
  const identities = contactsOf(findings).map(({ identity }) => identityText(identity));
  return [...new Set(identities)].map(sha256);
}

/**
 * The contacts in the findings that are the target's in other datasets, too, each once. A record elsewhere that only
 * mentions an address, as a note may, does not make its contact the target's.
 */
export function foundIn(dataset: Dataset, findings: Findings): FoundContact[] {
  const isTheirs = ({ mentions }: Contact) =>
    !dataset.contact || mentions.some(({ isEndpoint }) => isEndpoint);
  const found = contactsOf(findings)
    .filter(isTheirs)
    .map(({ identity, day }) => [identity.at(-1)!, day] as const);
  return [...new Map(found)].map(([id, day]) => ({ id, day }));
}

/** The findings that are no records, by key and offset. */
function fragmentsIn(findings: Findings): Fragment[] {
  const keys = [...findings.keys()].sort();
  return keys.flatMap((source_key) =>
    findings
      .get(source_key)!
      .filter(({ isRecord }) => !isRecord)
      .map(({ offset, length }) => ({ source_key, source_offset: offset, length_bytes: length })),
  );
}

/** @param findings of all the contacts' records and fragments */
export function newErasure(
  dataset: Dataset,
  target: ErasureTarget,
  { contacts, fragments: known, unsearched }: ErasureScope,
  findings: Findings,
  now: Date,
): Erasure {
  const days = [...contactsOf(findings), ...contactsAbout(dataset, target)].map(({ day }) => day);
  const records = [...findings.values()]
    .flat()
    .flatMap(({ isRecord, contacts: theirs }) => (isRecord ? theirs : []));
  const all = [...known, ...fragmentsIn(findings)];
  const fragments = [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
  return {
    requested_at: now.toISOString(),
    asked_by: target.asked_by,
    contacts,
    days: [...new Set(days)].sort(),
    fragments,
    raw_objects: [...findings.keys()].filter((key) => key.startsWith(rawPrefix(dataset))).length,
    records: records.length,
    not_searched: unsearched.length,
    not_searched_pieces: unsearched,
    done_at: null,
  };
}

/** Whether nothing of the target is there, though its contacts may come later. */
export function isAbsent({ records, fragments }: Erasure): boolean {
  return records === 0 && fragments.length === 0;
}

/**
 * The order as it is first written: done, if nothing of its contacts is there; null if all of them are kept out by
 * orders before.
 */
export function orderOf(
  { erasure }: NamedErasure,
  before: readonly NamedErasure[],
  now: Date,
): Erasure | null {
  if (!isAbsent(erasure)) return erasure;
  const keptOut = new Set(before.flatMap((one) => one.erasure.contacts));
  if (erasure.contacts.every((hash) => keptOut.has(hash))) return null;
  return { ...erasure, done_at: now.toISOString() };
}

/** Whether there is nothing to erase, and nobody to keep out. */
export function isEmpty({ contacts, fragments }: Erasure): boolean {
  return contacts.length === 0 && fragments.length === 0;
}

function contactsOf(findings: Findings) {
  return [...findings.values()].flat().flatMap(({ contacts }) => contacts);
}
