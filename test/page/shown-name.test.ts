import { describe, expect, test } from 'vitest';
import { queueLabel, shownName } from '../../page/browser/format.ts';

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
