/**
 * The parts that a batch is converted in. DuckDB cannot hold more than some gigabytes of staged rows in the
 * memory that a conversion may take, so a larger batch is cut by days: each part has all rows of its
 * days, and what is done with a day is the same whether or not other days are there.
 */
import type { Flatfile } from './flatfiles.ts';

/** Days from the first to the last, both inclusive; null where there is no bound. */
export interface DayRange {
  /** `2026-11-23` */
  readonly first: string | null;
  readonly last: string | null;
}

export interface Part {
  readonly days: DayRange;
  /** The flatfiles that have rows of these days. */
  readonly flatfiles: readonly Flatfile[];
  /** How many rows of these days each flatfile has, by the key of its raw object. */
  readonly rowsOf: ReadonlyMap<string, number>;
  /** The open struct's keys that get a column; null for a single part, whose own rows decide. */
  readonly columns: readonly string[] | null;
}

export interface Parts {
  /** In the order of their days. Together their ranges have every day, also those without a row. */
  readonly parts: readonly Part[];
  /** Whether days are made again, which may be refused. */
  readonly isRemaking: boolean;
  /** The number of days with rows in the batch; 0 for a single part, because its plan counts them. */
  readonly days: number;
}

export function hasDay({ first, last }: DayRange, day: string): boolean {
  return (first === null || day >= first) && (last === null || day <= last);
}
