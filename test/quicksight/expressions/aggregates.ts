/** QuickSight's aggregates over the values of a group. All but `count` and `distinct_count` of nothing are null. */
import { asNumber, compare, keyOf, type Value } from './value.ts';

type Present = NonNullable<Value>;
/** Aggregates the values that are not null; further arguments are constants. */
export type Aggregate = (values: readonly Present[], percent?: number) => Value;

const numbers = (values: readonly Present[], user: string) =>
  values.map((value) => asNumber(value, user));

function sum(values: readonly Present[]): number {
  return numbers(values, 'sum').reduce((total, value) => total + value, 0);
}

function first(values: readonly Present[], sign: 1 | -1): Present {
  return values.reduce((found, value) => (sign * compare(value, found) < 0 ? value : found));
}

function ascending(values: readonly Present[]): readonly number[] {
  return numbers(values, 'a percentile').sort((left, right) => left - right);
}

/** The value at the nearest rank: the first that is at least as large as so many percent of all. */
function percentileDisc(values: readonly Present[], percent: number): number {
  return ascending(values)[Math.max(0, Math.ceil((percent * values.length) / 100) - 1)]!;
}

/** The value at the exact place, in proportion between the two neighbours. */
function percentileCont(values: readonly Present[], percent: number): number {
  const sorted = ascending(values);
  const place = (percent / 100) * (sorted.length - 1);
  const below = sorted[Math.floor(place)]!;
  return below + (place % 1) * (sorted[Math.ceil(place)]! - below);
}

function ofSome(aggregate: (values: readonly Present[], percent: number) => Value): Aggregate {
  return (values, percent = 50) => (values.length === 0 ? null : aggregate(values, percent));
}

export const AGGREGATES: Readonly<Record<string, Aggregate>> = {
  sum: ofSome(sum),
  avg: ofSome((values) => sum(values) / values.length),
  count: (values) => values.length,
  distinct_count: (values) => new Set(values.map(keyOf)).size,
  min: ofSome((values) => first(values, 1)),
  max: ofSome((values) => first(values, -1)),
  median: ofSome((values) => percentileCont(values, 50)),
  percentile: ofSome(percentileDisc),
  percentileDisc: ofSome(percentileDisc),
  percentileCont: ofSome(percentileCont),
};

/** The aggregate of each window function. */
export const WINDOW_AGGREGATES: Readonly<Record<string, Aggregate>> = {
  sumOver: AGGREGATES.sum!,
  avgOver: AGGREGATES.avg!,
  countOver: AGGREGATES.count!,
  distinctCountOver: AGGREGATES.distinct_count!,
  minOver: AGGREGATES.min!,
  maxOver: AGGREGATES.max!,
};
