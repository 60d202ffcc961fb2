import { type Attribute, changeAttributes } from './attributes.ts';
import { DAY_SECONDS, HOUR_SECONDS } from './clock.ts';
import type { Contact } from './contact.ts';
import { type ExtraField, extraFieldsOf } from './extra-fields.ts';
import type { Random } from './random.ts';

/** Personal data that was removed from a contact at the customer's request; the names are Connect's. */
export type RedactedCategory = 'CUSTOMER_ENDPOINT' | 'EMAIL_SUBJECT';

/** One state of a contact's record as the stream carries it. */
export interface Version {
  readonly lastUpdate: number;
  /** When the stream delivers it; epoch seconds, not before the contact is closed. */
  readonly deliveredAt: number;
  /** False while the agent is still busy with after-contact work. */
  readonly isFinal: boolean;
  readonly attributes: readonly Attribute[];
  readonly redacted: readonly RedactedCategory[];
  readonly extraFields: readonly ExtraField[];
}

const PROVISIONAL: ExtraField = { path: 'Provisional', place: 'record', json: 'true' };
const UPDATE_CAUSE: ExtraField = {
  path: 'UpdateCause',
  place: 'record',
  json: '{"Api":"UpdateContactAttributes"}',
};

const LATEST_UPDATE_SECONDS = 5 * DAY_SECONDS;

/** The versions of a closed contact, from the oldest to the latest, at least a second apart. */
export function planVersions(
  random: Random,
  contact: Contact,
  closedAt: number,
  dayOfPeriod: number,
): readonly Version[] {
  const extraFields = extraFieldsOf(random, contact, dayOfPeriod);
  const versions: Version[] = [];
  if (mayComeEarly(contact) && random.chance(0.28))
    versions.push(earlyVersion(random, contact, closedAt, extraFields));
  const lastUpdate = closedAt + random.int(4, 90);
  versions.push({
    lastUpdate,
    deliveredAt: lastUpdate + random.int(1, 40),
    isFinal: true,
    attributes: contact.attributes,
    redacted: [],
    extraFields,
  });
  addLateVersions(random, contact, versions);
  return delayOlder(random, versions);
}

function mayComeEarly(contact: Contact): boolean {
  return (contact.afterContactWorkSeconds ?? 0) >= 5;
}

function earlyVersion(
  random: Random,
  contact: Contact,
  closedAt: number,
  extraFields: readonly ExtraField[],
): Version {
  const workSeconds = contact.afterContactWorkSeconds!;
  return {
    lastUpdate: contact.disconnected! + random.int(1, workSeconds - 1),
    deliveredAt: closedAt + random.int(0, 3),
    isFinal: false,
    attributes: contact.attributes,
    redacted: [],
    extraFields: random.chance(0.1) ? [...extraFields, PROVISIONAL] : extraFields,
  };
}

function addLateVersions(random: Random, contact: Contact, versions: Version[]): void {
  const deadline = versions[versions.length - 1]!.lastUpdate + LATEST_UPDATE_SECONDS;
  const add = (change: (latest: Version) => Version) => {
    const latest = versions[versions.length - 1]!;
    if (latest.lastUpdate < deadline) versions.push(later(random, change(latest), deadline));
  };
  const change = (latest: Version) => changed(random, latest);
  let probability = 0.13;
  while (random.chance(probability)) {
    add(change);
    probability = versions.length < 3 ? 0.13 : 0.04;
  }
  if (contact.customer === null || !random.chance(0.012)) return;
  add((latest) => redacted(random, contact, latest));
  if (random.chance(0.2)) add(change);
}

function changed(random: Random, latest: Version): Version {
  const extraFields = latest.extraFields.filter((field) => field !== UPDATE_CAUSE);
  return {
    ...latest,
    attributes: changeAttributes(random, latest.attributes),
    extraFields: random.chance(0.1) ? [...extraFields, UPDATE_CAUSE] : extraFields,
  };
}

function redacted(random: Random, contact: Contact, latest: Version): Version {
  const hasSubject = contact.channel === 'EMAIL' && random.chance(0.6);
  return {
    ...latest,
    redacted: hasSubject ? ['CUSTOMER_ENDPOINT', 'EMAIL_SUBJECT'] : ['CUSTOMER_ENDPOINT'],
  };
}

/** A time minutes, hours or days after the previous version, and not after the deadline. */
function later(random: Random, version: Version, deadline: number): Version {
  const longest = deadline - version.lastUpdate;
  const delay = random.chance(0.5) ? random.int(60, 3 * HOUR_SECONDS) : random.int(60, longest);
  const lastUpdate = version.lastUpdate + Math.min(delay, longest);
  return { ...version, lastUpdate, deliveredAt: lastUpdate + random.int(1, 40) };
}

/** The order of delivery is not guaranteed, so now and then an older version follows a newer one. */
function delayOlder(random: Random, versions: readonly Version[]): readonly Version[] {
  const newest = versions[versions.length - 1]!;
  return versions.map((version) => {
    if (version === newest || !random.chance(0.04)) return version;
    return { ...version, deliveredAt: newest.deliveredAt + random.int(1, 6 * HOUR_SECONDS) };
  });
}
