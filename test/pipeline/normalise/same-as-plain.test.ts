/**
 * The fast version of normalise is held to the plain one (oracle.ts) on generated input. A failure
 * prints its seed and the smallest input found: `{ seed, path }` as second argument repeats it.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { damagedObject, rawObject, recordText, SMALL_RECORD } from './generated-records.ts';
import { normalisePlainly } from './oracle.ts';
import { cutAt, normaliseFast, type Outcome } from './outcome.ts';

const RUNS = 1_000;
const CUT_RUNS = 400;
const BYTEWISE_RUNS = 100;
/** One costs as many runs as the input has bytes. */
const EVERY_CUT_RUNS = 3;
const MOST_CUT_BYTES = 4_000;
const TIMEOUT_MS = 60_000;

const anyObject = fc.oneof(rawObject, damagedObject);

/** The plain version's outcome, which the fast one's has to be. */
function expectSame(bytes: Buffer): Outcome {
  const outcome = normaliseFast(bytes);
  expect(outcome, shown(bytes)).toEqual(normalisePlainly(bytes));
  return outcome;
}

/** Bytes as one can read them in a failure's message. */
function shown(bytes: Buffer): string {
  return JSON.stringify(bytes.toString('latin1'));
}

function expectSameCutInTwo(bytes: Buffer): void {
  const whole = normaliseFast(bytes);
  for (let at = 1; at < bytes.length; at++) {
    expect(normaliseFast(...cutAt(bytes, [at])), `cut at ${at}: ${shown(bytes)}`).toEqual(whole);
  }
}

describe('the outcome is that of the plain version', { timeout: TIMEOUT_MS }, () => {
  test('for records one after another, and what may stand between', () => {
    fc.assert(
      fc.property(rawObject, (bytes) => {
        expectSame(bytes);
      }),
      { numRuns: RUNS },
    );
  });

  test('for damaged bytes', () => {
    fc.assert(
      fc.property(damagedObject, (bytes) => {
        expectSame(bytes);
      }),
      { numRuns: RUNS },
    );
  });

  test('for a record cut off at any place before a good one, which survives', () => {
    fc.assert(
      fc.property(recordText, fc.double({ min: 0, max: 1, noNaN: true }), (text, where) => {
        const record = Buffer.from(text);
        const cutOff = record.subarray(0, Math.floor(where * (record.length - 1)));
        const outcome = expectSame(Buffer.concat([cutOff, Buffer.from(SMALL_RECORD)]));
        expect(outcome.lines.at(-1)?.offset).toBe(cutOff.length);
      }),
      { numRuns: CUT_RUNS },
    );
  });

  test.each([
    ['a byte that only continues', '80'],
    ['the last before those that continue', 'c37f'],
    ['the first after those that continue', 'c3c0'],
    ['the last before those that continue, third', 'e2827f'],
    ['the first after those that continue, third', 'e282c0'],
    ['two bytes for one', 'c080'],
    ['three bytes for two', 'e09fbf'],
    ['four bytes for three', 'f08fbfbf'],
    ['a surrogate', 'eda080'],
    ['the last surrogate', 'edbfbf'],
    ['beyond Unicode', 'f4908080'],
    ['far beyond Unicode', 'f5808080'],
    ['two of three bytes', 'e282'],
    ['two of three bytes, and another', 'e28241'],
    ['the last before the surrogates', 'ed9fbf'],
    ['the first after them', 'ee8080'],
    ['the first of four bytes', 'f0908080'],
    ['the last in Unicode', 'f48fbfbf'],
    ['no character', 'efbfbf'],
  ])('for UTF-8, strictly: %s', (_what, hex) => {
    const [before, after] = [`${SMALL_RECORD.slice(0, -1)},"Channel":"a`, `"}${SMALL_RECORD}`];
    expectSame(Buffer.concat([Buffer.from(before), Buffer.from(hex, 'hex'), Buffer.from(after)]));
  });
});

describe('the outcome does not depend on how the bytes come in', { timeout: TIMEOUT_MS }, () => {
  test('cut at a few places', () => {
    const places = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 });
    fc.assert(
      fc.property(anyObject, places, (bytes, cuts) => {
        const pieces = cutAt(
          bytes,
          cuts.map((cut) => Math.floor(cut * bytes.length)),
        );
        expect(normaliseFast(...pieces)).toEqual(normaliseFast(bytes));
      }),
      { numRuns: CUT_RUNS },
    );
  });

  test('a byte at a time', () => {
    fc.assert(
      fc.property(anyObject, (bytes) => {
        const pieces = [...bytes].map((byte) => Buffer.of(byte));
        expect(normaliseFast(...pieces)).toEqual(normaliseFast(bytes));
      }),
      { numRuns: BYTEWISE_RUNS },
    );
  });

  test('cut in two at every place', () => {
    fc.assert(
      fc.property(anyObject, (bytes) => {
        expectSameCutInTwo(bytes.subarray(0, MOST_CUT_BYTES));
      }),
      // Shrinking would take minutes.
      { numRuns: EVERY_CUT_RUNS, endOnFailure: true },
    );
  });

  test.each([
    ['escapes', '{"a":"\\ud83d\\udc4b\\u00e9\\"\\\\"}'],
    ['characters of two, three and four bytes', '{"é":"☎👋"}'],
    ['numbers', '{"QueuePriority":-12.50e+3,"a":[0,-0,1E-2]}'],
    ['a number that is finite only with its exponent', qualityScore(`${'9'.repeat(310)}e-200`)],
    ['words', '{"a":[true,false,null]}'],
    ['timestamps', '{"ScheduledTimestamp":"2026-11-23T14:05:09.123456Z"}'],
    ['a wrapped string', '{"SegmentAttributes":{"a":{"ValueString":"b"}}}'],
    ['byte order marks and line ends', '\ufeff\r\n\ufeff{}\r\n\ufeff'],
  ])('cut in two at every place: %s', (_name, example) => {
    const isExtra = example.startsWith('{');
    const text = isExtra ? `${SMALL_RECORD.slice(0, -1)},${example.slice(1)}` : example;
    const bytes = Buffer.from(text);
    expectSame(bytes);
    expectSameCutInTwo(bytes);
  });

  test.each([
    ['a byte that begins a mark', 'ef20'],
    ['half a mark at the end', 'efbb'],
    ['a mark', 'efbbbf'],
  ])('cut in two at every place: %s', (_name, hex) => {
    const bytes = Buffer.concat([Buffer.from(SMALL_RECORD), Buffer.from(hex, 'hex')]);
    expectSame(bytes);
    expectSameCutInTwo(bytes);
  });
});

function qualityScore(number: string): string {
  return `{"QualityMetrics":{"Agent":{"Audio":{"QualityScore":${number}}}}}`;
}
