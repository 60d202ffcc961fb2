/** Bands of colour, worked out by hand. */
import { expect, test } from 'vitest';
import { bandAt, bandsOf, roundSeconds } from '../../page/browser/bands.ts';
import { formatSeconds as clock } from '../../terminal/wording.ts';

const ofTimes = (seconds: readonly number[]) => bandsOf(seconds, 6, clock, roundSeconds);

test('one outlier leaves the others in bands of their own', () => {
  const seconds = [...Array.from({ length: 60 }, (_, at) => at + 1), 23_143];
  const bands = ofTimes(seconds);
  expect(bands.map(({ label }) => label)).toEqual([
    ...['0:00–0:10', '0:10–0:20', '0:20–0:30', '0:30–0:40', '0:40–0:50'],
    '0:50–6:25:43',
  ]);
  const sizes = bands.map((_, at) => seconds.filter((of) => bandAt(bands, of) === at).length);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(12);
});

test('of few values each is a band, and a single one stands alone', () => {
  expect(ofTimes([30, 30, 30])).toEqual([{ from: 30, label: '0:30' }]);
  const bands = ofTimes([30, 90, 30, 23_143]);
  expect(bands.map(({ label }) => label)).toEqual(['0:30', '1:30', '6:25:43']);
  expect([30, 90, 23_143].map((value) => bandAt(bands, value))).toEqual([0, 1, 2]);
});

test('values that look the same are one band', () => {
  const bands = ofTimes([30.1, 30.2, 29.9]);
  expect(bands).toHaveLength(1);
  expect([30.1, 30.2, 29.9].map((value) => bandAt(bands, value))).toEqual([0, 0, 0]);
});

test('each band begins where the one before ends, and has two ends', () => {
  for (let size = 7; size < 200; size += 13) {
    const seconds = Array.from({ length: size }, (_, at) => (at * at * 37) % 5_000).filter(
      (value) => value > 0,
    );
    const ends = ofTimes(seconds).map(({ label }) => label.split('–'));
    if (ends.some(([, to]) => to === undefined)) continue;
    expect(ends.slice(1).map(([from]) => from)).toEqual(ends.slice(0, -1).map(([, to]) => to));
    for (const [from, to] of ends) expect(from).not.toBe(to);
  }
});
