import type { Value } from './answer.ts';
import type { Facts } from './facts.ts';
import type { GroupedQuery } from './grouped.ts';

type Totals = Readonly<Record<string, number>>;

/** What a contact adds to its group's sum: 1 for true, or a number; null and false add nothing. */
export type Sum = (facts: Facts) => boolean | number | null;

/** Computes a column from the other columns' sums. */
export interface Rate {
  readonly from: (totals: Totals) => number | null;
}

type Measures = Readonly<Record<string, Sum | Rate>>;

/** A query all of whose columns are sums over contacts, or rates of such sums. */
export function tally(
  keyColumns: readonly string[],
  key: GroupedQuery<number[]>['key'],
  measures: Measures,
  attributedTo?: (facts: Facts) => number | null,
): GroupedQuery<number[]> {
  const sums = Object.entries(measures).filter(
    (entry): entry is [string, Sum] => !isRate(entry[1]),
  );
  return {
    keyColumns,
    valueColumns: Object.keys(measures),
    key,
    ...(attributedTo === undefined ? {} : { attributedTo }),
    begin: () => sums.map(() => 0),
    add: (group, facts) => {
      for (let index = 0; index < sums.length; index++)
        group[index]! += Number(sums[index]![1](facts));
    },
    values: (group) => {
      const totals = Object.fromEntries(sums.map(([column], index) => [column, group[index]!]));
      return Object.entries(measures).map(([column, measure]) =>
        isRate(measure) ? measure.from(totals) : (totals[column] as Value),
      );
    },
  };
}

function isRate(measure: Sum | Rate): measure is Rate {
  return typeof measure !== 'function';
}
