import { TimeHeap } from './time-heap.ts';

/** The simulated time, epoch seconds. */
export interface Clock {
  readonly now: number;
}

/** The future events of the simulated centre, and its clock. */
export class EventQueue implements Clock {
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

  /** Runs every event that is due at or before `until`, and sets the clock to that time. */
  runUntil(until: number): void {
    while (this.#events.earliest <= until) {
      this.#now = this.#events.earliest;
      this.#events.pop()();
    }
    this.#now = until;
  }
}
