/** At the limit of a record's length, which is too long for generated input to come near. */
import { describe, expect, test } from 'vitest';
import { SMALL_RECORD } from './generated-records.ts';
import { normalisePlainly } from './oracle.ts';
import { cutAt, normaliseFast } from './outcome.ts';

const LONGEST_RECORD_BYTES = 4 * 1024 * 1024;

/** A record of the given number of bytes. */
function recordOf(length: number): Buffer {
  const before = `${SMALL_RECORD.slice(0, -1)},"Channel":"`;
  const after = '"}';
  return Buffer.from(`${before}${'x'.repeat(length - before.length - after.length)}${after}`);
}

const small = Buffer.from(SMALL_RECORD);
const longest = recordOf(LONGEST_RECORD_BYTES);
const tooLong = recordOf(LONGEST_RECORD_BYTES + 1);
const quotable = Buffer.alloc(LONGEST_RECORD_BYTES, '-');
const notQuotable = Buffer.alloc(LONGEST_RECORD_BYTES + 1, '-');

describe.each<[string, Buffer[], string[]]>([
  ['the longest record', [longest, small], []],
  ['a longer one', [tooLong, small], ['by reference']],
  ['a longer one at the end', [small, tooLong], ['by reference']],
  ['broken bytes as long', [quotable, small], ['quoted']],
  ['more broken bytes', [notQuotable, small], ['by reference']],
  ['broken bytes before the longest record', [quotable.subarray(1), longest], ['quoted']],
  ['the longest record, broken', [longest.subarray(0, -1), longest], ['quoted']],
  ['an array that is longer', [Buffer.from(`[${longest},${small},${longest}]`)], []],
  ['a string as long', [Buffer.from(`"${'x'.repeat(LONGEST_RECORD_BYTES - 2)}"\n`)], ['quoted']],
  ['a longer string', [Buffer.from(`"${'x'.repeat(LONGEST_RECORD_BYTES)}"\n`)], ['by reference']],
])('%s', { timeout: 60_000 }, (_what, parts, entries) => {
  const bytes = Buffer.concat(parts);
  const expected = normalisePlainly(bytes);

  test('is as the plain version has it', () => {
    expect(normaliseFast(bytes)).toEqual(expected);
    const found = expected.quarantine.map((entry) => entry.original);
    expect(found.map((text) => (text === null ? 'by reference' : 'quoted'))).toEqual(entries);
  });

  test('however it is cut', () => {
    const length = parts[0]!.length;
    const aroundLimits = [1, length - 1, length, length + 1, LONGEST_RECORD_BYTES];
    expect(normaliseFast(...cutAt(bytes, aroundLimits))).toEqual(expected);
    const every64k = Array.from({ length: 140 }, (_, i) => Math.min(i * 64 * 1024, bytes.length));
    expect(normaliseFast(...cutAt(bytes, every64k))).toEqual(expected);
  });
});
