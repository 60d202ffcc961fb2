import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Histogram } from '../../sample-data/answers/measures.ts';
import { phoneNumber } from '../../sample-data/generator/customers.ts';
import { Random } from '../../sample-data/generator/random.ts';
import { TimeHeap } from '../../sample-data/generator/time-heap.ts';

describe('the random numbers', () => {
  it('are the same for the same seed and stream, and others for others', () => {
    const draws = (seed: number, stream: number) => {
      const random = new Random(seed, stream);
      return Array.from({ length: 5 }, () => random.seed());
    };
    expect(draws(7, 1)).toEqual(draws(7, 1));
    expect(draws(7, 1)).not.toEqual(draws(7, 2));
    expect(draws(7, 1)).not.toEqual(draws(8, 1));
    expect(draws(7, 1)).not.toEqual(draws(7 + 2 ** 32, 1));
  });

  it('spread evenly', () => {
    const random = new Random(1);
    const counts = new Array(10).fill(0);
    for (let draw = 0; draw < 100_000; draw++) counts[random.int(0, 9)]++;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });

  it('make version 4 UUIDs', () => {
    const random = new Random(1);
    for (let index = 0; index < 1_000; index++)
      expect(random.uuid()).toMatch(
        /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
      );
  });
});

describe('the heap', () => {
  it('gives items back by time, those of one time in the order they came', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20)), (times) => {
        const heap = new TimeHeap<readonly [number, number]>();
        times.forEach((time, order) => {
          heap.push(time, [time, order]);
        });
        const out = times.map(() => heap.pop());
        const sorted = times
          .map((time, order) => [time, order] as const)
          .sort((left, right) => left[0] - right[0] || left[1] - right[1]);
        expect(out).toEqual(sorted);
      }),
    );
  });
});

describe('the histogram', () => {
  it('gives nearest-rank percentiles', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(300_000), { minLength: 1 }), (values) => {
        const histogram = new Histogram();
        for (const value of values) histogram.add(value);
        const sorted = values.toSorted((left, right) => left - right);
        const percents = [50, 80, 90, 95, 100];
        const ranks = percents.map((percent) => Math.ceil((percent * values.length) / 100));
        expect(histogram.percentiles(percents)).toEqual(ranks.map((rank) => sorted[rank - 1]));
      }),
    );
  });
});

describe('the phone numbers', () => {
  it('are all different and all fictitious', () => {
    const numbers = Array.from({ length: 96_000 }, (_, index) => phoneNumber(index));
    expect(new Set(numbers).size).toBe(numbers.length);
    const fictitious =
      /^\+(447700900|441632960|442079460|441(13|14|15|16|17|18|21|31|41|51|61)4960|441914980|442890180|442920180)\d{3}$|^\+1[2-9]\d\d55501\d\d$/;
    expect(numbers.filter((number) => !fictitious.test(number))).toEqual([]);
  });
});
