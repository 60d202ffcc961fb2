/** What the rules look at: one variant of a template, and its data sets and dashboards read once. */
import type { DescribedView } from '../../../infra/view-columns.ts';
import { parse } from '../expressions/parse.ts';
import { type Node, nodesOf } from '../expressions/syntax.ts';
import {
  type Column,
  type Columns,
  type ColumnType,
  type OutputColumns,
  outputColumnsOf,
  resourceOfArn,
} from './columns.ts';
import { columnTypeOf, meaningOf, type Scope } from './expression-types.ts';
import {
  at,
  isIntrinsic,
  isObject,
  type JsonObject,
  listAt,
  membersOf,
  objectsIn,
  type Part,
  type Path,
  textAt,
} from './json.ts';
import type { Resource, Variant } from './variants.ts';

export interface Subject {
  readonly variant: Variant;
  readonly views: readonly DescribedView[];
  readonly dataSets: ReadonlyMap<string, OutputColumns>;
  readonly dashboards: readonly Dashboard[];
}

export interface Dashboard {
  /** The resource's name in the template. */
  readonly name: string;
  readonly properties: JsonObject;
  readonly definition: unknown;
  /** All objects of the definition. */
  readonly parts: readonly Part[];
  /** The columns and calculated fields of each declared data set, by its identifier. */
  readonly dataSets: ReadonlyMap<string, Columns>;
  readonly calculatedFields: readonly CalculatedField[];
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly sheets: readonly Sheet[];
  readonly filters: readonly Filter[];
}

export interface CalculatedField {
  readonly name: string;
  readonly dataSet: string;
  readonly expression: string;
  /** Null if the expression cannot be read. */
  readonly tree: Node | null;
}

export interface Parameter {
  readonly type: ColumnType;
  readonly isMulti: boolean;
  readonly value: JsonObject;
  readonly path: Path;
}

export interface Sheet {
  readonly id: string;
  readonly name: string;
  readonly value: unknown;
  readonly path: Path;
  readonly visuals: readonly Visual[];
  readonly controls: readonly Control[];
}

export interface Visual {
  readonly id: string;
  /** `TableVisual` */
  readonly kind: string;
  readonly value: JsonObject;
  readonly path: Path;
  /** All objects of the visual. */
  readonly parts: readonly Part[];
  readonly fields: readonly Field[];
}

export interface Field {
  readonly id: string;
  /** `NumericalMeasureField`, or `UnaggregatedField` */
  readonly kind: string;
  readonly dataSet: string | undefined;
  readonly column: string | undefined;
  readonly value: JsonObject;
  readonly path: Path;
}

export interface Control {
  readonly id: string;
  readonly of: 'filter' | 'parameter';
  /** `Dropdown` */
  readonly kind: string;
  readonly value: JsonObject;
  readonly path: Path;
}

export interface Filter {
  readonly id: string;
  /** `CategoryFilter` */
  readonly kind: string;
  readonly value: JsonObject;
  readonly path: Path;
  readonly group: JsonObject;
  /** The sheets that the filter works on, and their visuals; null for all of a sheet. */
  readonly scope: ReadonlyMap<string, readonly string[] | null>;
}

export function subjectOf(variant: Variant, views: readonly DescribedView[]): Subject {
  const dataSets = new Map(
    resourcesOf(variant, 'DataSet').map(([name, dataSet]) => [name, outputColumnsOf(dataSet)]),
  );
  const dashboards = resourcesOf(variant, 'Dashboard').map(([name, dashboard]) =>
    dashboardOf(name, dashboard, dataSets),
  );
  return { variant, views, dataSets, dashboards };
}

/** @param type without `AWS::QuickSight::` */
export function resourcesOf({ resources }: Variant, type: string): [string, Resource][] {
  return [...resources].filter(([, { Type }]) => Type === `AWS::QuickSight::${type}`);
}

function dashboardOf(
  name: string,
  { Properties = {} }: Resource,
  dataSets: ReadonlyMap<string, OutputColumns>,
): Dashboard {
  const definition = Properties.Definition;
  const parameters = new Map(parametersOf(definition));
  const calculatedFields = listAt(definition, 'CalculatedFields').map(calculatedField);
  const declared = listAt(definition, 'DataSetIdentifierDeclarations').map(
    (declaration): [string, Columns] => {
      const identifier = textAt(declaration, 'Identifier') ?? '';
      const resource = resourceOfArn(at(declaration, 'DataSetArn'));
      const columns = dataSets.get(resource ?? '')?.columns ?? new Map();
      const own = calculatedFields.filter(({ dataSet }) => dataSet === identifier);
      return [identifier, withCalculated(columns, own, parameters)];
    },
  );
  const sheets = listAt(definition, 'Sheets').map((sheet, place) =>
    sheetOf(sheet, ['Sheets', place]),
  );
  return {
    name,
    properties: Properties,
    definition,
    parts: [...objectsIn(definition)],
    dataSets: new Map(declared),
    calculatedFields,
    parameters,
    sheets,
    filters: listAt(definition, 'FilterGroups').flatMap((group, place) =>
      filtersOf(group, ['FilterGroups', place], sheets),
    ),
  };
}

function calculatedField(value: unknown): CalculatedField {
  const expression = textAt(value, 'Expression') ?? '';
  let tree: Node | null = null;
  try {
    tree = parse(expression);
  } catch {
    // The rule for expressions reads it again and says what is wrong.
  }
  const [name = '', dataSet = ''] = [textAt(value, 'Name'), textAt(value, 'DataSetIdentifier')];
  return { name, dataSet, expression, tree };
}

/** The columns with the calculated fields, whose types follow from those that they stand on. */
function withCalculated(
  columns: Columns,
  fields: readonly CalculatedField[],
  parameters: Scope['parameters'],
): Columns {
  const all = new Map<string, Column>(columns);
  for (const { name } of fields) {
    if (!all.has(name)) all.set(name, { type: null, grain: 'row', isCalculated: true });
  }
  const done = new Set<string>();
  const resolve = (field: CalculatedField) => {
    if (done.has(field.name)) return;
    done.add(field.name);
    if (field.tree === null) return;
    for (const node of nodesOf(field.tree)) {
      const other = node.kind === 'column' && fields.find(({ name }) => name === node.name);
      if (other) resolve(other);
    }
    const meaning = meaningOf(field.tree, { columns: all, parameters }, () => {});
    all.set(field.name, {
      type: columnTypeOf(meaning),
      grain: meaning.grain,
      isCalculated: true,
    });
  };
  fields.forEach(resolve);
  return all;
}

const PARAMETER_TYPES: Readonly<Record<string, ColumnType>> = {
  StringParameterDeclaration: 'STRING',
  IntegerParameterDeclaration: 'INTEGER',
  DecimalParameterDeclaration: 'DECIMAL',
  DateTimeParameterDeclaration: 'DATETIME',
};

function parametersOf(definition: unknown): [string, Parameter][] {
  return listAt(definition, 'ParameterDeclarations').flatMap((declaration, place) =>
    membersOf(declaration).flatMap(([kind, value]): [string, Parameter][] => {
      const [type, name] = [PARAMETER_TYPES[kind], textAt(value, 'Name')];
      if (!type || name === undefined || !isObject(value)) return [];
      const isMulti = value.ParameterValueType === 'MULTI_VALUED';
      return [[name, { type, isMulti, value, path: ['ParameterDeclarations', place, kind] }]];
    }),
  );
}

function sheetOf(sheet: unknown, path: Path): Sheet {
  return {
    id: textAt(sheet, 'SheetId') ?? '',
    name: textAt(sheet, 'Name') ?? textAt(sheet, 'SheetId') ?? '',
    value: sheet,
    path,
    visuals: listAt(sheet, 'Visuals').flatMap((visual, place) =>
      membersOf(visual).flatMap(([kind, value]) =>
        isObject(value) ? [visualOf(kind, value, [...path, 'Visuals', place, kind])] : [],
      ),
    ),
    controls: (['Filter', 'Parameter'] as const).flatMap((of) =>
      listAt(sheet, `${of}Controls`).flatMap((control, place) =>
        membersOf(control).flatMap(([kind, value]) =>
          isObject(value)
            ? [
                {
                  id: textAt(value, `${of}ControlId`) ?? '',
                  of: of === 'Filter' ? ('filter' as const) : ('parameter' as const),
                  kind,
                  value,
                  path: [...path, `${of}Controls`, place, kind],
                },
              ]
            : [],
        ),
      ),
    ),
  };
}

/** The keys under which a visual says which columns it shows, with dimensions and measures. */
export const FIELD_KINDS = {
  CategoricalDimensionField: 'dimension',
  DateDimensionField: 'dimension',
  NumericalDimensionField: 'dimension',
  CategoricalMeasureField: 'measure',
  DateMeasureField: 'measure',
  NumericalMeasureField: 'measure',
  CalculatedMeasureField: 'measure',
} as const;

function visualOf(kind: string, value: JsonObject, path: Path): Visual {
  const parts = [...objectsIn(value, path)];
  const fields = parts.flatMap((part): Field[] => {
    const key = String(part.path.at(-1));
    const isUnaggregated = part.path.at(-3) === 'TableUnaggregatedFieldWells';
    if (!(key in FIELD_KINDS) && !isUnaggregated) return [];
    return [
      {
        id: textAt(part.value, 'FieldId') ?? '',
        kind: isUnaggregated ? 'UnaggregatedField' : key,
        dataSet: textAt(part.value, 'Column', 'DataSetIdentifier'),
        column: textAt(part.value, 'Column', 'ColumnName'),
        value: part.value,
        path: part.path,
      },
    ];
  });
  return { id: textAt(value, 'VisualId') ?? '', kind, value, path, parts, fields };
}

function filtersOf(group: unknown, path: Path, sheets: readonly Sheet[]): Filter[] {
  if (!isObject(group)) return [];
  const scope = scopeOf(group, sheets);
  return listAt(group, 'Filters').flatMap((filter, place) =>
    membersOf(filter).flatMap(([kind, value]) =>
      isObject(value) && !isIntrinsic(value)
        ? [
            {
              id: textAt(value, 'FilterId') ?? '',
              kind,
              value,
              path: [...path, 'Filters', place, kind],
              group,
              scope,
            },
          ]
        : [],
    ),
  );
}

function scopeOf(group: JsonObject, sheets: readonly Sheet[]): Filter['scope'] {
  if (at(group, 'ScopeConfiguration', 'AllSheets') !== undefined) {
    return new Map(sheets.map(({ id }) => [id, null]));
  }
  const selected = listAt(
    group,
    'ScopeConfiguration',
    'SelectedSheets',
    'SheetVisualScopingConfigurations',
  );
  return new Map(
    selected.map((sheet) => [
      textAt(sheet, 'SheetId') ?? '',
      at(sheet, 'Scope') === 'ALL_VISUALS' ? null : listAt(sheet, 'VisualIds').map(String),
    ]),
  );
}

/** The filter or parameter that a control is for. */
export function sourceOf({ of, value }: Control): string {
  return textAt(value, of === 'filter' ? 'SourceFilterId' : 'SourceParameterName') ?? '';
}
