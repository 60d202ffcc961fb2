import { sqlText } from '../../queries/reader/sql-text.ts';
import { dayAt, type OpenPage } from '../open-page.ts';
import type { Selection } from '../sums.ts';

/** The contacts that a section's figures are computed from. */
export interface SectionSource {
  readonly selection: Selection;
  /** Conditions in SQL over the columns of the section's query, beyond the selection. */
  readonly conditions?: readonly string[];
}

const NOTED = new WeakMap<Element, SectionSource>();

/** Records them for *Copy SQL*, if a section shows something other than the selection of the filters. */
export function noteSource(section: Element, source: SectionSource): void {
  NOTED.set(section, source);
}

/**
 * The contacts that a section shows.
 * @param usual the selection of the filters
 */
export function sourceOf(section: Element, usual: Selection): SectionSource {
  return NOTED.get(section) ?? { selection: usual };
}

/**
 * Narrows the selection to these days of the page.
 * @param days indices, at least one
 */
export function onDays(
  page: OpenPage,
  selection: Selection,
  days: readonly number[],
): SectionSource {
  const [fromDay, toDay] = [Math.min(...days), Math.max(...days)];
  const texts = days.toSorted((one, other) => one - other).map((day) => sqlText(dayAt(page, day)));
  const isAll = toDay - fromDay === days.length - 1;
  return {
    selection: { ...selection, fromDay, toDay },
    conditions: isAll ? [] : [`day IN (${texts.join(', ')})`],
  };
}
