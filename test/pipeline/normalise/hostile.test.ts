/**
 * Input made to be slow or to break things: what comes of it, in linear time.
 *
 * Time is this process's CPU time, which a busy machine does not stretch. Four times the input may
 * take up to nine times as long: linear is four, quadratic sixteen.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { contactRecords } from '../../../pipeline/datasets/contact-records/dataset.ts';
import { Normaliser } from '../../../pipeline/normalise/normaliser.ts';
import { SMALL_RECORD } from './generated-records.ts';
import { SOURCE_KEY } from './outcome.ts';

const PIECE_BYTES = 64 * 1024;
const STEEPEST = 9;
/** Below this, what is measured is the clock and the collector. */
const TOO_SHORT_MS = 60;
const LONGEST_MS = 15_000;
const MIB = 1024 * 1024;

interface Run {
  readonly ms: number;
  readonly records: number;
  readonly quarantined: number;
  readonly quarantinedBytes: number;
  readonly lineBytes: number;
  /** The last line's beginning. */
  readonly lastLine: string;
}

/** Normalises the pieces, keeping nothing of what comes out but the last line. */
function run(pieces: Iterable<Buffer>): Run {
  const begun = process.cpuUsage();
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
    ms: process.cpuUsage(begun).user / 1000,
    records: normaliser.counts.records_out,
    quarantined: normaliser.counts.quarantined,
    quarantinedBytes: normaliser.counts.quarantined_bytes,
    lineBytes,
    lastLine,
  };
}

function* inPieces(text: string): Generator<Buffer> {
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    yield bytes.subarray(at, at + PIECE_BYTES);
  }
}

/** Runs `text(n)` and `text(4 * n)`. @returns the latter's outcome */
function expectLinear(text: (n: number) => string, n: number): Run {
  const once = run(inPieces(text(n))).ms;
  const outcome = run(inPieces(text(4 * n)));
  expect(outcome.ms).toBeLessThan(STEEPEST * Math.max(once, TOO_SHORT_MS));
  expect(outcome.ms).toBeLessThan(LONGEST_MS);
  return outcome;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What is held in memory when all that can go has gone. */
function heldBytes(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** A record with these members more. */
function recordWith(members: string): string {
  return `${SMALL_RECORD.slice(0, -1)},${members}}`;
}

/** `item(0)`, `item(1)`… */
function many(count: number, item: (index: number) => string, between = ''): string {
  return Array.from({ length: count }, (_, index) => item(index)).join(between);
}

describe('broken bytes are one entry, and the record after them survives', {
  timeout: 120_000,
}, () => {
  test.each<[string, (n: number) => string, number]>([
    ['opening braces', (n) => '{'.repeat(n), 100_000],
    ['objects within one another', (n) => '{"a":'.repeat(n), 15_000],
    ['arrays and objects within one another', (n) => '{"a":['.repeat(n), 15_000],
    ['objects within one another, inside out', (n) => '}'.repeat(n), 250_000],
    ['a string of braces, unclosed', (n) => `{"a":"${'{'.repeat(n)}`, 200_000],
    ['a string of braces and quotes', (n) => `{${'"{":":","":":",'.repeat(n)}`, 20_000],
    ['thirty-one levels around a list', (n) => `${'{"a":'.repeat(31)}[${'1,'.repeat(n)}`, 20_000],
    ['tiny objects behind a broken one', (n) => `{]${'{}'.repeat(n)}`, 100_000],
    ['quotes', (n) => '"'.repeat(n), 250_000],
    ['braces with quotes', (n) => '{"'.repeat(n), 50_000],
    ['backslashes in a string', (n) => `{"a":"${'\\'.repeat(2 * n)}`, 200_000],
    ['NULs', (n) => '\0'.repeat(n), 250_000],
    ['bytes that are not UTF-8', (n) => '\xff'.repeat(n), 250_000],
    ['digits', (n) => `{"a":${'9'.repeat(n)}`, 250_000],
    ['commas', (n) => `{"a":1${','.repeat(n)}`, 250_000],
  ])('%s', (_what, text, n) => {
    const outcome = expectLinear((count) => `${text(count)}\n${SMALL_RECORD}`, n);
    expect(outcome).toMatchObject({
      records: 1,
      quarantined: 1,
      quarantinedBytes: text(4 * n).length + 1,
    });
    expect(outcome.lastLine).toContain('"contactid":"c"');
  });

  // An array's brackets are no piece of anything: that they are not closed is the entry.
  test('opening brackets', () => {
    const outcome = expectLinear((n) => `${'['.repeat(n)}\n${SMALL_RECORD}`, 250_000);
    expect(outcome).toMatchObject({ records: 1, quarantined: 1, quarantinedBytes: 0 });
  });

  test('a million opening brackets, and a million objects within one another', () => {
    for (const opening of ['[', '{"a":']) {
      const outcome = run(inPieces(`${opening.repeat(1_000_000)}${SMALL_RECORD}`));
      expect(outcome).toMatchObject({ records: 1, quarantined: 1 });
      expect(outcome.ms).toBeLessThan(LONGEST_MS);
    }
  });

  test('a string of 100 MB: by reference, without being held', () => {
    const piece = Buffer.alloc(PIECE_BYTES, 'x');
    const count = (100 * MIB) / PIECE_BYTES;
    function* pieces() {
      yield Buffer.from(`${SMALL_RECORD.slice(0, -1)},"Foo":"`);
      for (let i = 0; i < count; i++) yield piece;
      yield Buffer.from(`"}${SMALL_RECORD}`);
    }
    const before = process.memoryUsage.rss();
    const outcome = run(pieces());
    expect(process.memoryUsage.rss() - before).toBeLessThan(64 * MIB);
    expect(outcome).toMatchObject({ records: 1, quarantined: 1 });
    expect(outcome.quarantinedBytes).toBeGreaterThan(100 * MIB);
    expect(outcome.ms).toBeLessThan(LONGEST_MS);
  });
});

describe('tiny values, each an outcome of its own', { timeout: 120_000 }, () => {
  test('a million objects without what a record needs: an entry each', () => {
    const outcome = expectLinear((n) => '{}'.repeat(n), 250_000);
    expect(outcome).toMatchObject({ records: 0, quarantined: 1_000_000 });
  });

  test('a million numbers in an array: an entry each', () => {
    const outcome = expectLinear((n) => `[${'1,'.repeat(n)}1]`, 250_000);
    expect(outcome).toMatchObject({ records: 0, quarantined: 1_000_001 });
  });

  test('brackets and commas: nothing', () => {
    const outcome = expectLinear((n) => '[],'.repeat(n), 250_000);
    expect(outcome).toMatchObject({ records: 0, quarantined: 0 });
  });

  test('byte order marks and line ends: nothing', () => {
    const outcome = expectLinear((n) => '\xef\xbb\xbf\r\n'.repeat(n), 250_000);
    expect(outcome).toMatchObject({ records: 0, quarantined: 0 });
  });
});

describe('a record with too much of something is a record all the same', {
  timeout: 120_000,
}, () => {
  test.each<[string, (n: number) => string, number]>([
    ['one unknown key again and again', (n) => many(n, () => '"x":1', ','), 3_000],
    ['keys of which nothing is left', (n) => many(n, () => '"-":1', ','), 3_000],
    ['unknown keys', (n) => many(n, (i) => `"x${i}":1`, ','), 10_000],
    ['one column again and again', (n) => many(n, () => '"Channel":"VOICE"', ','), 3_000],
    ['attributes', (n) => `"Attributes":{${many(n, (i) => `"a${i}":"1"`, ',')}}`, 10_000],
    ['attributes that misfit', (n) => `"Attributes":{${many(n, (i) => `"a${i}":1`, ',')}}`, 10_000],
    ['elements that misfit', (n) => `"MediaStreams":[${many(n, () => '1', ',')}]`, 10_000],
    ['escapes', (n) => `"Channel":"${'\\u00e9'.repeat(n)}"`, 100_000],
    ['halves of surrogate pairs', (n) => `"Channel":"${'\\ud83d'.repeat(n)}"`, 100_000],
    ['digits', (n) => `"QueuePriority":${'9'.repeat(n)}`, 500_000],
    ['digits of a fraction', (n) => nestedScore(`0.${'9'.repeat(n)}`), 500_000],
    ['white space', (n) => `"Channel":${'\r\n '.repeat(n)}null`, 250_000],
  ])('%s', (_what, members, n) => {
    const outcome = expectLinear((count) => recordWith(members(count)), n);
    expect(outcome).toMatchObject({ records: 1, quarantined: 0 });
    const inputBytes = recordWith(members(4 * n)).length;
    // The most: an element `1,` becomes `"MediaStreams[39999]":"1",`.
    expect(outcome.lineBytes).toBeLessThan(20 * inputBytes);
  });
  // What leaves is named by its whole path: a long key above many fields comes again in each.
  test('a long key above many fields: no more comes out than a multiple of what went in', () => {
    const text = (n: number) =>
      recordWith(`"Agent${'-'.repeat(10 * n)}":{${many(n, (i) => `"x${i}":1`, ',')}}`);
    const outcome = expectLinear(text, 250);
    expect(outcome.records + outcome.quarantined).toBe(1);
    expect(outcome.lineBytes).toBeLessThan(100 * text(1000).length);
  });
});

describe('memory', { timeout: 120_000 }, () => {
  test('long keys, all different, are not remembered one and all', () => {
    const normaliser = new Normaliser(contactRecords, SOURCE_KEY);
    const pushKey = (index: number) => {
      const key = String(index).padStart(MIB, 'x');
      for (const piece of inPieces(recordWith(`"Attributes":{"${key}":"v"}`))) {
        normaliser.push(piece);
        normaliser.takeLines();
      }
    };
    // Until its buffers have grown to what one such record needs.
    for (let index = 0; index < 10; index++) pushKey(index);
    const before = heldBytes();
    for (let index = 10; index < 50; index++) pushKey(index);
    expect(heldBytes() - before).toBeLessThan(20 * MIB);
    normaliser.finish();
    expect(normaliser.counts.records_out).toBe(50);
  });
});

describe('at the edge of the window, which begins with a mebibyte', { timeout: 60_000 }, () => {
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

function nestedScore(number: string): string {
  return `"QualityMetrics":{"Agent":{"Audio":{"QualityScore":${number}}}}`;
}
