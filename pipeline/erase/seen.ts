import { identityText } from './erasure.ts';
import type { Finding, Findings } from './find.ts';

/** Where contacts hold what is looked for: whether it is they who are meant. */
export interface Seen {
  /** Contacts that have it as their endpoint. */
  readonly as_endpoint: number;
  /** Contacts that only mention it. */
  readonly mention_only: number;
  /** The fields that it is in; those with most contacts first. */
  readonly fields: readonly SeenField[];
}

/** A field that it is in. */
export interface SeenField {
  /** `Attributes.callback` */
  readonly path: string;
  readonly contacts: number;
  /** How it stands there, without what it says. */
  readonly example: string;
}

/** @param findings of a search for an address */
export function seenIn(findings: Findings): Seen {
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
