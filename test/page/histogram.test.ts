import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cumulativeShares, histogram, percentile } from '../../page/histogram.ts';

const counted = (values: readonly number[]) => {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return histogram(counts);
};

describe('a histogram', () => {
  test('gives the value at position ceil(p x n) of the ascending values', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 30 }), { minLength: 1 }),
        fc.constantFrom(1, 50, 80, 90, 95, 100),
        (values, percent) => {
          const position = Math.ceil((percent * values.length) / 100);
          const ascending = values.toSorted((one, other) => one - other);
          expect(percentile(counted(values), percent)).toBe(ascending[position - 1]);
        },
      ),
    );
  });

  test('does not lose a rank to rounding: p80 of 5 is the 4th, p95 of 20 the 19th', () => {
    expect(percentile(counted([1, 2, 3, 4, 5]), 80)).toBe(4);
    expect(percentile(counted(Array.from({ length: 20 }, (_, at) => at + 1)), 95)).toBe(19);
  });

  test('of nothing has no percentile', () => {
    expect(percentile(counted([]), 50)).toBeNull();
  });

  test('adds up to the whole', () => {
    expect(cumulativeShares(counted([3, 3, 7, 9]))).toEqual([
      { value: 3, share: 0.5 },
      { value: 7, share: 0.75 },
      { value: 9, share: 1 },
    ]);
  });
});
