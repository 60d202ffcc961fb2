import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { guarded } from '../../terminal/guard-formulas.ts';
import { writeRows } from '../../terminal/render-rows.ts';

describe('a text that a spreadsheet would take for a formula gets an apostrophe', () => {
  test.for([
    "=cmd|' /C calc'!A0",
    '+1+1',
    '-2+3',
    '@SUM(1)',
    '\t=1+1',
    '\r=1+1',
    '\n=1+1',
    '\tplain',
    ' =1+1',
    '\u00a0=1+1',
    '\ufeff=1+1',
    '\u200b@SUM(1)',
    '＝1+1',
    '＋1',
    '－1',
    '＠SUM(1)',
    '−1+1',
    '-5',
    '+441632960961',
  ])('%j', (text) => {
    expect(guarded(text)).toBe(`'${text}`);
  });

  test.for(['', 'plain', 'a=b', 'a -b', '5', '(=1)', "'=1", '-9223372036854775808', '-Infinity'])(
    'and %j does not',
    (text) => {
      expect(guarded(text)).toBe(text);
    },
  );

  test('a text that is guarded twice has one apostrophe', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const safe = guarded(text);
        expect([text, `'${text}`]).toContain(safe);
        expect(guarded(safe)).toBe(safe);
      }),
    );
  });
});

test('names of columns and texts are guarded, in quotes; numbers stay numbers', async () => {
  async function* batches() {
    yield [{ '=name': '=1+"1"', n: -5, text: '-5', none: null, list: ['=1'] }];
  }
  let written = '';
  const columns = ['=name', 'n', 'text', 'none', 'list'];
  const write = (text: string) => (written += text);
  await writeRows('csv', columns, batches(), write, { isGuarded: true });
  expect(written).toBe(`"'=name",n,text,none,list\r\n"'=1+""1""",-5,"'-5",,"[""=1""]"\r\n`);
});
