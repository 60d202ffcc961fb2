/** Expressions are read whole, mean one thing, and stand where their kind may stand. */
import { ExpressionError } from '../expressions/expression-error.ts';
import { argumentType, FUNCTIONS } from '../expressions/functions.ts';
import { parse } from '../expressions/parse.ts';
import { type CallNode, type Node, nodesOf } from '../expressions/syntax.ts';
import { type Columns, outputColumnsOf } from './columns.ts';
import { type Meaning, meaningOf, type Scope } from './expression-types.ts';
import { fault, listed, placeOf } from './fault.ts';
import { entriesAt, listAt, textAt } from './json.ts';
import {
  type CalculatedField,
  type Dashboard,
  resourcesOf,
  type Subject,
  type Visual,
} from './subject.ts';

export function expressions({ variant, dashboards }: Subject): string[] {
  return [
    ...dashboards.flatMap((dashboard) => [
      ...calculatedFields(dashboard),
      ...cycles(dashboard),
      ...rollingDates(dashboard),
      ...dashboard.sheets.flatMap(({ visuals }) =>
        visuals.flatMap((visual) => [
          ...expressionsOfVisual(dashboard, visual),
          ...tableCalculations(dashboard, visual),
        ]),
      ),
    ]),
    ...resourcesOf(variant, 'DataSet').flatMap(([name, dataSet]) => {
      const { columns } = outputColumnsOf(dataSet);
      return entriesAt(dataSet.Properties, 'LogicalTableMap').flatMap(([, table]) =>
        createdColumns(name, table, columns),
      );
    }),
  ];
}

/** Reads an expression and finds its meaning; its faults are added to the list. */
function check(
  place: string,
  expression: string,
  scope: Scope,
  faults: string[],
): Meaning | undefined {
  const tree = read(place, expression, faults);
  return (
    tree &&
    meaningOf(tree, scope, (found, expected) => {
      faults.push(fault(place, found, expected));
    })
  );
}

function read(place: string, expression: string, faults: string[]): Node | undefined {
  try {
    return parse(expression);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    faults.push(`${place}: ${error.message}.`);
    return undefined;
  }
}

function calculatedFields({ name, dataSets, calculatedFields, parameters }: Dashboard): string[] {
  return calculatedFields.flatMap((field) => {
    const faults: string[] = [];
    const columns = dataSets.get(field.dataSet);
    if (!columns) return [];
    check(
      `${name}, calculated field ${field.name}`,
      field.expression,
      { columns, parameters },
      faults,
    );
    return faults;
  });
}

/** Each circle of calculated fields, named by the field that comes first. */
function cycles({ name, calculatedFields }: Dashboard): string[] {
  return calculatedFields.flatMap((field, order) => {
    const circle = circleFrom(field, calculatedFields);
    const isFirst = circle?.every((one) => calculatedFields.indexOf(one) >= order);
    if (!circle || !isFirst) return [];
    const way = [...circle, field].map((one) => one.name).join(' → ');
    return [fault(`${name}, calculated field ${field.name}`, `the circle ${way}`, 'no circle')];
  });
}

function circleFrom(
  start: CalculatedField,
  fields: readonly CalculatedField[],
): CalculatedField[] | undefined {
  const visited = new Set<CalculatedField>();
  const search = (
    field: CalculatedField,
    way: CalculatedField[],
  ): CalculatedField[] | undefined => {
    for (const other of usedBy(field, fields)) {
      if (other === start) return way;
      if (visited.has(other)) continue;
      visited.add(other);
      const found = search(other, [...way, other]);
      if (found) return found;
    }
    return undefined;
  };
  return search(start, [start]);
}

function usedBy(field: CalculatedField, fields: readonly CalculatedField[]): CalculatedField[] {
  const names = new Set(
    [...(field.tree ? nodesOf(field.tree) : [])].flatMap((node) =>
      node.kind === 'column' ? node.name : [],
    ),
  );
  return fields.filter(({ name, dataSet }) => dataSet === field.dataSet && names.has(name));
}

/** A rolling date is a date that depends on no row. */
function rollingDates({ name, definition, parts, parameters }: Dashboard): string[] {
  return parts.flatMap(({ path, value }) => {
    if (path.at(-1) !== 'RollingDate') return [];
    const faults: string[] = [];
    const place = placeOf(name, definition, path);
    const expression = textAt(value, 'Expression') ?? '';
    const meaning = check(place, expression, { columns: new Map(), parameters }, faults);
    if (meaning && meaning.type !== 'date' && meaning.type !== 'any') {
      faults.push(fault(place, `an expression of type ${meaning.type}`, 'a date'));
    }
    return faults;
  });
}

/** Conditional formats and rendering rules: their columns are in the wells of the visual. */
function expressionsOfVisual(dashboard: Dashboard, visual: Visual): string[] {
  const { name, definition, parameters, dataSets } = dashboard;
  const shown = new Set(visual.fields.flatMap(({ column }) => column ?? []));
  const columns = dataSets.get(visual.fields[0]?.dataSet ?? '') ?? new Map();
  return visual.parts.flatMap(({ path, value }) => {
    const expression = textAt(value, 'Expression');
    if (expression === undefined || path.at(-1) === 'RollingDate') return [];
    const faults: string[] = [];
    const place = placeOf(name, definition, path);
    if (path.at(-1) === 'CalculatedMeasureField') {
      check(place, expression, { columns, parameters }, faults);
      return faults;
    }
    const tree = read(place, expression, faults);
    for (const node of tree ? nodesOf(tree) : []) {
      if (node.kind === 'column' && !shown.has(node.name)) {
        const expected = `a column of the visual: ${listed(shown)}`;
        faults.push(fault(place, `column ${node.name}`, expected));
      }
      if (node.kind === 'parameter' && !parameters.has(node.name)) {
        const expected = `one of ${listed(parameters.keys())}`;
        faults.push(fault(place, `parameter ${node.name}`, expected));
      }
    }
    return faults;
  });
}

/** A table calculation runs over the dates and the fields of its visual, so they must be in its wells. */
function tableCalculations(dashboard: Dashboard, visual: Visual): string[] {
  const { name, definition, calculatedFields, dataSets } = dashboard;
  const shown = new Set(visual.fields.flatMap(({ column }) => column ?? []));
  return visual.fields.flatMap((field) => {
    const own = calculatedFields.find(
      (one) => one.name === field.column && one.dataSet === field.dataSet,
    );
    const needed = own ? neededColumns(own, calculatedFields, new Set()) : [];
    return [...new Set(needed)]
      .filter((column) => dataSets.get(field.dataSet ?? '')?.get(column)?.grain === 'row')
      .filter((column) => !shown.has(column))
      .map((column) =>
        fault(
          placeOf(name, definition, field.path),
          `${field.column}, a calculation over ${column}, without that column`,
          `${column} in the wells of the visual`,
        ),
      );
  });
}

function neededColumns(
  field: CalculatedField,
  fields: readonly CalculatedField[],
  visited: Set<CalculatedField>,
): string[] {
  if (visited.has(field) || !field.tree) return [];
  visited.add(field);
  const own = [...nodesOf(field.tree)].flatMap((node) =>
    node.kind === 'call' && isTableCalculation(node) ? columnsOver(node) : [],
  );
  return [...own, ...usedBy(field, fields).flatMap((one) => neededColumns(one, fields, visited))];
}

function isTableCalculation(node: CallNode): boolean {
  const kind = Object.hasOwn(FUNCTIONS, node.name) ? FUNCTIONS[node.name]!.kind : 'row';
  const isOfRows = node.arguments.some(
    (argument) => argument.kind === 'level' && argument.level !== 'POST_AGG_FILTER',
  );
  return kind === 'table' || (kind === 'window' && !isOfRows);
}

/** The columns that a call runs over: its date, and the fields to partition and to sort by. */
function columnsOver({ name, arguments: arguments_ }: CallNode): string[] {
  const over = arguments_.filter((_, place) =>
    ['date', 'fields', 'sort'].includes(argumentType(name, place, arguments_.length)),
  );
  const nodes = over.flatMap((node) =>
    node.kind === 'list' ? node.items.map(({ value }) => value) : node,
  );
  return nodes.flatMap((node) => (node.kind === 'column' ? node.name : []));
}

function createdColumns(name: string, table: unknown, columns: Columns): string[] {
  return listAt(table, 'DataTransforms').flatMap((step) =>
    entriesAt(step).flatMap(([, operation]) =>
      listAt(operation, 'Columns').flatMap((column) => {
        const expression = textAt(column, 'Expression');
        if (expression === undefined) return [];
        const faults: string[] = [];
        const place = `${name}, calculated column ${textAt(column, 'ColumnName')}`;
        check(place, expression, { columns, parameters: new Map() }, faults);
        return faults;
      }),
    ),
  );
}
