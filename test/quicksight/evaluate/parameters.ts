import type { Environment, ParameterValue } from '../expressions/data-set.ts';
import { EvaluationError } from '../expressions/evaluation-error.ts';
import { parse } from '../expressions/parse.ts';
import { type Reader, scalarReader } from '../expressions/scalar.ts';
import type { Node } from '../expressions/syntax.ts';
import type { Value } from '../expressions/value.ts';
import type { AnyParameterDeclaration } from './definition.ts';

export type ParameterValues = Readonly<Record<string, ParameterValue>>;

/**
 * The values of a definition's parameters: those that a reader of the dashboard has chosen, else the defaults.
 * Rolling dates are evaluated at the given moment.
 * @throws EvaluationError for a value of a parameter that is not declared
 */
export function environmentOf(
  declarations: readonly AnyParameterDeclaration[],
  chosen: ParameterValues,
  now: Date,
): Environment {
  const parameters = new Map(declarations.map((declaration) => defaultOf(declaration, now)));
  for (const [name, value] of Object.entries(chosen)) {
    if (!parameters.has(name)) throw new EvaluationError(`there is no parameter '${name}'`);
    parameters.set(name, value);
  }
  return { parameters, now };
}

/** A constant expression such as `addDateTime(-7, 'DD', truncDate('DD', now()))`. */
export function constant(expression: string, environment: Environment): Value {
  const reader = (node: Node): Reader => scalarReader(node, environment, reader);
  return reader(parse(expression))(0);
}

function defaultOf(declaration: AnyParameterDeclaration, now: Date): [string, ParameterValue] {
  const dates = declaration.DateTimeParameterDeclaration;
  if (dates !== undefined) {
    const { Name, DefaultValues = {} } = dates;
    const rolling = DefaultValues.RollingDate?.Expression;
    if (rolling !== undefined) return [Name, constant(rolling, { parameters: new Map(), now })];
    const [text] = DefaultValues.StaticValues ?? [];
    return [Name, text === undefined ? null : new Date(text)];
  }
  const values =
    declaration.StringParameterDeclaration ??
    declaration.IntegerParameterDeclaration ??
    declaration.DecimalParameterDeclaration;
  if (values === undefined)
    throw new EvaluationError(
      `the evaluator does not know the parameter ${Object.keys(declaration).join(', ')}`,
    );
  const defaults: readonly Value[] = values.DefaultValues?.StaticValues ?? [];
  return [
    values.Name,
    values.ParameterValueType === 'MULTI_VALUED' ? defaults : (defaults[0] ?? null),
  ];
}
