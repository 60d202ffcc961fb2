/** Records that come in an envelope as base64, or as base64 of gzip, as a Kinesis record holds its data. */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Dataset, Envelope } from '../../../pipeline/dataset.ts';
import { dataset as flowLogs } from '../../../pipeline/datasets/flow-logs/dataset.ts';
import model from '../../../pipeline/datasets/flow-logs/model.json' with { type: 'json' };
import { blanked } from '../../../pipeline/erase/blank.ts';
import { matchAddress, matchErased } from '../../../pipeline/erase/erase-matcher.ts';
import { identityText } from '../../../pipeline/erase/erasure.ts';
import { isErasedFrom } from '../../../pipeline/erase/is-erased.ts';
import { searchObject } from '../../../pipeline/erase/search-object.ts';
import type { ModelFields } from '../../../pipeline/model-fields.ts';
import { normalise } from '../../../pipeline/normalise/normalise.ts';
import { anEntry } from '../flow-logs.ts';
import { rawObjectOf } from './generated-records.ts';
import { normalisePlainly } from './oracle.ts';
import { cutAt, normaliseFastAs, piecesOf, splitLines } from './outcome.ts';

const KEY = 'raw/flow_logs/2026/03/02/09/object';
const MAIL = 'ann@example.org';
const MEBIBYTE = 1024 * 1024;
const { keepsOnly: _, ...rest } = flowLogs;
const envelope: Envelope = {
  elements: 'Records',
  text: 'Data',
  encoding: 'base64',
  ofElement: { logEventId: 'SequenceNumber' },
  ofEnvelope: [],
};
const dataset: Dataset = { ...rest, derived: [], otherKinds: [], envelope };
const plain = {
  fields: model.fields as ModelFields,
  required: ['owner', 'loggroup', 'logeventid', 'timestamp'],
  envelope,
};

const entry = (more: object = {}) => anEntry({ owner: '1', logGroup: 'g', ...more });
const base64 = (bytes: Buffer | string) => Buffer.from(bytes).toString('base64');
const gzip64 = (text: string) => base64(gzipSync(text));
const element = (SequenceNumber: string, Data: string) => JSON.stringify({ SequenceNumber, Data });
const envelopeOf = (elements: readonly string[]) => `{"Records":[${elements.join(',')}]}`;

async function outcome(text: string, of = dataset) {
  const lines: Buffer[] = [];
  const quarantine: Buffer[] = [];
  const report = await normalise(of, KEY, piecesOf(Buffer.from(text), 100_000), {
    lines: async (bytes) => void lines.push(Buffer.from(bytes)),
    quarantine: async (bytes) => void quarantine.push(Buffer.from(bytes)),
  });
  const parsed = (all: Buffer[]) => splitLines(Buffer.concat(all)).map((line) => JSON.parse(line));
  return { report, rows: parsed(lines), quarantine: parsed(quarantine) };
}

describe('records in base64', { timeout: 60_000 }, () => {
  test('are those of the plain version', () => {
    const record = fc.oneof(
      rawObjectOf(plain.fields, {
        Timestamp: '"2026-03-02T09:00:00.100Z"',
        owner: '"1"',
        logGroup: '"g"',
      }),
      fc.constantFrom(entry(), ` ${entry({ New: ['é', { a: 1 }] })}\n`).map(Buffer.from),
      fc.constantFrom('{}', '', '1', '{}}', '\ufeff{}', '{"a":1').map(Buffer.from),
      fc.constant(Buffer.from(entry({ ContactFlowName: 'é' }), 'latin1')),
    );
    const text = fc.oneof(
      { weight: 5, arbitrary: record.map(base64) },
      { weight: 3, arbitrary: record.map((bytes) => base64(gzipSync(bytes))) },
      { weight: 1, arbitrary: record.map((bytes) => base64(gzipSync(bytes).subarray(0, -9))) },
      { weight: 1, arbitrary: record.map((bytes) => bytes.toString('base64url')) },
    );
    const one = fc.oneof(
      {
        weight: 9,
        arbitrary: fc
          .tuple(fc.constantFrom('1', '2', ''), text)
          .map(([id, data]) => element(id, data).replaceAll('/', '\\/')),
      },
      { weight: 1, arbitrary: text.map((Data) => JSON.stringify({ Data })) },
      { weight: 1, arbitrary: fc.constantFrom('{}', '1', '{"Data":1}') },
    );
    let records = 0;
    let runs = 0;
    fc.assert(
      fc.property(
        fc.array(one, { maxLength: 5 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (elements, where) => {
          const object = Buffer.from(envelopeOf(elements));
          const found = normaliseFastAs(
            dataset,
            cutAt(object, [Math.floor(where * object.length)]),
          );
          expect(found, object.toString()).toEqual(normalisePlainly(object, plain));
          records += found.lines.length;
          runs++;
        },
      ),
      { numRuns: 600 },
    );
    expect(records / runs).toBeGreaterThan(1 / 6);
  });

  test.each([
    ['no base64', 'not base64!', 'in Data: no base64'],
    ['base64 without its padding', base64(`${entry()}  `).replace(/=+$/, ''), 'in Data: no base64'],
    ['the alphabet of URLs', base64('{"a":"???>>>"}').replaceAll('/', '_'), 'in Data: no base64'],
    ['no JSON', base64('START'), 'in Data: no object'],
    [
      'no UTF-8',
      base64(Buffer.from(`{"a":"\xff"}`, 'latin1')),
      'in Data: not JSON: expected valid JSON in UTF-8',
    ],
    ['base64 of base64', base64(base64(entry())), 'in Data: no object'],
    ['gzip that is cut off', base64(gzipSync(entry()).subarray(0, -9)), 'in Data: damaged gzip'],
    [
      'a bomb',
      gzip64(entry({ ContactFlowName: 'x'.repeat(17 * MEBIBYTE) })),
      'in Data: gzip of more than 16777216 bytes',
    ],
  ])('with %s: that element alone is quarantined, as it came', async (_what, data, reason) => {
    const bad = element('2', data);
    const text = envelopeOf([element('1', base64(entry())), bad, element('3', gzip64(entry()))]);
    const { rows, quarantine } = await outcome(text);
    expect(rows.map(({ logeventid }) => logeventid)).toEqual(['1', '3']);
    expect(quarantine).toEqual([
      expect.objectContaining({ reason, original: bad, source_offset: text.indexOf(bad) }),
    ]);
  });

  test('of many bombs in one envelope, no more come out than of two', async () => {
    const bomb = gzip64(entry({ ContactFlowName: 'x'.repeat(5 * MEBIBYTE) }));
    const bombs = Array.from({ length: 20 }, (_unused, index) => element(`${index}`, bomb));
    const { report } = await outcome(envelopeOf(bombs));
    expect(report).toMatchObject({ records_out: 6, quarantined: 14 });
    // Another envelope has its own room.
    expect((await outcome(envelopeOf(bombs).repeat(2))).report).toMatchObject({ records_out: 12 });
  });

  const bomb = gzipSync(entry({ ContactFlowName: 'x'.repeat(17 * MEBIBYTE) }));
  const cutOff = (bytes: Buffer) => bytes.subarray(0, -9);
  const [tooLong, damaged] = ['gzip of more than 16777216 bytes', 'damaged gzip'];
  const full = 'gzip with which the envelope has more than 33554432 bytes';
  const large = cutOff(gzipSync(entry({ ContactFlowName: 'x'.repeat(15 * MEBIBYTE) })));

  test.each([
    ['one that is too long', [bomb], [tooLong]],
    ['two that are too long', [bomb, bomb], [tooLong, tooLong, full]],
    ['many that are too long', Array(9).fill(bomb), [tooLong, tooLong, ...Array(8).fill(full)]],
    ['two that are damaged behind 15 MiB', [large, large, large], [damaged, damaged, full, full]],
    [
      'many small ones that are damaged',
      Array(50).fill(cutOff(gzipSync(entry()))),
      Array(50).fill(damaged),
    ],
  ])(
    'gzip counts although nothing comes of it: behind %s',
    async (_what, bad: Buffer[], reasons) => {
      const all = [...bad.map(base64), gzip64(entry()), base64(entry())];
      const { rows, quarantine } = await outcome(
        envelopeOf(all.map((data, at) => element(`${at}`, data))),
      );
      expect(quarantine.map(({ reason }) => reason)).toEqual(
        reasons.map((one) => `in Data: ${one}`),
      );
      expect(rows).toHaveLength(all.length - reasons.length);
    },
  );

  test('gzip of a few bytes fits where a few are left', async () => {
    const small = { ...dataset, longest_record_bytes: 4000 };
    const ofLength = (bytes: number) => gzip64(`{"a":"${'x'.repeat(bytes - 8)}"}`);
    const all = [4000, 3950, 50, 9].map((bytes, at) => element(`${at}`, ofLength(bytes)));
    const { quarantine } = await outcome(envelopeOf(all), small);
    expect(quarantine.map(({ reason }) => reason)).toEqual([
      ...Array(3).fill(expect.stringMatching(/^in Data: an object without a usable owner/)),
      'in Data: gzip with which the envelope has more than 8000 bytes',
    ]);
  });

  test('a byte order mark in front of a record is skipped, as in front of other objects', async () => {
    const marked = `\ufeff${entry()}`;
    const text = envelopeOf([element('1', base64(marked)), element('2', gzip64(marked))]);
    expect((await outcome(text)).rows.map(({ logeventid }) => logeventid)).toEqual(['1', '2']);
  });

  test('nothing of an element that is no record is left in the next', async () => {
    const bare = { ...dataset, envelope: { ...envelope, ofElement: {} } };
    const shared = { ...bare, envelope: { ...bare.envelope, ofEnvelope: ['logStream'] } };
    const data = [base64('x'), base64('{}'), base64(entry({ logEventId: '1' }))];
    const text = JSON.stringify({ logStream: 's', Records: data.map((Data) => ({ Data })) });
    expect((await outcome(text, bare)).rows).toEqual([expect.objectContaining({ owner: '1' })]);
    expect((await outcome(text, shared)).rows).toEqual([
      expect.objectContaining({ owner: '1', logstream: 's' }),
    ]);
  });
});

describe('erasing records in base64', () => {
  const of = (id: string, wrapped: (text: string) => string, more = {}) =>
    element(id, wrapped(entry({ ContactId: `contact-${id}`, ...more })));
  const elements = [
    of('a', base64),
    of('b', base64, { ContactFlowName: `write to ${MAIL}` }),
    of('c', gzip64),
    of('d', gzip64, { ContactFlowName: `write to ${MAIL}` }),
    element('e', `${base64(`{"ContactId":"contact-e","to":"${MAIL}`)}`),
    of('f', base64),
  ];
  const text = envelopeOf(elements);

  /** The envelope without what is erased, of which only the braces stay. */
  const without = (ids: string) =>
    envelopeOf(
      elements.map((one, index) =>
        ids.includes('abcdef'[index]!) ? `{${' '.repeat(one.length - 2)}}` : one,
      ),
    );

  test.each([
    [
      'by the contact',
      matchErased(
        { contacts: ['a', 'c'].map((id) => identityText([`contact-${id}`])), fragments: [] },
        (same) => same,
      ),
      'ac',
    ],
    ['by an address', matchAddress({ kind: 'email', text: MAIL }), 'bde'],
  ])('%s leaves every other element byte for byte', async (_how, matcher, erased) => {
    const search = () => piecesOf(Buffer.from(text), 53);
    const { findings } = await searchObject(dataset, KEY, search(), matcher);
    const pieces: Uint8Array[] = [];
    for await (const piece of blanked(search(), findings)) pieces.push(piece);
    const after = Buffer.concat(pieces).toString();
    expect(after).toBe(without(erased));
    expect(await isErasedFrom(piecesOf(Buffer.from(after), 53), search())).toBe(true);
    const left = [...'abcdf'].filter((id) => !erased.includes(id));
    expect((await outcome(after)).rows.map(({ logeventid }) => logeventid)).toEqual(left);
  });
});
