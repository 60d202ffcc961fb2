/** The order of what a visual shows, and how many of its items. */
import { EvaluationError } from '../expressions/evaluation-error.ts';
import type { Group } from '../expressions/groups.ts';
import type { RowValues } from '../expressions/rows.ts';
import { compare, keyOf, type Value } from '../expressions/value.ts';
import type { AggregationFunction, ByName, FieldSort, ItemsLimit } from './definition.ts';
import { groupsOf, measureReader } from './figures.ts';
import { aggregateName, type Dimension, type Measure, type Wells } from './wells.ts';

/** The settings that sort a well's dimension, and those that limit its items, by kind of visual and well. */
const SORTS: Readonly<Record<string, readonly [sort: string, limit: string]>> = {
  'BarChartVisual Category': ['CategorySort', 'CategoryItemsLimit'],
  'BarChartVisual Colors': ['ColorSort', 'ColorItemsLimit'],
  'LineChartVisual Category': ['CategorySort', 'CategoryItemsLimitConfiguration'],
  'LineChartVisual Colors': ['', 'ColorItemsLimitConfiguration'],
  'ComboChartVisual Category': ['CategorySort', 'CategoryItemsLimit'],
  'ComboChartVisual Colors': ['ColorSort', 'ColorItemsLimit'],
  'PieChartVisual Category': ['CategorySort', 'CategoryItemsLimit'],
  'FunnelChartVisual Category': ['CategorySort', 'CategoryItemsLimit'],
  'HeatMapVisual Rows': ['HeatMapRowSort', 'HeatMapRowItemsLimitConfiguration'],
  'HeatMapVisual Columns': ['HeatMapColumnSort', 'HeatMapColumnItemsLimitConfiguration'],
  'KPIVisual TrendGroups': ['TrendGroupSort', ''],
};

/** The items of a dimension that a visual shows, in their order. */
export interface Items {
  readonly values: readonly Value[];
  /** Whether what lies beyond the limit is shown as one further item. */
  readonly withOthers: boolean;
}

/** The key of the item for all that lies beyond a limit. */
export const OTHERS = 'Other';

/** Orders and limits the values of one dimension of a visual. */
export function itemsOf(
  kind: string,
  sorts: ByName,
  rows: RowValues,
  wells: Wells,
  dimension: Dimension,
): Items {
  const groups = groupsOf(rows, [dimension]);
  const ranks = sortsOf(kind, sorts, dimension).map((sort) => {
    const { figure, sign } = rankBy(sort, rows, groups, wells, dimension);
    return groups.map((_, place): Ranked => ({ value: figure(place), sign }));
  });
  const places = groups.map((_, place) => place);
  const byValue = groups.map(({ keys }): Ranked => ({ value: keys[0]!, sign: 1 }));
  places.sort((left, right) => inOrder([...ranks, byValue], left, right));
  const values = places.map((place) => groups[place]!.keys[0]!);
  const limit: ItemsLimit = sorts[SORTS[`${kind} ${dimension.well}`]?.[1] ?? ''] ?? {};
  const most = limit.ItemsLimit ?? values.length;
  return {
    values: values.slice(0, most),
    withOthers: values.length > most && limit.OtherCategories !== 'EXCLUDE',
  };
}

/** Orders whole rows of a table by one field after another, and rows of which none differs by their dimensions. */
export function orderOfRows(
  sorts: ByName,
  fields: readonly string[],
  dimensions: number,
  rows: readonly (readonly Value[])[],
): readonly (readonly Value[])[] {
  const ranks = ((sorts.RowSort ?? []) as FieldSort[]).map(({ FieldSort: sort }) => {
    const place = fields.indexOf(sort?.FieldId ?? '');
    if (place < 0) throw new EvaluationError('a table is sorted by a field that it does not have');
    return { place, sign: sort!.Direction === 'DESC' ? -1 : 1 } as const;
  });
  const all = [
    ...ranks,
    ...fields.slice(0, dimensions).map((_, place) => ({ place, sign: 1 }) as const),
  ];
  return [...rows].sort((left, right) => {
    for (const { place, sign } of all) {
      const order = nullsLast(left[place]!, right[place]!, sign);
      if (order !== 0) return order;
    }
    return 0;
  });
}

interface Ranked {
  readonly value: Value;
  readonly sign: 1 | -1;
}

function inOrder(ranks: readonly (readonly Ranked[])[], left: number, right: number): number {
  for (const rank of ranks) {
    const order = nullsLast(rank[left]!.value, rank[right]!.value, rank[left]!.sign);
    if (order !== 0) return order;
  }
  return 0;
}

function nullsLast(left: Value, right: Value, sign: 1 | -1): number {
  if (keyOf(left) === keyOf(right)) return 0;
  if (left === null) return 1;
  if (right === null) return -1;
  return sign * compare(left, right);
}

function sortsOf(kind: string, sorts: ByName, dimension: Dimension): readonly FieldSort[] {
  if (kind !== 'PivotTableVisual')
    return sorts[SORTS[`${kind} ${dimension.well}`]?.[0] ?? ''] ?? [];
  const options: ByName[] = sorts.FieldSortOptions ?? [];
  return options
    .filter(({ FieldId }) => FieldId === dimension.id)
    .map(({ SortBy }) =>
      SortBy.Field === undefined ? { ColumnSort: SortBy.Column } : { FieldSort: SortBy.Field },
    );
}

function rankBy(
  { FieldSort: byField, ColumnSort: byColumn }: FieldSort,
  rows: RowValues,
  groups: readonly Group[],
  wells: Wells,
  dimension: Dimension,
): { figure: (place: number) => Value; sign: 1 | -1 } {
  const sign = (byField ?? byColumn)?.Direction === 'DESC' ? -1 : 1;
  const figureOf = (measure: Pick<Measure, 'column' | 'aggregate' | 'percent'>) =>
    ({
      figure: measureReader(rows, groups, [dimension], measure),
      sign,
    }) as const;
  if (byField !== undefined) {
    if (byField.FieldId === dimension.id)
      return { figure: (place) => groups[place]!.keys[0]!, sign };
    const measure = wells.measures.find(({ id }) => id === byField.FieldId);
    if (measure === undefined)
      throw new EvaluationError(`the sort field ${byField.FieldId} is not in the visual's wells`);
    return figureOf(measure);
  }
  if (byColumn === undefined) throw new EvaluationError('a sort names neither field nor column');
  const aggregate = sortAggregate(byColumn.AggregationFunction);
  return figureOf({ column: byColumn.SortBy.ColumnName, aggregate, percent: null });
}

function sortAggregate(aggregation: AggregationFunction | undefined): string | null {
  const name =
    aggregation?.NumericalAggregationFunction?.SimpleNumericalAggregation ??
    aggregation?.CategoricalAggregationFunction ??
    aggregation?.DateAggregationFunction;
  return name === undefined ? null : aggregateName(name);
}
