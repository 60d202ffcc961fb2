import { ExpressionError } from './expression-error.ts';
import { type BinaryOperator, LEVELS, type Level, type ListItem, type Node } from './syntax.ts';
import { type Token, tokensOf } from './tokens.ts';

/** The operators with two sides, weakest first; those of one row bind from left to right. */
const BINARY: readonly (readonly BinaryOperator[])[] = [
  ['OR'],
  ['AND'],
  ['=', '<>', '<', '>', '<=', '>='],
  ['+', '-'],
  ['*', '/', '%'],
];
const COMPARISON = 2;

/**
 * Reads an expression in QuickSight's language of calculated fields.
 * The order of operations is the documented one ("Operators"): brackets, `^`, `*` `/` `%`, `+` `-`,
 * comparisons, NOT, AND, OR. Functions are neither looked up nor counted here: see `functions.ts`.
 * @throws ExpressionError with the place, what is there and what was expected
 */
export function parse(expression: string): Node {
  return new Parser(expression).whole();
}

class Parser {
  readonly #expression: string;
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(expression: string) {
    this.#expression = expression;
    this.#tokens = tokensOf(expression);
  }

  whole(): Node {
    const node = this.#binary(0);
    if (this.#token.kind !== 'end') this.#refuse('an operator or the end of the expression');
    return node;
  }

  get #token(): Token {
    return this.#tokens[this.#next]!;
  }

  #binary(row: number): Node {
    if (row === COMPARISON && this.#isWord('NOT'))
      return this.#unary('NOT', () => this.#binary(row));
    if (row === BINARY.length) return this.#negated();
    let left = this.#binary(row + 1);
    for (;;) {
      const operator = BINARY[row]!.find((one) => this.#is(one));
      if (operator === undefined) return left;
      this.#next++;
      left = { kind: 'binary', operator, left, right: this.#binary(row + 1), at: left.at };
    }
  }

  #negated(): Node {
    return this.#is('-') ? this.#unary('-', () => this.#negated()) : this.#power();
  }

  #unary(operator: 'NOT' | '-', operand: () => Node): Node {
    const { at } = this.#token;
    this.#next++;
    return { kind: 'unary', operator, operand: operand(), at };
  }

  #power(): Node {
    const left = this.#primary();
    if (!this.#is('^')) return left;
    this.#next++;
    return { kind: 'binary', operator: '^', left, right: this.#negated(), at: left.at };
  }

  #primary(): Node {
    const { kind, value, at } = this.#token;
    if (this.#is('(')) return this.#bracketed();
    if (this.#is('[')) return this.#list();
    this.#next++;
    switch (kind) {
      case 'column':
        return { kind, name: value, braced: true, at };
      case 'parameter':
        return { kind, name: value, at };
      case 'text':
        return { kind, value, at };
      case 'number':
        return { kind, value: Number(value), isInteger: /^\d+$/.test(value), at };
      case 'word':
        return this.#word(value, at);
      default:
        this.#next--;
        return this.#refuse('a value');
    }
  }

  #bracketed(): Node {
    this.#take('(');
    const node = this.#binary(0);
    this.#take(')');
    return node;
  }

  #word(word: string, at: number): Node {
    if (this.#is('(')) return { kind: 'call', name: word, arguments: this.#arguments(), at };
    const upper = word.toUpperCase();
    if (upper === 'NULL') return { kind: 'null', at };
    if (isLevel(upper)) return { kind: 'level', level: upper, at };
    if (['AND', 'OR', 'NOT'].includes(upper)) {
      this.#next--;
      return this.#refuse('a value');
    }
    return { kind: 'column', name: word, braced: false, at };
  }

  #arguments(): readonly Node[] {
    this.#take('(');
    return this.#separated(')', () => this.#binary(0));
  }

  #list(): Node {
    const { at } = this.#token;
    this.#take('[');
    return { kind: 'list', items: this.#separated(']', () => this.#listItem()), at };
  }

  #listItem(): ListItem {
    const value = this.#binary(0);
    const direction = (['ASC', 'DESC'] as const).find((one) => this.#isWord(one)) ?? null;
    if (direction !== null) this.#next++;
    return { value, direction };
  }

  /** What stands between commas up to the closing sign, which is taken as well. */
  #separated<T>(closing: ')' | ']', one: () => T): readonly T[] {
    const found: T[] = [];
    if (!this.#is(closing)) {
      found.push(one());
      while (this.#is(',')) {
        this.#next++;
        found.push(one());
      }
    }
    if (!this.#is(closing)) this.#refuse(`an operator, ',' or '${closing}'`);
    this.#next++;
    return found;
  }

  #take(sign: string): void {
    if (!this.#is(sign)) this.#refuse(`'${sign}'`);
    this.#next++;
  }

  #is(operator: string): boolean {
    const { kind, value } = this.#token;
    return kind === 'sign' ? value === operator : this.#isWord(operator);
  }

  #isWord(word: string): boolean {
    return this.#token.kind === 'word' && this.#token.value.toUpperCase() === word;
  }

  #refuse(expected: string): never {
    const { kind, value, at } = this.#token;
    const found = kind === 'end' ? 'the end of the expression' : `'${value}'`;
    throw new ExpressionError(this.#expression, at, found, expected);
  }
}

function isLevel(word: string): word is Level {
  return (LEVELS as readonly string[]).includes(word);
}
