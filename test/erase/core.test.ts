/** Finding and blanking in the bytes of a raw object, whatever they are and however they come. */
import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dataset } from '../../pipeline/datasets.ts';
import { blanked } from '../../pipeline/erase/blank.ts';
import { identityText } from '../../pipeline/erase/erasure.ts';
import { type Finding, findWanted } from '../../pipeline/erase/find.ts';
import { TextScanner } from '../../pipeline/erase/text-scanner.ts';
import { erasedBy, holding, type Wanted, withId } from '../../pipeline/erase/wanted.ts';
import { normalise } from '../../pipeline/normalise/normalise.ts';
import { INSTANCE, record } from '../lake/records.ts';

const KEY = 'raw/ctr/2026/11/23/09/object';
const ADDRESS = 'ann.ö/"x"@example.org';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hashOf = (id: string) => sha256(identityText([INSTANCE, id]));

async function* inPieces(bytes: Uint8Array, sizes: readonly number[] = [64 * 1024]) {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length]!;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

function find(bytes: Uint8Array, wanted: Wanted, sizes?: readonly number[]): Promise<Finding[]> {
  return findWanted(dataset, KEY, inPieces(bytes, sizes), wanted);
}

async function blank(bytes: Uint8Array, found: readonly Finding[], sizes?: readonly number[]) {
  const pieces: Uint8Array[] = [];
  for await (const piece of blanked(inPieces(bytes, sizes), found)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** The lines and quarantine entries that normalise makes of the object. */
async function normalised(bytes: Uint8Array) {
  const texts = { lines: '', quarantine: '' };
  await normalise(dataset, KEY, inPieces(bytes), {
    lines: async (piece) => void (texts.lines += Buffer.from(piece).toString('latin1')),
    quarantine: async (piece) => void (texts.quarantine += Buffer.from(piece).toString('latin1')),
  });
  const split = (text: string) => text.split('\n').slice(0, -1);
  return { lines: split(texts.lines), quarantine: split(texts.quarantine) };
}

const pieceSizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });

/** A text as JSON may write it, each character in its own way. */
function spelt(text: string): fc.Arbitrary<string> {
  const ways = [...text].map((character) => {
    const units = Array.from({ length: character.length }, (_, i) =>
      character.charCodeAt(i).toString(16).padStart(4, '0'),
    );
    const plain = JSON.stringify(character).slice(1, -1);
    const escaped = units.map((unit) => `\\u${unit}`).join('');
    const shouted = units.map((unit) => `\\u${unit.toUpperCase()}`).join('');
    const others = character === '/' ? ['\\/'] : [];
    return fc.constantFrom(plain, escaped, shouted, ...others);
  });
  return fc.tuple(...ways).map((parts) => parts.join(''));
}

describe('a text', () => {
  const bystander = fc.string({ unit: 'grapheme', maxLength: 12 });
  const value = fc.oneof(
    { weight: 3, arbitrary: bystander.map((text) => JSON.stringify(text)) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(bystander, spelt(ADDRESS), bystander)
        .map(([a, b, c]) => `${JSON.stringify(a).slice(0, -1)}${b}${JSON.stringify(c).slice(1)}`),
    },
    { weight: 1, arbitrary: spelt(ADDRESS.slice(0, -1)).map((text) => `"${text}"`) },
    // JSON text as a string of JSON text, twice over.
    {
      weight: 2,
      arbitrary: spelt(ADDRESS).map((text) => JSON.stringify(JSON.stringify({ a: `"${text}"` }))),
    },
    { weight: 1, arbitrary: fc.constantFrom('12345', 'true', 'null', '[]') },
  );

  /** By the plainest code there is: in a key or value, or in JSON that a value is. */
  function holds(json: unknown): boolean {
    if (typeof json === 'string') {
      if (json.includes(ADDRESS)) return true;
      try {
        return holds(JSON.parse(json));
      } catch {
        return /^[[{"]/.test(json) === false ? false : holds(unescaped(json));
      }
    }
    if (typeof json !== 'object' || json === null) return false;
    return Object.entries(json).some(([key, inner]) => holds(key) || holds(inner));
  }

  const unescaped = (text: string) => {
    const inner = /^\{"a":"(.*)"\}$/s.exec(text)?.[1];
    if (inner === undefined) return '';
    try {
      return JSON.parse(inner);
    } catch {
      return '';
    }
  };

  test('is found in a record in whatever spelling, and only there', async () => {
    let hits = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(value, { maxLength: 4 }), pieceSizes, async (values, sizes) => {
        const members = values.map((text, i) => `"Field${i}":${text}`);
        const plain = JSON.stringify(record({}));
        const text = `${plain.slice(0, -1)}${members.map((member) => `,${member}`).join('')}}`;
        const found = await find(Buffer.from(text), holding(ADDRESS), sizes);
        const isHeld = holds(JSON.parse(text));
        expect(found).toHaveLength(isHeld ? 1 : 0);
        if (isHeld) hits++;
      }),
      { numRuns: 300 },
    );
    expect(hits).toBeGreaterThan(50);
  });

  test('is where it is, however its bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string({ unit: 'binary', maxLength: 9 }), spelt('+4416')), {
          maxLength: 5,
        }),
        pieceSizes,
        (parts, sizes) => {
          const scanner = new TextScanner('+4416');
          const spans: { from: number; to: number; isIt: boolean }[] = [];
          let all = '';
          for (const [before, spelling] of parts) {
            const clean = before.replace(/[\\+]/g, '');
            const from = Buffer.byteLength(all);
            const at = from + Buffer.byteLength(clean);
            spans.push({ from, to: at, isIt: false });
            all += clean + spelling;
            spans.push({ from: at, to: Buffer.byteLength(all), isIt: true });
          }
          const bytes = Buffer.from(all);
          for (let at = 0, i = 0; at < bytes.length; at += sizes[i++ % sizes.length]!) {
            scanner.push(bytes.subarray(at, at + sizes[i % sizes.length]!));
          }
          for (const { from, to, isIt } of spans) expect(scanner.standsIn(from, to)).toBe(isIt);
        },
      ),
    );
  });

  test('is looked for in linear time, whatever the bytes', () => {
    const millionsOf = (text: string) => Buffer.from(text.repeat(3_000_000 / text.length));
    for (const hostile of ['\\', '\\u005c', '+', '+441', '\\u002b', '\\\\u002b44']) {
      const scanner = new TextScanner('+441632960961');
      const startedAt = performance.now();
      scanner.push(millionsOf(hostile));
      expect(scanner.standsIn(0, 3_000_000), hostile).toBe(false);
      expect(performance.now() - startedAt, hostile).toBeLessThan(5_000);
    }
  });
});

describe('blanking', () => {
  const ids = ['contact-a', 'contact-b', 'contact-c', 'contact-d'];
  const anyRecord = fc
    .record({
      id: fc.constantFrom(...ids),
      minute: fc.integer({ min: 10, max: 59 }),
      extra: fc.constantFrom({}, { Attributes: { a: '}{' } }, { Unknown: ['ü', { x: null }] }),
    })
    .map(({ id, minute, extra }) =>
      JSON.stringify(
        record({ ContactId: id, LastUpdateTimestamp: `2026-11-23T10:${minute}:00Z`, ...extra }),
      ),
    );
  const anyPiece = fc.oneof(
    { weight: 5, arbitrary: anyRecord },
    { weight: 1, arbitrary: fc.constantFrom('\n', ' \r\n\t', '\uFEFF') },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        'junk',
        '{"ContactId": ',
        '}',
        '[1, 2]',
        '{}',
        '"text"',
        '{"a"',
        '[',
        ',',
        '{"a":"b',
        '"',
        '"}',
        '\\',
        '{"a":[',
      ),
    },
  );
  const anyObject = fc.array(anyPiece, { maxLength: 12 });

  test('leaves the lines of all others as they are, byte for byte, and none of the erased', async () => {
    let erasedLines = 0;
    await fc.assert(
      fc.asyncProperty(
        anyObject,
        fc.subarray(ids),
        fc.boolean(),
        pieceSizes,
        async (pieces, erased, isGzip, sizes) => {
          const plain = Buffer.from(pieces.join(''));
          const stored = isGzip ? gzipSync(plain) : plain;
          const wanted = erasedBy({ contacts: erased.map(hashOf), fragments: [] }, sha256);
          const found = await find(stored, wanted, sizes);
          const after = await blank(stored, found, sizes);
          const uncompressed = isGzip ? gunzipSync(after) : after;

          expect(uncompressed.length).toBe(plain.length);
          const isErased = (line: string) => erased.includes(JSON.parse(line).contactid);
          const before = (await normalised(stored)).lines;
          expect((await normalised(after)).lines).toEqual(before.filter((l) => !isErased(l)));
          erasedLines += before.filter(isErased).length;
          expect(found).toHaveLength(before.filter(isErased).length);
          expect(await find(after, wanted)).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
    expect(erasedLines).toBeGreaterThan(100);
  });

  test('of records that hold a text takes what is no record with it', async () => {
    const text = `${JSON.stringify(record({}))}junk of ann@example.org {"ContactId":"contact-9"`;
    const found = await find(Buffer.from(text), holding('ann@example.org'));
    expect(found).toEqual([
      {
        offset: text.indexOf('junk'),
        length: text.length - text.indexOf('junk'),
        contact: null,
        keepsApart: false,
      },
    ]);
    expect(await find(Buffer.from(text), withId('contact-9'))).toHaveLength(1);
    expect(await find(Buffer.from(text), withId('contact-1'))).toHaveLength(1);
    expect((await blank(Buffer.from(text), found)).toString().trimEnd()).toBe(
      JSON.stringify(record({})),
    );
  });

  test('reaches what is too long to be quoted', async () => {
    const noise = 'x'.repeat(5 * 1024 * 1024);
    const last = JSON.stringify(record({ ContactId: 'contact-2' }));
    const text = `${JSON.stringify(record({}))}${noise}+441632960961${noise}${last}`;
    const found = await find(Buffer.from(text), holding('+441632960961'));
    expect(found).toHaveLength(1);
    const after = (await blank(Buffer.from(text), found)).toString();
    expect(after).toHaveLength(text.length);
    expect(after.replace(/ +/, ' ')).toBe(`${JSON.stringify(record({}))} ${last}`);
  });

  test('leaves a gzip stream cut off that is cut off, with all that can be read of it', async () => {
    const kept = JSON.stringify(record({ ContactId: 'contact-2' }));
    const gone = JSON.stringify(record({ Name: 'ann@example.org' }));
    const whole = gzipSync(`${kept}${gone}${kept}`);
    const after = '+441632960961 in plain, behind the end of gzip';
    for (const [stored, wanted] of [
      [whole.subarray(0, -8), holding('ann@example.org')],
      [Buffer.concat([whole, Buffer.from(after)]), holding('ann@example.org')],
      [Buffer.concat([whole, Buffer.from(after)]), holding('+441632960961')],
    ] as const) {
      const found = await find(stored, wanted);
      expect(found).toHaveLength(1);
      const result = await normalised(await blank(stored, found));
      const isGone = wanted.text === 'ann@example.org';
      expect(result.lines).toHaveLength(isGone ? 2 : 3);
      expect(result.quarantine).toHaveLength(1);
      expect(JSON.parse(result.quarantine[0]!).reason).toBe('gzip: unexpected end of file');
      expect((await blank(stored, found)).includes('+441632960961')).toBe(false);
    }
  });

  test('of nothing gives the same bytes, and none of none', async () => {
    const plain = Buffer.from(JSON.stringify(record({})));
    expect(await blank(plain, [])).toEqual(plain);
    expect(await blank(Buffer.alloc(0), [])).toEqual(Buffer.alloc(0));
    expect(gunzipSync(await blank(gzipSync(plain), []))).toEqual(plain);
  });
});
