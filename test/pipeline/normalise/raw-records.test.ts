/** The records of an object as they came, and nothing else. */
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { contactRecords } from '../../../pipeline/datasets/contact-records/dataset.ts';
import { GzipError } from '../../../pipeline/normalise/gunzip.ts';
import { rawRecords } from '../../../pipeline/normalise/raw-records.ts';
import { SMALL_RECORD } from './generated-records.ts';
import { piecesOf } from './outcome.ts';

const other = ` ${SMALL_RECORD.replace('{', '{ "Foo-Bar" : [ 1 ],')}`;
const CONTENT = Buffer.from(`no record${SMALL_RECORD}\n{}[${other},null] {"a":`);

async function recordsOf(stored: Buffer, pieceBytes: number) {
  const groups: string[][] = [];
  let failure: unknown = null;
  try {
    for await (const group of rawRecords(contactRecords, piecesOf(stored, pieceBytes))) {
      groups.push(group.map(String));
    }
  } catch (error) {
    failure = error;
  }
  return { groups, failure };
}

test.each([1, 7, 1_000_000])('in their own bytes, from pieces of %d bytes', async (pieceBytes) => {
  for (const stored of [CONTENT, gzipSync(CONTENT)]) {
    const { groups, failure } = await recordsOf(stored, pieceBytes);
    expect(groups.flat()).toEqual([SMALL_RECORD, other.trim()]);
    expect(failure).toBeNull();
  }
});

test('a group has no record of the groups before it', async () => {
  const { groups } = await recordsOf(Buffer.from(SMALL_RECORD.repeat(3)), SMALL_RECORD.length);
  expect(groups.filter(({ length }) => length > 0)).toEqual([
    [SMALL_RECORD],
    [SMALL_RECORD],
    [SMALL_RECORD],
  ]);
});

test('a record that the last bytes complete is given', async () => {
  // Without an end nobody can say that the broken object is one.
  const { groups } = await recordsOf(Buffer.from(`{"a":${SMALL_RECORD}`), 1_000_000);
  expect(groups.flat()).toEqual([SMALL_RECORD]);
});

test('gzip that is cut off gives the records before the cut, then the error', async () => {
  const stored = gzipSync(Buffer.from(SMALL_RECORD.repeat(2)));
  const { groups, failure } = await recordsOf(stored.subarray(0, -4), 1_000_000);
  expect(groups.flat()).toEqual([SMALL_RECORD, SMALL_RECORD]);
  expect(failure).toBeInstanceOf(GzipError);
});
