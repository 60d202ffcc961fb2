import { identityText } from './erasure.ts';
import type { Finding, Findings } from './findings.ts';

/** Where contacts hold an address, from which a person can judge whether they are the contacts meant. */
export interface MatchSummary {
  /** Contacts that have it as their endpoint. */
  readonly as_endpoint: number;
  /** Contacts that only mention it. */
  readonly mention_only: number;
  /** The fields that hold the address; those with most contacts first. */
  readonly fields: readonly MatchedField[];
}

/** A field that holds the address. */
export interface MatchedField {
  /** `Attributes.callback` */
  readonly path: string;
  readonly contacts: number;
  /** The value around the address, with letters and digits masked. */
  readonly example: string;
}

/** @param findings of a search for an address */
export function summariseMatches(findings: Findings): MatchSummary {
  const all = new Set<string>();
  const withEndpoint = new Set<string>();
  const fields = new Map<string, { contacts: Set<string>; example: string }>();
  for (const { identity, mentions } of [...findings.values()].flat().flatMap(contactsOf)) {
    const id = identityText(identity);
    all.add(id);
    for (const { path, isEndpoint, example } of mentions) {
      const field = fields.get(path) ?? { contacts: new Set(), example };
      fields.set(path, field);
      field.contacts.add(id);
      if (isEndpoint) withEndpoint.add(id);
    }
  }
  return {
    as_endpoint: withEndpoint.size,
    mention_only: all.size - withEndpoint.size,
    fields: [...fields]
      .map(([path, { contacts, example }]) => ({ path, contacts: contacts.size, example }))
      .sort((a, b) => b.contacts - a.contacts || (a.path < b.path ? -1 : 1)),
  };
}

function contactsOf({ contacts }: Finding) {
  return contacts;
}
