import ts from 'typescript';
import { lineOf, type Mutant } from './mutant.ts';

/** What a fault makes of a node, by the kind of fault. */
type Fault = readonly [operator: string, node: ts.Node, after: string];

const OTHER_OPERATORS: ReadonlyMap<ts.SyntaxKind, readonly string[]> = new Map([
  [ts.SyntaxKind.LessThanToken, ['<=', '>=']],
  [ts.SyntaxKind.LessThanEqualsToken, ['<', '>']],
  [ts.SyntaxKind.GreaterThanToken, ['>=', '<=']],
  [ts.SyntaxKind.GreaterThanEqualsToken, ['>', '<']],
  [ts.SyntaxKind.EqualsEqualsEqualsToken, ['!==']],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, ['===']],
  [ts.SyntaxKind.PlusToken, ['-']],
  [ts.SyntaxKind.MinusToken, ['+']],
  [ts.SyntaxKind.AsteriskToken, ['+']],
  [ts.SyntaxKind.SlashToken, ['*']],
  [ts.SyntaxKind.PercentToken, ['*']],
  [ts.SyntaxKind.AmpersandAmpersandToken, ['||']],
  [ts.SyntaxKind.BarBarToken, ['&&']],
  [ts.SyntaxKind.QuestionQuestionToken, ['&&']],
  [ts.SyntaxKind.AmpersandToken, ['|']],
  [ts.SyntaxKind.BarToken, ['&']],
  [ts.SyntaxKind.CaretToken, ['|']],
  [ts.SyntaxKind.PlusEqualsToken, ['-=', '=']],
  [ts.SyntaxKind.MinusEqualsToken, ['+=', '=']],
  [ts.SyntaxKind.QuestionQuestionEqualsToken, ['=']],
  [ts.SyntaxKind.BarBarEqualsToken, ['=']],
]);

/** Methods that another stands in for. */
const OTHER_METHODS: Readonly<Record<string, string>> = {
  some: 'every',
  every: 'some',
  min: 'max',
  max: 'min',
  startsWith: 'endsWith',
  endsWith: 'startsWith',
  indexOf: 'lastIndexOf',
  lastIndexOf: 'indexOf',
  push: 'unshift',
};

/** Methods without which their object is of the same type. */
const LEFT_OUT_METHODS = new Set([
  'concat',
  'filter',
  'replace',
  'replaceAll',
  'reverse',
  'slice',
  'sort',
  'subarray',
  'toLowerCase',
  'toUpperCase',
  'toWellFormed',
  'trim',
]);

/** Longer lists lose only some elements, evenly spaced, so that a table does not outweigh all else. */
const MOST_ELEMENTS = 24;

/** Every fault that the operators below can put into the file. */
export function typescriptMutants(path: string, text: string): Mutant[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const mutants: Mutant[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isInterfaceDeclaration(node)) {
      return;
    }
    if (ts.isTypeAliasDeclaration(node) || ts.isExportDeclaration(node)) return;
    for (const [operator, place, after] of faultsIn(node)) {
      const from = place.getStart(source);
      const before = text.slice(from, place.end);
      if (before !== after) {
        mutants.push({ path, line: lineOf(text, from), operator, from, before, after });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return mutants;
}

function faultsIn(node: ts.Node): Fault[] {
  if (ts.isIfStatement(node)) return conditionFaults(node.expression);
  if (ts.isConditionalExpression(node)) return conditionFaults(node.condition);
  if (ts.isWhileStatement(node)) return [['loop is skipped', node.expression, 'false']];
  if (ts.isForStatement(node) && node.condition) {
    return [['loop is skipped', node.condition, 'false']];
  }
  if (ts.isBinaryExpression(node)) return operatorFaults(node);
  if (ts.isPrefixUnaryExpression(node)) return unaryFaults(node);
  if (ts.isPostfixUnaryExpression(node)) return stepFaults(node);
  if (ts.isExpressionStatement(node)) return [['statement is left out', node, ';']];
  if (ts.isThrowStatement(node)) return [['statement is left out', node, ';']];
  if (ts.isContinueStatement(node) || ts.isBreakStatement(node)) return jumpFaults(node);
  if (ts.isReturnStatement(node)) return returnFaults(node);
  if (ts.isNumericLiteral(node)) return numberFaults(node);
  if (ts.isRegularExpressionLiteral(node)) return patternFaults(node);
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
    return textFaults(node);
  }
  if (ts.isTemplateExpression(node) && !isErrorsMessage(node)) {
    return [['text is empty', node, "''"]];
  }
  if (ts.isArrayLiteralExpression(node)) return elementFaults(node);
  if (ts.isCallExpression(node)) return callFaults(node);
  if (node.kind === ts.SyntaxKind.TrueKeyword) return [['flag is turned', node, 'false']];
  if (node.kind === ts.SyntaxKind.FalseKeyword) return [['flag is turned', node, 'true']];
  return [];
}

function conditionFaults(condition: ts.Expression): Fault[] {
  return [
    ['condition is true', condition, 'true'],
    ['condition is false', condition, 'false'],
  ];
}

function operatorFaults({ left, operatorToken, right }: ts.BinaryExpression): Fault[] {
  const others = OTHER_OPERATORS.get(operatorToken.kind) ?? [];
  const faults = others.map((other): Fault => ['operator is another', operatorToken, other]);
  const joins = [ts.SyntaxKind.AmpersandAmpersandToken, ts.SyntaxKind.BarBarToken];
  if (!joins.includes(operatorToken.kind)) return faults;
  const isOr = operatorToken.kind === ts.SyntaxKind.BarBarToken;
  const neutral = isOr ? 'false' : 'true';
  return [
    ...faults,
    ['part of a condition is left out', left, neutral],
    ['part of a condition is left out', right, neutral],
  ];
}

function unaryFaults(node: ts.PrefixUnaryExpression): Fault[] {
  const isStep =
    node.operator === ts.SyntaxKind.PlusPlusToken ||
    node.operator === ts.SyntaxKind.MinusMinusToken;
  if (isStep) return stepFaults(node);
  // The literal itself is changed by one.
  if (ts.isNumericLiteral(node.operand)) return [];
  return [['sign is left out', node, node.operand.getText()]];
}

function stepFaults(node: ts.PrefixUnaryExpression | ts.PostfixUnaryExpression): Fault[] {
  const isUp = node.operator === ts.SyntaxKind.PlusPlusToken;
  const text = node.getText();
  const other = isUp ? text.replace('++', '--') : text.replace('--', '++');
  return [['step goes the other way', node, other]];
}

function jumpFaults(node: ts.BreakOrContinueStatement): Fault[] {
  // Without its break a case would run into the next, which the compiler refuses.
  if (ts.isCaseOrDefaultClause(node.parent)) return [];
  return [['statement is left out', node, ';']];
}

function returnFaults({ expression }: ts.ReturnStatement): Fault[] {
  if (!expression || expression.kind === ts.SyntaxKind.NullKeyword) return [];
  const isBoolean = /^(true|false)$/.test(expression.getText());
  return isBoolean ? [] : [['null is returned', expression, 'null']];
}

function numberFaults(node: ts.NumericLiteral): Fault[] {
  const value = Number(node.text);
  return [
    ['number is one more', node, String(value + 1)],
    ['number is one less', node, `(${value - 1})`],
  ];
}

function textFaults(node: ts.StringLiteral | ts.NoSubstitutionTemplateLiteral): Fault[] {
  const { parent } = node;
  if (isErrorsMessage(node) || ts.isLiteralTypeNode(parent) || ts.isCaseClause(parent)) return [];
  if (ts.isPropertyAssignment(parent) && parent.name === node) return [];
  return node.text === '' ? [['text is not empty', node, "'?'"]] : [['text is empty', node, "''"]];
}

function isErrorsMessage(node: ts.Node): boolean {
  return ts.isNewExpression(node.parent) && node.parent.expression.getText().endsWith('Error');
}

function elementFaults({ elements }: ts.ArrayLiteralExpression): Fault[] {
  const every = Math.ceil(elements.length / MOST_ELEMENTS);
  return elements
    .filter((element, place) => place % every === 0 && !ts.isOmittedExpression(element))
    .map((element) => ['element is left out', element, '...[]']);
}

function callFaults(node: ts.CallExpression): Fault[] {
  if (!ts.isPropertyAccessExpression(node.expression)) return [];
  const { name, expression } = node.expression;
  const other = Object.hasOwn(OTHER_METHODS, name.text) ? OTHER_METHODS[name.text] : undefined;
  if (other) return [['method is another', name, other]];
  if (!LEFT_OUT_METHODS.has(name.text) || ts.isExpressionStatement(node.parent)) return [];
  return [['call is left out', node, expression.getText()]];
}

/** Faults within a pattern: what holds it, what repeats, what is negated, an alternative less. */
function patternFaults(node: ts.RegularExpressionLiteral): Fault[] {
  const text = node.getText();
  const end = text.lastIndexOf('/');
  const [body, flags] = [text.slice(1, end), text.slice(end + 1)];
  const faults: Fault[] = [];
  const add = (other: string, otherFlags = flags) => {
    const after = `/${other}/${otherFlags}`;
    if (other !== '' && isPattern(other, otherFlags)) faults.push(['pattern', node, after]);
  };
  if (body.startsWith('^')) add(body.slice(1));
  if (body.endsWith('$') && !body.endsWith('\\$')) add(body.slice(0, -1));
  for (const { index, 0: found } of body.matchAll(/(?<!\\)[+*?](?![:=!<])/g)) {
    const rest = body.slice(index + 1);
    if (found === '+') add(`${body.slice(0, index)}*${rest}`);
    add(body.slice(0, index) + rest);
  }
  for (const { index } of body.matchAll(/(?<!\\)\[\^/g)) {
    add(`${body.slice(0, index)}[${body.slice(index + 2)}`);
  }
  for (const { index } of body.matchAll(/(?<!\\)\\[dswbDSWB]/g)) {
    const letter = body[index + 1]!;
    const turned = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
    add(`${body.slice(0, index + 1)}${turned}${body.slice(index + 2)}`);
  }
  const alternatives = body.split('|');
  if (alternatives.length > 1) {
    for (const place of alternatives.keys()) add(alternatives.toSpliced(place, 1).join('|'));
  }
  for (const flag of flags) if ('igm'.includes(flag)) add(body, flags.replace(flag, ''));
  return faults;
}

function isPattern(body: string, flags: string): boolean {
  try {
    new RegExp(body, flags);
    return true;
  } catch {
    return false;
  }
}
