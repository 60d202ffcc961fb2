/** A normaliser that has read other objects makes of an object what a new one makes of it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contactRecords } from '../../../pipeline/datasets/contact-records/dataset.ts';
import { Normaliser } from '../../../pipeline/normalise/normaliser.ts';
import { damagedObject, rawObject, SMALL_RECORD } from './generated-records.ts';

const RUNS = 200;

/** Everything that the normaliser makes of an object. */
function allOf(normaliser: Normaliser, bytes: Buffer) {
  normaliser.push(bytes);
  normaliser.finish();
  return {
    lines: normaliser.takeLines().toString('latin1'),
    quarantine: normaliser.takeQuarantine().toString('latin1'),
    counts: normaliser.counts,
    openKeys: normaliser.openKeys().sort(),
    reasons: normaliser.reasons(),
  };
}

function expectAsFromNew(used: Normaliser, key: string, bytes: Buffer): void {
  used.begin(key);
  expect(allOf(used, bytes)).toEqual(allOf(new Normaliser(contactRecords, key), bytes));
}

function withAttributes(names: readonly string[]): Buffer {
  const members = names.map((name) => `"${name}":"v"`);
  return Buffer.from(`${SMALL_RECORD.slice(0, -1)},"Attributes":{${members}}}`);
}

test('generated objects in any order, some of them given up halfway', { timeout: 60_000 }, () => {
  const attributes = fc.array(fc.constantFrom('a', 'A', 'b-', 'c')).map(withAttributes);
  const object = fc.record({
    bytes: fc.oneof(rawObject, damagedObject, attributes),
    isGivenUp: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(object, { minLength: 2, maxLength: 8 }), (objects) => {
      const used = new Normaliser(contactRecords, 'raw/ctr/2026/11/23/14/first');
      for (const [i, { bytes, isGivenUp }] of objects.entries()) {
        const key = `raw/ctr/2026/11/23/14/${i}`;
        if (isGivenUp) {
          used.begin(key);
          used.push(bytes.subarray(0, bytes.length / 2));
        } else expectAsFromNew(used, key, bytes);
      }
    }),
    { numRuns: RUNS },
  );
});

test('objects after one with more keys than are remembered', () => {
  const used = new Normaliser(contactRecords, 'raw/ctr/2026/11/23/14/many');
  used.push(withAttributes(Array.from({ length: 25_000 }, (_, i) => `a${i}`)));
  used.finish();
  for (const names of [['a1', 'b'], ['B'], []]) {
    expectAsFromNew(used, 'raw/ctr/2026/11/23/14/few', withAttributes(names));
  }
});

test('an object that ends in a token which the object before it would continue', () => {
  const used = new Normaliser(contactRecords, 'raw/ctr/2026/11/23/14/longer');
  used.push(Buffer.from(SMALL_RECORD));
  used.finish();
  for (let length = 1; length < SMALL_RECORD.length; length++) {
    expectAsFromNew(used, 'raw/ctr/shorter', Buffer.from(SMALL_RECORD.slice(0, length)));
    expectAsFromNew(used, 'raw/ctr/longer', Buffer.from(SMALL_RECORD));
  }
});
