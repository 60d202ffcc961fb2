/** Random numbers that are the same for the same seed (mulberry32, a public-domain generator). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 to below 1. */
  unit(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 to below `limit`. */
  below(limit: number): number {
    return Math.floor(this.unit() * limit);
  }

  /** True in the given number of a hundred cases. */
  percent(share: number): boolean {
    return this.unit() * 100 < share;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }

  /** As many values as `make` is called, from none to below `limit`, few more often than many. */
  some<T>(limit: number, make: (index: number) => T): T[] {
    const count = Math.min(this.below(limit), this.below(limit));
    return Array.from({ length: count }, (_, index) => make(index));
  }

  shuffled<T>(values: readonly T[]): T[] {
    return values
      .map((value) => ({ value, place: this.unit() }))
      .sort((a, b) => a.place - b.place)
      .map(({ value }) => value);
  }
}
