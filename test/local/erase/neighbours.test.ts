/** The law: who is erased is gone in every form, and no byte of anybody else's record is. */
import { createHash } from 'node:crypto';
import { deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dataset } from '../../../pipeline/datasets/contact-records/dataset.ts';
import { addressOf } from '../../../pipeline/erase/address.ts';
import { blanked } from '../../../pipeline/erase/blank.ts';
import {
  type EraseMatcher,
  matchAddress,
  matchErased,
} from '../../../pipeline/erase/erase-matcher.ts';
import { identityText } from '../../../pipeline/erase/erasure.ts';
import { searchObject } from '../../../pipeline/erase/search-object.ts';
import { contentOf } from '../../../pipeline/normalise/content.ts';
import { record } from '../records.ts';
import { standsIn, textsOf } from './everywhere.ts';

const KEY = 'raw/ctr/2026/11/23/09/object';
const ADDRESS = '+441632960961';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** What stands in a raw object, and the pieces of it that have to be there after. */
interface Text {
  readonly text: string;
  readonly others: readonly string[];
  readonly holdsPerson: boolean;
}

const joined = (parts: readonly Text[], separator: string): Text => ({
  text: parts.map(({ text }) => text).join(separator),
  others: parts.flatMap(({ others }) => others),
  holdsPerson: parts.some(({ holdsPerson }) => holdsPerson),
});

const around = (before: string, inner: Text, after: string): Text => ({
  ...inner,
  text: `${before}${inner.text}${after}`,
});

/** Written in another form, in which it is there as a whole or not at all. */
const as = (write: (text: string) => string, inner: Text): Text => ({
  ...inner,
  text: write(inner.text),
  others: inner.others.map(write),
});

const base64 = (text: string) => Buffer.from(text).toString('base64');

let number = 0;
const oneRecord = fc
  .record({
    isPersons: fc.boolean(),
    id: fc.integer({ min: 0, max: 5 }),
    isSpoken: fc.boolean(),
    note: fc.string({ unit: 'grapheme', maxLength: 9 }),
  })
  .map(({ isPersons, id, isSpoken, note }): Text => {
    const Address = isPersons ? ADDRESS : `${ADDRESS}${id}`;
    const text = JSON.stringify(
      record({
        ContactId: `${isPersons ? 'person' : 'other'}-${id}-${number++}`,
        ...(isPersons && isSpoken
          ? { Attributes: { said: `call ${ADDRESS}, ${note}` } }
          : { CustomerEndpoint: { Address }, Attributes: { note } }),
      }),
    );
    return { text, others: isPersons ? [] : [text], holdsPerson: isPersons };
  });

/** A record alone in another form. */
const written = fc.oneof(
  oneRecord.map((one) => as(base64, one)),
  oneRecord.map((one) => as((text) => Buffer.from(text).toString('base64url'), one)),
  oneRecord.map((one) => as((text) => gzipSync(text).toString('base64'), one)),
  oneRecord.map((one) => as((text) => base64(base64(text)), one)),
  oneRecord.map((one) =>
    as((text) => Buffer.from(`\uFEFF${text}`, 'utf16le').toString('base64'), one),
  ),
);

const several = <T>(some: fc.Arbitrary<T>) => fc.array(some, { minLength: 1, maxLength: 4 });

const inString = oneRecord.map((one) => as((text) => JSON.stringify(text).slice(1, -1), one));

const value: fc.Arbitrary<Text> = fc.oneof(
  oneRecord,
  several(oneRecord).map((all) => around('[', joined(all, ','), ']')),
  several(oneRecord).map((all) => around('[[ ', joined(all, ' ],\n['), ']]')),
  several(oneRecord).map((all) => around('{"Records":[', joined(all, ', '), ']}')),
  several(oneRecord).map((all) =>
    around('{"took":1,"hits":{"hits":[{"_source":', joined(all, '},{"_source":'), '}]}}'),
  ),
  several(written).map((all) =>
    around('{"Records":[{"kinesis":{"data":"', joined(all, '"}},{"kinesis":{"data":"'), '"}}]}'),
  ),
  several(written).map((all) =>
    around('{"records":[{"recordId":"1","data":"', joined(all, '"},{"data":"'), '"}]}'),
  ),
  several(written).map((all) => joined(all, '\n')),
  written.map((one) => around('{"errorCode":"x","rawData":"', one, '"}')),
  written.map((one) =>
    as((text) => text.replaceAll('/', '\\/'), around('{"rawData":"', one, '"}')),
  ),
  several(inString).map((all) =>
    around('{"Records":[{"body":"', joined(all, '"},{"body":"'), '"}]}'),
  ),
  inString.map((one) => around('"', one, '"')),
);

/** Several people's records in one base64, or in one string: nothing of it is as it was. */
const shared = fc.tuple(
  several(oneRecord),
  fc.constantFrom('', '\n', ','),
  fc.constantFrom<[(text: string) => string, (written: string) => string]>(
    [base64, (text) => Buffer.from(text, 'base64').toString()],
    [
      (text) => Buffer.from(text).toString('base64url'),
      (text) => Buffer.from(text, 'base64').toString(),
    ],
    [(text) => JSON.stringify(text).slice(1, -1), (text) => JSON.parse(`"${text}"`)],
    [
      (text) => base64(base64(text)),
      (text) => Buffer.from(Buffer.from(text, 'base64').toString(), 'base64').toString(),
    ],
  ),
);

const content = fc
  .array(value, { minLength: 1, maxLength: 5 })
  .map((values) => joined(values, '\n'));

const packs: Readonly<Record<string, (text: string) => Buffer>> = {
  plain: (text) => Buffer.from(text),
  gzip: (text) => gzipSync(text),
  'gzip twice': (text) => gzipSync(gzipSync(text)),
  'UTF-16': (text) => Buffer.from(`\uFEFF${text}`, 'utf16le'),
  'UTF-16, the other way round, in gzip': (text) =>
    gzipSync(Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()),
};

async function* inPieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function gathered(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

const find = (bytes: Buffer, wanted: EraseMatcher, size = 64 * 1024) =>
  searchObject(dataset, KEY, inPieces(bytes, size), wanted);

/** Erases as `erase` does: records found by the address are then named by contact and place. */
async function orderFor(bytes: Buffer, size: number) {
  const { findings } = await find(bytes, matchAddress(addressOf(ADDRESS)!), size);
  return {
    contacts: findings.flatMap(({ contacts }) =>
      contacts.map(({ identity }) => sha256(identityText(identity))),
    ),
    fragments: findings
      .filter(({ isRecord }) => !isRecord)
      .map(({ offset, length }) => ({
        source_key: KEY,
        source_offset: offset,
        length_bytes: length,
      })),
  };
}

async function erased(bytes: Buffer, size = 64 * 1024) {
  const wanted = matchErased(await orderFor(bytes, size), sha256);
  const { findings } = await find(bytes, wanted, size);
  const after = await gathered(blanked(inPieces(bytes, size), findings));
  return { after, wanted };
}

const hasPerson = (bytes: Buffer) => textsOf(bytes).some((text) => standsIn(text, 'person-'));

test('an erasure leaves every byte of every other record, and nothing of the person in any form', async () => {
  let hits = 0;
  await fc.assert(
    fc.asyncProperty(
      content,
      fc.constantFrom(...Object.keys(packs)),
      fc.integer({ min: 16, max: 3000 }),
      async ({ text, others, holdsPerson }, pack, size) => {
        const bytes = packs[pack]!(text);
        const { after, wanted } = await erased(bytes, size);
        const before = await gathered(contentOf(inPieces(bytes, size)));
        const left = await gathered(contentOf(inPieces(after, size)));
        expect(left.length).toBe(before.length);
        for (const other of others) {
          expect(left.indexOf(other), other).toBe(before.indexOf(other));
          expect(left.indexOf(other)).toBeGreaterThanOrEqual(0);
        }
        expect(left.includes('"person-')).toBe(false);
        const gone = await find(after, matchAddress(addressOf(ADDRESS)!));
        expect(gone).toMatchObject({ findings: [], unsearched: [] });
        expect((await find(after, wanted)).findings).toEqual([]);
        if (holdsPerson) hits++;
      },
    ),
    { numRuns: 250 },
  );
  expect(hits).toBeGreaterThan(80);
});

test('an erasure of one person leaves every record of the others in a shared piece', async () => {
  await fc.assert(
    fc.asyncProperty(shared, async ([all, separator, [write, read]]) => {
      const { text, others } = joined(all, separator);
      const before = `{"data":"${write(text)}"}`;
      const { after } = await erased(Buffer.from(before));
      expect(after.length).toBe(Buffer.byteLength(before));
      const left = read(after.toString().slice(9, -2));
      expect(left.includes('person-')).toBe(false);
      for (const other of others) expect(left).toContain(other);
    }),
    { numRuns: 150 },
  );
});

describe('a search by other means finds nothing of the person', () => {
  test('in any form', async () => {
    await fc.assert(
      fc.asyncProperty(content, fc.constantFrom(...Object.keys(packs)), async (some, pack) => {
        const bytes = packs[pack]!(some.text);
        expect(hasPerson(bytes)).toBe(some.holdsPerson);
        expect(hasPerson((await erased(bytes)).after)).toBe(false);
      }),
      { numRuns: 100 },
    );
  });
});

describe('an erasure removes no more text around the address than it must:', () => {
  const b64 = base64(JSON.stringify(record({ ContactId: 'person-1', Name: ADDRESS })));
  const wrapped = b64.replace(/.{76}/g, '$&\n').trimEnd();
  test.for<[string, string, string]>([
    ['base64 in an envelope', `{"a":"x","data":"${b64}"}`, `{"a":"x","data":"${spaces(b64)}"}`],
    ['wrapped', `begin\n${wrapped}\nend`, `begin\n${spaces(wrapped)}\nend`],
    [
      'wrapped, and escaped',
      `{"data":"${wrapped.replaceAll('\n', '\\r\\n')}"}`,
      `{"data":"${spaces(wrapped.replaceAll('\n', '\\r\\n'))}"}`,
    ],
    ['behind an escape', `{"data":"to:\\n${b64}"}`, `{"data":"to:\\n${spaces(b64)}"}`],
    ['behind a path', `{"data":"a/${b64}"}`, `{"data":"a/${spaces(b64)}"}`],
    [
      'base64 of an address',
      `{"data":"${base64(ADDRESS)}"}`,
      `{"data":"${spaces(base64(ADDRESS))}"}`,
    ],
  ])('%s', async ([, text, left]) => {
    const { after } = await erased(Buffer.from(text));
    expect(after.toString().replaceAll('\x1a', ' ')).toBe(left);
  });

  function spaces(text: string): string {
    return ' '.repeat(text.length);
  }
});

describe('a piece that cannot be searched is reported:', () => {
  const zip = Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(100, 0xa5)]);
  const whole = gzipSync(JSON.stringify(record({ Name: 'x' })));
  const damaged = Buffer.concat([whole.subarray(0, -8), Buffer.alloc(20, 0xff)]);
  test.for<[string, Buffer, RegExp]>([
    ['a ZIP archive', zip, /^a ZIP archive$/],
    ['xz', Buffer.concat([Buffer.from('fd377a585a00', 'hex'), zip]), /^xz$/],
    ['in base64', Buffer.from(`{"data":"${zip.toString('base64')}"}`), /^a ZIP archive$/],
    ['UTF-32', Buffer.from('{\0\0\0"\0\0\0a\0\0\0', 'latin1'), /^UTF-32$/],
    ['damaged gzip', damaged, /^damaged gzip$/],
    ['gzip cut off', whole.subarray(0, -20), /^gzip that breaks off$/],
    ['an archive in gzip', gzipSync(zip), /^a ZIP archive$/],
    ['zlib', deflateSync(JSON.stringify(record({ Name: ADDRESS }))), /^zlib$/],
    ['tar', Buffer.from(`${'x'.padEnd(257, '\0')}ustar${'\0'.repeat(250)}`), /^a tar archive$/],
    [
      'gzip behind something else',
      Buffer.concat([Buffer.from('x '), gzipSync(JSON.stringify(record({ Name: ADDRESS })))]),
      /^no text$/,
    ],
    ['an archive in a letter', Buffer.concat([Buffer.from('Dear all,\n'), zip]), /^no text$/],
    [
      'UTF-16 that does not begin like JSON',
      Buffer.from(`id,phone,name\r\n1,${ADDRESS},x\r\n`, 'utf16le'),
      /^no text$/,
    ],
    ['an image', Buffer.from('89504e470d0a1a0a0000000d', 'hex'), /^an image$/],
  ])('%s', async ([, bytes, what]) => {
    const { unsearched } = await find(bytes, matchAddress(addressOf(ADDRESS)!));
    expect(unsearched).toMatchObject([{ what: expect.stringMatching(what) }]);
  });

  test('gzip without its checksum is searched to its end', async () => {
    const { unsearched } = await find(
      gzipSync('{"a":1}').subarray(0, -8),
      matchAddress(addressOf(ADDRESS)!),
    );
    expect(unsearched).toEqual([]);
  });
});
