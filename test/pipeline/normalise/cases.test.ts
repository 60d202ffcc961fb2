/**
 * A folder in cases/ is a case: what comes in (input.bin, the raw object as stored), and what has to
 * come out, written by hand: lines.jsonl and quarantine.jsonl. No file may be missing, and none be
 * there besides. Lines are compared as JSON whose values keep their text; white space does not count.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { contactRecords } from '../../../pipeline/datasets/contact-records/dataset.ts';
import { normalise } from '../../../pipeline/normalise/normalise.ts';
import { compactTree, piecesOf, readTree, splitLines } from './outcome.ts';

const folder = new URL('cases/', import.meta.url);
const names = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

/** The key that the expected files name. */
const SOURCE_KEY = 'raw/ctr/case';

function compactLines(bytes: Buffer): string[] {
  return splitLines(bytes).map((line) => {
    JSON.parse(line);
    return compactTree(readTree(line));
  });
}

describe.each(names)('%s', (name) => {
  const read = (file: string) => readFileSync(new URL(`${name}/${file}`, folder));

  test('has its three files', () => {
    const files = readdirSync(new URL(name, folder)).sort();
    expect(files).toEqual(['input.bin', 'lines.jsonl', 'quarantine.jsonl']);
  });

  test.each([
    ['in memory as a whole', (bytes: Buffer) => bytes],
    ['in pieces of 7 bytes', (bytes: Buffer) => piecesOf(bytes, 7)],
  ])('comes out as expected, %s', async (_how, given) => {
    const lines: Buffer[] = [];
    const quarantine: Buffer[] = [];
    await normalise(contactRecords, SOURCE_KEY, given(read('input.bin')), {
      lines: async (bytes) => void lines.push(Buffer.from(bytes)),
      quarantine: async (bytes) => void quarantine.push(Buffer.from(bytes)),
    });
    expect(compactLines(Buffer.concat(lines))).toEqual(compactLines(read('lines.jsonl')));
    const entries = splitLines(Buffer.concat(quarantine)).map((line) => JSON.parse(line));
    const expected = splitLines(read('quarantine.jsonl')).map((line) => JSON.parse(line));
    expect(entries).toEqual(expected);
  });
});
