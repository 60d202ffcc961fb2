import { ExpressionError } from './expression-error.ts';

type TokenKind = 'column' | 'parameter' | 'text' | 'number' | 'word' | 'sign' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** The name without its braces, the text without its quotes, or the characters as written. */
  readonly value: string;
  readonly at: number;
}

/** What a token looks like, in the order in which the kinds are tried; the first group is its value. */
const SHAPES: readonly (readonly [TokenKind, RegExp])[] = [
  ['parameter', /\$\{([^{}]+)\}/y],
  ['column', /\{([^{}]+)\}/y],
  ['text', /'((?:[^'\\]|\\[\s\S])*)'/y],
  ['text', /"((?:[^"\\]|\\[\s\S])*)"/y],
  ['number', /((?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)/y],
  ['word', /([A-Za-z_]\w*)/y],
  ['sign', /(<>|<=|>=|\/(?!\*)|[-+*%^=<>(),[\]])/y],
];

const SPACE_AND_COMMENTS = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;

/**
 * Cuts an expression into tokens, without white space and comments. The last token is the end.
 * @throws ExpressionError for a character that begins no token
 */
export function tokensOf(expression: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    at += matchAt(SPACE_AND_COMMENTS, expression, at)![0].length;
    if (at === expression.length) return [...tokens, { kind: 'end', value: '', at }];
    const { token, length } = tokenAt(expression, at);
    tokens.push(token);
    at += length;
  }
}

function tokenAt(expression: string, at: number): { token: Token; length: number } {
  for (const [kind, shape] of SHAPES) {
    const match = matchAt(shape, expression, at);
    if (match === null) continue;
    const value = kind === 'text' ? match[1]!.replace(/\\([\s\S])/g, '$1') : match[1]!;
    return { token: { kind, value, at }, length: match[0].length };
  }
  throw new ExpressionError(expression, at, `'${expression[at]}'`, expectedInstead(expression, at));
}

function matchAt(shape: RegExp, expression: string, at: number): RegExpExecArray | null {
  shape.lastIndex = at;
  return shape.exec(expression);
}

function expectedInstead(expression: string, at: number): string {
  if (expression.startsWith('/*', at)) return "a comment that ends with '*/'";
  if (expression[at] === "'" || expression[at] === '"') return 'a text that ends with its quote';
  if (expression[at] === '{') return "a column's name that ends with '}'";
  if (expression[at] === '$') return "a parameter's name in braces after '$'";
  return 'a column, a parameter, a text, a number, a function or an operator';
}
