/** The part of an expression that means the same for a row and for a group: constants, operators, row functions. */
import type { Environment, ParameterValue } from './data-set.ts';
import { EvaluationError } from './evaluation-error.ts';
import { calculate, holds, isAmong } from './operators.ts';
import { ROW_FUNCTIONS } from './row-functions.ts';
import type { BinaryNode, CallNode, Node } from './syntax.ts';
import { asCondition, asNumber, type Value } from './value.ts';

/** The value at a place: of a row or of a group, by its number. */
export type Reader = (place: number) => Value;

/** How the nodes below are read: for rows or for groups. */
export type Compile = (node: Node) => Reader;

/**
 * Reads a constant, a parameter, an operator or a call of a row function.
 * @throws EvaluationError for a function that the evaluator does not know
 */
export function scalarReader(node: Node, environment: Environment, compile: Compile): Reader {
  switch (node.kind) {
    case 'text':
    case 'number': {
      const { value } = node;
      return () => value;
    }
    case 'null':
      return () => null;
    case 'parameter': {
      const value = singleValue(node.name, environment);
      return () => value;
    }
    case 'unary': {
      const operand = compile(node.operand);
      return node.operator === '-' ? negative(operand) : inverse(operand);
    }
    case 'binary':
      return binaryReader(node, compile);
    case 'call':
      return callReader(node, environment, compile);
    default:
      throw new EvaluationError(`a ${node.kind} has no value of its own`);
  }
}

/** @throws EvaluationError for a parameter that is not declared */
export function parameterValue(name: string, { parameters }: Environment): ParameterValue {
  const value = parameters.get(name);
  if (value === undefined) throw new EvaluationError(`there is no parameter '${name}'`);
  return value;
}

function singleValue(name: string, environment: Environment): Value {
  const value = parameterValue(name, environment);
  if (Array.isArray(value))
    throw new EvaluationError(`the parameter '${name}' has several values, expected one`);
  return value as Value;
}

function negative(operand: Reader): Reader {
  return (place) => {
    const value = operand(place);
    return value === null ? null : -asNumber(value, '-');
  };
}

function inverse(operand: Reader): Reader {
  return (place) => {
    const value = asCondition(operand(place), 'NOT');
    return value === null ? null : !value;
  };
}

function binaryReader({ operator, left, right }: BinaryNode, compile: Compile): Reader {
  const [one, other] = [compile(left), compile(right)];
  switch (operator) {
    case 'AND':
      return (place) => logical(false, operator, one(place), () => other(place));
    case 'OR':
      return (place) => logical(true, operator, one(place), () => other(place));
    case '=':
    case '<>':
    case '<':
    case '>':
    case '<=':
    case '>=':
      return (place) => holds(operator, one(place), other(place));
    default:
      return (place) => calculate(operator, one(place), other(place));
  }
}

/** OR is decided by one true side, AND by one false side; else a missing side leaves the result missing. */
function logical(decisive: boolean, operator: string, left: Value, right: () => Value): Value {
  const one = asCondition(left, operator);
  if (one === decisive) return decisive;
  const other = asCondition(right(), operator);
  if (other === decisive) return decisive;
  return one === null || other === null ? null : !decisive;
}

function callReader(node: CallNode, environment: Environment, compile: Compile): Reader {
  const { name } = node;
  if (name === 'in' || name === 'notIn') return membershipReader(node, environment, compile);
  const readers = node.arguments.map((argument) => argumentReader(argument, compile));
  switch (name) {
    case 'ifelse':
      return (place) => chosen(readers, place);
    case 'switch':
      return (place) => matched(readers, place);
    case 'coalesce':
      return (place) => {
        for (const reader of readers) {
          const value = reader(place);
          if (value !== null) return value;
        }
        return null;
      };
    case 'isNull':
      return (place) => readers[0]!(place) === null;
    case 'isNotNull':
      return (place) => readers[0]!(place) !== null;
    case 'nullIf':
      return (place) => {
        const value = readers[0]!(place);
        return holds('=', value, readers[1]!(place)) === true ? null : value;
      };
    case 'now':
      return () => environment.now;
  }
  const calculation = ROW_FUNCTIONS[name];
  if (calculation === undefined || !Object.hasOwn(ROW_FUNCTIONS, name))
    throw new EvaluationError(`the evaluator does not know the function '${name}'`);
  return (place) => {
    const values = readers.map((reader) => reader(place));
    return values.includes(null) ? null : calculation(...(values as NonNullable<Value>[]));
  };
}

/** A bare word such as CASE_INSENSITIVE stands for itself where a function has such a mode. */
function argumentReader(argument: Node, compile: Compile): Reader {
  if (argument.kind === 'column' && !argument.braced && /^CASE_(IN)?SENSITIVE$/.test(argument.name))
    return () => argument.name;
  return compile(argument);
}

/** The value of the first condition that is true; a missing condition is not true. */
function chosen(readers: readonly Reader[], place: number): Value {
  for (let at = 0; at + 1 < readers.length; at += 2)
    if (asCondition(readers[at]!(place), 'ifelse') === true) return readers[at + 1]!(place);
  return readers.at(-1)!(place);
}

/** The value behind the first label that equals the expression, else the last value. */
function matched(readers: readonly Reader[], place: number): Value {
  const value = readers[0]!(place);
  for (let at = 1; at + 1 < readers.length; at += 2)
    if (holds('=', value, readers[at]!(place)) === true) return readers[at + 1]!(place);
  return readers.at(-1)!(place);
}

function membershipReader(node: CallNode, environment: Environment, compile: Compile): Reader {
  const [sought, among] = node.arguments;
  const value = compile(sought!);
  const others = members(among!, environment, compile);
  const wanted = node.name === 'in';
  return (place) => {
    // A parameter with all values excludes none.
    if (others === null) return wanted;
    const isThere = isAmong(
      value(place),
      others.map((other) => other(place)),
    );
    return isThere === null ? null : isThere === wanted;
  };
}

function members(node: Node, environment: Environment, compile: Compile): readonly Reader[] | null {
  if (node.kind === 'list') return node.items.map((item) => compile(item.value));
  if (node.kind !== 'parameter')
    throw new EvaluationError(`in: found a ${node.kind}, expected a list or a parameter`);
  const values = parameterValue(node.name, environment);
  if (values === null) return null;
  return (Array.isArray(values) ? values : [values]).map((value) => () => value);
}
