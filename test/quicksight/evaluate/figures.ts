import { truncDate } from '../expressions/dates.ts';
import { EvaluationError } from '../expressions/evaluation-error.ts';
import { type Group, GroupFigures, groupedBy } from '../expressions/groups.ts';
import type { RowValues } from '../expressions/rows.ts';
import type { Reader } from '../expressions/scalar.ts';
import { jointKey } from '../expressions/value.ts';
import { unitOf } from './granularity.ts';
import type { Dimension, Measure } from './wells.ts';

/** The rows that a visual shows, grouped by its dimensions. */
export function groupsOf(rows: RowValues, dimensions: readonly Dimension[]): readonly Group[] {
  const readers = dimensions.map((dimension) => dimensionReader(rows, dimension));
  const keysOf = (place: number) => readers.map((reader) => reader(place));
  const groups = groupedBy(rows.kept, (place) => jointKey(keysOf(place)));
  // Without a dimension there is one group, even of no rows.
  if (dimensions.length === 0) return [{ keys: [], rows: rows.kept }];
  return [...groups.values()].map((places) => ({ keys: keysOf(places[0]!), rows: places }));
}

/** The value of a dimension: a date as the beginning of its day, week and so on. */
function dimensionReader(rows: RowValues, dimension: Dimension): Reader {
  if (rows.isAggregate(dimension.column))
    throw new EvaluationError(`the dimension '${dimension.column}' aggregates`);
  const value = rows.column(dimension.column);
  if (dimension.granularity === null) return value;
  const unit = unitOf(dimension.granularity);
  return (place) => {
    const date = value(place);
    if (date !== null && !(date instanceof Date))
      throw new EvaluationError(`'${dimension.column}' has a granularity and is no date`);
    return date === null ? null : truncDate(unit, date);
  };
}

/** The figure of a measure for each group. */
export function measureReader(
  rows: RowValues,
  groups: readonly Group[],
  dimensions: readonly Dimension[],
  { column, aggregate, percent }: Pick<Measure, 'column' | 'aggregate' | 'percent'>,
): Reader {
  const figures = new GroupFigures(
    rows,
    groups,
    dimensions.map((dimension) => dimension.column),
  );
  if (rows.isAggregate(column)) {
    if (aggregate !== null)
      throw new EvaluationError(`'${column}' is aggregated twice: by itself and by ${aggregate}`);
    return figures.reader({ kind: 'column', name: column, braced: true, at: 0 });
  }
  if (aggregate === null)
    throw new EvaluationError(
      `the measure '${column}' has no aggregation: the evaluator guesses none`,
    );
  return figures.aggregateOf(column, aggregate, percent ?? undefined);
}
