/** The whole stage: bytes as stored in, lines and entries out to sinks, a report at the end. */

import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alikePieces } from '../../../bench/limits/inputs.ts';
import { contactRecords } from '../../../pipeline/datasets/contact-records/dataset.ts';
import { isGzip } from '../../../pipeline/normalise/gunzip.ts';
import { normalise } from '../../../pipeline/normalise/normalise.ts';
import { MOST_OPEN_KEYS_LISTED } from '../../../pipeline/normalise/record-editor.ts';
import { utf16Of } from '../../../pipeline/normalise/utf16.ts';
import { damagedObject, rawObject, SMALL_RECORD } from './generated-records.ts';
import { normaliseFast, normaliseStored, piecesOf, SOURCE_KEY } from './outcome.ts';

const RUNS = 200;

const nowhere = { lines: async () => {}, quarantine: async () => {} };

/** The report on a text as stored plain. */
function reportOn(text: string) {
  const bytes = Buffer.from(text);
  return normalise(contactRecords, SOURCE_KEY, piecesOf(bytes, bytes.length), nowhere);
}

/** Whether the bytes are content as they stand: damage can make them begin as gzip or UTF-16 does. */
function isPlain(bytes: Buffer): boolean {
  return !isGzip(bytes) && utf16Of(bytes.subarray(0, 4)) === null;
}

describe('generated objects', { timeout: 60_000 }, () => {
  const object = fc.oneof(rawObject, damagedObject);
  const pieceBytes = fc.constantFrom(1, 2, 3, 100, 1_000_000, 'whole' as const);

  test('plain or gzip, in pieces or whole, come out as from Normaliser', async () => {
    await fc.assert(
      fc.asyncProperty(object, pieceBytes, fc.boolean(), async (bytes, piece, isGzip) => {
        fc.pre(isPlain(bytes));
        const stored = isGzip ? gzipSync(bytes) : bytes;
        expect(await normaliseStored(stored, piece)).toEqual(normaliseFast(bytes));
      }),
      { numRuns: RUNS },
    );
  });

  test('are accounted for: every byte once, every record once', async () => {
    await fc.assert(
      fc.asyncProperty(object, async (bytes) => {
        fc.pre(isPlain(bytes));
        const stream = piecesOf(bytes, 100);
        const report = await normalise(contactRecords, SOURCE_KEY, stream, nowhere);
        expect(report.bytes_in).toBe(bytes.length);
        const { record_bytes, quarantined_bytes, between_bytes, passed_on_bytes } = report;
        expect(record_bytes + quarantined_bytes + between_bytes + passed_on_bytes).toBe(
          bytes.length,
        );
        expect(report.records_in).toBe(report.records_out + report.quarantined + report.passed_on);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('the report', () => {
  test('counts records and bytes', async () => {
    const broken = '{"a":';
    expect(await reportOn(`\ufeff${SMALL_RECORD}\r\n{}${broken}${SMALL_RECORD}`)).toEqual({
      records_in: 4,
      records_out: 2,
      quarantined: 2,
      bytes_in: 3 + 2 * SMALL_RECORD.length + 2 + 2 + broken.length,
      record_bytes: 2 * SMALL_RECORD.length,
      quarantined_bytes: 2 + broken.length,
      between_bytes: 3 + 2,
      passed_on: 0,
      passed_on_bytes: 0,
      open_keys: [],
      reasons: [
        {
          reason:
            'an object without a usable InstanceARN, ContactId, InitiationTimestamp, LastUpdateTimestamp',
          count: 1,
          source_offset: 3 + SMALL_RECORD.length + 2,
          is_other_kind: false,
        },
        {
          reason: 'it breaks off',
          count: 1,
          source_offset: 3 + SMALL_RECORD.length + 2 + 2,
          is_other_kind: false,
        },
      ],
    });
  });

  test('names the attributes, normalised and sorted', async () => {
    const attributes = (text: string) => `${SMALL_RECORD.slice(0, -1)},"Attributes":{${text}}}`;
    const text = attributes('"b":"1","A-":"2"') + attributes('"a":"3","c":null');
    expect((await reportOn(text)).open_keys).toEqual(['a', 'b', 'c']);
  });
  test('names no attribute that no line has', async () => {
    const misfit = `${SMALL_RECORD.slice(0, -1)},"Attributes":{"misfit":1,"a":"1"}}`;
    const noRecord = '{"Attributes":{"quarantined":"1"}}';
    expect((await reportOn(misfit + noRecord)).open_keys).toEqual(['a']);
  });
  test('names ten thousand attributes at the most, far more than become columns', async () => {
    const attributes = Array.from({ length: 25_000 }, (_, i) => `"a${i}":"1"`);
    const record = (members: string[]) =>
      `${SMALL_RECORD.slice(0, -1)},"Attributes":{${members.join(',')}}}`;
    const report = await reportOn(record(attributes) + record(['"b":"1"']));
    expect(report.open_keys).toHaveLength(MOST_OPEN_KEYS_LISTED);
  });
});

describe('sinks', () => {
  test('are given nothing if there is nothing', async () => {
    const sink = async () => {
      throw new Error('There should be nothing');
    };
    const sinks = { lines: sink, quarantine: sink };
    const report = await normalise(contactRecords, SOURCE_KEY, piecesOf(Buffer.alloc(0), 1), sinks);
    expect(report).toMatchObject({ records_in: 0, bytes_in: 0 });
  });

  test('are waited for', async () => {
    let isBusy = false;
    const sink = async () => {
      expect(isBusy).toBe(false);
      isBusy = true;
      await new Promise((done) => setImmediate(done));
      isBusy = false;
    };
    const bytes = Buffer.from(`${SMALL_RECORD}{}`.repeat(20));
    const sinks = { lines: sink, quarantine: sink };
    await normalise(contactRecords, SOURCE_KEY, piecesOf(bytes, 50), sinks);
    expect(isBusy).toBe(false);
  });

  test.each(['lines', 'quarantine'] as const)('a failure of %s is passed on', async (name) => {
    const bytes = Buffer.from(`${SMALL_RECORD}{}`);
    const failing = async () => {
      throw new Error('The disk is full');
    };
    const outcome = normalise(contactRecords, SOURCE_KEY, piecesOf(bytes, 50), {
      ...nowhere,
      [name]: failing,
    });
    await expect(outcome).rejects.toThrow('The disk is full');
  });

  test.each([
    ['plain', Buffer.from(SMALL_RECORD)],
    ['gzip', gzipSync(SMALL_RECORD)],
  ])('a failure of the source, %s, is passed on', async (_what, stored) => {
    async function* failing() {
      yield stored.subarray(0, 20);
      throw new Error('The connection is lost');
    }
    const outcome = normalise(contactRecords, SOURCE_KEY, failing(), nowhere);
    await expect(outcome).rejects.toThrow('The connection is lost');
  });
});

test.each(['plain', 'gzip'])('20 MB in pieces, %s, are records one and all', async (kind) => {
  const { piece, count } = alikePieces(20);
  const stored = kind === 'gzip' ? gzipSync(piece) : piece;
  async function* pieces() {
    for (let i = 0; i < count; i++) yield stored;
  }
  const report = await normalise(contactRecords, SOURCE_KEY, pieces(), nowhere);
  expect(report.bytes_in).toBe(count * piece.length);
  expect(report.quarantined).toBe(0);
});
