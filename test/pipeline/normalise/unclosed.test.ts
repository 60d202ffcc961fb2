/**
 * The law: a record that stands alone on its line survives whatever stands unclosed before it, as
 * long as no string is open there. So does it with another record behind it.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SMALL_RECORD } from './generated-records.ts';
import { normalisePlainly } from './oracle.ts';
import { normaliseFast, piecesOf } from './outcome.ts';

const RUNS = 2_000;
const DEEPEST = 32;

/** A record of so many levels, in objects and arrays by turns as `kinds` has it. */
function recordOfDepth(levels: number, kinds: string): string {
  const within = Array.from({ length: levels - 1 }, (_, i) => kinds[i % kinds.length]);
  const opened = within.map((kind) => (kind === '{' ? '{"a":' : '['));
  const closed = within.map((kind) => (kind === '{' ? '}' : ']')).reverse();
  return `${SMALL_RECORD.slice(0, -1)},"Foo":${opened.join('')}1${closed.join('')}}`;
}

function expectSurvives(before: string, record: string, after: string): void {
  const bytes = Buffer.from(`${before}\n${record}\n${after}`);
  const outcome = normaliseFast(bytes);
  const offsets = outcome.lines.map(({ offset }) => offset);
  expect(offsets, before.slice(0, 200)).toContain(Buffer.byteLength(before) + 1);
  if (after !== '') {
    expect(offsets).toContain(bytes.length - Buffer.byteLength(after));
  }
}

const unclosed = fc.oneof(
  fc.constantFrom('[', '{', '{"":', '{"a":', '[{"":', '{"a":[', '[[', '{"a":{"b":', '{"a":1,"b":'),
  fc.constantFrom('[1,', '{"a":[{},', '{"a":"s",', '[null,{"a":', '{"ContactId":"x","b":['),
);
const anything = fc.oneof(
  { weight: 4, arbitrary: unclosed },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '}',
      ']',
      ',',
      ':',
      '1',
      '-',
      '1e',
      'tru',
      'null',
      '""',
      '"a"',
      ' ',
      '\n',
      '\0',
    ),
  },
);
const prefix = fc.oneof(
  fc.tuple(unclosed, fc.nat(80)).map(([text, count]) => text.repeat(count)),
  fc
    .array(fc.tuple(anything, fc.integer({ min: 1, max: 40 })), { maxLength: 6 })
    .map((parts) => parts.map(([text, count]) => text.repeat(count)).join('')),
);
const record = fc
  .tuple(fc.integer({ min: 2, max: DEEPEST }), fc.constantFrom('{', '[', '[{', '{[', '{{['))
  .map(([levels, kinds]) => recordOfDepth(levels, kinds));

describe('a record alone on its line survives', { timeout: 120_000 }, () => {
  test('whatever is unclosed before it', () => {
    fc.assert(fc.property(prefix, record, fc.constantFrom('', SMALL_RECORD), expectSurvives), {
      numRuns: RUNS,
    });
  });

  test.each([15, 16, 31, 32, 33, 47, 20_000])('a bracket and a brace, %d times', (count) => {
    for (const levels of [2, 13, 31, DEEPEST]) {
      expectSurvives('[{"":'.repeat(count), recordOfDepth(levels, '{'), '');
      expectSurvives('{"a":'.repeat(count), recordOfDepth(levels, '[{'), SMALL_RECORD);
    }
  });

  test('unclosed JSON has the outcome of the plain version, however it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        prefix,
        record,
        fc.integer({ min: 1, max: 200 }),
        async (before, text, size) => {
          const bytes = Buffer.from(`${before.slice(0, 400)}\n${text}\n`);
          const expected = normalisePlainly(bytes);
          expect(normaliseFast(bytes)).toEqual(expected);
          const pieces: Buffer[] = [];
          for await (const piece of piecesOf(bytes, size)) pieces.push(piece);
          expect(normaliseFast(...pieces)).toEqual(expected);
        },
      ),
      { numRuns: 300 },
    );
  });
});
