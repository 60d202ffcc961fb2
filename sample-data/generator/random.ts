const TWO_TO_32 = 4_294_967_296;
const BYTE_TEXT = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Seeded pseudo-random numbers (sfc32): the same seed and stream always give the same numbers. */
export class Random {
  #a = 0;
  #b = 0;
  #c = 0;
  #counter = 1;

  constructor(seed: number, stream = 0) {
    this.reseed(seed, stream);
  }

  /** Seeds the object anew, so that one object can serve many contacts in turn. */
  reseed(seed: number, stream = 0): void {
    this.#a = seed | 0;
    this.#b = Math.floor(seed / TWO_TO_32) | 0;
    this.#c = stream | 0;
    this.#counter = 1;
    for (let round = 0; round < 12; round++) this.#draw();
  }

  #draw(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    this.#c |= 0;
    return sum >>> 0;
  }

  /** A number in [0, 1). */
  next(): number {
    return this.#draw() / TWO_TO_32;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** A whole number between both bounds, both included. */
  int(lowest: number, highest: number): number {
    return lowest + Math.floor(this.next() * (highest - lowest + 1));
  }

  /** 32 random bits, for seeding another generator. */
  seed(): number {
    return this.#draw();
  }

  pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.next() * items.length)]!;
  }

  /** One of the items, each as likely as its weight. */
  weighted<T>(choices: readonly (readonly [T, number])[]): T {
    let total = 0;
    for (const choice of choices) total += choice[1];
    let left = this.next() * total;
    for (const choice of choices) {
      left -= choice[1];
      if (left < 0) return choice[0];
    }
    return choices[choices.length - 1]![0];
  }

  exponential(mean: number): number {
    return -Math.log(1 - this.next()) * mean;
  }

  /** Skewed durations: half lie below the median, a long tail above. */
  lognormal(median: number, sigma: number): number {
    return median * Math.exp(sigma * this.#normal());
  }

  #normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return radius * Math.cos(2 * Math.PI * this.next());
  }

  /** The number of events, if `mean` are expected (Poisson). */
  poisson(mean: number): number {
    if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.#normal()));
    const floor = Math.exp(-mean);
    let product = this.next();
    let count = 0;
    while (product > floor) {
      product *= this.next();
      count++;
    }
    return count;
  }

  /** A version 4 UUID. */
  uuid(): string {
    const first = this.#draw();
    const second = this.#draw();
    const third = this.#draw();
    const fourth = this.#draw();
    return (
      `${word(first)}-${half(second >>> 16)}-${half((second & 0x0fff) | 0x4000)}-` +
      `${half(((third >>> 16) & 0x3fff) | 0x8000)}-${half(third & 0xffff)}${word(fourth)}`
    );
  }
}

function half(bits: number): string {
  return BYTE_TEXT[(bits >>> 8) & 0xff]! + BYTE_TEXT[bits & 0xff]!;
}

function word(bits: number): string {
  return half(bits >>> 16) + half(bits & 0xffff);
}
