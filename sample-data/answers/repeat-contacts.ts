import { DAY_SECONDS, dayText } from '../generator/clock.ts';
import {
  type Answer,
  type AnswerEntry,
  ratio,
  Scope,
  type ScopeParameters,
  sortRows,
  type Value,
} from './answer.ts';
import type { Facts } from './facts.ts';

type RepeatParameters = ScopeParameters & { readonly window_days?: number };

interface Enquiry {
  readonly address: string;
  readonly at: number;
  isRepeated: boolean;
}

interface DayFigures {
  contacts: number;
  repeated: number;
  resolved: number;
  unknown: number;
}

const NOT_A_CALLER = new Set([
  '',
  'anonymous',
  'unknown',
  'unavailable',
  'restricted',
  'private',
  'withheld',
]);

/** No contact is open for longer, so none with an earlier beginning can still close. */
const LONGEST_CONTACT_SECONDS = 7 * DAY_SECONDS;

/** repeat-contacts: whether the customer came again within the window. Keeps the last window's callers. */
export class RepeatContacts implements Answer {
  readonly #parameters: RepeatParameters;
  readonly #scope: Scope;
  readonly #windowSeconds: number;
  readonly #byAddress = new Map<string, Enquiry[]>();
  #unsettled: Enquiry[] = [];
  readonly #days = new Map<number, DayFigures>();
  #asOf = Number.NEGATIVE_INFINITY;

  constructor(parameters: RepeatParameters = {}) {
    this.#parameters = parameters;
    this.#scope = new Scope(parameters);
    this.#windowSeconds = (parameters.window_days ?? 7) * DAY_SECONDS;
  }

  addContact({ contact, address }: Facts): void {
    this.#asOf = Math.max(this.#asOf, contact.initiated);
    const isFirst =
      contact.previousId === null &&
      (contact.initialId === null || contact.initialId === contact.id);
    if (contact.method !== 'INBOUND' || !isFirst || address === null) return;
    if (NOT_A_CALLER.has(address.trim().toLowerCase())) return;
    this.#note({ address, at: contact.initiated, isRepeated: false });
  }

  settle(now: number): void {
    const settled = now - this.#windowSeconds - LONGEST_CONTACT_SECONDS;
    const left: Enquiry[] = [];
    for (const enquiry of this.#unsettled) {
      if (enquiry.at >= settled || this.#isUnknown(enquiry)) left.push(enquiry);
      else {
        this.#count(enquiry);
        this.#forget(enquiry);
      }
    }
    this.#unsettled = left;
  }

  finish(): AnswerEntry {
    for (const enquiry of this.#unsettled) this.#count(enquiry);
    const rows = [...this.#days].map(([day, figures]): Value[] => {
      const repeatRate = ratio(figures.repeated, figures.repeated + figures.resolved);
      return [
        dayText(day),
        figures.contacts,
        figures.repeated,
        figures.resolved,
        figures.unknown,
        repeatRate,
        repeatRate === null ? null : 1 - repeatRate,
      ];
    });
    return {
      query: 'repeat-contacts',
      parameters: { ...this.#parameters },
      columns: [
        'day',
        'contacts',
        'repeated_contacts',
        'resolved_contacts',
        'unknown_contacts',
        'repeat_rate',
        'first_contact_resolution_proxy',
      ],
      rows: sortRows(rows, 1),
    };
  }

  #note(enquiry: Enquiry): void {
    const others = this.#byAddress.get(enquiry.address);
    if (others === undefined) this.#byAddress.set(enquiry.address, [enquiry]);
    else {
      for (const other of others) {
        const gap = enquiry.at - other.at;
        if (gap > 0 && gap <= this.#windowSeconds) other.isRepeated = true;
        if (gap < 0 && -gap <= this.#windowSeconds) enquiry.isRepeated = true;
      }
      others.push(enquiry);
    }
    this.#unsettled.push(enquiry);
  }

  #forget(enquiry: Enquiry): void {
    const left = this.#byAddress.get(enquiry.address)!.filter((other) => other !== enquiry);
    if (left.length === 0) this.#byAddress.delete(enquiry.address);
    else this.#byAddress.set(enquiry.address, left);
  }

  #isUnknown(enquiry: Enquiry): boolean {
    return enquiry.at + this.#windowSeconds > this.#asOf;
  }

  #count(enquiry: Enquiry): void {
    const day = this.#scope.day(enquiry.at);
    if (day === null) return;
    let figures = this.#days.get(day);
    if (figures === undefined) {
      figures = { contacts: 0, repeated: 0, resolved: 0, unknown: 0 };
      this.#days.set(day, figures);
    }
    figures.contacts++;
    if (this.#isUnknown(enquiry)) figures.unknown++;
    else if (enquiry.isRepeated) figures.repeated++;
    else figures.resolved++;
  }
}
