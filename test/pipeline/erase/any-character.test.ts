/** The law: base64 is searched wherever in a run of its characters it begins, or the place is named. */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dataset } from '../../../pipeline/datasets/contact-records/dataset.ts';
import { addressOf } from '../../../pipeline/erase/address.ts';
import { blanked } from '../../../pipeline/erase/blank.ts';
import {
  type EraseMatcher,
  matchAddress,
  matchContactId,
  matchErased,
} from '../../../pipeline/erase/erase-matcher.ts';
import { identityText } from '../../../pipeline/erase/erasure.ts';
import { isErasedFrom } from '../../../pipeline/erase/is-erased.ts';
import { searchObject } from '../../../pipeline/erase/search-object.ts';
import { INSTANCE, record } from '../../local/records.ts';
import { piecesOf } from '../normalise/outcome.ts';

const KEY = 'raw/ctr/2026/11/23/09/object';
const ID = '5f5cdb3c-0c3a-4d7e-9d55-3b7d2a1f0c11';
const OTHER_ID = '0b1f6c1e-93a4-4f0e-8a51-2d9be37c41aa';
const PHONE = '+441632960961';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const contact = (ContactId: string) =>
  JSON.stringify(record({ ContactId, CustomerEndpoint: { Address: PHONE } }));
const other = (ContactId: string) => JSON.stringify(record({ ContactId }));

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const characters = (more: string, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...ALPHABET, ...more.repeat(6)), maxLength });
const anyCharacters = fc.oneof(
  characters('+/-_', 40),
  fc.constantFrom(
    'user/',
    'abcd',
    'token-',
    'a/b/c/d/',
    'H4sI',
    'eyJ',
    '////',
    '//5h',
    '/v8AYQBi',
    'AGEAYgBj',
    'H4s_',
    'https://api.example.com/v8/',
    's3://4/',
    'C:\\logs\\',
    'C:\\\\new\\\\u/',
    'C:\\u',
    OTHER_ID,
  ),
);

type Wrapping = (text: string) => string;
const withoutPadding: Wrapping = (text) => text.replace(/=+$/, '');
const wrappings: Readonly<Record<string, Wrapping>> = {
  base64: (text) => Buffer.from(text).toString('base64'),
  'base64 for URLs': (text) => Buffer.from(text).toString('base64url'),
  'base64 of gzip': (text) => gzipSync(text).toString('base64'),
  'base64 of gzip for URLs': (text) => gzipSync(text).toString('base64url'),
  'base64 of base64': (text) =>
    Buffer.from(Buffer.from(text).toString('base64')).toString('base64'),
  'base64 of base64 of gzip': (text) =>
    Buffer.from(gzipSync(text).toString('base64')).toString('base64'),
};

const searchers: Readonly<Record<string, EraseMatcher>> = {
  'the address': matchAddress(addressOf(PHONE)!),
  'the id': matchContactId(ID),
  'an erasure': matchErased(
    { contacts: [sha256(identityText([INSTANCE, ID]))], fragments: [] },
    sha256,
  ),
};

async function search(object: string, wanted: EraseMatcher) {
  const bytes = Buffer.from(object);
  const found = await searchObject(dataset, KEY, piecesOf(bytes, 1009), wanted);
  const pieces: Uint8Array[] = [];
  for await (const piece of blanked(piecesOf(bytes, 1009), found.findings)) pieces.push(piece);
  return { ...found, after: Buffer.concat(pieces).toString() };
}

const [before, behind] = [other('other-1'), other('other-2')];
const objectOf = (text: string) => `${before}\nlog of ${text}.\n${behind}\n`;

describe.each(Object.entries(wrappings))('in %s behind any characters', (_wrapping, wrap) => {
  test.each(Object.entries(searchers))('%s is found, and nothing of others goes', async (_, by) => {
    await fc.assert(
      fc.asyncProperty(anyCharacters, fc.boolean(), async (first, isPadded) => {
        const wrapped = isPadded ? wrap(contact(ID)) : withoutPadding(wrap(contact(ID)));
        const { after } = await search(objectOf(first + wrapped), by);
        expect(after).not.toContain(wrapped.slice(0, -4));
        expect(after.startsWith(`${before}\nlog of `)).toBe(true);
        expect(after.endsWith(`.\n${behind}\n`)).toBe(true);
        expect((await search(after, by)).findings).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  test.each([PHONE, ID, `called ${PHONE} of ${ID}`, `Zoë {${PHONE}} ${ID}`])(
    'alone, %s is found or its place is named',
    async (text) => {
      let named = 0;
      await fc.assert(
        fc.asyncProperty(anyCharacters, anyCharacters, async (first, last) => {
          const object = objectOf(`${first}${withoutPadding(wrap(text))}/${last}`);
          for (const by of [searchers['the address']!, searchers['the id']!]) {
            const isMeant = text.includes(by.searchText!.text);
            const { findings, unsearched } = await search(object, by);
            if (isMeant) expect(findings.length + unsearched.length).toBeGreaterThan(0);
            if (isMeant && findings.length === 0) named++;
          }
        }),
        { numRuns: 20 },
      );
      expect(named).toBeLessThan(4);
    },
  );
});

describe('behind backslashes, odd or even in number,', () => {
  const backslashes = ['\\', '\\\\', '\\u/', '\\\\u/', '\\u00e9', '\\n', '\\\\t'];

  test.each(backslashes)('base64 behind %s loses no character', async (first) => {
    for (const wrap of Object.values(wrappings)) {
      const { findings } = await search(objectOf(first + wrap(contact(ID))), searchers['the id']!);
      expect(findings).toMatchObject([
        { isRecord: false, contacts: [{ identity: [INSTANCE, ID] }] },
      ]);
    }
    // Base64 of these begins with `b`, which is an escape as well.
    for (const id of ['lima-55', 'mike-55', 'nora-55', 'oscar-5']) {
      const { findings } = await search(
        objectOf(first + withoutPadding(Buffer.from(id).toString('base64'))),
        matchContactId(id),
      );
      expect(findings).toHaveLength(1);
    }
  });
});

describe('of several people in one run', () => {
  const joined = fc
    .array(
      fc.record({
        isPerson: fc.boolean(),
        wrap: fc.constantFrom(...Object.values(wrappings).slice(0, 4)),
        between: fc.constantFrom('/', '-', '_', '/a', 'ab-'),
      }),
      { minLength: 2, maxLength: 5 },
    )
    .map((all) => all.map((one, i) => ({ ...one, id: one.isPerson ? ID : `other-${i}` })));

  test.each(Object.entries(searchers))('only what %s names goes', async (_, by) => {
    await fc.assert(
      fc.asyncProperty(joined, anyCharacters, async (all, first) => {
        const contents = all.map(({ id, wrap, isPerson }) =>
          withoutPadding(wrap(isPerson ? contact(id) : other(id))),
        );
        const run = contents.map((content, i) => content + all[i]!.between).join('');
        const object = objectOf(first + run);
        const { after } = await search(object, by);
        for (const [i, content] of contents.entries()) {
          expect(after.includes(content)).toBe(!all[i]!.isPerson);
        }
        expect(
          await isErasedFrom(piecesOf(Buffer.from(after), 61), piecesOf(Buffer.from(object), 61)),
        ).toBe(true);
      }),
      { numRuns: 20 },
    );
  });
});

describe('is named as not searched', () => {
  const named = async (run: string) =>
    (await search(objectOf(run), searchers['the address']!)).unsearched.map(({ what }) => what);
  const gzip = gzipSync(`called ${PHONE}`);

  test.each([3, 10])('gzip whose byte %i is another', async (place) => {
    const damaged = Buffer.from(gzip);
    damaged[place]! ^= 0xff;
    for (const first of ['', 'user/', 'tokenabcd']) {
      expect(await named(first + damaged.toString('base64'))).toEqual(['damaged gzip']);
    }
  });

  test('gzip that is cut off anywhere before its checksum', async () => {
    // Fewer than 14 bytes are base64 of fewer characters than can hide the address.
    for (let bytes = 14; bytes < gzip.length; bytes++) {
      const object = objectOf(gzip.subarray(0, bytes).toString('base64'));
      const { findings, unsearched } = await search(object, searchers['the address']!);
      const isFound = findings.length > 0;
      expect({ bytes, isNamed: isFound || unsearched.length > 0 }).toEqual({
        bytes,
        isNamed: true,
      });
      if (bytes >= gzip.length - 8) expect(isFound).toBe(true);
    }
  });

  test('gzip that begins too often', async () => {
    const many = 'H4sI_'.repeat(40);
    expect(await named(many)).toEqual([
      ...Array(16).fill('damaged gzip'),
      'base64 in which gzip begins more than 16 times',
    ]);
  });

  test.each(['user/', 'a-b_'])('an archive behind %s', async (first) => {
    const archive = Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(200, 0xa5)]);
    expect(await named(first + archive.toString('base64'))).toEqual(['a ZIP archive']);
  });
});

test.each([
  ['an address', searchers['the address']!],
  ['an id of two characters', matchContactId('zz')],
  ['an id of five characters', matchContactId('zz-11')],
])('names, ids and numbers are no base64 in a search for %s', async (_, by) => {
  const words = fc.array(
    fc.oneof(
      fc.uuid(),
      fc.constantFrom('recordings', 'Channel', 'AWS_LAMBDA', 'eu-west-2', '123456789012'),
    ),
    { minLength: 2, maxLength: 8 },
  );
  await fc.assert(
    fc.asyncProperty(words, async (all) => {
      const { findings, unsearched } = await search(objectOf(all.join('/')), by);
      expect({ findings, unsearched }).toEqual({ findings: [], unsearched: [] });
    }),
  );
});
