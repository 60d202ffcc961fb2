import { sqlTimestamp } from '../../generator/clock.ts';
import type { Contact } from '../../generator/contact.ts';
import { sortRows, type Value } from '../answer.ts';
import { queueOf } from './known-contact.ts';

interface Queued {
  readonly queue: string | null;
  readonly kind: string;
  contacts: number;
  oldest: Contact;
}

/** The contacts in each queue at one moment. */
export class QueueWaits {
  readonly #moment: number;
  readonly #queues = new Map<string, Queued>();

  constructor(moment: number) {
    this.#moment = moment;
  }

  /** Adds a contact that waits at the moment. */
  add(contact: Contact): void {
    const [queue, kind] = queueOf(contact);
    const key = `${kind} ${queue}`;
    const found = this.#queues.get(key);
    if (found === undefined) this.#queues.set(key, { queue, kind, contacts: 1, oldest: contact });
    else {
      found.contacts++;
      if (isBefore(contact, found.oldest)) found.oldest = contact;
    }
  }

  /** Columns: queue, queue_kind, contacts_waiting, oldest_contact_id, oldest_enqueued_at_local, longest_wait_seconds. */
  rows(): Value[][] {
    const rows = [...this.#queues.values()].map(({ queue, kind, contacts, oldest }) => {
      const enqueued = oldest.enqueued!;
      return [queue, kind, contacts, oldest.id, sqlTimestamp(enqueued), this.#moment - enqueued];
    });
    return sortRows(rows, 2);
  }
}

function isBefore(one: Contact, other: Contact): boolean {
  if (one.enqueued !== other.enqueued) return one.enqueued! < other.enqueued!;
  return one.id < other.id;
}
