/** What an expression gives, and where it breaks a rule of QuickSight's language. */
import {
  type ArgumentType,
  argumentType,
  EXTRACTED_UNITS,
  FUNCTIONS,
  type FunctionRule,
  PERIODS,
  UNITS,
  type ValueType,
} from '../expressions/functions.ts';
import type { BinaryNode, CallNode, ListNode, Node } from '../expressions/syntax.ts';
import type { Columns, ColumnType, Grain } from './columns.ts';
import { listed } from './fault.ts';

/** Null is of every type, and so is what cannot be known because of a fault named elsewhere. */
type Type = ValueType | 'any';

export interface Meaning {
  readonly type: Type;
  readonly grain: Grain;
}

export interface Scope {
  readonly columns: Columns;
  /** The types of parameters, and whether they hold several values. */
  readonly parameters: ReadonlyMap<
    string,
    { readonly type: ColumnType; readonly isMulti: boolean }
  >;
}

/** @param found and expected: the two sides of a sentence */
export type Report = (found: string, expected: string) => void;

const VALUE_TYPES: Readonly<Record<ColumnType, ValueType>> = {
  STRING: 'text',
  INTEGER: 'integer',
  DECIMAL: 'decimal',
  DATETIME: 'date',
};

const UNKNOWN: Meaning = { type: 'any', grain: 'constant' };

/** The type of the column that an expression makes; null if it is unknown. A condition comes out as 0 or 1. */
export function columnTypeOf({ type }: Meaning): ColumnType | null {
  switch (type) {
    case 'text':
      return 'STRING';
    case 'date':
      return 'DATETIME';
    case 'decimal':
      return 'DECIMAL';
    case 'integer':
    case 'boolean':
      return 'INTEGER';
    default:
      return null;
  }
}

/** Finds type and grain of a tree, and reports each breach in it. */
export function meaningOf(node: Node, scope: Scope, report: Report): Meaning {
  const inner = (part: Node) => meaningOf(part, scope, report);
  switch (node.kind) {
    case 'column':
      return columnMeaning(node.name, scope, report);
    case 'parameter': {
      const parameter = scope.parameters.get(node.name);
      if (!parameter) {
        report(`parameter ${node.name}`, `one of ${listed(scope.parameters.keys())}`);
        return UNKNOWN;
      }
      return { type: VALUE_TYPES[parameter.type], grain: 'constant' };
    }
    case 'text':
      return { type: 'text', grain: 'constant' };
    case 'number':
      return { type: node.isInteger ? 'integer' : 'decimal', grain: 'constant' };
    case 'null':
      return UNKNOWN;
    case 'unary': {
      const operand = inner(node.operand);
      const wanted = node.operator === 'NOT' ? 'boolean' : 'decimal';
      demand(operand, wanted, `${node.operator} of`, report);
      return { type: wanted === 'boolean' ? 'boolean' : operand.type, grain: operand.grain };
    }
    case 'binary':
      return binaryMeaning(node, inner(node.left), inner(node.right), report);
    case 'call':
      return callMeaning(node, scope, report);
    case 'list':
      report('a list in brackets', 'a value here');
      return UNKNOWN;
    case 'level':
      report(`the level ${node.level}`, 'a value here');
      return UNKNOWN;
  }
}

function columnMeaning(name: string, { columns }: Scope, report: Report): Meaning {
  const column = columns.get(name);
  if (!column) {
    report(`column ${name}`, `a column of the data set: ${listed(columns.keys())}`);
    return UNKNOWN;
  }
  return { type: column.type === null ? 'any' : VALUE_TYPES[column.type], grain: column.grain };
}

function binaryMeaning(
  { operator }: BinaryNode,
  left: Meaning,
  right: Meaning,
  report: Report,
): Meaning {
  const grain = mixed([left.grain, right.grain], `'${operator}'`, report);
  switch (operator) {
    case 'AND':
    case 'OR':
      demand(left, 'boolean', `left of ${operator}`, report);
      demand(right, 'boolean', `right of ${operator}`, report);
      return { type: 'boolean', grain };
    case '=':
    case '<>':
    case '<':
    case '>':
    case '<=':
    case '>=':
      if (!agree(left.type, right.type)) {
        report(`a comparison of ${left.type} with ${right.type}`, 'two values of one type');
      }
      return { type: 'boolean', grain };
    default: {
      demand(left, 'decimal', `left of '${operator}'`, report);
      demand(right, 'decimal', `right of '${operator}'`, report);
      const areIntegers = left.type === 'integer' && right.type === 'integer' && operator !== '/';
      return { type: areIntegers ? 'integer' : 'decimal', grain };
    }
  }
}

function callMeaning(node: CallNode, scope: Scope, report: Report): Meaning {
  const { name, arguments: arguments_ } = node;
  const rule = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (!rule) {
    report(`function ${name}`, "a function of QuickSight's language");
    for (const argument of arguments_) if (isValue(argument)) meaningOf(argument, scope, report);
    return UNKNOWN;
  }
  if (!countFits(rule, arguments_.length)) {
    report(`${name} with ${counted(arguments_.length)}`, expectedCount(rule));
    return UNKNOWN;
  }
  const types = arguments_.map((_, place) => argumentType(name, place, arguments_.length));
  const meanings = arguments_.map((argument, place) =>
    argumentMeaning(argument, types[place]!, name, place, scope, report),
  );
  checkSame(name, types, meanings, report);
  const ownType = typeof rule.result === 'number' ? meanings[rule.result]?.type : rule.result;
  return { type: ownType ?? 'any', grain: callGrain(node, rule, types, meanings, report) };
}

function countFits({ minimum, maximum, isOdd }: FunctionRule, count: number): boolean {
  if (count < minimum || count > maximum) return false;
  return isOdd === null || (count % 2 === 1) === isOdd;
}

function expectedCount({ minimum, maximum, isOdd }: FunctionRule): string {
  const parity = isOdd === null ? '' : isOdd ? 'an odd number of arguments, ' : 'an even number, ';
  if (minimum === maximum) return counted(minimum);
  if (maximum === Number.POSITIVE_INFINITY) return `${parity}${minimum} or more`;
  return `${parity}${minimum} to ${maximum} arguments`;
}

function counted(count: number): string {
  return count === 1 ? '1 argument' : `${count} arguments`;
}

const WITHOUT_VALUE: readonly ArgumentType[] = ['fields', 'sort', 'literals', 'level', 'period'];

/** The meaning of an argument; that of what is no value, such as a list of fields, is constant. */
function argumentMeaning(
  argument: Node,
  type: ArgumentType,
  name: string,
  place: number,
  scope: Scope,
  report: Report,
): Meaning {
  const here = `argument ${place + 1} of ${name}`;
  if (WITHOUT_VALUE.includes(type)) {
    return { type: 'any', grain: specialGrain(argument, type, here, scope, report) };
  }
  const meaning = meaningOf(argument, scope, report);
  switch (type) {
    case 'number':
      demand(meaning, 'decimal', here, report);
      break;
    case 'integer':
    case 'text':
    case 'date':
      demand(meaning, type, here, report);
      break;
    case 'condition':
      demand(meaning, 'boolean', here, report);
      break;
    case 'constant':
      if (argument.kind !== 'text') report(`${here} that is no text`, 'a text in quotes');
      break;
    case 'percent':
      if (argument.kind !== 'number' || argument.value < 0 || argument.value > 100) {
        report(`${here} that is ${shortly(argument)}`, 'a constant from 0 to 100');
      }
      break;
    case 'unit': {
      const units: readonly string[] = name === 'extract' ? EXTRACTED_UNITS : UNITS;
      if (argument.kind !== 'text' || !units.includes(argument.value)) {
        report(`${here} that is ${shortly(argument)}`, `one of '${units.join("', '")}'`);
      }
      break;
    }
  }
  return meaning;
}

/** Checks an argument that is no value; gives the grain that a sort gives to a ranking. */
function specialGrain(
  argument: Node,
  type: ArgumentType,
  here: string,
  scope: Scope,
  report: Report,
): Grain {
  switch (type) {
    case 'period':
      if (argument.kind !== 'column' || !(PERIODS as readonly string[]).includes(argument.name)) {
        report(`${here} that is ${shortly(argument)}`, `one of ${PERIODS.join(', ')}`);
      }
      return 'constant';
    case 'level':
      if (argument.kind !== 'level') {
        report(`${here} that is ${shortly(argument)}`, 'PRE_FILTER, PRE_AGG or POST_AGG_FILTER');
      }
      return 'constant';
    case 'literals': {
      if (argument.kind === 'parameter') {
        const parameter = scope.parameters.get(argument.name);
        if (parameter?.isMulti) return 'constant';
        report(`${here} that is parameter ${argument.name}`, 'a parameter of several values');
      } else if (argument.kind !== 'list') {
        report(`${here} that is ${shortly(argument)}`, 'a list of constants in brackets');
      } else {
        for (const { value } of argument.items) meaningOf(value, scope, report);
      }
      return 'constant';
    }
    default:
      if (argument.kind !== 'list') {
        report(`${here} that is ${shortly(argument)}`, 'a list of fields in brackets');
        return 'constant';
      }
      return fieldsGrain(argument, type, here, scope, report);
  }
}

function fieldsGrain(
  list: ListNode,
  type: ArgumentType,
  here: string,
  scope: Scope,
  report: Report,
): Grain {
  const grains = list.items.map(({ value }) => meaningOf(value, scope, report).grain);
  if (type === 'fields' && grains.includes('aggregate')) {
    report(`an aggregate among the fields that are ${here}`, 'columns of rows');
  }
  if (type === 'sort' && grains.includes('aggregate')) return 'aggregate';
  return 'constant';
}

/** The values of `ifelse`, `switch`, `coalesce` and `nullIf` are of one type. */
function checkSame(
  name: string,
  types: readonly ArgumentType[],
  meanings: readonly Meaning[],
  report: Report,
): void {
  if (name === 'switch') {
    const isResult = (place: number) =>
      place > 0 && (place % 2 === 0 || place === meanings.length - 1);
    checkAgreement(
      name,
      meanings.filter((_, place) => isResult(place)),
      report,
    );
    checkAgreement(
      name,
      meanings.filter((_, place) => !isResult(place)),
      report,
    );
    return;
  }
  const first = types.indexOf('any');
  const same = meanings.filter((_, place) => place === first || types[place] === 'same');
  if (types.includes('same')) checkAgreement(name, same, report);
}

function checkAgreement(name: string, meanings: readonly Meaning[], report: Report): void {
  const known = meanings.filter(({ type }) => type !== 'any');
  const other = known.find(({ type }) => !agree(type, known[0]!.type));
  if (other) report(`${name} of ${known[0]!.type} and ${other.type}`, 'values of one type');
}

function callGrain(
  node: CallNode,
  rule: FunctionRule,
  types: readonly ArgumentType[],
  meanings: readonly Meaning[],
  report: Report,
): Grain {
  const { name } = node;
  const grains = meanings.map(({ grain }) => grain);
  const hasLevel = types.some((type, place) => type === 'fields' && node.arguments[place]);
  const refuseAggregate = (expected: string) => {
    if (grains.includes('aggregate')) report(`${name} of an aggregate`, expected);
  };
  switch (rule.kind) {
    case 'row':
      return mixed(grains, name, report);
    case 'aggregate':
      refuseAggregate('values of rows, which are aggregated once');
      if (grains.includes('row')) mixed(grains, name, report);
      return hasLevel ? 'level' : 'aggregate';
    case 'window': {
      const level = node.arguments.find((argument) => argument.kind === 'level');
      if (level && level.level !== 'POST_AGG_FILTER') {
        refuseAggregate(`values of rows for ${level.level}`);
        return 'row';
      }
      const isRank = types[0] === 'sort';
      if (!['aggregate', 'level'].includes(grains[0]!) && !isRank) {
        report(`${name} of values of rows without a level`, 'an aggregate, PRE_FILTER or PRE_AGG');
      }
      return 'aggregate';
    }
    case 'table':
      if (types[0] === 'number' && !['aggregate', 'level'].includes(grains[0]!)) {
        report(`${name} of values of rows`, 'an aggregate');
      }
      return 'aggregate';
  }
}

/** The grain of what several parts make, which must not mix rows with aggregates. */
function mixed(grains: readonly Grain[], name: string, report: Report): Grain {
  const hasAggregate = grains.includes('aggregate') || grains.includes('level');
  if (hasAggregate && grains.includes('row')) {
    report(`mismatched aggregation in ${name}`, 'only values of rows or only aggregates');
  }
  if (grains.includes('aggregate')) return 'aggregate';
  if (grains.includes('level')) return 'level';
  return grains.includes('row') ? 'row' : 'constant';
}

/** @param wanted a decimal may also be an integer */
function demand({ type }: Meaning, wanted: ValueType, here: string, report: Report): void {
  const fits = wanted === 'integer' ? type === 'integer' || type === 'any' : agree(type, wanted);
  if (!fits) report(`${type} as ${here}`, wanted === 'decimal' ? 'a number' : `a ${wanted}`);
}

const isNumber = (type: Type) => type === 'integer' || type === 'decimal';

function agree(one: Type, other: Type): boolean {
  return one === 'any' || other === 'any' || one === other || (isNumber(one) && isNumber(other));
}

function isValue({ kind }: Node): boolean {
  return kind !== 'list' && kind !== 'level';
}

function shortly(node: Node): string {
  switch (node.kind) {
    case 'text':
      return `'${node.value}'`;
    case 'number':
      return String(node.value);
    case 'column':
    case 'parameter':
    case 'call':
      return node.name;
    case 'level':
      return node.level;
    default:
      return `a ${node.kind}`;
  }
}
