/** A reason for quarantine in one raw object, how often it occurred, and where first. */
export interface ReasonCount {
  reason: string;
  count: number;
  /** The offset of the first such piece, in bytes of the object's content. */
  source_offset: number;
  /** Whether the pieces are another kind of record that the source emits, as opposed to damage. */
  is_other_kind: boolean;
}

/** The most reasons that are reported for one raw object. */
export const MOST_REASONS = 20;

/** The most different reasons that are counted one by one. Later ones are counted together. */
const MOST_COUNTED = 1000;

/** The name under which all further reasons are counted. */
export const OTHER_REASONS = 'other reasons';

/** Counts reasons, in memory that is bounded however many there are. */
export class ReasonCounter {
  private readonly counts = new Map<string, ReasonCount>();
  private readonly otherKinds: ReadonlySet<string>;

  /** @param otherKinds the reasons that name another kind of record */
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

  /** The commonest first. Those beyond MOST_REASONS are added up as one. */
  top(): ReasonCount[] {
    const all = [...this.counts.values()].sort((a, b) => b.count - a.count);
    const listed = all.filter(({ reason }) => reason !== OTHER_REASONS).slice(0, MOST_REASONS);
    const rest = all.filter((one) => !listed.includes(one));
    if (rest.length === 0) return listed;
    return [
      ...listed,
      {
        reason: OTHER_REASONS,
        count: rest.reduce((sum, { count }) => sum + count, 0),
        source_offset: Math.min(...rest.map(({ source_offset }) => source_offset)),
        is_other_kind: false,
      },
    ];
  }
}
