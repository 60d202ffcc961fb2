/** Ids are found as whole words, however the bytes are cut into chunks. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contactRecords } from '../../../pipeline/datasets/contact-records/dataset.ts';
import { matchAddress, matchNamedToo } from '../../../pipeline/erase/erase-matcher.ts';
import { IdScanner } from '../../../pipeline/erase/id-scanner.ts';
import { searchObject } from '../../../pipeline/erase/search-object.ts';
import { idSearchText } from '../../../pipeline/erase/search-text.ts';
import { textFinder } from '../../../pipeline/erase/text-scanner.ts';
import { rawKey, rawName } from '../../../pipeline/lake-keys.ts';

const ID = '7f0ae01d-5ad6-4a3b-9c06-08d1ee2f1c11';

const inChunks = (text: string, sizes: readonly number[]): Buffer[] => {
  const bytes = Buffer.from(text, 'latin1');
  const ends = sizes.reduce<number[]>((all, size) => [...all, (all.at(-1) ?? 0) + size], []);
  return [0, ...ends].map((from, i) => bytes.subarray(from, ends[i] ?? bytes.length));
};

const found = (text: string, ids: readonly string[], sizes: readonly number[]) => {
  const scanner = new IdScanner(new Set(ids));
  for (const chunk of inChunks(text, sizes)) {
    scanner.push(chunk);
    expect(scanner.settledTo).toBeGreaterThanOrEqual(0);
  }
  scanner.finish();
  return scanner.take();
};

test.each([
  ['"a"', [{ from: 1, to: 2 }]],
  ['a', [{ from: 0, to: 1 }]],
  ['"aa" a-a xa ax', []],
  ['ü a ü', [{ from: 2, to: 3 }]],
  [
    'a,bb',
    [
      { from: 0, to: 1 },
      { from: 2, to: 4 },
    ],
  ],
])('%s', (text, expected) => {
  expect(found(text, ['a', 'bb'], [])).toEqual(expected);
});

test('chunks make no difference', () => {
  const texts = fc.string({ unit: fc.constantFrom('a', 'b', '-', ' ', '"', 'ab'), maxLength: 40 });
  fc.assert(
    fc.property(texts, fc.array(fc.nat(7)), (text, sizes) => {
      const ids = ['a', 'ab', 'a-b', 'bbbb'];
      const expected = [...text.matchAll(/[ab-]+/g)]
        .filter(([word]) => ids.includes(word))
        .map(({ 0: word, index }) => ({ from: index, to: index + word.length }));
      expect(found(text, ids, sizes)).toEqual(expected);
    }),
  );
});

// Connect names a recording `ID_20261120T09:00_UTC.wav`.
test.each([
  [`/2026/${ID}_20261120T09:00_UTC.wav`, true],
  [`2026_11_20_${ID}_analysis_and_much_more_that_is_longer_than_any_id`, true],
  [`${ID}-1`, false],
  [`x${ID}`, false],
  [ID.toUpperCase(), false],
])('an id of Connect may stand between underscores: %s', (text, isFound) => {
  for (const sizes of [[], [5, 30, 7, 1]]) {
    expect(found(text, [ID], sizes)).toHaveLength(isFound ? 1 : 0);
    expect(textFinder(idSearchText(ID))(Buffer.from(text))).toHaveLength(isFound ? 1 : 0);
  }
});

const LONG = 5 * 1024 * 1024;
const HOUR = new Date('2026-11-23T09:00:00Z');
const key = (name: string) => rawKey(contactRecords, HOUR, rawName(contactRecords, name));

/** What of an object in broken JSON is found for a contact. */
async function findingsIn(name: string, text: string) {
  const wanted = matchNamedToo(
    matchAddress({ kind: 'email', text: 'x@example.org' }),
    new Set([ID]),
  );
  async function* chunks() {
    for (let at = 0; at < text.length; at += 65_536) yield Buffer.from(text.slice(at, at + 65_536));
  }
  const { findings } = await searchObject(contactRecords, key(name), chunks(), wanted);
  return findings.map(({ offset, length }) => [offset, length]);
}

const words = (length: number) => 'said '.repeat(length / 5);

test.each([
  ['long, with the id at its beginning', 'x.json', `{"a":"${ID}","b":"${words(LONG)}`, true],
  ['long, with the id at its end', 'x.json', `{"b":"${words(LONG)}","a":"${ID}"`, true],
  ['long, with another id', 'x.json', `{"b":"${words(LONG)}","a":"${ID}0"`, false],
  ['long, in a file named after the contact', `${ID}_x.json`, `{"b":"${words(LONG)}`, true],
  ['short, in a file named after the contact', `${ID}_x.json`, `{"b":"${words(50)}`, true],
  [
    'short, in a file named after another',
    `${ID.replace('7', '8')}.json`,
    `{"b":"${words(50)}`,
    false,
  ],
  ['blank already', `${ID}_x.json`, ' '.repeat(100), false],
])('a piece that is no record: %s', async (_, name, text, isFound) => {
  expect(await findingsIn(name, text)).toEqual(isFound ? [[0, text.length]] : []);
});
