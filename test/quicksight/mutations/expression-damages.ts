/** Damages to calculated fields. */

import type { Template } from '../../infra/template.ts';
import type { Random } from '../../pipeline/normalise/fuzz/random.ts';
import type { Damages } from './damages.ts';
import {
  aggregatingFieldsOf,
  calculatedFieldsOf,
  columnsOf,
  definitionOf,
  expressionOf,
  type Mutable,
  objectsAt,
} from './sites.ts';
import { pickFrom } from './visual-damages.ts';

type Rewrite = (
  expression: string,
  field: Mutable,
  random: Random,
  template: Template,
) => string | null;

/** Changes the expression of one of some fields; a rewriting that finds nothing to change gives null. */
const rewritten =
  (fieldsOf: (template: Template) => Mutable[], rewrite: Rewrite) =>
  (template: Template, random: Random) => {
    for (const field of random.shuffled(fieldsOf(template))) {
      const expression = rewrite(expressionOf(field), field, random, template);
      if (expression === null) continue;
      field.Expression = expression;
      return `${field.Name}: ${expression.slice(0, 120)}`;
    }
    return null;
  };

const any = (rewrite: Rewrite) => rewritten(calculatedFieldsOf, rewrite);
const aggregating = (rewrite: Rewrite) => rewritten(aggregatingFieldsOf, rewrite);

/** Replaces one random match; null if there is none. */
function replaceOne(
  text: string,
  pattern: RegExp,
  by: (match: RegExpMatchArray) => string,
  random: Random,
): string | null {
  const match = pickFrom(random, [...text.matchAll(pattern)]);
  if (!match) return null;
  return text.slice(0, match.index) + by(match) + text.slice(match.index + match[0].length);
}

function columnOfType(
  template: Template,
  { DataSetIdentifier }: Mutable,
  types: readonly string[],
) {
  return columnsOf(template, DataSetIdentifier).find(({ type }) => types.includes(type))?.name;
}

export const EXPRESSION_DAMAGES: Damages = {
  'a bracket is not closed': any((text, _, random) => replaceOne(text, /\)/g, () => '', random)),
  'a bracket too many is closed': any((text) => `${text})`),
  'a comma is missing': any((text, _, random) => replaceOne(text, /,/g, () => ' ', random)),
  'an expression ends in an operator': any((text) => `${text} +`),
  'a function is unknown': any((text, _, random) =>
    replaceOne(text, /\b([a-z]\w*)\(/gi, ([, name]) => `${name}2(`, random),
  ),
  'a function is written in capitals': any((text, _, random) =>
    replaceOne(
      text,
      /\b(sum|ifelse|truncDate|nullIf|coalesce|percentileCont|extract)\(/g,
      ([, name]) => `${name!.toUpperCase()}(`,
      random,
    ),
  ),
  'a function has an argument too many': any((text, _, random) =>
    replaceOne(
      text,
      /\b(isNull|isNotNull|truncDate|nullIf|extract)\(/g,
      ([all]) => `${all}1, `,
      random,
    ),
  ),
  'a condition has no value for otherwise': any((text, _, random) =>
    replaceOne(text, /\bifelse\(/g, ([all]) => `${all}1 = 1, `, random),
  ),
  'an expression names a column that is not there': any((text, _, random) =>
    replaceOne(text, /(?<!\$)\{([^}]+)\}/g, ([, name]) => `{${name} 2}`, random),
  ),
  'an expression names a parameter that is not there': any((text, _, random) =>
    replaceOne(text, /\$\{(\w+)\}/g, ([, name]) => `\${${name}2}`, random),
  ),
  'an aggregate is mixed with a row': aggregating((text, field, _, template) => {
    const column = columnOfType(template, field, ['INTEGER', 'DECIMAL']);
    return column === undefined ? null : `(${text}) / {${column}}`;
  }),
  'an aggregate is summed once more': aggregating((text) => `sum(${text})`),
  'a field depends on itself': any((text, { Name }) => `coalesce({${Name}}, ${text})`),
  'two fields depend on each other': any((text, field, random, template) => {
    const users = calculatedFieldsOf(template).filter(
      (one) =>
        one !== field &&
        one.DataSetIdentifier === field.DataSetIdentifier &&
        expressionOf(one).includes(`{${field.Name}}`),
    );
    const user = pickFrom(random, users);
    return user ? `coalesce({${user.Name}}, ${text})` : null;
  }),
  'a text is summed': aggregating((text, field, _, template) => {
    const column = columnOfType(template, field, ['STRING']);
    return column === undefined ? null : `(${text}) + sum({${column}})`;
  }),
  'a number is compared with a text': aggregating((text) => `ifelse((${text}) = 'many', 1, 0)`),
  'a condition has values of two types': aggregating((text) => `ifelse((${text}) > 0, 1, 'none')`),
  'a period is no abbreviation': any((text, _, random) =>
    replaceOne(text, /'(DD|HH|MI|WK|MM|WD)'/g, ([, unit]) => `'${unit}S'`, random),
  ),
  'a percentile is above 100': any((text, _, random) =>
    replaceOne(text, /(percentile\w*\([^,]+, )\d+/g, ([, before]) => `${before}950`, random),
  ),
  'two calculated fields have one name': (template, random) => {
    const field = pickFrom(random, calculatedFieldsOf(template));
    if (!field) return null;
    (definitionOf(template).CalculatedFields as Mutable[]).push({ ...field });
    return String(field.Name);
  },
  'a calculated field is of a data set that is not declared': (template, random) => {
    const field = pickFrom(random, calculatedFieldsOf(template));
    if (!field) return null;
    field.DataSetIdentifier = 'no-such-data-set';
    return String(field.Name);
  },
  'a data set is declared and not used': (template) => {
    const declarations = objectsAt(definitionOf(template), 'DataSetIdentifierDeclarations');
    const list = definitionOf(template).DataSetIdentifierDeclarations as Mutable[];
    list.push({ ...declarations[0]!, Identifier: 'spare' });
    return 'spare';
  },
};
