import { TimeHeap } from './time-heap.ts';

/** What is going to happen in the simulated centre, and what time it is there. */
export class EventQueue {
  readonly #events = new TimeHeap<() => void>();
  #now: number;

  constructor(start: number) {
    this.#now = start;
  }

  get now(): number {
    return this.#now;
  }

  get isEmpty(): boolean {
    return this.#events.size === 0;
  }

  at(time: number, action: () => void): void {
    if (time < this.#now) throw new RangeError(`event at ${time} lies before now, ${this.#now}`);
    this.#events.push(time, action);
  }

  after(seconds: number, action: () => void): void {
    this.at(this.#now + seconds, action);
  }

  /** Lets everything happen that is due at or before `until`, then stands there. */
  runUntil(until: number): void {
    while (this.#events.earliest <= until) {
      this.#now = this.#events.earliest;
      this.#events.pop()();
    }
    this.#now = until;
  }
}
