import { ratio } from './answer.ts';

/** Smaller values are counted in an array, the few others in a map. */
const DENSE_VALUES = 8_192;
const FIRST_DENSE_VALUES = 256;

/** Counts by whole number: sums, averages and nearest-rank percentiles without keeping the values. */
export class Histogram {
  #dense = new Uint32Array(FIRST_DENSE_VALUES);
  readonly #sparse = new Map<number, number>();
  count = 0;
  sum = 0;

  /** Adds a whole number from 0 on. */
  add(value: number): void {
    if (value >= DENSE_VALUES) this.#sparse.set(value, (this.#sparse.get(value) ?? 0) + 1);
    else {
      if (value >= this.#dense.length) this.#grow(value);
      this.#dense[value]! += 1;
    }
    this.count++;
    this.sum += value;
  }

  get average(): number | null {
    return ratio(this.sum, this.count);
  }

  /** The values at the nearest ranks ceil(percent/100 · n), for ascending percents. */
  percentiles(percents: readonly number[]): (number | null)[] {
    if (this.count === 0) return percents.map(() => null);
    const counts = this.#ascending();
    let index = -1;
    let seen = 0;
    return percents.map((percent) => {
      const rank = Math.ceil((percent * this.count) / 100);
      while (seen < rank) seen += counts[++index]![1];
      return counts[index]![0];
    });
  }

  #grow(value: number): void {
    const dense = new Uint32Array(2 ** Math.ceil(Math.log2(value + 1)));
    dense.set(this.#dense);
    this.#dense = dense;
  }

  #ascending(): readonly (readonly [value: number, count: number])[] {
    const dense = [...this.#dense.entries()].filter(([, count]) => count > 0);
    const sparse = [...this.#sparse].sort(([left], [right]) => left - right);
    return [...dense, ...sparse];
  }
}

/** The sum, mean and maximum of the values that are not null. */
export class Mean {
  count = 0;
  sum = 0;
  largest: number | null = null;

  /** Adds a value; null adds nothing. */
  add(value: number | null): void {
    if (value === null) return;
    this.count++;
    this.sum += value;
    if (this.largest === null || value > this.largest) this.largest = value;
  }

  get average(): number | null {
    return ratio(this.sum, this.count);
  }
}
