/** How many contacts had each value, in whole seconds. Values ascend, counts are above 0. */
export interface Histogram {
  readonly values: readonly number[];
  readonly counts: readonly number[];
  readonly total: number;
}

export function histogram(counts: ReadonlyMap<number, number>): Histogram {
  const values = [...counts.keys()].sort((one, other) => one - other);
  const ordered = values.map((value) => counts.get(value) ?? 0);
  return { values, counts: ordered, total: ordered.reduce((sum, count) => sum + count, 0) };
}

/**
 * The value at position ceil(percent / 100 x total) of the ascending values (nearest rank), null
 * if there is none.
 * @param percent whole, 1..100: a share such as 0.95 would not multiply exactly
 */
export function percentile({ values, counts, total }: Histogram, percent: number): number | null {
  const position = Math.ceil((percent * total) / 100);
  let passed = 0;
  for (const [at, value] of values.entries()) {
    passed += counts[at] as number;
    if (passed >= position) return value;
  }
  return null;
}

/** For each value, the share of contacts, 0..1, that have at most this value: the points of the curve. */
export function cumulativeShares({ values, counts, total }: Histogram) {
  let passed = 0;
  return values.map((value, at) => {
    passed += counts[at] as number;
    return { value, share: passed / total };
  });
}
