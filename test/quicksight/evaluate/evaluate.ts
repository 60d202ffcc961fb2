import type { DataSet, Row } from '../expressions/data-set.ts';
import { EvaluationError } from '../expressions/evaluation-error.ts';
import { type Group, groupedBy } from '../expressions/groups.ts';
import { parse } from '../expressions/parse.ts';
import { RowValues } from '../expressions/rows.ts';
import { jointKey, keyOf, type Value } from '../expressions/value.ts';
import type { Definition, Label, Sheet, Visual, VisualBody } from './definition.ts';
import { groupsOf, measureReader } from './figures.ts';
import { groupsOn, keptRows } from './filters.ts';
import { type Items, itemsOf, OTHERS, orderOfRows } from './order.ts';
import { environmentOf, type ParameterValues } from './parameters.ts';
import { type Detail, type Dimension, type Measure, type Wells, wellsOf } from './wells.ts';

export interface DataSetRows {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

/** What a visual shows: a table of figures, in the visual's order. */
export interface VisualFigures {
  readonly sheet: string;
  readonly id: string;
  /** `KPIVisual`, `BarChartVisual`, … */
  readonly kind: string;
  readonly title: string;
  readonly subtitle: string;
  /** Dimensions, then measures; or the columns of a table that shows row by row. */
  readonly fields: readonly (Dimension | Measure | Detail)[];
  /** A value for each field. */
  readonly rows: readonly (readonly Value[])[];
}

/**
 * The figures of all visuals of a dashboard.
 * @param definition as CloudFormation spells it
 * @param data the rows of each data set, by its identifier
 * @param chosen the values of parameters that differ from their defaults
 * @param now the moment that rolling dates and `now()` count from
 * @throws EvaluationError for all that the evaluator does not know, and for what would fail in QuickSight
 */
export function evaluate(
  definition: Definition,
  data: Readonly<Record<string, DataSetRows>>,
  chosen: ParameterValues,
  now: Date,
): readonly VisualFigures[] {
  const environment = environmentOf(definition.ParameterDeclarations ?? [], chosen, now);
  const rows = new Map(
    definition.DataSetIdentifierDeclarations.map(({ Identifier }) => [
      Identifier,
      RowValues.of(dataSetOf(definition, Identifier, data[Identifier]), environment),
    ]),
  );
  return definition.Sheets.flatMap((sheet) =>
    (sheet.Visuals ?? []).map((visual) =>
      naming(visual, () => {
        const [kind, body] = bodyOf(visual);
        const wells = wellsOf(kind, body);
        const all = rows.get(wells.dataSet);
        if (all === undefined)
          throw new EvaluationError(`the data set '${wells.dataSet}' is not declared`);
        const groups = groupsOn(definition.FilterGroups ?? [], sheet.SheetId, body.VisualId);
        return figuresOf(sheet, kind, body, wells, all.after(keptRows(groups, all)));
      }),
    ),
  );
}

function dataSetOf(
  { CalculatedFields = [] }: Definition,
  name: string,
  data: DataSetRows | undefined,
): DataSet {
  if (data === undefined) throw new EvaluationError(`there are no rows for the data set '${name}'`);
  const own = CalculatedFields.filter(({ DataSetIdentifier }) => DataSetIdentifier === name);
  return {
    name,
    columns: new Set(data.columns),
    rows: data.rows,
    fields: new Map(own.map(({ Name, Expression }) => [Name, parse(Expression)])),
  };
}

export function bodyOf(visual: Visual): [kind: string, body: VisualBody] {
  return Object.entries(visual)[0]!;
}

/** Errors name the visual. */
function naming<T>(visual: Visual, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    throw new EvaluationError(`${bodyOf(visual)[1].VisualId}: ${error.message}`);
  }
}

function figuresOf(
  { SheetId }: Sheet,
  kind: string,
  body: VisualBody,
  wells: Wells,
  rows: RowValues,
): VisualFigures {
  const fields =
    wells.details.length > 0 ? wells.details : [...wells.dimensions, ...wells.measures];
  return {
    sheet: SheetId,
    id: body.VisualId,
    kind,
    title: textOf(body.Title),
    subtitle: textOf(body.Subtitle),
    fields,
    rows: shownRows(kind, body, wells, rows),
  };
}

function shownRows(
  kind: string,
  { ChartConfiguration: { SortConfiguration = {} } }: VisualBody,
  wells: Wells,
  rows: RowValues,
): readonly (readonly Value[])[] {
  const { dimensions, measures, details } = wells;
  if (details.length > 0) {
    const readers = details.map(({ column }) => rows.column(column));
    const all = rows.kept.map((place) => readers.map((reader) => reader(place)));
    return orderOfRows(
      SortConfiguration,
      details.map(({ id }) => id),
      0,
      all,
    );
  }
  const found = groupsOf(rows, dimensions);
  if (kind === 'TableVisual') {
    const table = withMeasures(rows, found, dimensions, measures);
    const ids = [...dimensions, ...measures].map(({ id }) => id);
    return orderOfRows(SortConfiguration, ids, dimensions.length, table);
  }
  const items = dimensions.map((dimension) =>
    itemsOf(kind, SortConfiguration, rows, wells, dimension),
  );
  const groups = inOrder(limited(found, items), items);
  return withMeasures(rows, groups, dimensions, measures);
}

function withMeasures(
  rows: RowValues,
  groups: readonly Group[],
  dimensions: readonly Dimension[],
  measures: readonly Measure[],
): readonly (readonly Value[])[] {
  const readers = measures.map((measure) => measureReader(rows, groups, dimensions, measure));
  return groups.map(({ keys }, place) => [...keys, ...readers.map((reader) => reader(place))]);
}

/** Puts what lies beyond the limits into one item, or leaves it out. */
function limited(groups: readonly Group[], items: readonly Items[]): readonly Group[] {
  const shown = items.map(({ values }) => new Set(values.map(keyOf)));
  const renamed = groups.flatMap(({ keys, rows }): readonly Group[] => {
    const others = keys.map((key, place) => !shown[place]!.has(keyOf(key)));
    if (others.some((isOther, place) => isOther && !items[place]!.withOthers)) return [];
    return [{ keys: keys.map((key, place) => (others[place] ? OTHERS : key)), rows }];
  });
  return [...groupedBy(renamed, ({ keys }) => jointKey(keys)).values()].map((same) => ({
    keys: same[0]!.keys,
    rows: same.flatMap(({ rows }) => rows),
  }));
}

function inOrder(groups: readonly Group[], items: readonly Items[]): readonly Group[] {
  const ranks = items.map(
    ({ values }) => new Map(values.map((value, rank) => [keyOf(value), rank])),
  );
  const rankOf = ({ keys }: Group, place: number) =>
    ranks[place]!.get(keyOf(keys[place]!)) ?? ranks[place]!.size;
  return [...groups].sort((left, right) => {
    for (let place = 0; place < items.length; place++) {
      const order = rankOf(left, place) - rankOf(right, place);
      if (order !== 0) return order;
    }
    return 0;
  });
}

/** A label's text without its mark-up. */
export function textOf(label: Label | undefined): string {
  const { PlainText, RichText = '' } = label?.FormatText ?? {};
  if (PlainText !== undefined) return PlainText;
  return RichText.replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&apos;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}
