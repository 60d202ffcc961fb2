import { EvaluationError } from '../expressions/evaluation-error.ts';
import type {
  AnyDimensionField,
  AnyMeasureField,
  ByName,
  DateGranularity,
  VisualBody,
} from './definition.ts';

interface FieldInWell {
  readonly id: string;
  /** The well's name, such as Category, Colors or Values. */
  readonly well: string;
  /** The column, or the calculated field. */
  readonly column: string;
}

export interface Dimension extends FieldInWell {
  readonly kind: 'dimension';
  /** For dates alone. */
  readonly granularity: DateGranularity | null;
}

export interface Measure extends FieldInWell {
  readonly kind: 'measure';
  /** The aggregate's name among QuickSight's functions; null for a field that aggregates itself. */
  readonly aggregate: string | null;
  readonly percent: number | null;
}

/** A column that a table shows row by row. */
export interface Detail extends FieldInWell {
  readonly kind: 'detail';
}

export interface Wells {
  readonly dataSet: string;
  readonly dimensions: readonly Dimension[];
  readonly measures: readonly Measure[];
  readonly details: readonly Detail[];
}

/** The wells of the kinds of visuals that the evaluator knows: those of dimensions, then those of measures. */
const WELLS: Readonly<Record<string, readonly [readonly string[], readonly string[]]>> = {
  KPIVisual: [['TrendGroups'], ['Values', 'TargetValues']],
  BarChartVisual: [['Category', 'Colors', 'SmallMultiples'], ['Values']],
  LineChartVisual: [['Category', 'Colors', 'SmallMultiples'], ['Values']],
  ComboChartVisual: [
    ['Category', 'Colors'],
    ['BarValues', 'LineValues'],
  ],
  PieChartVisual: [['Category', 'SmallMultiples'], ['Values']],
  FunnelChartVisual: [['Category'], ['Values']],
  TableVisual: [['GroupBy'], ['Values']],
  PivotTableVisual: [['Rows', 'Columns'], ['Values']],
  HeatMapVisual: [['Rows', 'Columns'], ['Values']],
};

/**
 * The fields of a visual, well by well.
 * @throws EvaluationError for a kind of visual, a well or a field that the evaluator does not know
 */
export function wellsOf(kind: string, { VisualId, ChartConfiguration }: VisualBody): Wells {
  const known = WELLS[kind];
  if (known === undefined)
    throw new EvaluationError(`the evaluator does not know the visual ${kind} of ${VisualId}`);
  const wells = innerWells(ChartConfiguration.FieldWells);
  const rowByRow = ChartConfiguration.FieldWells.TableUnaggregatedFieldWells !== undefined;
  const [ofDimensions, ofMeasures] = known;
  for (const well of Object.keys(wells))
    if (!ofDimensions.includes(well) && !ofMeasures.includes(well))
      throw new EvaluationError(`the evaluator does not know the well ${well} of ${VisualId}`);
  const fields = (names: readonly string[]): [string, ByName][] =>
    names.flatMap((well) =>
      ((wells[well] ?? []) as ByName[]).map((field): [string, ByName] => [well, field]),
    );
  const dataSets = new Set<string>();
  const noted = <T>(field: T, source: ByName): T => {
    dataSets.add(inner(source).Column.DataSetIdentifier);
    return field;
  };
  const dimensions = fields(ofDimensions).map(([well, field]) =>
    noted(dimension(well, field), field),
  );
  const measures = rowByRow
    ? []
    : fields(ofMeasures).map(([well, field]) => noted(measure(well, field), field));
  const details = rowByRow
    ? fields(ofMeasures).map(([well, field]) => {
        dataSets.add(field.Column.DataSetIdentifier);
        return {
          kind: 'detail',
          id: field.FieldId,
          well,
          column: field.Column.ColumnName,
        } as const;
      })
    : [];
  const [dataSet, ...others] = dataSets;
  if (dataSet === undefined || others.length > 0)
    throw new EvaluationError(`${VisualId} has fields of ${dataSets.size} data sets, expected 1`);
  return { dataSet, dimensions, measures, details };
}

/** `FieldWells` has one key for the form of the wells, or for a KPI and a histogram the wells themselves. */
function innerWells(fieldWells: ByName): ByName {
  const [form] = Object.keys(fieldWells).filter((key) => key.endsWith('FieldWells'));
  return form === undefined ? fieldWells : fieldWells[form];
}

/** The one member of a union. */
function inner(field: ByName): ByName {
  return Object.values(field)[0];
}

function dimension(well: string, field: AnyDimensionField): Dimension {
  const found =
    field.CategoricalDimensionField ?? field.NumericalDimensionField ?? field.DateDimensionField;
  if (found === undefined)
    throw new EvaluationError(`${Object.keys(field).join()} is no dimension that is known`);
  const granularity =
    field.DateDimensionField === undefined
      ? null
      : (field.DateDimensionField.DateGranularity ?? 'DAY');
  return {
    kind: 'dimension',
    id: found.FieldId,
    well,
    column: found.Column.ColumnName,
    granularity,
  };
}

const AGGREGATES: Readonly<Record<string, string>> = {
  SUM: 'sum',
  AVERAGE: 'avg',
  MIN: 'min',
  MAX: 'max',
  COUNT: 'count',
  DISTINCT_COUNT: 'distinct_count',
  MEDIAN: 'median',
};

/** @throws EvaluationError for an aggregation that the evaluator does not know */
export function aggregateName(aggregation: string): string {
  const name = AGGREGATES[aggregation];
  if (name === undefined)
    throw new EvaluationError(`the evaluator does not know the aggregation ${aggregation}`);
  return name;
}

function measure(well: string, field: AnyMeasureField): Measure {
  const { NumericalMeasureField: number, CategoricalMeasureField: text } = field;
  const found = number ?? text ?? field.DateMeasureField;
  if (found === undefined)
    throw new EvaluationError(`${Object.keys(field).join()} is no measure that is known`);
  const asked = found.AggregationFunction;
  const simple = typeof asked === 'object' ? asked.SimpleNumericalAggregation : asked;
  const percent =
    typeof asked === 'object' ? (asked.PercentileAggregation?.PercentileValue ?? null) : null;
  return {
    kind: 'measure',
    id: found.FieldId,
    well,
    column: found.Column.ColumnName,
    aggregate:
      percent !== null ? 'percentile' : simple === undefined ? null : aggregateName(simple),
    percent,
  };
}
