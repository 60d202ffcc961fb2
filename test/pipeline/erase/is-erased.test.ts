import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blanked } from '../../../pipeline/erase/blank.ts';
import { isErasedFrom } from '../../../pipeline/erase/is-erased.ts';

/** How an object may be stored. */
const FORMS: Readonly<Record<string, (text: string) => Buffer>> = {
  plain: (text) => Buffer.from(text),
  gzip: (text) => gzipSync(text),
  'gzip within gzip': (text) => gzipSync(gzipSync(text)),
  'UTF-16': (text) => Buffer.from(`\uFEFF${text}`, 'utf16le'),
  'gzip that is cut off': (text) => gzipSync(text).subarray(0, -10),
};

const someText = fc.array(fc.constantFrom('{"a":"b"}', ' ', 'broken', '\n'), { maxLength: 30 });

const someBlanks = fc.record({
  // Behind a byte order mark, which is never blanked.
  offset: fc.integer({ min: 3, max: 100 }),
  length: fc.nat({ max: 100 }),
  needsSeparator: fc.boolean(),
});

describe.each(Object.entries(FORMS))('what an erasure leaves of %s', (_form, stored) => {
  test('what an erasure leaves is recognised', async () => {
    await fc.assert(
      fc.asyncProperty(someText, someBlanks, async (pieces, blank) => {
        const whole = stored(pieces.join(''));
        const erased = await all(blanked(inPieces(whole), [blank]));
        expect(await isErasedFrom(inPieces(erased), inPieces(whole))).toBe(true);
      }),
    );
  });

  test('is not confused with that of another', async () => {
    const [whole, longer, other] = ['{"a":1} x', '{"a":1} x ', '{"a":2} x'].map((text) =>
      stored(text.repeat(20)),
    ) as [Buffer, Buffer, Buffer];
    const blank = { offset: 0, length: 4, needsSeparator: false };
    const erased = await all(blanked(inPieces(whole), [blank]));
    expect(await isErasedFrom(inPieces(erased), inPieces(other))).toBe(false);
    expect(await isErasedFrom(inPieces(erased), inPieces(longer))).toBe(false);
    // What was there before is nothing that an erasure makes of what is left.
    expect(await isErasedFrom(inPieces(whole), inPieces(erased))).toBe(false);
  });
});

describe('base64 of several people after an erasure', () => {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const url = (text: string) => Buffer.from(text).toString('base64url');
  const before = '{"a":"person"} {"b":"other"}';
  const after = '{            } {"b":"other"}';
  const altered = '{"a":"person"} {"b":"OTHER"}';
  const forms: Readonly<Record<string, (text: string) => string>> = {
    'as it is': base64,
    'for URLs': url,
    'in an envelope': (text) => `{"data":"${base64(`${text}\n`)}","x":"${base64(text)}"}`,
    'behind a path': (text) => `id/${base64(text)}`,
    'within base64': (text) => base64(`{"data":"${base64(text)}"}`),
    'beside much else': (text) => `${'x '.repeat(100)}${base64(text)}${' y'.repeat(100)}`,
  };
  test.for(Object.entries(forms))('%s is known for what it is', async ([, write]) => {
    const [whole, erased, other] = [before, after, altered].map((text) => Buffer.from(write(text)));
    expect(await isErasedFrom(inPieces(erased!), inPieces(whole!))).toBe(true);
    expect(await isErasedFrom(inPieces(other!), inPieces(whole!))).toBe(false);
    expect(await isErasedFrom(inPieces(whole!), inPieces(erased!))).toBe(false);
  });
});

function inPieces(bytes: Uint8Array): Readable {
  const pieces = [];
  for (let from = 0; from < bytes.length; from += 7) pieces.push(bytes.subarray(from, from + 7));
  return Readable.from(pieces);
}

async function all(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const chunk of chunks) pieces.push(chunk);
  return Buffer.concat(pieces);
}
