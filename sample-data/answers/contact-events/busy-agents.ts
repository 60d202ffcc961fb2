import { MINUTE_SECONDS, sqlTimestamp } from '../../generator/clock.ts';
import { sortRows, type Value } from '../answer.ts';
import type { KnownContact } from './known-contact.ts';

const LONGEST_AFTER_WORK_SECONDS = 30 * MINUTE_SECONDS;

interface Busy {
  connected: number;
  afterWork: number;
  since: number;
}

/** The agents who are connected to contacts at one moment, or do the work after them. */
export class BusyAgents {
  readonly #moment: number;
  readonly #agents = new Map<string, Busy>();

  constructor(moment: number) {
    this.#moment = moment;
  }

  add({ contact, connected, disconnected, completed, holdsUntil }: KnownContact): void {
    const moment = this.#moment;
    if (connected === null || moment < connected || moment >= holdsUntil) return;
    if (completed !== null && moment >= completed) return;
    const isEnded = disconnected !== null && moment >= disconnected;
    if (isEnded && moment >= disconnected + LONGEST_AFTER_WORK_SECONDS) return;
    const name = contact.agent!.username;
    const busy = this.#agents.get(name) ?? { connected: 0, afterWork: 0, since: connected };
    this.#agents.set(name, busy);
    busy.since = Math.min(busy.since, connected);
    if (isEnded) busy.afterWork++;
    else busy.connected++;
  }

  /** Columns: agent, activity, contacts_connected, contacts_after_work, busy_since_local, busy_seconds. */
  rows(): Value[][] {
    const rows = [...this.#agents].map(([agent, { connected, afterWork, since }]) => [
      agent,
      connected > 0 ? 'on contact' : 'after-contact work',
      connected,
      afterWork,
      sqlTimestamp(since),
      this.#moment - since,
    ]);
    return sortRows(rows, 1);
  }
}
