/** The law: whatever an object hides, the work of searching it stays within a multiple of its size. */
import { gzipSync } from 'node:zlib';
import { expect, test, vi } from 'vitest';
import { NESTED_TO_DECODE, nested } from '../../../bench/limits/inputs.ts';
import { dataset } from '../../../pipeline/datasets/contact-records/dataset.ts';
import { addressOf } from '../../../pipeline/erase/address.ts';
import { matchAddress } from '../../../pipeline/erase/erase-matcher.ts';
import { searchObject } from '../../../pipeline/erase/search-object.ts';
import { piecesOf } from '../normalise/outcome.ts';

const KEY = 'raw/ctr/2026/11/23/09/object';
const PHONE = '+441632960961';
const MIB = 1024 * 1024;

async function search(object: string) {
  const wanted = matchAddress(addressOf(PHONE)!);
  return searchObject(dataset, KEY, piecesOf(Buffer.from(object), 1009), wanted);
}

/** Searches the object, and counts the bytes that come of base64 meanwhile. */
async function searchCounting(object: string) {
  const from = vi.spyOn(Buffer, 'from');
  try {
    const found = await search(object);
    const calls = from.mock.calls as unknown as [string, string?][];
    const decoded_bytes = calls
      .filter(([, encoding]) => encoding === 'base64')
      .reduce((sum, [text]) => sum + (text.length * 3) / 4, 0);
    return { ...found, decoded_bytes };
  } finally {
    from.mockRestore();
  }
}

test.each(NESTED_TO_DECODE)(
  'an address within %s, four times over, is found or its place is named, with little work',
  async (_, around) => {
    const object = nested(`called ${PHONE} today`, around, 4);
    const { findings, unsearched, decoded_bytes } = await searchCounting(object);
    expect(findings.length + unsearched.length).toBeGreaterThan(0);
    expect(decoded_bytes).toBeLessThan(8 * MIB + 128 * object.length);
  },
);

test('an object of a hundred kilobytes of gzip within base64 is searched to its end', async () => {
  const line = (i: number) =>
    `${gzipSync(`call ${i} ${'of nobody '.repeat(300)}`).toString('base64')}\n`;
  const ordinary = Array.from({ length: 1_000 }, (_, i) => line(i)).join('');
  const { findings, unsearched } = await search(
    `${ordinary}${gzipSync(`called ${PHONE}`).toString('base64')}\n`,
  );
  expect(unsearched).toEqual([]);
  expect(findings).toMatchObject([{ offset: ordinary.length }]);
});
