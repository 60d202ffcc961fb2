import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitStatements } from '../../queries/reader/sql-input.ts';

describe('what is typed', () => {
  test.each([
    ['SELECT 1', [], 'SELECT 1', false],
    ['SELECT 1;', ['SELECT 1'], '', false],
    ['SELECT 1; SELECT 2;\n SELECT', ['SELECT 1', 'SELECT 2'], '\n SELECT', false],
    [" ;; SELECT ';';", ["SELECT ';'"], '', false],
    [`SELECT 'it''s; "x' AS ";";`, [`SELECT 'it''s; "x' AS ";"`], '', false],
    ['SELECT 1 -- not; yet\n+ 2;', ['SELECT 1 -- not; yet\n+ 2'], '', false],
    ['SELECT /* ; */ 1;', ['SELECT /* ; */ 1'], '', false],
    ['SELECT $tag$ ; $$ ; $tag$;', ['SELECT $tag$ ; $$ ; $tag$'], '', false],
    ["SELECT 'two\nlines;", [], "SELECT 'two\nlines;", true],
    ['SELECT /* ; ', [], 'SELECT /* ; ', true],
    ['SELECT "a;', [], 'SELECT "a;', true],
    ['SELECT $$ ;', [], 'SELECT $$ ;', true],
    ['SELECT 1; -- ; the end', ['SELECT 1'], ' -- ; the end', false],
  ] as const)('%j', (text, statements, rest, isOpen) => {
    expect(splitStatements(text)).toEqual({ statements, rest, isOpen });
  });

  test('a text in quotes is never split, whatever is in it', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const statement = `SELECT '${value.replaceAll("'", "''")}'`;
        expect(splitStatements(`${statement};`)).toEqual({
          statements: [statement],
          rest: '',
          isOpen: false,
        });
      }),
    );
  });
});
