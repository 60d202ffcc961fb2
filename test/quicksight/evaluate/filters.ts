import type { Environment } from '../expressions/data-set.ts';
import { truncDate } from '../expressions/dates.ts';
import { EvaluationError } from '../expressions/evaluation-error.ts';
import type { RowValues } from '../expressions/rows.ts';
import { parameterValue } from '../expressions/scalar.ts';
import { asDate, asNumber, compare, type Value } from '../expressions/value.ts';
import type {
  AnyFilter,
  CategoryFilter,
  ColumnIdentifier,
  FilterGroup,
  NullOption,
  NumericBound,
  NumericEqualityFilter,
  NumericRangeFilter,
  TimeBound,
  TimeRangeFilter,
} from './definition.ts';
import { unitOf } from './granularity.ts';
import { constant } from './parameters.ts';

/** Whether a value passes. */
type Condition = (value: Value) => boolean;

/** The groups of filters that act on a visual. */
export function groupsOn(
  groups: readonly FilterGroup[],
  sheetId: string,
  visualId: string,
): readonly FilterGroup[] {
  return groups.filter(({ Status, ScopeConfiguration: { AllSheets, SelectedSheets } }) => {
    if (Status === 'DISABLED') return false;
    if (AllSheets !== undefined) return true;
    return SelectedSheets?.SheetVisualScopingConfigurations.some(
      ({ SheetId, Scope, VisualIds = [] }) =>
        SheetId === sheetId && (Scope === 'ALL_VISUALS' || VisualIds.includes(visualId)),
    );
  });
}

/**
 * The rows that pass all groups: a row passes a group if it passes one of the group's filters.
 * A group over all data sets acts on the others by columns of the same name.
 */
export function keptRows(groups: readonly FilterGroup[], rows: RowValues): readonly number[] {
  const tests = groups.flatMap((group) => groupTest(group, rows) ?? []);
  return rows.kept.filter((place) => tests.every((test) => test(place)));
}

function groupTest(group: FilterGroup, rows: RowValues): ((place: number) => boolean) | null {
  const { name, columns, fields } = rows.dataSet;
  const filters = group.Filters.map((filter) => readFilter(filter, rows.environment));
  const concerned = filters.filter(
    ({ column }) =>
      column.DataSetIdentifier === name ||
      (group.CrossDataset === 'ALL_DATASETS' &&
        (columns.has(column.ColumnName) || fields.has(column.ColumnName))),
  );
  if (concerned.length === 0) return null;
  const tests = concerned.map(({ column, condition }) => {
    const value = rows.column(column.ColumnName);
    return (place: number) => condition(value(place));
  });
  return (place) => tests.some((test) => test(place));
}

interface ReadFilter {
  readonly column: ColumnIdentifier;
  readonly condition: Condition;
}

function readFilter(filter: AnyFilter, environment: Environment): ReadFilter {
  const { CategoryFilter: category, TimeRangeFilter: time } = filter;
  const { NumericEqualityFilter: equality, NumericRangeFilter: range } = filter;
  if (category !== undefined)
    return { column: category.Column, condition: categoryCondition(category, environment) };
  if (time !== undefined)
    return { column: time.Column, condition: timeCondition(time, environment) };
  const numeric = equality ?? range;
  if (numeric === undefined)
    throw new EvaluationError(
      `the evaluator does not know the filter ${Object.keys(filter).join(', ')}`,
    );
  if (numeric.AggregationFunction !== undefined)
    throw new EvaluationError(
      `the evaluator does not know filters of figures: ${numeric.FilterId}`,
    );
  return {
    column: numeric.Column,
    condition:
      equality !== undefined
        ? equalityCondition(equality, environment)
        : rangeCondition(range!, environment),
  };
}

function categoryCondition(
  { FilterId, Configuration }: CategoryFilter,
  environment: Environment,
): Condition {
  const list = Configuration.FilterListConfiguration ?? Configuration.CustomFilterListConfiguration;
  if (list !== undefined) {
    const { MatchOperator, CategoryValues = [], SelectAllOptions, NullOption } = list;
    if (SelectAllOptions === 'FILTER_ALL_VALUES') return withNulls(NullOption, () => true);
    const wanted = MatchOperator === 'CONTAINS';
    return withNulls(
      NullOption ?? 'NON_NULLS_ONLY',
      (value) => CategoryValues.some((one) => one === value) === wanted,
    );
  }
  const custom = Configuration.CustomFilterConfiguration!;
  const { MatchOperator, CategoryValue, ParameterName, SelectAllOptions, NullOption } = custom;
  const chosen =
    ParameterName === undefined
      ? (CategoryValue ?? null)
      : parameterValue(ParameterName, environment);
  // A parameter of several values that has none means all of them.
  const isEmptyList = Array.isArray(chosen) && chosen.length === 0;
  if (isEmptyList || (chosen === null && SelectAllOptions === 'FILTER_ALL_VALUES'))
    return withNulls(NullOption, () => true);
  if (chosen === null) {
    throw new EvaluationError(`the filter ${FilterId} has no value, which would empty its visuals`);
  }
  const values: readonly Value[] = Array.isArray(chosen) ? chosen : [chosen as Value];
  const wanted = MatchOperator === 'EQUALS';
  // With a value chosen, a missing value is not that value.
  return withNulls('NON_NULLS_ONLY', (value) => values.some((one) => one === value) === wanted);
}

function timeCondition(filter: TimeRangeFilter, environment: Environment): Condition {
  const { TimeGranularity, IncludeMinimum = false, IncludeMaximum = false } = filter;
  const cut = (date: Date) =>
    TimeGranularity === undefined ? date : truncDate(unitOf(TimeGranularity), date);
  const bound = (limit: TimeBound | undefined) => {
    const moment = limit === undefined ? null : momentOf(limit, environment);
    return moment === null ? null : cut(moment);
  };
  return withNulls(
    filter.NullOption,
    between(
      (value) => cut(asDate(value, filter.FilterId)),
      [bound(filter.RangeMinimumValue), IncludeMinimum],
      [bound(filter.RangeMaximumValue), IncludeMaximum],
    ),
  );
}

function momentOf(limit: TimeBound, environment: Environment): Date | null {
  if (limit.StaticValue !== undefined) return new Date(limit.StaticValue);
  const value =
    limit.Parameter !== undefined
      ? (parameterValue(limit.Parameter, environment) as Value)
      : constant(limit.RollingDate!.Expression, environment);
  return value === null ? null : asDate(value, 'a bound in time');
}

function equalityCondition(filter: NumericEqualityFilter, environment: Environment): Condition {
  const { MatchOperator, NullOption, SelectAllOptions } = filter;
  if (SelectAllOptions === 'FILTER_ALL_VALUES') return withNulls(NullOption, () => true);
  const chosen = numberOf(
    {
      ...(filter.Value === undefined ? {} : { StaticValue: filter.Value }),
      ...(filter.ParameterName === undefined ? {} : { Parameter: filter.ParameterName }),
    },
    environment,
  );
  if (chosen === null) return withNulls(NullOption, () => true);
  return withNulls(NullOption, (value) => (value === chosen) === (MatchOperator === 'EQUALS'));
}

function rangeCondition(filter: NumericRangeFilter, environment: Environment): Condition {
  const bound = (limit: NumericBound | undefined) =>
    limit === undefined ? null : numberOf(limit, environment);
  return withNulls(
    filter.NullOption,
    between(
      (value) => asNumber(value, filter.FilterId),
      [bound(filter.RangeMinimum), filter.IncludeMinimum ?? false],
      [bound(filter.RangeMaximum), filter.IncludeMaximum ?? false],
    ),
  );
}

function numberOf(limit: NumericBound, environment: Environment): number | null {
  if (limit.StaticValue !== undefined) return limit.StaticValue;
  const value = parameterValue(limit.Parameter!, environment) as Value;
  return value === null ? null : asNumber(value, 'a bound');
}

/** A bound that is missing bounds nothing. */
type Bound = readonly [limit: NonNullable<Value> | null, isIncluded: boolean];

function between(
  read: (value: NonNullable<Value>) => NonNullable<Value>,
  [from, withFrom]: Bound,
  [to, withTo]: Bound,
): (value: NonNullable<Value>) => boolean {
  return (found) => {
    const value = read(found);
    const after = from === null ? 1 : compare(value, from);
    const before = to === null ? 1 : compare(to, value);
    return (after > 0 || (withFrom && after === 0)) && (before > 0 || (withTo && before === 0));
  };
}

/** Nulls pass where the option says so, and values where it does not say nulls only. */
function withNulls(
  option: NullOption | undefined,
  condition: (value: NonNullable<Value>) => boolean,
): Condition {
  return (value) =>
    value === null ? option !== 'NON_NULLS_ONLY' : option !== 'NULLS_ONLY' && condition(value);
}
