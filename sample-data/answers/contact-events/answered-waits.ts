import { dayText, localDay, type TimeZone } from '../../generator/clock.ts';
import { sortRows, type Value } from '../answer.ts';
import { type KnownContact, queueOf } from './known-contact.ts';

interface Sums {
  readonly day: string;
  readonly queue: string | null;
  readonly kind: string;
  contacts: number;
  seconds: number;
  longest: number;
}

/** How long contacts waited that an agent was connected to, by day and queue. */
export class AnsweredWaits {
  readonly zone: TimeZone;
  readonly #sums = new Map<string, Sums>();

  constructor(zone: TimeZone) {
    this.zone = zone;
  }

  add({ contact, enqueued, connected }: KnownContact): void {
    if (enqueued === null || connected === null) return;
    const day = dayText(localDay(this.zone, connected));
    const [queue, kind] = queueOf(contact);
    const key = `${day} ${kind} ${queue}`;
    const sums = this.#sums.get(key) ?? { day, queue, kind, contacts: 0, seconds: 0, longest: 0 };
    this.#sums.set(key, sums);
    sums.contacts++;
    sums.seconds += connected - enqueued;
    sums.longest = Math.max(sums.longest, connected - enqueued);
  }

  /** Columns: day, queue, queue_kind, contacts_answered, answer_seconds_sum, longest_answer_seconds. */
  rows(): Value[][] {
    const rows = [...this.#sums.values()].map(
      ({ day, queue, kind, contacts, seconds, longest }) => [
        day,
        queue,
        kind,
        contacts,
        seconds,
        longest,
      ],
    );
    return sortRows(rows, 3);
  }
}
