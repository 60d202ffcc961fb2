import type { Version } from './deliveries.ts';

/** How long the latest versions of contacts take from landed to a table that has them. */
export class Freshness {
  readonly #waiting = new Map<number, { version: number; landedAt: number }[]>();
  readonly #seconds: number[] = [];

  /** Notes that versions have landed. @param at milliseconds */
  landed(versions: readonly Version[], at: number): void {
    for (const { contact, version } of versions) {
      const waiting = this.#waiting.get(contact) ?? [];
      waiting.push({ version, landedAt: at });
      this.#waiting.set(contact, waiting);
    }
  }

  /** Notes that the table has a version. This counts for the earlier versions of the contact too. */
  answered({ contact, version }: Version, at: number): void {
    const waiting = this.#waiting.get(contact);
    if (waiting === undefined) return;
    const rest = waiting.filter((one) => one.version > version);
    for (const one of waiting) {
      if (one.version <= version) this.#seconds.push((at - one.landedAt) / 1000);
    }
    if (rest.length > 0) this.#waiting.set(contact, rest);
    else this.#waiting.delete(contact);
  }

  /** The number of contacts with a version that the table does not have. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** The oldest version that the table does not have; null if it has all. */
  oldestWaiting(): number | null {
    let oldest: number | null = null;
    for (const versions of this.#waiting.values()) {
      for (const { version } of versions) oldest = Math.min(oldest ?? version, version);
    }
    return oldest;
  }

  /** The seconds within which this share of the versions was in the table. @param share 0.99 */
  percentile(share: number): number {
    const sorted = Float64Array.from(this.#seconds).sort();
    return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  }
}
