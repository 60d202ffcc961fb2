/** Operators over values of which any may be missing. */
import { EvaluationError } from './evaluation-error.ts';
import { modulo } from './row-functions.ts';
import type { ArithmeticOperator, ComparisonOperator } from './syntax.ts';
import { asNumber, compare, type Value } from './value.ts';

/** Arithmetic with a missing value gives a missing value. */
export function calculate(operator: ArithmeticOperator, left: Value, right: Value): Value {
  if (left === null || right === null) return null;
  const [one, other] = [asNumber(left, operator), asNumber(right, operator)];
  switch (operator) {
    case '+':
      return one + other;
    case '-':
      return one - other;
    case '*':
      return one * other;
    case '/':
      return divide(one, other);
    case '%':
      return modulo(one, other);
    case '^':
      return one ** other;
  }
}

/**
 * A quotient, never cut to a whole number: 3 / 2 is 1.5.
 * The guide does not say what a division by zero gives, and engines differ: none may happen.
 */
function divide(left: number, right: number): number {
  if (right === 0) throw new EvaluationError('a number is divided by zero');
  return left / right;
}

/** A comparison with a missing value is neither true nor false. */
export function holds(operator: ComparisonOperator, left: Value, right: Value): boolean | null {
  if (left === null || right === null) return null;
  const order = compare(left, right);
  switch (operator) {
    case '=':
      return order === 0;
    case '<>':
      return order !== 0;
    case '<':
      return order < 0;
    case '>':
      return order > 0;
    case '<=':
      return order <= 0;
    case '>=':
      return order >= 0;
  }
}

/** Whether a value is among others; a missing value is neither in nor not in. */
export function isAmong(value: Value, others: readonly Value[]): boolean | null {
  if (value === null) return null;
  return others.some((other) => other !== null && compare(value, other) === 0);
}
