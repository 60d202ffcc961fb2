import { DAY_SECONDS } from '../generator/clock.ts';
import { type Answer, type AnswerEntry, sortRows, type Value } from './answer.ts';
import type { Facts } from './facts.ts';

/** data-quality */
export class DataQuality implements Answer {
  readonly #quarantined: () => number;
  #contacts = 0;
  #withSeveral = 0;
  #versions = 0;
  #mostVersions = 0;
  #updatedLate = 0;
  #withOtherFields = 0;

  /** @param quarantined counts the malformed records that were delivered, at the end */
  constructor(quarantined: () => number) {
    this.#quarantined = quarantined;
  }

  addContact({ contact, versions, latest }: Facts): void {
    this.#contacts++;
    if (versions.length > 1) this.#withSeveral++;
    this.#versions += versions.length;
    this.#mostVersions = Math.max(this.#mostVersions, versions.length);
    const { disconnected } = contact;
    if (disconnected !== null && latest.lastUpdate > disconnected + DAY_SECONDS)
      this.#updatedLate++;
    // Every record carries PreDisconnectState, which the model does not declare.
    this.#withOtherFields++;
  }

  finish(): AnswerEntry {
    return {
      query: 'data-quality',
      parameters: {},
      columns: ['measure', 'value'],
      rows: [
        ['contacts', this.#contacts],
        ['contacts_with_several_versions', this.#withSeveral],
        ['versions_seen', this.#versions],
        ['most_versions_of_one_contact', this.#mostVersions],
        ['contacts_updated_over_24_hours_after_disconnect', this.#updatedLate],
        ['contacts_with_other_fields', this.#withOtherFields],
        ['quarantined_records', this.#quarantined()],
      ],
    };
  }
}

/** Counts contacts by name, where each contact may have several names. */
class NameCounts implements Answer {
  readonly #query: string;
  readonly #column: string;
  readonly #namesOf: (facts: Facts) => readonly string[];
  readonly #counts = new Map<string, number>();

  constructor(query: string, column: string, namesOf: (facts: Facts) => readonly string[]) {
    this.#query = query;
    this.#column = column;
    this.#namesOf = namesOf;
  }

  addContact(facts: Facts): void {
    for (const name of this.#namesOf(facts))
      this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  finish(): AnswerEntry {
    const rows = [...this.#counts].map(([name, count]): Value[] => [name, count]);
    return {
      query: this.#query,
      parameters: {},
      columns: [this.#column, 'contacts'],
      rows: sortRows(rows, 1),
    };
  }
}

/** fields-outside-the-model */
export function fieldsOutsideTheModel(): Answer {
  return new NameCounts('fields-outside-the-model', 'field', ({ latest }) => [
    'PreDisconnectState',
    ...latest.extraFields.map((field) => field.path),
  ]);
}

/** redactions */
export function redactions(): Answer {
  return new NameCounts('redactions', 'category', ({ latest }) => latest.redacted);
}
