import { gzipSync } from 'node:zlib';
import { recordObjects } from '../inputs/records.ts';

/** New contacts in an object. */
export const CONTACTS_AN_OBJECT = 10;
const INSTANCE = 'arn:aws:connect:eu-west-2:111122223333:instance/one';
const TODAY = Date.parse('2026-11-23T08:00:00Z');
const FIRST_UPDATE = Date.parse('2026-11-24T00:00:00Z');
const DAY_MS = 86_400_000;
/** Days before today whose contacts are there before the first delivery. */
const FORMER_DAYS = 20;
const CONTACTS_OF_FORMER_DAYS = 2_000;
/** So many objects later, an object is delivered once more. */
const REPEATED_AFTER = 300;
/** The fastest level: deliveries are made while others are measured. */
const GZIP_LEVEL = 1;

/** A version of a contact. Contacts and versions are numbers, and a later version is a greater one. */
export interface Version {
  readonly contact: number;
  readonly version: number;
}

/** A raw object. */
export interface Delivery {
  readonly name: string;
  readonly bytes: Buffer;
  /** Versions that are the latest of their contacts at this moment. */
  readonly latest: readonly Version[];
  /** Pieces that are no record. */
  readonly broken: number;
}

/**
 * The deliveries of a busy contact centre: contacts of today, later versions of former contacts, earlier versions
 * that come too late, objects that come twice, and pieces that are no record. It knows the table that they must
 * result in.
 */
export class Deliveries {
  /** The latest version of each contact. */
  readonly latest: number[] = [];
  /** Pieces that are no record, in all objects so far. */
  broken = 0;
  readonly #first: number[] = [];
  readonly #templates = templates();
  readonly #recent: Delivery[] = [];
  #objects = 0;

  /** The contacts of former days, one object. */
  formerDays(): Delivery {
    const versions = Array.from({ length: CONTACTS_OF_FORMER_DAYS }, () => this.#newContact(0));
    return this.#delivery('former-days', versions, []);
  }

  /** The next object, and sometimes a former one once more. */
  next(): Delivery[] {
    const number = ++this.#objects;
    const name = String(number).padStart(8, '0');
    const contacts = this.latest.length;
    const later = [2, 3].map((part) => this.#later(Math.floor(contacts / part), number));
    const fresh = Array.from({ length: CONTACTS_AN_OBJECT }, () => this.#newContact(number));
    const delayed = Math.floor(contacts / 5);
    const early = { contact: delayed, version: this.#first[delayed]! - 1 };
    const delivery = this.#delivery(name, [...later, ...fresh], [early], number % 11 === 0);
    this.#recent.push(delivery);
    if (this.#recent.length <= REPEATED_AFTER) return [delivery];
    const former = this.#recent.shift()!;
    if (number % 5 > 0) return [delivery];
    this.broken += former.broken;
    return [delivery, { ...former, name: `${former.name}-again`, latest: [] }];
  }

  #newContact(version: number): Version {
    this.#first.push(version);
    this.latest.push(version);
    return { contact: this.latest.length - 1, version };
  }

  #later(contact: number, version: number): Version {
    this.latest[contact] = version;
    return { contact, version };
  }

  #delivery(
    name: string,
    latest: readonly Version[],
    early: readonly Version[],
    isBroken = false,
  ): Delivery {
    const records = [...early, ...latest].map((version) => this.#recordOf(version));
    const pieces = isBroken ? ['no record', ...records, '{"ContactId":'] : records;
    const broken = pieces.length - records.length;
    this.broken += broken;
    const bytes = gzipSync(pieces.join('\n'), { level: GZIP_LEVEL });
    return { name: `${name}.gz`, bytes, latest, broken };
  }

  #recordOf({ contact, version }: Version): string {
    const template = this.#templates[contact % this.#templates.length]!;
    const isFormer = contact < CONTACTS_OF_FORMER_DAYS;
    const begun = isFormer ? TODAY - (1 + (contact % FORMER_DAYS)) * DAY_MS : TODAY + contact;
    return JSON.stringify({
      ...template,
      InstanceARN: INSTANCE,
      ContactId: contactId(contact),
      InitiationTimestamp: new Date(begun).toISOString(),
      LastUpdateTimestamp: new Date(FIRST_UPDATE + 1000 * version).toISOString(),
      Attributes: { ...template.Attributes, version: String(version) },
    });
  }
}

/** The id of the contact with this number; its last twelve hexadecimal digits are the number. */
function contactId(contact: number): string {
  return `00000000-0000-4000-8000-${contact.toString(16).padStart(12, '0')}`;
}

/** The number in a contact's id. */
export function contactNumber(id: string): number {
  return Number.parseInt(id.slice(-12), 16);
}

interface Template {
  readonly Attributes?: Readonly<Record<string, string>>;
}

/** Records of a generated contact centre, whose other fields the delivered records have. */
function templates(): Template[] {
  return [...recordObjects(100)].flatMap(({ records }) =>
    records.map((record) => JSON.parse(record.toString())),
  );
}
