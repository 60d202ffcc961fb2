/** The grammar of QuickSight's calculated fields: what is read, in which order, and what is refused. */
import { describe, expect, test } from 'vitest';
import { argumentType, FUNCTIONS } from './functions.ts';
import { parse } from './parse.ts';
import { type Node, nodesOf } from './syntax.ts';

/** The tree in brackets, so that the order of operations shows. */
function shown(node: Node): string {
  switch (node.kind) {
    case 'column':
      return node.braced ? `{${node.name}}` : node.name;
    case 'parameter':
      return `$${node.name}`;
    case 'text':
      return JSON.stringify(node.value);
    case 'number':
      return String(node.value);
    case 'null':
      return 'NULL';
    case 'level':
      return node.level;
    case 'unary':
      return `(${node.operator} ${shown(node.operand)})`;
    case 'binary':
      return `(${shown(node.left)} ${node.operator} ${shown(node.right)})`;
    case 'call':
      return `${node.name}(${node.arguments.map(shown).join(', ')})`;
    case 'list':
      return `[${node.items.map(({ value, direction }) => `${shown(value)}${direction === null ? '' : ` ${direction}`}`).join(', ')}]`;
  }
}

describe('reads', () => {
  test.each([
    ['{wait_seconds}', '{wait_seconds}'],
    ['{wait in seconds}', '{wait in seconds}'],
    ['wait_seconds', 'wait_seconds'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a parameter of QuickSight
    ['${serviceLevelSeconds}', '$serviceLevelSeconds'],
    ["'VOICE'", '"VOICE"'],
    ['"VOICE"', '"VOICE"'],
    [String.raw`'ann\'s'`, '"ann\'s"'],
    ["''", '""'],
    ['1.50', '1.5'],
    ['.5', '0.5'],
    ['null', 'NULL'],
    ['now()', 'now()'],
    ['1 + 2 * 3', '(1 + (2 * 3))'],
    ['(1 + 2) * 3', '((1 + 2) * 3)'],
    ['10 - 3 - 2', '((10 - 3) - 2)'],
    ['8 / 4 % 3', '((8 / 4) % 3)'],
    ['2 * 3 ^ 2', '(2 * (3 ^ 2))'],
    ['-2 ^ 2', '(- (2 ^ 2))'],
    ['2 ^ -1', '(2 ^ (- 1))'],
    ['3 * -{a}', '(3 * (- {a}))'],
    ['{a} + 1 >= {b} * 2', '(({a} + 1) >= ({b} * 2))'],
    ['{a} = 1 or {b} = 2 and {c} = 3', '(({a} = 1) OR (({b} = 2) AND ({c} = 3)))'],
    ['NOT {a} = 1 AND not {b} <> 2', '((NOT ({a} = 1)) AND (NOT ({b} <> 2)))'],
    ["ifelse(isNull({a}), 'none', {a})", 'ifelse(isNull({a}), "none", {a})'],
    ['sum({a}, [{queue}, {agent}])', 'sum({a}, [{queue}, {agent}])'],
    ['rank([sum({a}) DESC, {b} asc], [])', 'rank([sum({a}) DESC, {b} ASC], [])'],
    ['maxOver({a}, [], pre_filter)', 'maxOver({a}, [], PRE_FILTER)'],
    ["in({a}, ['x', 'y'])", 'in({a}, ["x", "y"])'],
    ['1 // one\n + /* a\nsecond */ 2', '(1 + 2)'],
    ['periodToDateSum({a}, {day}, MONTH)', 'periodToDateSum({a}, {day}, MONTH)'],
  ])('%s', (expression, tree) => {
    expect(shown(parse(expression))).toBe(tree);
  });
});

describe('refuses with the place, what is there and what was expected', () => {
  test.each([
    ['', 'line 1, column 1: found the end of the expression, expected a value'],
    ['1 +', 'line 1, column 4: found the end of the expression, expected a value'],
    ['1 + * 2', "line 1, column 5: found '*', expected a value"],
    [
      'sum({a}',
      "line 1, column 8: found the end of the expression, expected an operator, ',' or ')'",
    ],
    ['sum({a},)', "line 1, column 9: found ')', expected a value"],
    ['sum({a}))', "line 1, column 9: found ')', expected an operator or the end of the expression"],
    ['{a} {b}', "line 1, column 5: found 'b', expected an operator or the end of the expression"],
    ['{a', "line 1, column 1: found '{', expected a column's name that ends with '}'"],
    ["1 +\n 'x", "line 2, column 2: found ''', expected a text that ends with its quote"],
    ['$name', "line 1, column 1: found '$', expected a parameter's name in braces after '$'"],
    ['1 /* never closed', "line 1, column 3: found '/', expected a comment that ends with '*/'"],
    ['{a} == 1', "line 1, column 6: found '=', expected a value"],
    [
      '{a} != 1',
      "line 1, column 5: found '!', expected a column, a parameter, a text, a number, a function or an operator",
    ],
    ['[{a}', "line 1, column 5: found the end of the expression, expected an operator, ',' or ']'"],
    ['(1', "line 1, column 3: found the end of the expression, expected ')'"],
    ['1 AND OR', "line 1, column 7: found 'OR', expected a value"],
  ])('%s', (expression, message) => {
    expect(() => parse(expression)).toThrow(message);
  });
});

test('nodes come with all that stands below them', () => {
  const kinds = [...nodesOf(parse('sum({a}, [{b}]) / -1'))].map(({ kind }) => kind);
  expect(kinds).toEqual(['binary', 'call', 'column', 'list', 'column', 'unary', 'number']);
});

describe('the table of functions', () => {
  test('has as many as the user guide lists', () => {
    expect(Object.keys(FUNCTIONS).length).toBe(128);
  });

  test.each(Object.entries(FUNCTIONS))('%s takes at least its minimum', (_, rule) => {
    expect(rule.minimum).toBeLessThanOrEqual(rule.maximum);
    expect(rule.minimum).toBeLessThanOrEqual(rule.arguments.length);
    if (typeof rule.result === 'number') expect(rule.result).toBeLessThan(rule.minimum);
  });

  test('conditions and values of ifelse alternate, the last is a value', () => {
    expect([0, 1, 2, 3, 4].map((place) => argumentType('ifelse', place, 5))).toEqual([
      'condition',
      'any',
      'condition',
      'same',
      'same',
    ]);
  });

  test('labels and values of switch alternate, the last is a value', () => {
    expect([0, 1, 2, 3, 4, 5].map((place) => argumentType('switch', place, 6))).toEqual([
      'any',
      'same',
      'any',
      'same',
      'any',
      'any',
    ]);
  });
});
