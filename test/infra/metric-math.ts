/**
 * CloudWatch's metric math, as far as the alarms use it, as the user guide ("Using metric math")
 * defines it: the emulator knows none. Every function here looks at one period at a time.
 */

/** A metric in a period: null where it has no value. */
export interface Sample {
  readonly value: number | null;
  /** Whether it has never had a value. */
  readonly isEmpty?: boolean;
}

/**
 * What FILL makes of a metric that has never had a value, of which the guide says nothing: a value for each
 * period, or still nothing.
 */
export type FillOfNothing = 'filled' | 'nothing';

/** A value in a period: of a series, where null means no value, or a constant number. */
interface Value {
  readonly isSeries: boolean;
  readonly value: number | null;
  readonly isEmpty?: boolean;
}

export type Expressions = readonly { readonly Id: string; readonly Expression?: string }[];

/** The last expression's value in the period that begins at `moment`, null where it has none. */
export function lastValue(
  expressions: Expressions,
  samples: Readonly<Record<string, Sample>>,
  moment: Date,
  fillOfNothing: FillOfNothing = 'filled',
): number | null {
  const known: Record<string, Value> = {};
  for (const [id, sample] of Object.entries(samples)) known[id] = { isSeries: true, ...sample };
  for (const { Expression, Id } of expressions) {
    if (Expression === undefined) continue;
    known[Id] = evaluate(Expression, known, moment, fillOfNothing);
  }
  const last = known[expressions.at(-1)!.Id]!;
  if (!last.isSeries) throw new Error('An alarm wants a series, and the last expression is none');
  return last.value;
}

const PRECEDENCE = [['OR'], ['AND'], ['==', '!=', '<=', '>=', '<', '>'], ['+', '-'], ['*', '/']];

function evaluate(
  expression: string,
  known: Readonly<Record<string, Value>>,
  moment: Date,
  fillOfNothing: FillOfNothing,
): Value {
  const tokens = expression.match(/[A-Za-z_]\w*|\d+(\.\d+)?|[=!<>]=|[-+*/<>(),]|\S/g) ?? [];
  let at = 0;
  const take = (token: string) => {
    if (tokens[at++] !== token) throw new Error(`${expression}: ${token} expected at ${at}`);
  };

  function binary(level: number): Value {
    const operators = PRECEDENCE[level];
    if (!operators) return primary();
    let left = binary(level + 1);
    while (operators.includes(tokens[at] ?? '')) {
      const operator = tokens[at++]!;
      left = combined(operator, left, binary(level + 1));
    }
    return left;
  }

  function primary(): Value {
    const token = tokens[at++] ?? '';
    if (token === '(') {
      const inner = binary(0);
      take(')');
      return inner;
    }
    if (/^\d/.test(token)) return { isSeries: false, value: Number(token) };
    if (tokens[at] !== '(') {
      const value = known[token];
      if (!value) throw new Error(`${expression}: ${token} is neither metric nor expression`);
      return value;
    }
    const given: Value[] = [];
    do {
      at++;
      given.push(binary(0));
    } while (tokens[at] === ',');
    take(')');
    return called(token, given);
  }

  function called(name: string, [first, second, third]: readonly Value[]): Value {
    switch (name) {
      case 'FILL': {
        const staysEmpty = first!.isEmpty && fillOfNothing === 'nothing';
        return staysEmpty ? first! : { isSeries: true, value: first!.value ?? second!.value };
      }
      case 'TIME_SERIES':
        return { isSeries: true, value: first!.value };
      case 'HOUR':
        return { isSeries: true, value: moment.getUTCHours() };
      case 'DAY':
        return { isSeries: true, value: moment.getUTCDay() || 7 };
      case 'IF':
        return chosen(first!, second!, third);
      default:
        throw new Error(`${expression}: no function ${name}`);
    }
  }

  const result = binary(0);
  if (at !== tokens.length) throw new Error(`${expression}: ${tokens[at]} is left over`);
  return result;
}

/** Dropped without a condition; 0 for a true one without a value; dropped for a false one. */
function chosen(condition: Value, yes: Value, no: Value | undefined): Value {
  const isSeries = condition.isSeries || yes.isSeries || (no?.isSeries ?? false);
  if (condition.value === null) return { isSeries, value: null };
  const value = condition.value !== 0 ? (yes.value ?? 0) : (no?.value ?? null);
  return { isSeries, value };
}

/** A value that is missing in one of two series counts as 0; one missing in both stays missing. */
function combined(operator: string, left: Value, right: Value): Value {
  const isSeries = left.isSeries || right.isSeries;
  const isMissing =
    left.isSeries && right.isSeries
      ? left.value === null && right.value === null
      : left.value === null || right.value === null;
  if (isMissing) return { isSeries, value: null };
  const [a, b] = [left.value ?? 0, right.value ?? 0];
  const results: Readonly<Record<string, number | boolean>> = {
    OR: a !== 0 || b !== 0,
    AND: a !== 0 && b !== 0,
    '==': a === b,
    '!=': a !== b,
    '<=': a <= b,
    '>=': a >= b,
    '<': a < b,
    '>': a > b,
    '+': a + b,
    '-': a - b,
    '*': a * b,
    '/': a / b,
  };
  return { isSeries, value: Number(results[operator]) };
}
