/** What a stored object's content is, and how it is stored again. */
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gzipBomb } from '../../../bench/limits/inputs.ts';
import { contentAtOnce, contentOf, rewritten } from '../../../pipeline/normalise/content.ts';
import { GzipError } from '../../../pipeline/normalise/gunzip.ts';
import { utf16Of } from '../../../pipeline/normalise/utf16.ts';
import { anyCharacter } from '../../any-character.ts';

async function* inPieces(bytes: Uint8Array, pieceBytes: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += pieceBytes) {
    yield bytes.subarray(from, from + pieceBytes);
  }
}

async function all(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const chunk of chunks) pieces.push(chunk);
  return Buffer.concat(pieces);
}

function utf16(text: string, order: 'le' | 'be'): Buffer {
  const bytes = Buffer.from(text, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
}

/** The content that is read from pieces. If the whole can be read at once, it gives the same. */
async function content(stored: Uint8Array, pieceBytes = 7): Promise<Buffer> {
  const found = await all(contentOf(inPieces(stored, pieceBytes)));
  const atOnce = contentAtOnce(stored);
  if (atOnce) expect(Buffer.from(atOnce)).toEqual(found);
  return found;
}

const storedAgain = (stored: Uint8Array, pieceBytes = 7) =>
  all(rewritten(inPieces(stored, pieceBytes), (plain) => plain));

const TEXT = '{"ContactId":"é€😀"}';

describe('UTF-16 is read as UTF-8', () => {
  test.each(['le', 'be'] as const)('%s, with a byte order mark, which stays', async (order) => {
    expect((await content(utf16(`\ufeff${TEXT}`, order))).toString()).toBe(`\ufeff${TEXT}`);
  });

  test.each([
    ['le', TEXT],
    ['be', TEXT],
    ['le', ` ${TEXT}`],
    ['be', `[${TEXT}]`],
    ['le', '"{}"'],
  ] as const)('%s without one, as it begins like JSON: %s', async (order, text) => {
    expect((await content(utf16(text, order))).toString()).toBe(text);
  });

  test.each([
    ['UTF-32, little end first', Buffer.from([0xff, 0xfe, 0, 0, 0x7b, 0, 0, 0])],
    ['UTF-32, big end first', Buffer.from([0, 0, 0xfe, 0xff, 0, 0, 0, 0x7b])],
    ['UTF-32 without a mark', Buffer.from([0x7b, 0, 0, 0, 0x22, 0, 0, 0])],
    ['a NUL within a record', Buffer.from('{"a\0":1}')],
    ['one character of UTF-16', Buffer.from([0x7b, 0])],
    ['plain text', Buffer.from(TEXT)],
    ['nothing', Buffer.alloc(0)],
  ])('but not %s', async (_name, bytes) => {
    expect(await content(bytes)).toEqual(bytes);
  });
});

describe('four bytes show UTF-16', () => {
  test.each([
    ['fffe7b00', 'utf-16le'],
    ['fffe007b', 'utf-16le'],
    ['fffe0100', 'utf-16le'],
    ['fffe', 'utf-16le'],
    ['feff007b', 'utf-16be'],
    ['feff0000', 'utf-16be'],
    ['7b002200', 'utf-16le'],
    ['7b007f00', 'utf-16le'],
    ['09000100', 'utf-16le'],
    ['007b0022', 'utf-16be'],
    ['fffe0000', null],
    ['ff007b00', null],
    ['fe007b00', null],
    ['41002200', null],
    ['7b008000', null],
    ['7b000000', null],
    ['7b012200', null],
    ['7b002201', null],
    ['017b0022', null],
    ['007b0122', null],
    ['00410022', null],
    ['007b0080', null],
    ['007b0000', null],
    ['7b0022', null],
    ['7b00', null],
    ['00', null],
    ['', null],
  ])('%s: %s', (hex, expected) => {
    expect(utf16Of(Buffer.from(hex, 'hex'))).toBe(expected);
  });
});

describe('gzip within gzip is inflated', () => {
  const plain = Buffer.from(TEXT);
  const wrapped = (bytes: Buffer, times: number): Buffer =>
    times === 0 ? bytes : gzipSync(wrapped(bytes, times - 1));

  test.each([1, 2, 3, 4])('%d deep', async (times) => {
    expect(await content(wrapped(plain, times))).toEqual(plain);
  });

  test('gzip is inflated no deeper than four: the rest is its own bytes', async () => {
    expect(await content(wrapped(plain, 6))).toEqual(wrapped(plain, 2));
  });

  test('UTF-16 within it too', async () => {
    expect((await content(wrapped(utf16(`\ufeff${TEXT}`, 'be'), 2))).toString()).toContain(TEXT);
  });

  test.each([1, 2])(
    'damage gives what comes before it, then the error (%d deep)',
    async (times) => {
      let state = 1;
      const noise = Buffer.from(
        Array.from({ length: 60_000 }, () => (state = (state * 48271) % 2147483647) & 0xff),
      );
      const stored = wrapped(noise, times);
      const given: Uint8Array[] = [];
      const read = async () => {
        for await (const piece of contentOf(inPieces(stored.subarray(0, -2000), 999))) {
          given.push(piece);
        }
      };
      await expect(read()).rejects.toThrow(GzipError);
      const found = Buffer.concat(given);
      expect(found.length).toBeGreaterThan(0);
      expect(found).toEqual(noise.subarray(0, found.length));
    },
  );
});

describe('a whole object is read at once', () => {
  const plain = Buffer.from(TEXT);

  test.each([
    ['plain', plain],
    ['gzip', gzipSync(plain)],
    ['gzip within gzip', gzipSync(gzipSync(plain))],
    ['gzip of several members', Buffer.concat([gzipSync(plain), gzipSync('')])],
  ])('if it is %s', (_form, stored) => {
    expect(Buffer.from(contentAtOnce(stored)!).toString()).toBe(TEXT);
  });

  test.each([
    ['UTF-16', utf16(TEXT, 'le')],
    ['damaged gzip', gzipSync(plain).subarray(0, -1)],
    ['gzip that would fill the memory', gzipBomb(20)],
  ])('but not %s, which is streamed', (_form, stored) => {
    expect(contentAtOnce(stored)).toBeNull();
  });
});

describe('stored again without an edit', () => {
  const units = fc.array(
    fc.oneof(
      fc.integer({ min: 0, max: 0xffff }),
      fc.integer({ min: 0xd800, max: 0xdfff }),
      fc.integer({ min: 0, max: 0x7f }),
    ),
  );
  const size = fc.integer({ min: 1, max: 9 });

  test('UTF-16 is the same bytes, whatever code units it has and however it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(units, fc.boolean(), fc.boolean(), size, async (found, isBe, isOdd, cut) => {
        const bytes = Buffer.alloc(2 * found.length + 2 + (isOdd ? 1 : 0), 0x22);
        [0xfeff, ...found].forEach((unit, i) => {
          if (isBe) bytes.writeUInt16BE(unit, 2 * i);
          else bytes.writeUInt16LE(unit, 2 * i);
        });
        // Two zero bytes behind the mark would be UTF-32's.
        if (found[0] === 0) return;
        expect(await storedAgain(bytes, cut)).toEqual(bytes);
      }),
    );
  });

  test('stored text equals a decoder’s output', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: anyCharacter }), size, async (text, cut) => {
        fc.pre(!text.startsWith('\0'));
        const found = await content(utf16(`\ufeff${text}`, 'le'), cut);
        expect(found.toString()).toBe(`\ufeff${text}`);
      }),
    );
  });

  test('gzip is gzip of the same, as deep as it was', async () => {
    const stored = gzipSync(gzipSync(utf16(`\ufeff${TEXT}`, 'le')));
    const again = await storedAgain(stored);
    expect(gunzipSync(gunzipSync(again))).toEqual(gunzipSync(gunzipSync(stored)));
  });

  const noise = (length: number) => {
    let state = 1;
    return Buffer.from(Array.from({ length }, () => (state = (state * 48271) % 2147483647) & 0xff));
  };

  test('gzip of much content is gzip of the same', async () => {
    const plain = noise(150_000);
    const again = await storedAgain(gzipSync(plain), 10_000);
    expect(gunzipSync(again).equals(plain)).toBe(true);
  });

  test.each([1, 2])(
    'gzip that is cut off stays cut off, where reading ended (%d deep)',
    async (times) => {
      const plain = noise(50_000);
      const whole = times === 1 ? gzipSync(plain) : gzipSync(gzipSync(plain));
      const readAll = async (stored: Buffer) => {
        const given: Uint8Array[] = [];
        const read = async () => {
          for await (const piece of contentOf(inPieces(stored, 999))) given.push(piece);
        };
        await expect(read()).rejects.toThrow(GzipError);
        return Buffer.concat(given);
      };
      const cutOff = whole.subarray(0, -1000);
      const readable = await readAll(cutOff);
      expect(readable.length).toBeGreaterThan(40_000);
      expect((await readAll(await storedAgain(cutOff, 999))).equals(readable)).toBe(true);
    },
  );

  test('an error of the edit is passed on', async () => {
    const failing = async function* (content: AsyncIterable<Uint8Array>) {
      yield* content;
      throw new Error('The edit failed');
    };
    for (const stored of [Buffer.from(TEXT), gzipSync(TEXT), utf16(`\ufeff${TEXT}`, 'be')]) {
      await expect(all(rewritten(inPieces(stored, 7), failing))).rejects.toThrow('The edit failed');
    }
  });
});
