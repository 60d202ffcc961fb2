/** Where contacts leave within the flows, without a queue and an agent. */
import type { OpenPage } from './open-page.ts';
import { rowsOfDays, type Selection } from './sums.ts';

export interface BlockExits {
  /** Index into the page's blocks. */
  readonly block: number;
  readonly passed: number;
  readonly left: number;
}

/**
 * The blocks at which contacts have left on the selected days, most first. A contact that was at a block on several
 * of these days has passed it once.
 */
export function exitsOf(page: OpenPage, selection: Selection): BlockExits[] {
  const { exits: table } = page;
  const { day, block, days_before: before } = table.index;
  const { contacts_passed: passed, contacts_left: left } = table.sums;
  const blocks = new Map<number, BlockExits>();
  for (const row of rowsOfDays(table, page, selection)) {
    const at = block[row]!;
    const daysBefore = page.daysBefore[before[row]!]!;
    const isFirst = daysBefore === 0 || day[row]! - daysBefore < selection.fromDay;
    const known = blocks.get(at) ?? { block: at, passed: 0, left: 0 };
    blocks.set(at, {
      ...known,
      passed: known.passed + (isFirst ? passed[row]! : 0),
      left: known.left + left[row]!,
    });
  }
  return [...blocks.values()]
    .filter((one) => one.left > 0)
    .sort((one, other) => other.left - one.left || one.block - other.block);
}
