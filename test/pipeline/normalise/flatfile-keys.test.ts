import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dataset } from '../../../pipeline/datasets/contact-records/dataset.ts';
import {
  FLATFILE_EXTENSION,
  FLATFILE_NAME,
  flatfileKey,
  flatfilePrefix,
  rawPrefix,
} from '../../../pipeline/lake-keys.ts';
import { anyCharacter } from '../../any-character.ts';

/** Characters that are written otherwise in a flatfile's key, and those that they are written with. */
const characters = fc.constantFrom(
  ...['%', '_', '.', '/', ':', '0', '1', '2', '5', '9', 'A', 'F', 'E', 'a'],
  ...['\n', '\r', '\u0001', '\u001f', '\u007f', '\u009f', '\ufffe', '\uffff', 'é', '😀', ' ', '='],
);
const rawNames = fc.string({ unit: characters, minLength: 1, maxLength: 6 });
const keyOf = (name: string) => flatfileKey(dataset, `${rawPrefix(dataset)}${name}`);

it('raw objects of different names have flatfiles of different names', () => {
  const names = new Set(fc.sample(rawNames, { numRuns: 20_000, seed: 1 }));
  expect(new Set([...names].map(keyOf)).size).toBe(names.size);
});

it('each name in a flatfile’s key is one that the reader of flatfiles takes', () => {
  const name = new RegExp(`^(?:${FLATFILE_NAME})$`);
  fc.assert(
    fc.property(fc.oneof(rawNames, fc.string({ unit: anyCharacter, minLength: 1 })), (raw) => {
      const key = keyOf(raw);
      expect(key.endsWith(FLATFILE_EXTENSION)).toBe(true);
      for (const part of key.slice(flatfilePrefix(dataset).length).split('/'))
        expect(part).toMatch(name);
    }),
  );
});

it.each(['', '.DS_Store', '_1.json.gz', '._1.json.gz', 'a:b.json.gz', 'a\nb.json.gz'])(
  'an object called %j is none',
  (stranger) => {
    expect(stranger).not.toMatch(new RegExp(`^(?:${FLATFILE_NAME})$`));
  },
);
