/** Finding and blanking in the bytes of a raw object, whatever they are and however they come. */
import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { base64Lines } from '../../../bench/limits/inputs.ts';
import { dataset } from '../../../pipeline/datasets/contact-records/dataset.ts';
import type { Address } from '../../../pipeline/erase/address.ts';
import { blanked } from '../../../pipeline/erase/blank.ts';
import {
  type EraseMatcher,
  matchAddress,
  matchAttribute,
  matchContactId,
  matchErased,
} from '../../../pipeline/erase/erase-matcher.ts';
import { identityText } from '../../../pipeline/erase/erasure.ts';
import type { Finding } from '../../../pipeline/erase/findings.ts';
import { searchObject } from '../../../pipeline/erase/search-object.ts';
import { normalise } from '../../../pipeline/normalise/normalise.ts';
import { INSTANCE, record } from '../../local/records.ts';

const KEY = 'raw/ctr/2026/11/23/09/object';
const mail = (text: string): Address => ({ kind: 'email', text });
const phone = (text: string): Address => ({ kind: 'phone', text });

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hashOf = (id: string) => sha256(identityText([INSTANCE, id]));

async function* inPieces(bytes: Uint8Array, sizes: readonly number[] = [64 * 1024]) {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length]!;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function find(bytes: Uint8Array, wanted: EraseMatcher, sizes?: readonly number[]) {
  const { findings } = await searchObject(dataset, KEY, inPieces(bytes, sizes), wanted);
  return findings;
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
        '{"a":',
        ',"x":',
        ']',
        ']}',
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
          const wanted = matchErased({ contacts: erased.map(hashOf), fragments: [] }, sha256);
          const found = await find(stored, wanted, sizes);
          const after = await blank(stored, found, sizes);
          const uncompressed = isGzip ? gunzipSync(after) : after;

          expect(uncompressed.length).toBe(plain.length);
          const isErased = (line: string) => erased.includes(JSON.parse(line).contactid);
          const before = (await normalised(stored)).lines;
          expect((await normalised(after)).lines).toEqual(before.filter((l) => !isErased(l)));
          erasedLines += before.filter(isErased).length;
          // A record within an object that is not a record makes no line, and is erased too.
          expect(found.length).toBeGreaterThanOrEqual(before.filter(isErased).length);
          expect(await find(after, wanted)).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
    expect(erasedLines).toBeGreaterThan(100);
  });

  test('of a text leaves the lines of all others as they are, whatever the text stood among', async () => {
    const text = 'ann@example.org';
    const withText = fc.constantFrom(` ${text} `, `"${text}"`, `{"a":"${text}"}`, ` ${text} [`);
    const contactOfText = JSON.stringify(record({ ContactId: 'contact-e', Name: text }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof({ weight: 3, arbitrary: anyPiece }, withText, fc.constant(contactOfText)),
          { maxLength: 12 },
        ),
        async (pieces) => {
          const content = Buffer.from(pieces.join(''));
          const found = await find(content, matchAddress(mail(text)));
          const after = await blank(content, found);
          expect(after.toString()).not.toContain(text);
          const before = (await normalised(content)).lines.filter((l) => !l.includes(text));
          // A record of another contact within what is erased is left, and is then a line of its own.
          const kept = (await normalised(after)).lines.filter((l) => before.includes(l));
          expect(kept).toEqual(before);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('of records with a text also removes a piece with it that is not a record', async () => {
    const text = `${JSON.stringify(record({}))}junk of ann@example.org {"ContactId":"contact-9"`;
    const found = await find(Buffer.from(text), matchAddress(mail('ann@example.org')));
    expect(found).toEqual([
      {
        offset: text.indexOf('junk'),
        length: text.length - text.indexOf('junk'),
        isRecord: false,
        contacts: [],
        needsSeparator: false,
      },
    ]);
    expect(await find(Buffer.from(text), matchContactId('contact-9'))).toHaveLength(1);
    expect(await find(Buffer.from(text), matchContactId('contact-1'))).toHaveLength(1);
    expect((await blank(Buffer.from(text), found)).toString().trimEnd()).toBe(
      JSON.stringify(record({})),
    );
  });

  test('reaches pieces that are too long to be quoted', async () => {
    const noise = '!'.repeat(5 * 1024 * 1024);
    const last = JSON.stringify(record({ ContactId: 'contact-2' }));
    const text = `${JSON.stringify(record({}))}${noise}+441632960961${noise}${last}`;
    const found = await find(Buffer.from(text), matchAddress(phone('+441632960961')));
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
      [whole.subarray(0, -8), matchAddress(mail('ann@example.org'))],
      [Buffer.concat([whole, Buffer.from(after)]), matchAddress(mail('ann@example.org'))],
      [Buffer.concat([whole, Buffer.from(after)]), matchAddress(phone('+441632960961'))],
    ] as const) {
      const found = await find(stored, wanted);
      expect(found).toHaveLength(1);
      const result = await normalised(await blank(stored, found));
      const isGone = wanted.searchText?.text === 'ann@example.org';
      expect(result.lines).toHaveLength(isGone ? 2 : 3);
      expect(result.quarantine).toHaveLength(1);
      expect(JSON.parse(result.quarantine[0]!).reason).toBe('gzip: unexpected end of file');
      expect((await blank(stored, found)).includes('+441632960961')).toBe(false);
    }
  });

  test('of nothing leaves the bytes unchanged, and an empty object empty', async () => {
    const plain = Buffer.from(JSON.stringify(record({})));
    expect(await blank(plain, [])).toEqual(plain);
    expect(await blank(Buffer.alloc(0), [])).toEqual(Buffer.alloc(0));
    expect(gunzipSync(await blank(gzipSync(plain), []))).toEqual(plain);
  });
});

describe('an attribute is what the table shows:', () => {
  const fields = JSON.stringify(record({})).slice(0, -1);
  const members = [
    ['as it is', '"Attributes":{"m":"12345"}', 'm', true],
    ['another value', '"Attributes":{"m":"123456"}', 'm', false],
    ['its name as Connect spells it', '"Attributes":{"Member-No":"12345"}', 'Member-No', true],
    ['its column', '"Attributes":{"Member-No":"12345"}', 'memberno', true],
    ['a name that makes no column', '"Attributes":{"会員":"12345"}', '会員', true],
    ['the first of two', '"Attributes":{"m":"12345","m":"x"}', 'm', true],
    ['the second of two', '"Attributes":{"m":"x","m":"12345"}', 'm', false],
    ['in the first of two', '"Attributes":{"m":"12345"},"Attributes":{"m":"x"}', 'm', true],
    ['in the second of two', '"Attributes":{"m":"x"},"Attributes":{"m":"12345"}', 'm', false],
    ['far behind its key', `"Attributes":{"m"${' '.repeat(3000)}:"12345"}`, 'm', true],
    ['a key with quotes', '"Attributes":{"a\\"b":"12345"}', 'a"b', true],
    ['a number', '"Attributes":{"m":12345}', 'm', true],
    ['another number', '"Attributes":{"m":123450}', 'm', false],
    ['in something else', '"Tags":{"m":"12345"}', 'm', false],
  ] as const;
  test.for(members)('%s', async ([, text, name, isIt]) => {
    const wanted = matchAttribute(dataset, { name, value: '12345' });
    const whole = `${fields},${text}}`;
    expect(await find(Buffer.from(whole), wanted)).toHaveLength(isIt ? 1 : 0);
    expect(await find(Buffer.from(`{"Records":[${whole}]}`), wanted)).toHaveLength(isIt ? 1 : 0);
  });
});

describe('the contacts of hidden records say where they have the address:', () => {
  const ofEndpoint = record({ CustomerEndpoint: { Address: '+441632960961' } });
  const ofNote = record({ ContactId: 'contact-2', Attributes: { note: '+441632960961' } });
  const text = [ofEndpoint, ofNote].map((one) => JSON.stringify(one)).join('\n');
  test.for([
    ['in base64', `{"data":"${Buffer.from(text).toString('base64')}"}`],
    ['in a string of JSON', JSON.stringify({ m: text })],
    ['in an envelope', `{"Records":[${text.replace('\n', ',')}]}`],
  ] as const)('%s', async ([, bytes]) => {
    const found = await find(Buffer.from(bytes), matchAddress(phone('+441632960961')));
    const paths = found.flatMap(({ contacts }) =>
      contacts.map(({ mentions }) => mentions.map(({ path, isEndpoint }) => [path, isEndpoint])),
    );
    expect(paths).toEqual([[['CustomerEndpoint.Address', true]], [['Attributes.note', false]]]);
  });
});

test('base64 in many lines is found', async () => {
  const found = await find(base64Lines(2_500), matchAddress(phone('+441632960961')));
  expect(found.length).toBeGreaterThan(0);
});

describe('an address in little gzip, in base64 within a record,', () => {
  const OWN = '+441632960961';
  const packed = (bytes: Buffer | string) => gzipSync(bytes).toString('base64');
  /** The bytes as base64, one of them another. */
  const altered = (bytes: Buffer, place: number) => {
    const others = Buffer.from(bytes);
    others[bytes.length + place]! ^= 0x55;
    return others.toString('base64');
  };
  const within = (value: string) =>
    Buffer.from(JSON.stringify(record({ ContactId: 'c-1', Attributes: { value } })));
  const searched = (value: string, wanted: EraseMatcher) =>
    searchObject(dataset, KEY, inPieces(within(value)), wanted);

  test.each([
    ['alone', packed(OWN)],
    ['in JSON', packed(`{"n":"${OWN}"}`)],
    ['with other bytes behind the gzip', `${packed(OWN).replace(/=*$/, '')}AAAA/id`],
    ['behind other characters', `id/${packed(OWN)}`],
    ...['/', '/a', '/ab', '/abc', '/abcd'].map((more): [string, string] => [
      `without its padding before ${more}`,
      `${packed(`${OWN} q`).replace(/=*$/, '')}${more}`,
    ]),
    ['with a wrong checksum', altered(gzipSync(OWN), -8)],
    ['with a wrong length', altered(gzipSync(OWN), -4)],
    ['for URLs', gzipSync(OWN).toString('base64url')],
    ['within base64', Buffer.from(packed(OWN)).toString('base64')],
    ['that breaks off', gzipSync(OWN).subarray(0, -8).toString('base64')],
    ['not in gzip, but in UTF-16', Buffer.from(`\uFEFF${OWN}`, 'utf16le').toString('base64')],
  ])('is found: %s', async (_name, value) => {
    expect(value.length).toBeLessThan(64);
    const { findings } = await searched(value, matchAddress(phone(OWN)));
    expect(findings).toMatchObject([
      { isRecord: true, contacts: [{ identity: [INSTANCE, 'c-1'] }] },
    ]);
    expect((await searched(value, matchAddress(phone('+441632960962')))).findings).toEqual([]);
  });

  test.each([
    ['in its checksum', altered(gzipSync('nobody'), -8)],
    ['before the address', altered(gzipSync(OWN), -14)],
  ])('cannot be sought in gzip that is damaged %s, which is named', async (_place, value) => {
    const { findings, unsearched } = await searched(value, matchAddress(phone(OWN)));
    expect({ findings, unsearched }).toMatchObject({
      findings: [],
      unsearched: [{ length: value.length, what: 'damaged gzip' }],
    });
  });

  test('is found though it is longer than its gzip', async () => {
    const long = `${'a'.repeat(60)}@example.org`;
    const value = packed(long);
    expect(value.length).toBeLessThan(long.length);
    expect((await searched(value, matchAddress(mail(long)))).findings).toHaveLength(1);
  });

  test.each([
    ['behind its header', 'H4sIAAAAAAAAA1234567890abcdefghijklm'],
    ['in its header', 'H4sI-1234567890-abcdefghij-klmno'],
  ])('may have been in gzip that is damaged %s, which is named', async (_place, value) => {
    const { findings, unsearched } = await searched(value, matchAddress(phone(OWN)));
    expect({ findings, unsearched }).toMatchObject({
      findings: [],
      unsearched: [{ length: value.length, what: 'damaged gzip' }],
    });
  });
});

test('hidden gzip that makes too much of an object is named, and all else in the object is searched', async () => {
  const bomb = gzipSync(Buffer.alloc(17 * 1024 * 1024, 'x')).toString('base64');
  const one = JSON.stringify(record({ ContactId: 'c-1', Attributes: { bomb } }));
  const plain = JSON.stringify(record({ ContactId: 'c-2', Attributes: { to: '+441632960961' } }));
  const session = gzipSync(`caller +441632960961 ${'and what they said '.repeat(50)}`).toString(
    'base64',
  );
  const packed = JSON.stringify(record({ ContactId: 'c-3', Attributes: { session } }));
  const object = Buffer.from(one.repeat(20) + plain + packed);
  const wanted = matchAddress(phone('+441632960961'));
  const { findings, unsearched } = await searchObject(dataset, KEY, inPieces(object), wanted);
  expect(findings).toMatchObject([
    { offset: 20 * one.length, isRecord: true },
    { offset: 20 * one.length + plain.length, isRecord: true },
  ]);
  // Of 17 MiB, 15.9 are beyond 64 times the bomb's 17 kB. 16 times that are less than 256 MiB.
  expect(unsearched.map(({ what }) => what)).toEqual(
    Array(4).fill('gzip in base64 that makes an object more than 256 MiB'),
  );
});
