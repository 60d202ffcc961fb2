/** Which columns a data set gives, and of which types. */
import type { DescribedView } from '../../../infra/view-columns.ts';
import { at, entriesAt, isObject, listAt, textAt } from './json.ts';
import type { Resource } from './variants.ts';

/** The types that QuickSight's columns come out with. */
export type ColumnType = 'STRING' | 'INTEGER' | 'DECIMAL' | 'DATETIME';

/**
 * How a calculated value relates to rows: a `level` value is of the rows of a level that it names, and may be
 * aggregated once more.
 */
export type Grain = 'constant' | 'row' | 'level' | 'aggregate';

export interface Column {
  /** Null where only an expression tells, and the expression cannot be read. */
  readonly type: ColumnType | null;
  readonly grain: Grain;
  readonly isCalculated: boolean;
}

export type Columns = ReadonlyMap<string, Column>;

function rowColumn(type: ColumnType | null, isCalculated = false): Column {
  return { type, grain: 'row', isCalculated };
}

export interface InputColumn {
  readonly name: string;
  readonly type: string;
}

/** What QuickSight makes of an input column's type; null for what it skips. */
export function outputType(inputType: string): ColumnType | null {
  switch (inputType) {
    case 'STRING':
    case 'INTEGER':
    case 'DECIMAL':
    case 'DATETIME':
      return inputType;
    case 'BIT':
    case 'BOOLEAN':
      return 'INTEGER';
    default:
      return null;
  }
}

/**
 * The input column's type for a column of a view ("Supported data types and values").
 * @param prestoType as Athena has it: `varchar`, `timestamp(6)`, `row(…)`
 * @returns null for what QuickSight does not support
 */
export function inputTypeOf(prestoType: string): string | null {
  const [type = ''] = prestoType.split('(');
  if (['varchar', 'char'].includes(type)) return 'STRING';
  if (['tinyint', 'smallint', 'integer', 'bigint'].includes(type)) return 'INTEGER';
  if (['real', 'double', 'decimal'].includes(type)) return 'DECIMAL';
  if (type === 'date' || type.startsWith('timestamp')) return 'DATETIME';
  if (type === 'boolean') return 'BOOLEAN';
  return null;
}

export interface PhysicalTable {
  readonly id: string;
  /** `RelationalTable`, `CustomSql` … */
  readonly kind: string;
  readonly value: unknown;
  readonly columns: readonly InputColumn[];
}

export function physicalTablesOf(dataSet: Resource): PhysicalTable[] {
  return entriesAt(dataSet.Properties, 'PhysicalTableMap').flatMap(([id, table]) =>
    entriesAt(table).map(([kind, value]) => ({
      id,
      kind,
      value,
      columns: [...listAt(value, 'InputColumns'), ...listAt(value, 'Columns')].map((column) => ({
        name: textAt(column, 'Name') ?? '',
        type: textAt(column, 'Type') ?? '',
      })),
    })),
  );
}

/** A step of a logical table that needs columns which are not there. */
export interface BadStep {
  readonly table: string;
  /** `RenameColumnOperation` */
  readonly step: string;
  readonly column: string;
  readonly columns: readonly string[];
}

export interface OutputColumns {
  readonly columns: Columns;
  readonly badSteps: readonly BadStep[];
}

/** The columns that a data set gives to dashboards, by its tables and the steps that change them. */
export function outputColumnsOf(dataSet: Resource): OutputColumns {
  const physical = new Map<string, Map<string, Column>>(
    physicalTablesOf(dataSet).map(({ id, columns }) => [
      id,
      new Map(
        columns.flatMap(({ name, type }): [string, Column][] => {
          const output = outputType(type);
          return output === null ? [] : [[name, rowColumn(output)]];
        }),
      ),
    ]),
  );
  const logical = entriesAt(dataSet.Properties, 'LogicalTableMap');
  if (logical.length === 0) return { columns: merged(physical.values()), badSteps: [] };
  const badSteps: BadStep[] = [];
  const tables = new Map(physical);
  const joined = new Set<string>();
  for (const [id, table] of logical) {
    const operands = sourcesOf(table);
    for (const operand of operands) joined.add(operand);
    const columns = merged(operands.map((operand) => tables.get(operand) ?? new Map()));
    for (const step of listAt(table, 'DataTransforms')) {
      for (const [kind, operation] of entriesAt(step)) {
        badSteps.push(...transform(id, kind, operation, columns));
      }
    }
    tables.set(id, columns);
  }
  const last = logical.map(([id]) => id).filter((id) => !joined.has(id));
  return { columns: merged(last.map((id) => tables.get(id)!)), badSteps };
}

/** The tables that a logical table is made of. */
export function sourcesOf(table: unknown): string[] {
  return [
    textAt(table, 'Source', 'PhysicalTableId'),
    textAt(table, 'Source', 'JoinInstruction', 'LeftOperand'),
    textAt(table, 'Source', 'JoinInstruction', 'RightOperand'),
  ].filter((name) => name !== undefined);
}

function merged(tables: Iterable<ReadonlyMap<string, Column>>): Map<string, Column> {
  return new Map([...tables].flatMap((columns) => [...columns]));
}

/** Changes the columns as a step does; gives the columns that the step needs and that are not there. */
function transform(
  table: string,
  kind: string,
  operation: unknown,
  columns: Map<string, Column>,
): BadStep[] {
  const before = [...columns.keys()];
  const needed = new Set<string>();
  const name = textAt(operation, 'ColumnName');
  if (name !== undefined) needed.add(name);
  for (const one of listAt(operation, 'ProjectedColumns')) needed.add(String(one));
  const missing = [...needed].filter((one) => !columns.has(one));
  switch (kind) {
    case 'ProjectOperation':
      for (const one of before) if (!needed.has(one)) columns.delete(one);
      break;
    case 'RenameColumnOperation':
      if (name !== undefined && columns.has(name)) {
        columns.set(textAt(operation, 'NewColumnName') ?? '', columns.get(name)!);
        columns.delete(name);
      }
      break;
    case 'CastColumnTypeOperation':
      if (name !== undefined && columns.has(name)) {
        columns.set(name, rowColumn(outputType(textAt(operation, 'NewColumnType') ?? '')));
      }
      break;
    case 'CreateColumnsOperation':
      for (const column of listAt(operation, 'Columns')) {
        columns.set(textAt(column, 'ColumnName') ?? '', rowColumn(null, true));
      }
      break;
  }
  return missing.map((column) => ({ table, step: kind, column, columns: before }));
}

/** The view that a relational table reads, by its name. */
export function viewOf(
  table: PhysicalTable,
  views: readonly DescribedView[],
): DescribedView | undefined {
  return views.find(({ name }) => name === at(table.value, 'Name'));
}

/** The resource of which a value is an attribute: `{ "Fn::GetAtt": ["Contacts", "Arn"] }`. */
export function resourceOfArn(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  const attribute = value['Fn::GetAtt'];
  const [resource, name] =
    typeof attribute === 'string'
      ? attribute.split('.')
      : Array.isArray(attribute)
        ? attribute
        : [];
  return name === 'Arn' ? String(resource) : undefined;
}
