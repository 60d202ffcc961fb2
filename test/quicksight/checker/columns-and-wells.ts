/** Columns exist in their data sets, and are of the type that their place takes. */
import type { Column, ColumnType } from './columns.ts';
import { fault, listed, placeOf } from './fault.ts';
import { at, entriesAt, type JsonObject, type Path, textAt } from './json.ts';
import type { Dashboard, Field, Subject, Visual } from './subject.ts';

type Wanted = 'text' | 'date' | 'number';

const WANTED_TYPES: Readonly<Record<Wanted, readonly ColumnType[]>> = {
  text: ['STRING'],
  date: ['DATETIME'],
  number: ['INTEGER', 'DECIMAL'],
};

/** What the kinds of wells and filters take, by the first word of their names. */
const TAKEN: Readonly<Record<string, Wanted>> = {
  CategoricalDimensionField: 'text',
  CategoricalMeasureField: 'text',
  DateDimensionField: 'date',
  DateMeasureField: 'date',
  NumericalDimensionField: 'number',
  NumericalMeasureField: 'number',
  CategoryFilter: 'text',
  NumericEqualityFilter: 'number',
  NumericRangeFilter: 'number',
  RelativeDatesFilter: 'date',
  TimeEqualityFilter: 'date',
  TimeRangeFilter: 'date',
};

const AGGREGATIONS: Readonly<Record<string, Wanted>> = {
  CategoricalAggregationFunction: 'text',
  DateAggregationFunction: 'date',
  NumericalAggregationFunction: 'number',
};

export function columnsAndWells({ dashboards }: Subject): string[] {
  return dashboards.flatMap((dashboard) => [
    ...columnsExist(dashboard),
    ...typesFit(dashboard),
    ...aggregationsFit(dashboard),
    ...dashboard.sheets.flatMap(({ visuals }) =>
      visuals.flatMap(({ fields }) => fields.flatMap((field) => measureFits(dashboard, field))),
    ),
    ...parameterLinksFit(dashboard),
    ...dashboard.sheets.flatMap(({ visuals }) =>
      visuals.flatMap((visual) => wellsAreFilled(dashboard, visual)),
    ),
  ]);
}

/** Every column that is named anywhere. */
function columnsExist(dashboard: Dashboard): string[] {
  const { name, definition, parts, dataSets } = dashboard;
  return parts.flatMap(({ path, value }) => {
    const column = textAt(value, 'ColumnName');
    if (column === undefined) return [];
    const dataSet = textAt(value, 'DataSetIdentifier');
    const columns = dataSets.get(dataSet ?? '');
    if (columns?.has(column)) return [];
    const place = placeOf(name, definition, path);
    if (!columns) {
      const declared = `one of the declared ${listed(dataSets.keys())}`;
      return [fault(place, `data set ${dataSet ?? 'without a name'}`, declared)];
    }
    const known = `one of ${listed(columns.keys())}`;
    return [fault(place, `column ${column} of data set ${dataSet}`, known)];
  });
}

/** A column where a well or a filter takes one type. */
function typesFit(dashboard: Dashboard): string[] {
  return dashboard.parts.flatMap(({ path, value }) => {
    const kind = String(path.at(-1));
    const wanted = TAKEN[kind];
    if (!wanted) return [];
    const isMeasureOrNumberFilter = kind.endsWith('MeasureField') || kind.startsWith('Numeric');
    const mayAggregate = isMeasureOrNumberFilter && !kind.endsWith('DimensionField');
    return columnFits(dashboard, [...path, 'Column'], at(value, 'Column'), wanted, mayAggregate);
  });
}

function columnFits(
  dashboard: Dashboard,
  path: Path,
  identifier: unknown,
  wanted: Wanted,
  mayAggregate: boolean,
): string[] {
  const column = columnAt(dashboard, identifier);
  if (!column) return [];
  const place = placeOf(dashboard.name, dashboard.definition, path);
  const name = textAt(identifier, 'ColumnName');
  if (column.type !== null && !WANTED_TYPES[wanted].includes(column.type)) {
    const types = listed(WANTED_TYPES[wanted]);
    return [fault(place, `column ${name} of type ${column.type}`, `a column of type ${types}`)];
  }
  if (!mayAggregate && column.grain === 'aggregate') {
    return [fault(place, `${name}, which aggregates`, 'a column of rows')];
  }
  return [];
}

function columnAt({ dataSets }: Dashboard, identifier: unknown): Column | undefined {
  const dataSet = dataSets.get(textAt(identifier, 'DataSetIdentifier') ?? '');
  return dataSet?.get(textAt(identifier, 'ColumnName') ?? '');
}

/** A measure aggregates its column exactly once. */
function measureFits(dashboard: Dashboard, field: Field): string[] {
  const column = dashboard.dataSets.get(field.dataSet ?? '')?.get(field.column ?? '');
  if (!column) return [];
  const place = placeOf(dashboard.name, dashboard.definition, field.path);
  const found = `${field.column}, which aggregates,`;
  if (field.kind === 'UnaggregatedField' && column.grain === 'aggregate') {
    return [fault(place, `${found} in a table of rows`, 'a column of rows')];
  }
  const isAggregated = field.value.AggregationFunction !== undefined;
  if (field.kind === 'NumericalMeasureField' && column.grain === 'aggregate' && isAggregated) {
    return [fault(place, `${found} with an AggregationFunction`, 'none')];
  }
  if (field.kind.endsWith('MeasureField') && column.grain === 'row' && !isAggregated) {
    return [fault(place, `column ${field.column} without an AggregationFunction`, 'one')];
  }
  if (['CategoricalMeasureField', 'DateMeasureField'].includes(field.kind)) {
    if (column.grain === 'aggregate') {
      return [fault(place, `${found} in a ${field.kind}`, 'a NumericalMeasureField')];
    }
  }
  return [];
}

/** The function by which a sort, a tooltip, a reference line or a filter aggregates its column. */
function aggregationsFit(dashboard: Dashboard): string[] {
  return dashboard.parts.flatMap(({ path, value }) => {
    const identifier = value.Column ?? value.SortBy;
    const column = columnAt(dashboard, identifier);
    const function_ = value.AggregationFunction ?? value.Aggregation;
    if (!column || column.type === null) return [];
    return entriesAt(function_).flatMap(([kind]) => {
      const wanted = AGGREGATIONS[kind];
      if (!wanted || WANTED_TYPES[wanted].includes(column.type!)) return [];
      const name = textAt(identifier, 'ColumnName');
      return fault(
        placeOf(dashboard.name, dashboard.definition, path),
        `${kind} of column ${name} of type ${column.type}`,
        `a column of type ${listed(WANTED_TYPES[wanted])}`,
      );
    });
  });
}

/** A control whose choices are a column's values, for a parameter of that type. */
function parameterLinksFit(dashboard: Dashboard): string[] {
  const { name, definition, parameters, sheets } = dashboard;
  return sheets.flatMap(({ controls }) =>
    controls.flatMap((control) => {
      const path = [...control.path, 'SelectableValues', 'LinkToDataSetColumn'];
      const identifier = at(definition, ...path);
      const source = textAt(control.value, 'SourceParameterName') ?? '';
      const [column, parameter] = [columnAt(dashboard, identifier), parameters.get(source)];
      if (!column || column.type === null || !parameter) return [];
      const wanted = wantedFor(parameter.type);
      if (WANTED_TYPES[wanted].includes(column.type)) return [];
      return fault(
        placeOf(name, definition, path),
        `column ${columnName(identifier)} of type ${column.type}`,
        `the type of parameter ${source}, ${parameter.type}`,
      );
    }),
  );
}

function columnName(identifier: unknown): string {
  return textAt(identifier as JsonObject, 'ColumnName') ?? '';
}

function wantedFor(type: ColumnType): Wanted {
  return type === 'STRING' ? 'text' : type === 'DATETIME' ? 'date' : 'number';
}

/** Whether values of one type may stand where the other is wanted. */
export function typesMatch(one: ColumnType | null, other: ColumnType | null): boolean {
  return one === null || other === null || wantedFor(one) === wantedFor(other);
}

const WITHOUT_FIELDS = ['InsightVisual', 'CustomContentVisual', 'EmptyVisual', 'PluginVisual'];

/** A visual shows something; a figure says with empty lists that it has no target and no trend. */
function wellsAreFilled(
  { name, definition }: Dashboard,
  { kind, value, path, fields }: Visual,
): string[] {
  const place = placeOf(name, definition, path);
  if (kind === 'KPIVisual') {
    const missing = ['Values', 'TargetValues', 'TrendGroups'].filter(
      (well) => !Array.isArray(at(value, 'ChartConfiguration', 'FieldWells', well)),
    );
    if (missing.length > 0) return [fault(place, `no ${listed(missing)}`, 'a list, even if empty')];
  }
  const isEmpty = fields.length === 0 && !WITHOUT_FIELDS.includes(kind);
  return isEmpty ? [fault(place, 'a visual without a field', 'at least one')] : [];
}
