/**
 * Input made to be slow or to break things: what comes of it. How long it takes, and in how much
 * memory, `npm run bench:limits` measures.
 */
import { describe, expect, test } from 'vitest';
import {
  BROKEN,
  inPieces,
  LONG_KEY,
  longString,
  OPENING_BRACKETS,
  recordWith,
  SMALL_RECORD,
  TINY,
  TOO_MUCH,
} from '../../../bench/limits/inputs.ts';
import { contactRecords } from '../../../pipeline/datasets/contact-records/dataset.ts';
import { Normaliser } from '../../../pipeline/normalise/normaliser.ts';
import { SOURCE_KEY } from './outcome.ts';

const MIB = 1024 * 1024;

interface Run {
  readonly records: number;
  readonly quarantined: number;
  readonly quarantinedBytes: number;
  readonly lineBytes: number;
  /** The last line's beginning. */
  readonly lastLine: string;
}

/** Normalises the pieces, keeping nothing of what comes out but the last line. */
function run(pieces: Iterable<Buffer>): Run {
  const normaliser = new Normaliser(contactRecords, SOURCE_KEY);
  let lineBytes = 0;
  let lastLine = '';
  const take = () => {
    const lines = normaliser.takeLines();
    normaliser.takeQuarantine();
    lineBytes += lines.length;
    const from = lines.lastIndexOf(0x0a, -2) + 1;
    if (lines.length > 0) lastLine = lines.toString('utf8', from, from + 200);
  };
  for (const piece of pieces) {
    normaliser.push(piece);
    take();
  }
  normaliser.finish();
  take();
  return {
    records: normaliser.counts.records_out,
    quarantined: normaliser.counts.quarantined,
    quarantinedBytes: normaliser.counts.quarantined_bytes,
    lineBytes,
    lastLine,
  };
}

const runText = (text: string) => run(inPieces(text));

describe('broken bytes are one entry, and the record after them survives', () => {
  test.each(BROKEN)('%s', (_what, text, n) => {
    const outcome = runText(`${text(n)}\n${SMALL_RECORD}`);
    expect(outcome).toMatchObject({
      records: 1,
      quarantined: 1,
      quarantinedBytes: text(n).length + 1,
    });
    expect(outcome.lastLine).toContain('"contactid":"c"');
  });

  test('opening brackets', () => {
    const [, text, n] = OPENING_BRACKETS;
    const outcome = runText(`${text(n)}\n${SMALL_RECORD}`);
    expect(outcome).toMatchObject({ records: 1, quarantined: 1, quarantinedBytes: 0 });
  });

  test('a million opening brackets, and a million objects within one another', () => {
    for (const opening of ['[', '{"a":']) {
      const outcome = runText(`${opening.repeat(1_000_000)}${SMALL_RECORD}`);
      expect(outcome).toMatchObject({ records: 1, quarantined: 1 });
    }
  });

  test('a string longer than a record may be: by reference', () => {
    const outcome = run(longString(20));
    expect(outcome).toMatchObject({ records: 1, quarantined: 1 });
    expect(outcome.quarantinedBytes).toBeGreaterThan(20 * MIB);
  });
});

describe('tiny values, each an outcome of its own', () => {
  test.each(TINY)('%s', (_what, text, n, entries) => {
    expect(runText(text(n))).toMatchObject({ records: 0, quarantined: entries(n) });
  });
});

describe('a record with too much of something is a record all the same', () => {
  test.each(TOO_MUCH)('%s', (_what, members, n) => {
    const outcome = runText(recordWith(members(n)));
    expect(outcome).toMatchObject({ records: 1, quarantined: 0 });
    // The most: an element `1,` becomes `"MediaStreams[39999]":"1",`.
    expect(outcome.lineBytes).toBeLessThan(20 * recordWith(members(n)).length);
  });

  test('a long key above many fields: no more comes out than a multiple of what went in', () => {
    const [, members, n] = LONG_KEY;
    const text = recordWith(members(4 * n));
    const outcome = runText(text);
    expect(outcome.records + outcome.quarantined).toBe(1);
    expect(outcome.lineBytes).toBeLessThan(100 * text.length);
  });

  test('long keys, all different', () => {
    const records = Array.from({ length: 20 }, (_, index) =>
      recordWith(`"Attributes":{"${String(index).padStart(MIB, 'x')}":"v"}`),
    );
    expect(runText(records.join(''))).toMatchObject({ records: 20, quarantined: 0 });
  });
});

describe('at the edge of the window, which begins with a mebibyte', () => {
  const opening = `${SMALL_RECORD.slice(0, -1)},"Channel":"`;
  const bytes = Buffer.alloc(MIB, 'x');
  bytes.write(opening);

  test.each([
    ['a record', '"}', { records: 1, quarantined: 0 }],
    ['a string', '', { records: 0, quarantined: 1 }],
    ['an escape', '\\u00', { records: 0, quarantined: 1 }],
    ['half a character', '\xc3', { records: 0, quarantined: 1 }],
    ['half a timestamp', '","ScheduledTimestamp":"2026-', { records: 0, quarantined: 1 }],
    ['half a number', '","QueuePriority":-', { records: 0, quarantined: 1 }],
  ])('%s ends', (_what, end, expected) => {
    for (const short of [0, 1, 2, 3, 4, 8, 28, 29, 30, 31, 32, 33, 34, 36, 40, 64]) {
      const ended = Buffer.from(bytes.subarray(0, MIB - short));
      ended.write(end, ended.length - end.length, 'latin1');
      expect(run([ended])).toMatchObject(expected);
    }
  });
});
