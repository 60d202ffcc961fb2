import { OTHER_REASONS, type ReasonCount } from '../../pipeline/normalise/reason-counts.ts';
import { visibleInLine } from '../../terminal/control-characters.ts';
import { formatCount } from '../../terminal/wording.ts';

/** A reason for quarantine, how often it occurred, and where first. */
export interface SetAside extends ReasonCount {
  source_key: string;
}

/** The most reasons that are counted one by one. Later ones are counted together. */
const MOST_REASONS = 1000;

/** The most reasons that are shown to people; programs get all. */
const MOST_SHOWN = 5;

/** Adds up the reasons of raw objects. The order of the objects makes no difference. */
export class SetAsideCounter {
  private readonly ofReason = new Map<string, SetAside>();

  add(source_key: string, reasons: readonly ReasonCount[]): void {
    for (const one of reasons) this.addOne({ ...one, source_key });
  }

  /** Adds what another counter has added up. */
  addAll(reasons: readonly SetAside[]): void {
    for (const one of reasons) this.addOne(one);
  }

  /** The commonest first. */
  all(): SetAside[] {
    return [...this.ofReason.values()].sort(
      (a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1),
    );
  }

  private addOne(one: SetAside): void {
    const isKnown = this.ofReason.has(one.reason) || this.ofReason.size < MOST_REASONS;
    const reason = isKnown ? one.reason : OTHER_REASONS;
    const found = this.ofReason.get(reason);
    if (!found) {
      this.ofReason.set(reason, { ...one, reason });
      return;
    }
    const first = isBefore(one, found) ? one : found;
    this.ofReason.set(reason, {
      reason,
      count: found.count + one.count,
      source_key: first.source_key,
      source_offset: first.source_offset,
      is_other_kind: found.is_other_kind && one.is_other_kind,
    });
  }
}

function isBefore(one: SetAside, other: SetAside): boolean {
  if (one.source_key !== other.source_key) return one.source_key < other.source_key;
  return one.source_offset < other.source_offset;
}

/**
 * Describes the commonest reasons, each with a place where it occurred.
 * @param all the command that lists all reasons
 */
export function describeReasons(
  reasons: readonly SetAside[],
  { most = MOST_SHOWN, all = '`contact-lake status --json`' } = {},
): string[] {
  const shown = reasons
    .slice(0, most)
    .map(({ count, reason, source_key, source_offset }) =>
      visibleInLine(
        `${formatCount(count)} × ${reason} (first in ${source_key} at byte ${source_offset})`,
      ),
    );
  const rest = reasons.slice(most);
  if (rest.length === 0) return shown;
  const pieces = rest.reduce((sum, { count }) => sum + count, 0);
  return [...shown, `${formatCount(pieces)} for other reasons, which ${all} lists`];
}
