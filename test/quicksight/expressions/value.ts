import { EvaluationError } from './evaluation-error.ts';

/** A value of an expression. Moments are in UTC; null is a missing value. */
export type Value = string | number | boolean | Date | null;

/** A value by which equal values are found in a map: moments are objects and would never be equal. */
export function keyOf(value: Value): string | number | boolean | null {
  return value instanceof Date ? `@${value.getTime()}` : value;
}

/** One text for several values, different for different values. */
export function jointKey(values: readonly Value[]): string {
  return JSON.stringify(values.map(keyOf));
}

/**
 * Orders two values of one type: negative if the left one comes first.
 * @throws EvaluationError for values of different types
 */
export function compare(left: NonNullable<Value>, right: NonNullable<Value>): number {
  if (typeOf(left) !== typeOf(right))
    throw new EvaluationError(`a ${typeOf(left)} is compared with a ${typeOf(right)}`);
  const [one, other] = [left.valueOf(), right.valueOf()];
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

export function typeOf(value: Value): 'text' | 'number' | 'boolean' | 'date' | 'null' {
  if (value === null) return 'null';
  if (value instanceof Date) return 'date';
  if (typeof value === 'string') return 'text';
  return typeof value === 'number' ? 'number' : 'boolean';
}

/** @throws EvaluationError for a value of another type */
export function asNumber(value: NonNullable<Value>, user: string): number {
  if (typeof value !== 'number') throw new EvaluationError(wrong(value, 'number', user));
  return value;
}

/** @throws EvaluationError for a value of another type */
export function asText(value: NonNullable<Value>, user: string): string {
  if (typeof value !== 'string') throw new EvaluationError(wrong(value, 'text', user));
  return value;
}

/** @throws EvaluationError for a value of another type */
export function asDate(value: NonNullable<Value>, user: string): Date {
  if (!(value instanceof Date)) throw new EvaluationError(wrong(value, 'date', user));
  return value;
}

/** @throws EvaluationError for a value of another type */
export function asCondition(value: Value, user: string): boolean | null {
  if (value !== null && typeof value !== 'boolean')
    throw new EvaluationError(wrong(value, 'condition', user));
  return value;
}

function wrong(value: Value, expected: string, user: string): string {
  return `${user}: found a ${typeOf(value)}, expected a ${expected}`;
}
