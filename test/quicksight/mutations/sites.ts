/** Finds the places in a template that a damage may hit. */
import type { Template } from '../../infra/template.ts';

/** An object of a template that a damage may change. */
export type Mutable = Record<string, unknown>;

export interface Site {
  readonly value: Mutable;
  /** The keys that lead to the object. */
  readonly path: readonly string[];
}

export function isMutable(value: unknown): value is Mutable {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** All objects in a value, with those in CloudFormation's functions. */
export function sitesIn(value: unknown, path: readonly string[] = []): Site[] {
  if (Array.isArray(value)) {
    return value.flatMap((part, place) => sitesIn(part, [...path, String(place)]));
  }
  if (!isMutable(value)) return [];
  const inner = Object.entries(value).flatMap(([key, part]) => sitesIn(part, [...path, key]));
  return [{ value, path }, ...inner];
}

export function isFunction(value: unknown): boolean {
  return isMutable(value) && Object.keys(value).some((key) => key === 'Ref' || /^Fn::/.test(key));
}

/** The value at a path; undefined if the path leads nowhere. */
export function get(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (part, key) => (part as Record<string | number, unknown> | undefined)?.[key],
    value,
  );
}

/** The list of objects at a path. */
export function objectsAt(value: unknown, ...path: readonly (string | number)[]): Mutable[] {
  const list = get(value, ...path);
  return Array.isArray(list) ? list.filter(isMutable) : [];
}

export interface NamedResource {
  readonly name: string;
  readonly resource: Mutable;
  readonly properties: Mutable;
}

/** @param type without `AWS::QuickSight::`; all of QuickSight's if it is left out */
export function resources(template: Template, type = ''): NamedResource[] {
  return Object.entries(template.Resources)
    .filter(([, { Type }]) => Type.startsWith(`AWS::QuickSight::${type}`))
    .filter(([, { Type }]) => type === '' || Type.endsWith(`::${type}`))
    .map(([name, resource]) => ({
      name,
      resource: resource as unknown as Mutable,
      properties: resource.Properties as Mutable,
    }));
}

export function definitionOf(template: Template): Mutable {
  return resources(template, 'Dashboard')[0]!.properties.Definition as Mutable;
}

export function sheetsOf(template: Template): Mutable[] {
  return objectsAt(definitionOf(template), 'Sheets');
}

export interface VisualSite {
  readonly sheet: Mutable;
  readonly visual: Mutable;
  readonly kind: string;
  readonly fields: readonly Site[];
}

export function visualsOf(template: Template): VisualSite[] {
  return sheetsOf(template).flatMap((sheet) =>
    objectsAt(sheet, 'Visuals').map((one) => {
      const [kind, visual] = Object.entries(one)[0] as [string, Mutable];
      return { sheet, visual, kind, fields: fieldsIn(visual) };
    }),
  );
}

/** The dimensions and measures in a visual's wells; the last key of a path is the kind. */
export function fieldsIn(visual: unknown): Site[] {
  return sitesIn(get(visual, 'ChartConfiguration', 'FieldWells')).filter(({ path }) =>
    /(Dimension|Measure)Field$/.test(path.at(-1) ?? ''),
  );
}

export interface Column {
  readonly name: string;
  /** `STRING`, `INTEGER`, `DECIMAL` or `DATETIME` */
  readonly type: string;
}

/** The columns that a declared data set reads, without those that it renames or calculates. */
export function columnsOf(template: Template, identifier: unknown): Column[] {
  const declaration = objectsAt(definitionOf(template), 'DataSetIdentifierDeclarations').find(
    (one) => one.Identifier === identifier,
  );
  const resource = String(get(declaration, 'DataSetArn', 'Fn::GetAtt', 0));
  const properties = get(template.Resources, resource, 'Properties');
  const text = JSON.stringify(get(properties, 'LogicalTableMap') ?? '');
  return inputColumnsOf(properties)
    .map(({ Name, Type }) => ({ name: String(Name), type: String(Type) }))
    .filter(({ name }) => !text.includes(`"${name}"`));
}

export function inputColumnsOf(properties: unknown): Mutable[] {
  return sitesIn(get(properties, 'PhysicalTableMap')).flatMap(({ value }) =>
    objectsAt(value, 'InputColumns'),
  );
}

export function calculatedFieldsOf(template: Template): Mutable[] {
  return objectsAt(definitionOf(template), 'CalculatedFields');
}

/** An expression as QuickSight gets it, without the function that keeps the names of its parameters. */
export function expressionOf(value: Mutable): string {
  const { Expression: expression } = value;
  if (typeof expression === 'string') return expression;
  const [separator, parts] = (get(expression, 'Fn::Join') ?? ['', []]) as [string, string[]];
  const sub = get(expression, 'Fn::Sub');
  return typeof sub === 'string' ? sub.replaceAll('${!', '${') : parts.join(separator);
}

/** The calculated fields that aggregate, as those do that a visual measures without a function. */
export function aggregatingFieldsOf(template: Template): Mutable[] {
  const measured = visualsOf(template).flatMap(({ fields }) =>
    fields.filter(
      ({ path, value }) =>
        path.at(-1) === 'NumericalMeasureField' && value.AggregationFunction === undefined,
    ),
  );
  return calculatedFieldsOf(template).filter(({ Name, DataSetIdentifier }) =>
    measured.some(
      ({ value }) =>
        get(value, 'Column', 'ColumnName') === Name &&
        get(value, 'Column', 'DataSetIdentifier') === DataSetIdentifier,
    ),
  );
}

export interface ControlSite {
  readonly sheet: Mutable;
  readonly list: Mutable[];
  readonly one: Mutable;
  readonly kind: string;
  readonly control: Mutable;
}

export function controlsOf(template: Template, of: 'Filter' | 'Parameter'): ControlSite[] {
  return sheetsOf(template).flatMap((sheet) => {
    const list = objectsAt(sheet, `${of}Controls`);
    return list.map((one) => {
      const [kind, control] = Object.entries(one)[0] as [string, Mutable];
      return { sheet, list: sheet[`${of}Controls`] as Mutable[], one, kind, control };
    });
  });
}

export interface FilterSite {
  readonly group: Mutable;
  readonly kind: string;
  readonly filter: Mutable;
}

export function filtersOf(template: Template): FilterSite[] {
  return objectsAt(definitionOf(template), 'FilterGroups').flatMap((group) =>
    objectsAt(group, 'Filters').map((one) => {
      const [kind, filter] = Object.entries(one)[0] as [string, Mutable];
      return { group, kind, filter };
    }),
  );
}

export function scopesOf(group: Mutable): Mutable[] {
  return objectsAt(
    group,
    'ScopeConfiguration',
    'SelectedSheets',
    'SheetVisualScopingConfigurations',
  );
}

export function elementsOf(sheet: Mutable): Mutable[][] {
  return sitesIn([sheet.Layouts, sheet.SheetControlLayouts]).flatMap(({ value }) =>
    Array.isArray(value.Elements) ? [value.Elements as Mutable[]] : [],
  );
}
