/**
 * Erasing records that came in an envelope: one goes without a trace, and the envelope stays JSON with every other
 * element in it, byte for byte.
 */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contactRecords } from '../../../pipeline/datasets/contact-records/dataset.ts';
import { dataset } from '../../../pipeline/datasets/flow-logs/dataset.ts';
import type { Address } from '../../../pipeline/erase/address.ts';
import { blanked } from '../../../pipeline/erase/blank.ts';
import {
  type EraseMatcher,
  matchAddress,
  matchContactId,
  matchContactsToo,
  matchErased,
} from '../../../pipeline/erase/erase-matcher.ts';
import { identityText } from '../../../pipeline/erase/erasure.ts';
import { isErasedFrom } from '../../../pipeline/erase/is-erased.ts';
import { searchObject } from '../../../pipeline/erase/search-object.ts';
import { contentOf } from '../../../pipeline/normalise/content.ts';
import { normalise } from '../../../pipeline/normalise/normalise.ts';
import { anElement, anEntry, anEnvelope, PROBE } from '../flow-logs.ts';

const KEY = 'raw/flow_logs/2026/03/02/09/object';
const MAIL: Address = { kind: 'email', text: 'ann@example.org' };
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
/** Of a row, which is erased by the id of its contact. */
const hashOf = (id: string) => sha256(identityText([`contact-${id}`]));

async function* inPieces(bytes: Uint8Array, size = 53) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const search = (bytes: Uint8Array, wanted: EraseMatcher, of = dataset) =>
  searchObject(of, KEY, inPieces(bytes), wanted);

async function all(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const piece of pieces) parts.push(piece);
  return Buffer.concat(parts);
}

/** The object without what the matcher finds, and what was found. */
async function erase(bytes: Uint8Array, wanted: EraseMatcher, of = dataset) {
  const found = await search(bytes, wanted, of);
  const after = await all(blanked(inPieces(bytes), found.findings));
  expect(await isErasedFrom(inPieces(after), inPieces(bytes))).toBe(true);
  return { found, after, content: (await all(contentOf(inPieces(after)))).toString('latin1') };
}

/** The lines and quarantined pieces that normalise makes of the object. */
async function normalised(bytes: Uint8Array) {
  const texts = { lines: '', quarantine: '' };
  await normalise(dataset, KEY, inPieces(bytes), {
    lines: async (piece) => void (texts.lines += Buffer.from(piece).toString()),
    quarantine: async (piece) => void (texts.quarantine += Buffer.from(piece).toString()),
  });
  const split = (text: string) =>
    text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  return { lines: split(texts.lines), quarantine: split(texts.quarantine) };
}

const BASE64 = Buffer.from(`{"who":"${MAIL.text}"}`).toString('base64');
/** Elements of other contacts, with an id each, and elements that name the address. */
const others = ['a', 'b', 'c'].map((id) =>
  anElement(id, anEntry({ ContactId: `contact-${id}`, ContactFlowName: `}{"${id}` })),
);
const ContactId = 'contact-m';
const badOthers = [anElement('d', 'no JSON'), '{"message":1}', '12', '{   }'];
const naming = [
  anElement('m', anEntry({ ContactId, Parameters: { Text: `write to ${MAIL.text}` } })),
  anElement(
    'm',
    anEntry({
      ContactId,
      Parameters: JSON.stringify({ a: JSON.stringify({ b: `"${MAIL.text}"` }) }),
    }),
  ),
  anElement('m', anEntry({ ContactId, Parameters: MAIL.text }).replaceAll('@', '\\u0040')),
  anElement('m', anEntry({ ContactId, Results: BASE64 })),
  anElement('m', MAIL.text),
  `{"id":"m","message":{"a":"${MAIL.text}"}}`,
  `"${MAIL.text}"`,
  `["${MAIL.text}"]`,
];
const anyElement = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...others) },
  { weight: 1, arbitrary: fc.constantFrom(...badOthers) },
  { weight: 2, arbitrary: fc.constantFrom(...naming) },
);
const anyPiece = fc.oneof(
  { weight: 5, arbitrary: fc.array(anyElement, { maxLength: 4 }).map(anEnvelope) },
  { weight: 1, arbitrary: fc.constantFrom(PROBE, '\n', 'junk', '{"a":[', '}', '"', ']') },
  // One that is cut off, and one of a kind that nobody knows.
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.array(anyElement, { maxLength: 3 }), fc.nat(30))
      .map(([elements, cut]) => anEnvelope(elements).slice(0, -1 - cut)),
  },
  {
    weight: 1,
    arbitrary: fc
      .array(anyElement, { maxLength: 3 })
      .map((elements) => anEnvelope(elements).replace('DATA', 'NEW')),
  },
);
const anyObject = fc.tuple(fc.array(anyPiece, { maxLength: 5 }), fc.boolean());

describe('erasing within envelopes', { timeout: 60_000 }, () => {
  test('rows by their contact leaves all other rows as they are', async () => {
    let erased = 0;
    await fc.assert(
      fc.asyncProperty(
        anyObject,
        fc.subarray(['a', 'b', 'c', 'm']),
        async ([pieces, isGzip], ids) => {
          const plain = Buffer.from(pieces.join(''));
          const stored = isGzip ? gzipSync(plain) : plain;
          const wanted = matchErased({ contacts: ids.map(hashOf), fragments: [] }, sha256);
          const { found, after } = await erase(stored, wanted);
          const before = (await normalised(stored)).lines;
          const rows = before.filter(({ logeventid }) => !ids.includes(logeventid));
          expect((await normalised(after)).lines).toEqual(rows);
          expect(found.findings).toHaveLength(before.length - rows.length);
          expect((await search(after, wanted)).findings).toEqual([]);
          erased += found.findings.length;
        },
      ),
      { numRuns: 100 },
    );
    expect(erased).toBeGreaterThan(30);
  });

  test('a text in any spelling leaves what is of others, in envelopes that are whole or broken', async () => {
    let erased = 0;
    await fc.assert(
      fc.asyncProperty(anyObject, async ([pieces, isGzip]) => {
        const plain = Buffer.from(pieces.join(''));
        const stored = isGzip ? gzipSync(plain) : plain;
        const { found, after, content } = await erase(stored, matchAddress(MAIL));
        const { lines, quarantine } = await normalised(stored);
        const left = await normalised(after);
        expect(left.lines).toEqual(lines.filter(({ logeventid }) => logeventid !== 'm'));
        expect((await search(after, matchAddress(MAIL))).findings).toEqual([]);
        expect(content).not.toContain(MAIL.text);
        // Elements of others stay, wherever they were.
        for (const other of others)
          expect(content.split(other).length).toBe(plain.toString('latin1').split(other).length);
        // And the same rows and places are found again by the erasure's receipt.
        const contacts = found.findings.flatMap((one) =>
          one.contacts.map(({ identity }) => sha256(identityText(identity))),
        );
        const fragments = found.findings
          .filter(({ isRecord }) => !isRecord)
          .map(({ offset, length }) => ({
            source_key: KEY,
            source_offset: offset,
            length_bytes: length,
          }));
        const again = await erase(stored, matchErased({ contacts, fragments }, sha256));
        expect((await normalised(again.after)).lines).toEqual(left.lines);
        expect(again.content).not.toContain(MAIL.text);
        erased += found.findings.length;
        expect(left.quarantine.length).toBeLessThanOrEqual(
          quarantine.length + found.findings.length,
        );
      }),
      { numRuns: 100 },
    );
    expect(erased).toBeGreaterThan(30);
  });

  test.each(naming)('an element leaves its envelope JSON: %s', async (element) => {
    const text = anEnvelope([others[0]!, element, others[1]!]);
    // Broken JSON in front, which stays, does not break the envelope either.
    for (const before of ['', '{"a":[']) {
      const { content } = await erase(Buffer.from(before + text), matchAddress(MAIL));
      const { logEvents } = JSON.parse(content.slice(before.length));
      expect([logEvents[0], logEvents[2]]).toEqual(
        [others[0]!, others[1]!].map((one) => JSON.parse(one)),
      );
      expect(content).toHaveLength(before.length + text.length);
    }
  });

  test('a text in what all elements share is not erased, and reported', async () => {
    const text = anEnvelope([others[0]!]).replace('stream-1', MAIL.text);
    const { found, content } = await erase(Buffer.from(text), matchAddress(MAIL));
    expect(found.findings).toEqual([]);
    expect(content).toBe(text);
    expect(found.unsearched).toEqual([
      {
        offset: text.indexOf(MAIL.text),
        length: MAIL.text.length,
        what: 'an envelope around records',
      },
    ]);
  });

  test.each([
    ['the id of its contact', matchContactId('contact-b')],
    ['the contacts of a person', matchContactsToo(matchAddress(MAIL), new Set(['contact-b']))],
  ])('by %s leaves all else, in its own object and among contact records', async (_by, wanted) => {
    const bad = anElement('x', 'contact-b called');
    const envelope = anEnvelope([...others, bad]);
    const [own, among] = [dataset, contactRecords].map((one) =>
      erase(Buffer.from(envelope), wanted, one),
    );
    const rest = (content: string) => JSON.parse(content).logEvents;
    const expected = [others[0]!, '{}', others[2]!, '{}'].map((one) => JSON.parse(one));
    expect(rest((await own!).content)).toEqual(expected);
    // Among contact records, what is no entry of a flow log is searched for texts alone.
    expect(rest((await among!).content).slice(0, 3)).toEqual(expected.slice(0, 3));
  });
});
