/** Why pieces of one raw object were set aside, how often, and where the first of them stands. */
export interface ReasonCount {
  reason: string;
  count: number;
  /** Of the first such piece, bytes from the beginning of the object's content. */
  source_offset: number;
  /** Whether it is another kind of record that the source emits too, and no damage. */
  is_other_kind: boolean;
}

/** Reasons that one raw object tells, at most. */
export const MOST_REASONS = 20;

/** Different reasons that are counted one by one; those that come after them, together. */
const MOST_COUNTED = 1000;

/** What stands for the reasons that are not told one by one. */
export const OTHER_REASONS = 'other reasons';

/** Counts reasons, in memory that does not grow with their number. */
export class ReasonCounter {
  private readonly counts = new Map<string, ReasonCount>();
  private readonly otherKinds: ReadonlySet<string>;

  /** @param otherKinds the reasons that tell of another kind of record */
  constructor(otherKinds: ReadonlySet<string>) {
    this.otherKinds = otherKinds;
  }

  add(reason: string, source_offset: number): void {
    const isKnown = this.counts.has(reason) || this.counts.size < MOST_COUNTED;
    const name = isKnown ? reason : OTHER_REASONS;
    const found = this.counts.get(name);
    if (found) found.count++;
    else {
      const is_other_kind = this.otherKinds.has(reason);
      this.counts.set(name, { reason: name, count: 1, source_offset, is_other_kind });
    }
  }

  /** The commonest first; what is beyond MOST_REASONS as one. */
  top(): ReasonCount[] {
    const all = [...this.counts.values()].sort((a, b) => b.count - a.count);
    const told = all.filter(({ reason }) => reason !== OTHER_REASONS).slice(0, MOST_REASONS);
    const rest = all.filter((one) => !told.includes(one));
    if (rest.length === 0) return told;
    return [
      ...told,
      {
        reason: OTHER_REASONS,
        count: rest.reduce((sum, { count }) => sum + count, 0),
        source_offset: Math.min(...rest.map(({ source_offset }) => source_offset)),
        is_other_kind: false,
      },
    ];
  }
}
