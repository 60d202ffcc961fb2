/** Whatever normalise decodes of an envelope in base64, erase searches: rows and pieces in quarantine, however short. */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Dataset, Envelope } from '../../../pipeline/dataset.ts';
import { dataset as flowLogs } from '../../../pipeline/datasets/flow-logs/dataset.ts';
import { blanked } from '../../../pipeline/erase/blank.ts';
import { placesIn } from '../../../pipeline/erase/contact-ids.ts';
import {
  type EraseMatcher,
  matchAddress,
  matchContactId,
  matchContactsToo,
} from '../../../pipeline/erase/erase-matcher.ts';
import { searchObject } from '../../../pipeline/erase/search-object.ts';
import { textFinder } from '../../../pipeline/erase/text-scanner.ts';
import { normalise } from '../../../pipeline/normalise/normalise.ts';
import { piecesOf } from '../normalise/outcome.ts';

const KEY = 'raw/flow_logs/2026/03/02/09/object';
const MAIL = 'ann@example.org';
const byAddress = matchAddress({ kind: 'email', text: MAIL });
const { keepsOnly: _, ...rest } = flowLogs;
/** All that a row needs stands around the text, so that the text may be as short as an address. */
const envelope: Envelope = {
  elements: 'Records',
  text: 'Data',
  encoding: 'base64',
  ofElement: { logEventId: 'Number', Timestamp: 'At', ContactId: 'Contact' },
  ofEnvelope: ['owner', 'logGroup'],
};
const dataset: Dataset = { ...rest, derived: [], otherKinds: [], envelope };
const { encoding: _encoding, ...asText } = envelope;

type Encoded = (text: string) => string;
const base64: Encoded = (text) => Buffer.from(text).toString('base64');
const gzip: Encoded = (text) => gzipSync(text).toString('base64');

/** The JSON string with the characters at these places as escapes. */
const escapedAt = (text: string, places: readonly number[]) =>
  `"${[...text]
    .map((character, at) =>
      places.includes(at)
        ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
        : character,
    )
    .join('')}"`;

const element = (id: string, data: string) =>
  `{"Number":"${id}","At":"2026-03-02T09:00:00.100Z","Contact":"contact-${id}","Data":${data}}`;
const envelopeOf = (elements: readonly string[]) =>
  `{"owner":"1","logGroup":"g","Records":[${elements.join(',')}]}`;

async function erased(text: string, wanted: EraseMatcher, of = dataset) {
  const search = () => piecesOf(Buffer.from(text), 53);
  const found = await searchObject(of, KEY, search(), wanted);
  const pieces: Uint8Array[] = [];
  for await (const piece of blanked(search(), found.findings)) pieces.push(piece);
  return { ...found, after: Buffer.concat(pieces).toString() };
}

/** The ids of the rows, and how many pieces are in quarantine. */
async function outcome(text: string) {
  const lines: Buffer[] = [];
  const { quarantined } = await normalise(dataset, KEY, piecesOf(Buffer.from(text), 100_000), {
    lines: async (bytes) => void lines.push(Buffer.from(bytes)),
    quarantine: async () => {},
  });
  const rows = Buffer.concat(lines).toString().split('\n').slice(0, -1);
  return { ids: rows.map((row) => JSON.parse(row).logeventid as string), quarantined };
}

const records = [
  `{"n":"${MAIL}"}`,
  `{"${MAIL}":1}`,
  `{"n":"ann\\u0040example.org"}`,
  JSON.stringify({ n: JSON.stringify({ of: MAIL }) }),
  JSON.stringify({ n: base64(`{"a":"${MAIL}"}`) }),
  ` {"n":"${MAIL}"}\n`,
];
const pieces = [MAIL, `{"n":"${MAIL}`, `{"n":1}{"n":"${MAIL}"}`, `["${MAIL}"]`];

describe('an address in the base64 of an envelope', { timeout: 60_000 }, () => {
  test('is found in whatever is decoded, and nothing of others goes', async () => {
    const encoded = fc.constantFrom(base64, gzip);
    const places = fc.oneof(
      fc.constant([]),
      fc.array(fc.nat(90), { maxLength: 3 }),
      fc.constant([...Array(400).keys()]),
    );
    const naming = fc.constantFrom(...records, ...pieces);
    let rows = 0;
    await fc.assert(
      fc.asyncProperty(naming, encoded, encoded, places, async (text, one, other, at) => {
        const others = ['a', 'b'].map((id) => element(id, JSON.stringify(other('{"n":"joe"}'))));
        const its = element('m', escapedAt(one(text), at));
        const object = envelopeOf([others[0]!, its, others[1]!]);
        const before = await outcome(object);
        expect(before.ids.includes('m')).toBe(records.includes(text));
        const { after, findings } = await erased(object, byAddress);
        expect(after).toBe(object.replace(its, `{${' '.repeat(its.length - 2)}}`));
        expect(await outcome(after)).toEqual({ ids: ['a', 'b'], quarantined: 0 });
        expect(findings.map(({ isRecord }) => isRecord)).toEqual([records.includes(text)]);
        rows += before.ids.length - 2;
      }),
      { numRuns: 200 },
    );
    expect(rows).toBeGreaterThan(50);
  });

  test.each(records)('is shown in the fields in which text has it: %s', async (text) => {
    const shown = async (encoded: Encoded, of?: Dataset) => {
      const object = envelopeOf([element('m', JSON.stringify(encoded(text)))]);
      return (await erased(object, byAddress, of)).findings.map(({ contacts }) => contacts);
    };
    const plain = await shown((same) => same, { ...dataset, envelope: asText });
    expect(plain).toEqual([
      [expect.objectContaining({ identity: ['contact-m'], mentions: [expect.anything()] })],
    ]);
    expect(await shown(base64)).toEqual(plain);
    expect(await shown(gzip)).toEqual(plain);
  });

  test('that all elements share is of none of them', async () => {
    const object = envelopeOf([element('a', `"${base64('{"n":1}')}"`)]).replace('"g"', `"${MAIL}"`);
    const { findings, unsearched } = await erased(object, byAddress);
    expect(findings).toEqual([]);
    expect(unsearched.map(({ what }) => what)).toEqual(['an envelope around records']);
  });
});

describe("a contact's id in the base64 of an element in quarantine", () => {
  test.each([
    ['the id', matchContactId('contact-x')],
    ['the contacts of a person', matchContactsToo(byAddress, new Set(['contact-x']))],
  ])('is found by %s, as in text', async (_by, wanted) => {
    for (const text of ['contact-x called', '{"ContactId":"contact-x","n":'])
      for (const encoded of [base64, gzip]) {
        const its = element('m', JSON.stringify(encoded(text)));
        const { after } = await erased(envelopeOf([its]), wanted);
        expect(after).toBe(envelopeOf([`{${' '.repeat(its.length - 2)}}`]));
      }
  });
});

describe('an envelope among the records of another dataset', () => {
  const rangesOf = textFinder(byAddress.searchText!);
  const placesOf = (object: string) => {
    const piece = Buffer.from(object);
    return placesIn(piece, KEY, dataset, byAddress, rangesOf(piece), rangesOf);
  };

  test('is searched in what it encodes, and nothing of others goes', () => {
    const encoded = fc.constantFrom(base64, gzip);
    const places = fc.array(fc.nat(60), { maxLength: 5 });
    const naming = fc.constantFrom(...records.slice(0, 3), ...pieces);
    fc.assert(
      fc.property(naming, encoded, places, (text, one, at) => {
        const others = ['a', 'b'].map((id) => element(id, JSON.stringify(one('{"n":"joe"}'))));
        const its = element('m', escapedAt(one(text), at));
        const object = envelopeOf([others[0]!, its, others[1]!]);
        const from = object.indexOf(its) + 1;
        expect(placesOf(object)).toEqual([{ from, to: from + its.length - 2 }]);
      }),
    );
  });
});
