import type { Cell } from './cell.ts';

/** The rows of a table: the items' groups by their keys, with the figures of each. */
export function tabulate<T>(
  items: readonly T[],
  keys: readonly ((item: T) => Cell)[],
  figures: readonly ((items: readonly T[]) => Cell)[],
): readonly (readonly Cell[])[] {
  const groups = new Map<string, { key: readonly Cell[]; items: T[] }>();
  if (keys.length === 0) return [figures.map((figure) => figure(items))];
  for (const item of items) {
    const key = keys.map((one) => one(item));
    const text = JSON.stringify(key);
    const group = groups.get(text) ?? { key, items: [] };
    groups.set(text, group);
    group.items.push(item);
  }
  return [...groups.values()].map(({ key, items: own }) => [
    ...key,
    ...figures.map((figure) => figure(own)),
  ]);
}

export function count<T>(items: readonly T[], is: (item: T) => boolean): number {
  return items.filter(is).length;
}

/** The sum of what is there. */
export function total<T>(items: readonly T[], of: (item: T) => number | null): number {
  return items.reduce((sum, item) => sum + (of(item) ?? 0), 0);
}

/** A quotient, null where nothing is divided by. */
export function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** The mean of what is there, null where nothing is. */
export function mean<T>(items: readonly T[], of: (item: T) => number | null): number | null {
  return share(
    total(items, of),
    count(items, (item) => of(item) !== null),
  );
}

/** The smallest value that so many percent of all do not exceed. */
export function nearestRank(values: readonly number[], percent: number): number | null {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.ceil((percent * sorted.length) / 100) - 1] ?? null;
}
