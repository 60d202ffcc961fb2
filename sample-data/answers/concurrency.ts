import type { Channel } from '../generator/channel.ts';
import { DAY_SECONDS, HALF_HOUR_SECONDS, sqlTimestamp } from '../generator/clock.ts';
import {
  type Answer,
  type AnswerEntry,
  Scope,
  type ScopeParameters,
  type Value,
} from './answer.ts';
import type { Facts } from './facts.ts';
import { intervalStart } from './volumes.ts';

const CHANNELS: readonly Channel[] = ['CHAT', 'EMAIL', 'TASK', 'VOICE'];

/** Contacts close within this time of their beginning, so older seconds can be counted and dropped. */
const LONGEST_CONTACT_SECONDS = 7 * DAY_SECONDS;
const RING_SECONDS = LONGEST_CONTACT_SECONDS + 2 * DAY_SECONDS;

/** peak-concurrency: contacts under way in each second, the most of each half-hour. */
export class PeakConcurrency implements Answer {
  readonly #parameters: ScopeParameters;
  readonly #scope: Scope;
  /** Beginnings minus ends in each second, by channel, at the second's remainder. */
  readonly #changes = CHANNELS.map(() => new Int32Array(RING_SECONDS));
  readonly #active = CHANNELS.map(() => 0);
  /** The half-hours in which a channel's count changes. */
  readonly #changing = CHANNELS.map(() => new Set<number>());
  readonly #rows: Value[][] = [];
  /** The first second that is not counted yet. */
  #next: number;
  #lastEnd: number;

  constructor(start: number, parameters: ScopeParameters = {}) {
    this.#parameters = parameters;
    this.#scope = new Scope(parameters);
    this.#next = intervalStart(start);
    this.#lastEnd = this.#next;
  }

  addContact({ contact }: Facts): void {
    if (contact.disconnected === null) return;
    if (contact.initiated < this.#next || contact.disconnected >= this.#next + RING_SECONDS)
      throw new RangeError(`contact ${contact.id} lasts beyond ${RING_SECONDS} s`);
    const channel = CHANNELS.indexOf(contact.channel);
    this.#change(channel, contact.initiated, 1);
    this.#change(channel, contact.disconnected, -1);
    this.#lastEnd = Math.max(this.#lastEnd, contact.disconnected);
  }

  settle(now: number): void {
    while (this.#next + HALF_HOUR_SECONDS <= now - LONGEST_CONTACT_SECONDS) this.#countInterval();
  }

  finish(): AnswerEntry {
    while (this.#next <= this.#lastEnd) this.#countInterval();
    return {
      query: 'peak-concurrency',
      parameters: { ...this.#parameters },
      columns: ['interval_start_utc', 'channel', 'peak_concurrent_contacts'],
      rows: this.#rows,
    };
  }

  #change(channel: number, second: number, by: 1 | -1): void {
    this.#changes[channel]![second % RING_SECONDS]! += by;
    this.#changing[channel]!.add(intervalStart(second));
  }

  #countInterval(): void {
    const start = this.#next;
    const isAsked = this.#scope.day(start) !== null;
    CHANNELS.forEach((channel, index) => {
      const isChanging = this.#changing[index]!.delete(start);
      const peak = isChanging ? this.#peakFrom(start, index) : this.#active[index]!;
      if (peak > 0 && isAsked) this.#rows.push([sqlTimestamp(start), channel, peak]);
    });
    this.#next = start + HALF_HOUR_SECONDS;
  }

  #peakFrom(start: number, index: number): number {
    const changes = this.#changes[index]!;
    let active = this.#active[index]!;
    let peak = 0;
    let place = start % RING_SECONDS;
    for (let second = 0; second < HALF_HOUR_SECONDS; second++) {
      active += changes[place]!;
      changes[place] = 0;
      if (active > peak) peak = active;
      if (++place === RING_SECONDS) place = 0;
    }
    this.#active[index] = active;
    return peak;
  }
}
