/**
 * CloudFormation's own schema of each resource. The schemas use few words of JSON Schema, and a function
 * of CloudFormation may stand for any value, so a validator of these words is shorter than a library with
 * that exception; it knows beside which objects are unions, which the schemas do not say.
 */
import { fault, listed, placeOf } from './fault.ts';
import { isIntrinsic, isObject, type JsonObject, type Path } from './json.ts';
import { isQuickSightType, type Variant } from './variants.ts';

export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly minProperties?: number;
  readonly maxProperties?: number;
}

export interface ResourceSchema extends Schema {
  readonly definitions: Readonly<Record<string, Schema>>;
  /** `/properties/Arn` */
  readonly readOnlyProperties?: readonly string[];
}

/** The schemas by type, such as `AWS::QuickSight::Dashboard`. */
export type ResourceSchemas = ReadonlyMap<string, ResourceSchema>;

/** The definitions of which exactly one member may be there. */
export const UNIONS: readonly string[] = [
  'AggregationFunction',
  'AxisDisplayRange',
  'CategoryFilterConfiguration',
  'ColumnHierarchy',
  'Computation',
  'CustomParameterValues',
  'DataLabelType',
  'DataSourceParameters',
  'DatasetParameter',
  'DefaultFilterControlOptions',
  'DimensionField',
  'FieldSortOptions',
  'Filter',
  'FilterControl',
  'FilterScopeConfiguration',
  'ForecastScenario',
  'InnerFilter',
  'LayoutConfiguration',
  'LogicalTableSource',
  'LongFormatText',
  'MeasureField',
  'NumericFormatConfiguration',
  'NumericRangeFilterValue',
  'NumericalAggregationFunction',
  'ParameterControl',
  'ParameterDeclaration',
  'PhysicalTable',
  'PivotTableSortBy',
  'ScatterPlotFieldWells',
  'ShortFormatText',
  'TableFieldWells',
  'TimeRangeFilterValue',
  'TooltipItem',
  'TransformOperation',
  'Visual',
  'VisualCustomActionOperation',
];

/** What a resource needs in truth, beyond what its schema requires. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  DataSource: ['AwsAccountId', 'DataSourceId', 'DataSourceParameters', 'Permissions'],
  DataSet: ['AwsAccountId', 'DataSetId', 'Name', 'ImportMode', 'PhysicalTableMap', 'Permissions'],
  RefreshSchedule: ['AwsAccountId', 'DataSetId', 'Schedule'],
  Theme: ['Permissions'],
  Analysis: ['Definition', 'Permissions'],
  Dashboard: ['Definition', 'Permissions'],
};

export function schema({ resources }: Variant, schemas: ResourceSchemas): string[] {
  return [...resources].flatMap(([name, { Type, Properties = {} }]) => {
    const own = schemas.get(Type);
    if (!own || !isQuickSightType(Type)) return [];
    const faults: string[] = [];
    validate(Properties, own, [], {
      definitions: own.definitions,
      report: (path, found, expected) =>
        faults.push(fault(placeOf(name, Properties, path), found, expected)),
    });
    for (const key of NEEDED[Type.split('::').at(-1)!] ?? []) {
      if (!(key in Properties)) faults.push(fault(name, `no ${key}`, 'one'));
    }
    for (const property of own.readOnlyProperties ?? []) {
      const key = property.split('/')[2]!;
      if (key in Properties) faults.push(fault(name, `${key}, which is read only`, 'none'));
    }
    return faults;
  });
}

interface Context {
  readonly definitions: Readonly<Record<string, Schema>>;
  readonly report: (path: Path, found: string, expected: string) => void;
}

function validate(value: unknown, schema: Schema, path: Path, context: Context): void {
  if (isIntrinsic(value)) return;
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split('/').at(-1)!;
    if (UNIONS.includes(name)) validateUnion(value, path, context);
    validate(value, context.definitions[name] ?? {}, path, context);
    return;
  }
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length > 0 && !types.some((type) => isOf(value, type))) {
    context.report(path, `a value of type ${typeOf(value)}`, `type ${listed(types)}`);
    return;
  }
  if (schema.enum && !schema.enum.includes(value)) {
    context.report(path, String(value), `one of ${listed(schema.enum.map(String))}`);
  }
  if (typeof value === 'string') validateText(value, schema, path, context);
  if (typeof value === 'number') validateNumber(value, schema, path, context);
  if (Array.isArray(value)) validateList(value, schema, path, context);
  if (isObject(value)) validateObject(value, schema, path, context);
}

function validateUnion(value: unknown, path: Path, { report }: Context): void {
  if (!isObject(value)) return;
  const members = Object.keys(value);
  if (members.length === 1) return;
  const found = members.length === 0 ? 'no member' : `the members ${listed(members, 'and')}`;
  report(path, found, 'exactly one');
}

function validateText(value: string, schema: Schema, path: Path, { report }: Context): void {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern, format } = schema;
  if (value.length < minLength || value.length > maxLength) {
    report(path, `${value.length} characters`, `${minLength} to ${maxLength}`);
  } else if (pattern !== undefined && !new RegExp(pattern, 'u').test(value)) {
    report(path, `'${value}'`, `the pattern ${pattern}`);
  } else if (format === 'date-time' && Number.isNaN(Date.parse(value))) {
    report(path, `'${value}'`, 'a date and time');
  }
}

function validateNumber(value: number, schema: Schema, path: Path, { report }: Context): void {
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = schema;
  if (value < minimum || value > maximum) report(path, `${value}`, `${minimum} to ${maximum}`);
}

function validateList(
  value: readonly unknown[],
  { items = {}, minItems = 0, maxItems = Number.POSITIVE_INFINITY }: Schema,
  path: Path,
  context: Context,
): void {
  if (value.length < minItems || value.length > maxItems) {
    context.report(path, `${value.length} items`, `${minItems} to ${maxItems}`);
  }
  for (const [place, item] of value.entries()) validate(item, items, [...path, place], context);
}

/** Every object of these schemas refuses the keys that it does not name, if it names any. */
function validateObject(value: JsonObject, schema: Schema, path: Path, context: Context): void {
  const { properties, patternProperties = {}, required = [] } = schema;
  for (const key of required) {
    if (!(key in value)) context.report(path, `no ${key}`, 'one');
  }
  const { minProperties = 0, maxProperties = Number.POSITIVE_INFINITY } = schema;
  const count = Object.keys(value).length;
  if (count < minProperties || count > maxProperties) {
    context.report(path, `${count} keys`, `${minProperties} to ${maxProperties}`);
  }
  const isOpen = properties === undefined && Object.keys(patternProperties).length === 0;
  for (const [key, part] of Object.entries(value)) {
    const pattern = Object.keys(patternProperties).find((one) => new RegExp(one).test(key));
    const own =
      properties?.[key] ?? (pattern === undefined ? undefined : patternProperties[pattern]);
    if (own) {
      validate(part, own, [...path, key], context);
    } else if (!isOpen) {
      context.report(
        path,
        `the unknown key ${key}`,
        `one of ${listed(Object.keys(properties ?? patternProperties))}`,
      );
    }
  }
}

function typeOf(value: unknown): string {
  return Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
}

/** CloudFormation takes a number or a truth also as a text that holds one. */
function isOf(value: unknown, type: string): boolean {
  switch (type) {
    case 'number':
      return typeof value === 'number' || (typeof value === 'string' && isNumeric(value));
    case 'integer':
      return Number.isInteger(
        typeof value === 'string' && isNumeric(value) ? Number(value) : value,
      );
    case 'boolean':
      return typeof value === 'boolean' || value === 'true' || value === 'false';
    case 'object':
      return isObject(value);
    default:
      return typeOf(value) === type;
  }
}

function isNumeric(text: string): boolean {
  return text.trim() !== '' && Number.isFinite(Number(text));
}
