import { describe, expect, test } from 'vitest';
import { inSentence, queueLabel, shownName } from '../../page/browser/format.ts';

describe('a name that cannot be seen is put into words', () => {
  test.each([
    ['', '(empty name)'],
    [' ', '(name of 1 blank character)'],
    ['\u00a0\t ', '(name of 3 blank characters)'],
    ['\u200b', '(name of 1 blank character)'],
    ['\u202e\u2066', '(name of 2 blank characters)'],
    ['Claims', 'Claims'],
    [' x ', ' x '],
    ['مبيعات', 'مبيعات'],
    ['\u{1f600}', '\u{1f600}'],
  ])('%j: %s', (name, shown) => {
    expect(shownName(name)).toBe(shown);
    expect(queueLabel({ kind: 'standard', name })).toBe(shown);
  });
});

describe('a name within a sentence', () => {
  test.each([
    ['Claims', 'Claims'],
    ['Español', 'Español'],
    ['مبيعات', '\u2068مبيعات\u2069'],
    ['תמיכה 2', '\u2068תמיכה 2\u2069'],
    // An override that is never closed would turn all that follows around.
    ['\u202eSales', '\u2068\u202eSales\u2069'],
  ])('%j is isolated if it runs from right to left', (name, shown) => {
    expect(inSentence(name)).toBe(shown);
  });
});
