/** First contacts of customers, and whether they came back, from what happened. */
import type { Facts } from '../../../sample-data/answers/facts.ts';
import { DAY_SECONDS, isoWeekday } from '../../../sample-data/generator/clock.ts';
import { type Cell, dayCell } from './cell.ts';
import { queueLabel } from './contacts.ts';
import { dayOf, isInPeriod, type Settings } from './settings.ts';
import { count, share } from './tabulate.ts';

interface FirstContact {
  readonly facts: Facts;
  readonly outcome: 'repeated' | 'resolved' | 'unknown';
}

const NOBODY = ['', 'anonymous', 'unknown', 'unavailable', 'restricted', 'private', 'withheld'];

function isOfKnownCustomer({ contact, address }: Facts): boolean {
  const { method, previousId, initialId, id } = contact;
  return (
    method === 'INBOUND' &&
    previousId === null &&
    (initialId === null || initialId === id) &&
    address !== null &&
    !NOBODY.includes(address.trim().toLowerCase())
  );
}

/** The first contacts in the period. Whether a customer came back does not depend on what is chosen. */
export function firstContacts(all: readonly Facts[], settings: Settings): readonly FirstContact[] {
  const window = settings.repeatDays * DAY_SECONDS;
  const asOf = Math.max(...all.map(({ contact }) => contact.initiated));
  const firsts = all.filter(isOfKnownCustomer);
  const byAddress = new Map<string | null, Facts[]>();
  for (const facts of firsts)
    byAddress.set(facts.address, [...(byAddress.get(facts.address) ?? []), facts]);
  return firsts
    .filter(
      (facts) =>
        isInPeriod(settings, dayOf(settings, facts.contact.initiated)) &&
        (settings.queue === null || queueLabel(facts) === settings.queue) &&
        (settings.channel === null || facts.contact.channel === settings.channel),
    )
    .map((facts) => {
      const at = facts.contact.initiated;
      if (at + window > asOf) return { facts, outcome: 'unknown' };
      const isRepeated = byAddress.get(facts.address)!.some(({ contact }) => {
        const gap = contact.initiated - at;
        return gap > 0 && gap <= window;
      });
      return { facts, outcome: isRepeated ? 'repeated' : 'resolved' };
    });
}

export function firstContactKeys(settings: Settings) {
  return {
    queue: ({ facts }) => queueLabel(facts),
    /** Weeks begin on Sunday. */
    week: ({ facts }) => {
      const day = dayOf(settings, facts.contact.initiated)!;
      return dayCell(day - (isoWeekday(day) % 7));
    },
  } satisfies Record<string, (first: FirstContact) => Cell>;
}

const counted = (outcome: FirstContact['outcome']) => (firsts: readonly FirstContact[]) =>
  count(firsts, (first) => first.outcome === outcome);

export const FIRST_CONTACT_FIGURES = {
  firstContacts: (firsts) => firsts.length,
  repeated: counted('repeated'),
  resolved: counted('resolved'),
  unknown: counted('unknown'),
  repeatRate: (firsts) =>
    share(
      count(firsts, ({ outcome }) => outcome === 'repeated'),
      count(firsts, ({ outcome }) => outcome !== 'unknown'),
    ),
} satisfies Record<string, (firsts: readonly FirstContact[]) => Cell>;
