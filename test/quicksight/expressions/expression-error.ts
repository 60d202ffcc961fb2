/** An expression that QuickSight would refuse; the message names the place, what is there and what was expected. */
export class ExpressionError extends Error {
  /** The offset in the expression. */
  readonly at: number;

  constructor(expression: string, at: number, found: string, expected: string) {
    super(`${placeOf(expression, at)}: found ${found}, expected ${expected}`);
    this.name = 'ExpressionError';
    this.at = at;
  }
}

function placeOf(expression: string, at: number): string {
  const before = expression.slice(0, at).split('\n');
  return `line ${before.length}, column ${before.at(-1)!.length + 1}`;
}
